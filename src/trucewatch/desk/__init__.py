"""The desk: the web application on an archive and its cases, and its API.

Invariant: a page shows what the archive and the cases say and nothing else; every value on it leads to the words that
say it, and what a visitor may not see leaves no trace.
"""

from trucewatch.desk.settings import Settings

__all__ = ["Settings"]
