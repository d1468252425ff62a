"""Where reports come from: files, saved pages, documents, e-mail, web archives, pages and feeds of the web.

Invariant: a `Report` leaves this room only with text that can be read: of bounded length, without halves of
surrogate pairs, not in another language; everything else leaves it as an `SourceError` saying why.
"""

from trucewatch.sources.files import reports
from trucewatch.sources.problems import LanguageError, SourceError
from trucewatch.sources.text import LIMIT, report

__all__ = ["LIMIT", "LanguageError", "SourceError", "report", "reports"]
