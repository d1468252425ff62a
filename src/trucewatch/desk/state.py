"""What all requests share: the archive, the cases, the templates."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from starlette.templating import Jinja2Templates

from trucewatch.archive import Archive
from trucewatch.desk.alerting.running import Alerting
from trucewatch.desk.case_store import Cases
from trucewatch.desk.settings import Settings
from trucewatch.desk.standings import Standings


class Listed(NamedTuple):
    """A case in the list of cases."""

    slug: str
    name: str
    summary: str


@dataclass(frozen=True, kw_only=True)
class Desk:
    """A desk that is open."""

    settings: Settings
    archive: Archive
    cases: Cases
    templates: Jinja2Templates
    alerting: Alerting

    @cached_property
    def standings(self) -> Standings:
        """What persons said of the records."""
        return Standings(self.archive)

    def listed(self) -> list[Listed]:
        """The cases, by their names."""
        files = self.cases.files.items()
        return sorted(Listed(slug, file.case.name, file.case.summary) for slug, file in files)

    def base(self, asked: str) -> str:
        """The address under which others reach the desk, without a slash at its end; as `asked` where none is set."""
        return (self.settings.address or asked).rstrip("/")
