"""Text made safe for a terminal.

Invariant: what leaves this module holds no control character, escape sequence or bidirectional override, so
that a report, or a file's name, cannot move the cursor, recolour the screen or reorder the words on it.
"""

from __future__ import annotations

import re
import unicodedata

_ESCAPES = re.compile(
    r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]"  # control sequences: colours, cursor
    r"|(?:\x1b[\]PX^_]|[\x90\x98\x9d-\x9f])[^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c)"  # titles, links
)
_SPACES = re.compile("[\t\n\x0b\x0c\r\x85\u2028\u2029]+")
_CONTROL_CHARACTERS = "\x00-\x1f\x7f-\x9f\ud800-\udfff"
# Format characters that show nothing: soft hyphen, bidirectional controls, joiners of words, tags. The
# zero-width joiner and non-joiner stay, since Persian and several Indian languages are spelt with them.
_FORMAT_CHARACTERS = (
    "\xad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb"
    "\U000e0000-\U000e007f"
)
_CONTROLS = re.compile(f"[{_CONTROL_CHARACTERS}]")
_INVISIBLE = re.compile(f"[{_FORMAT_CHARACTERS}]")
_UNSAFE = re.compile(f"[{_CONTROL_CHARACTERS}\u2028\u2029{_FORMAT_CHARACTERS}]")

_PLAIN = {
    "“": '"', "”": '"', "„": '"', "«": "<<", "»": ">>", "‘": "'", "’": "'", "–": "-", "—": "-", "‑": "-",
    "−": "-", "·": "|", "•": "*", "─": "-", "…": "...", "ı": "i", "ł": "l", "Ł": "L", "ø": "o", "Ø": "O",
    "đ": "d", "Đ": "D", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ß": "ss", "ʿ": "'", "ʾ": "'",
}  # fmt: skip


def printable(text: str) -> str:
    """`text` on one line, as a terminal may show it.

    Whole escape sequences are dropped; line ends and tabs become a space; any other control character, or
    half of a surrogate pair, becomes U+FFFD; invisible format characters are dropped. Other text is kept.
    """
    if text.isascii() and text.isprintable():
        return text
    text = _ESCAPES.sub("", text)
    text = _SPACES.sub(" ", text)
    text = _CONTROLS.sub("\ufffd", text)
    return _INVISIBLE.sub("", text)


def escape_json(line: str) -> str:
    r"""A line of JSON with everything that `printable` guards against written as a `\uXXXX` escape.

    The value that the line stands for stays the same; `line` must come from `json.dumps`, where such
    characters occur inside strings only.
    """
    return _UNSAFE.sub(lambda match: _escape(match[0]), line)


def encodable(text: str, encoding: str) -> str:
    """`text` in letters that `encoding` has: accents are dropped and marks made plain where it lacks them."""
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return "".join(_nearest(character, encoding) for character in text)
    return text


def _nearest(character: str, encoding: str) -> str:
    plain = _PLAIN.get(character) or unicodedata.normalize("NFKD", character)
    for candidate in (character, plain, "".join(c for c in plain if not unicodedata.combining(c))):
        try:
            candidate.encode(encoding)
        except UnicodeEncodeError:
            continue
        return candidate
    return "?"


def _escape(character: str) -> str:
    code = ord(character)
    if code < 0x10000:
        return f"\\u{code:04x}"
    high, low = divmod(code - 0x10000, 0x400)
    return f"\\u{0xD800 + high:04x}\\u{0xDC00 + low:04x}"
