"""A page on a terminal or in a text: lines and paragraphs, wrapped and safe.

Invariant: nothing from a report or a case reaches the terminal but printable text, in letters that it has.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Callable

from rich.console import Console
from rich.text import Text

from trucewatch.exports.quotation import inner
from trucewatch.terminal import encodable, printable

WIDEST = 120
_MARKS = {"planned": "bold blue", "denied": "bold red", "possible": "bold yellow"}


class Page:
    """Writes on a console; styles are rich's."""

    def __init__(self, console: Console) -> None:
        self.console = console
        self._plain = not console.encoding.lower().startswith("utf")

    @property
    def width(self) -> int:
        """Columns to fill."""
        return self.console.width

    def blank(self) -> None:
        """An empty line."""
        self.console.print()

    def rule(self) -> None:
        """A line across."""
        self.line("─" * self.width, "dim")

    def heading(self, words: str) -> None:
        """The heading of a section, with an empty line before it."""
        self.blank()
        self.line(words, "bold cyan")

    def line(self, words: str, style: str = "", *, indent: int = 0, hang: int = 0) -> None:
        """One paragraph in one style."""
        self.block(Text(self.safe(words), style), indent=indent, hang=hang)

    def pieces(self, *pieces: tuple[str, str], indent: int = 0, hang: int = 2) -> None:
        """One paragraph of pieces, each with its style."""
        words = Text()
        for piece, style in pieces:
            words.append(self.safe(piece), style)
        self.block(words, indent=indent, hang=hang)

    def block(self, words: Text, *, indent: int = 0, hang: int = 0) -> None:
        """One paragraph, wrapped; lines after the first stand `hang` columns further in."""
        room = max(20, self.width - indent - hang)
        margin = indent
        for line in words.wrap(self.console, room):
            line.rstrip()
            self.console.print(Text(" " * margin).append_text(line), soft_wrap=True)
            margin = indent + hang

    def safe(self, words: str) -> str:
        """Words as the console can show them."""
        words = printable(words)
        return encodable(words, self.console.encoding) if self._plain else words


def on_terminal(*, color: bool = True, width: int | None = None) -> Page:
    """A page on standard output; as wide as the terminal, at most 120, where `width` is not given."""
    console = Console(file=sys.stdout, width=width, no_color=None if color else True, legacy_windows=False)
    if width is None and console.width > WIDEST:
        console.width = WIDEST
    return Page(console)


def as_text(write: Callable[[Page], None], *, width: int = 80) -> str:
    """What `write` puts on a page, as plain text without colour."""
    sheet = io.StringIO()
    console = Console(file=sheet, width=width, color_system=None, force_terminal=False, legacy_windows=False)
    write(Page(console))
    return sheet.getvalue()


def quoted(words: str, most: int = 240) -> str:
    """Words in double marks, with single ones within, cut at a word where they are longer than `most`."""
    if len(words) > most:
        words = words[:most].rsplit(" ", 1)[0].rstrip(" ,;:") + " …"
    return f"“{inner(words)}”"


def mark(assertion: str) -> tuple[str, str]:
    """The word before what is not actual ("PLANNED "), with its style; empty before what is."""
    return (f"{assertion.upper()} ", _MARKS[assertion]) if assertion in _MARKS else ("", "")
