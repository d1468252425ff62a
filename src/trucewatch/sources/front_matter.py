"""The lines between two `---` at the head of a text, which say what is known about it.

Invariant: the body is the end of the text, unchanged, so an offset into the body is one into the file less
the length of what precedes it.
"""

from __future__ import annotations

import re

import yaml

_OPEN = re.compile(r"---[ \t]*\n")
_CLOSE = re.compile(r"^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.MULTILINE)
_PLAIN_WITH_COLON = re.compile(
    r"""^((?:title|outlet)[ \t]*:[ \t]+)([^\s"'\[{&*!|>%@`#].*:[ \t].*?)[ \t]*$""", re.MULTILINE
)
# A rule at the head of a page and another far below it enclose text, not front matter.
_LONGEST = 20_000


class FrontMatterError(ValueError):
    """What stands between the two `---` says nothing that can be used; the message says why."""


def split(text: str) -> tuple[dict[str, str], str]:
    """The fields of the front matter and the body that follows it; no fields where there is none.

    Values come as they are written, so `published: 2020-02-09` is text. Raises FrontMatterError where the
    front matter is no YAML, or no mapping of names to single values.
    """
    opening = _OPEN.match(text)
    closing = _CLOSE.search(text, opening.end(), opening.end() + _LONGEST) if opening else None
    if not opening or not closing:
        return {}, text
    return _fields(text[opening.end() : closing.start()]), text[closing.end() :]


def _fields(block: str) -> dict[str, str]:
    try:
        # The base loader makes text of every value and objects of none.
        content = yaml.load(_quoted(block), Loader=yaml.BaseLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = f" at line {mark.line + 2}" if mark else ""
        raise FrontMatterError(f"the front matter is no YAML{where} ({error.problem})") from None
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        cause = str(error).partition("\n")[0]
        raise FrontMatterError(f"the front matter is no YAML ({cause})") from None
    if not content:
        return {}
    if not isinstance(content, dict):
        raise FrontMatterError("the front matter is no YAML of the form `name: value`")
    fields = {n: v for n, v in content.items() if isinstance(n, str) and isinstance(v, str)}
    marks = (n for n in content if isinstance(n, str) and n.lower() == "confidential" and n not in fields)
    return fields | dict.fromkeys(
        marks, "yes"
    )  # a mark of another form, such as a list, is a mark all the same


def _quoted(block: str) -> str:
    """`block` with quotes round plain values that hold a colon, as headlines do ("Idlib: talks go on")."""
    return _PLAIN_WITH_COLON.sub(lambda line: line[1] + "'" + line[2].replace("'", "''") + "'", block)
