"""What is wrong with an input, in one line for the person who gave it."""

from __future__ import annotations

from trucewatch.records import Report


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


class LanguageError(SourceError):
    """A report in a language that the rules do not read; `report` is the report, for a reader that does."""

    def __init__(
        self, cause: str, *, report: Report, path: str | None = None, line: int | None = None
    ) -> None:
        super().__init__(cause, path=path, line=line)
        self.report = report

    def __reduce__(self) -> tuple[object, ...]:
        return _problem, (self.cause, self.path, self.line, self.report)

    def at(self, path: str, line: int | None = None) -> LanguageError:
        """The same problem with the place where it was found."""
        line = line if line is not None else self.line
        return LanguageError(self.cause, report=self.report, path=path, line=line)


def _problem(cause: str, path: str | None, line: int | None, report: Report | None = None) -> SourceError:
    """What a SourceError is made from again, when it has come from another process."""
    if report is not None:
        return LanguageError(cause, report=report, path=path, line=line)
    return SourceError(cause, path=path, line=line)
