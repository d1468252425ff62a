"""What is wrong with an input, in one line for the person who gave it."""

from __future__ import annotations


class SourceError(ValueError):
    """An input that is no report, or none that can be read.

    `cause` says what is wrong and, where it helps, what to do; `path` and `line` say where. `str()` of it is
    the whole line, "reports.jsonl, line 3: no text". It may quote the input, so a terminal gets it through
    `trucewatch.terminal.printable`.
    """

    def __init__(self, cause: str, *, path: str | None = None, line: int | None = None) -> None:
        super().__init__(cause, path, line)
        self.cause = cause
        self.path = path
        self.line = line

    def __reduce__(self) -> tuple[object, ...]:
        return _problem, (self.cause, self.path, self.line)

    def at(self, path: str, line: int | None = None) -> SourceError:
        """The same problem with the place where it was found."""
        return SourceError(self.cause, path=path, line=line if line is not None else self.line)

    def __str__(self) -> str:
        where = ", ".join(
            [*([self.path] if self.path else []), *([f"line {self.line}"] if self.line else [])]
        )
        return f"{where}: {self.cause}" if where else self.cause


def _problem(cause: str, path: str | None, line: int | None) -> SourceError:
    """What a SourceError is made from again, when it has come from another process."""
    return SourceError(cause, path=path, line=line)
