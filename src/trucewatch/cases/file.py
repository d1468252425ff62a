"""The case file as values: the parties, places, posts, agreements and sources of one arrangement.

Invariant: a case that validates has no key that means nothing, no value out of range and no two things of one name;
what is doubtful but possible is left to `trucewatch.cases.checking`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from trucewatch.cases.undertakings import UNDERTAKINGS
from trucewatch.cases.zones import polygons
from trucewatch.linking.things import SourceKind
from trucewatch.linking.times import window


def _as_text(value: Any) -> Any:
    """A date as TOML has it, written as the records write theirs."""
    if isinstance(value, datetime):
        return value.isoformat(timespec="minutes")[:16]
    return value.isoformat() if isinstance(value, date) else value


def _dated(value: str) -> str:
    if not re.fullmatch(r"[\d:T./-]+", value) or window(value) is None:
        raise ValueError(f"{value!r} is no date (write 2020-02-08, 2020-02 or 2020)")
    return value


def _known(value: str) -> str:
    if value not in UNDERTAKINGS:
        raise ValueError(f"{value!r} is none of: {', '.join(sorted(UNDERTAKINGS))}")
    return value


Name = Annotated[str, Field(min_length=1, pattern=r"\S")]
Day = Annotated[str, BeforeValidator(_as_text), AfterValidator(_dated)]
Latitude = Annotated[float, Field(ge=-90, le=90)]
Longitude = Annotated[float, Field(ge=-180, le=180)]


class Part(BaseModel):
    """Base of everything in a case file: immutable, and without keys that mean nothing."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Named(Part):
    """What has a name, and further names that reports use for it."""

    name: Name
    aliases: list[Name] = []

    @property
    def names(self) -> list[str]:
        """The name, then the aliases."""
        return [self.name, *self.aliases]


class Party(Named):
    """A party to the conflict, a force, a group or a mission.

    Parties of one `side` may stand for each other (an army and its government); where it is left out, a party is a
    side of its own. `allies` are parties that help it without being the same side.
    """

    kind: Literal["state", "force", "group", "mission", "organisation"] | None = None
    side: Name | None = None
    allies: list[Name] = []


class Located(Named):
    """What may lie at a point; latitude and longitude come together or not at all."""

    latitude: Latitude | None = None
    longitude: Longitude | None = None

    @model_validator(mode="after")
    def _whole_point(self) -> Located:
        if (self.latitude is None) != (self.longitude is None):
            raise ValueError("has one of latitude and longitude without the other")
        return self

    @property
    def point(self) -> tuple[float, float] | None:
        """Latitude and longitude, where they are given."""
        return None if self.latitude is None or self.longitude is None else (self.latitude, self.longitude)


class CasePlace(Located):
    """A place of the case; `within` names a place that it lies in."""

    kind: str | None = None
    within: Name | None = None


class CasePost(Located):
    """A post of a force or mission; `place` names the town that it stands at."""

    place: Name | None = None
    operator: Name | None = None


class Zone(Part):
    """The ground that the arrangement covers, as GeoJSON: in the case file or in a file beside it."""

    name: Name | None = None
    file: Name | None = None
    geojson: str | None = None

    @model_validator(mode="after")
    def _one_source(self) -> Zone:
        if (self.file is None) == (self.geojson is None):
            raise ValueError("takes one of `file` and `geojson`")
        if self.geojson is not None:
            polygons(self.geojson)
        return self


class CaseAgreement(Named):
    """An agreement that the case is about; `id` is what its commitments name it by."""

    id: Name
    date: Day | None = None
    parties: list[Name] = []


class Commitment(Part):
    """Something that an agreement obliges somebody to.

    `kind` is one of the undertakings that Trucewatch knows the signs of (see docs/cases.md); `words` narrow them to
    records whose proof has one of these words. `who` are the parties obliged, `place` where; `since` is the day
    from which it binds (that of the agreement, where left out) and `by` the day by which it is to be done.
    """

    id: Name
    agreement: Name
    kind: Annotated[str, AfterValidator(_known)]
    what: Name
    who: list[Name] = []
    place: Name | None = None
    since: Day | None = None
    by: Day | None = None
    words: list[Name] = []


class Total(Part):
    """A running total that the case follows: people displaced, returned, … in an area since a day.

    Figures of that measure since that month belong to it where they are given for one of its `areas`, or for no place.
    """

    name: Name
    measure: Literal["displaced", "newly displaced", "refugees hosted", "returned", "evacuated", "confined"]
    since: Day
    place: Name
    areas: list[Name] = []


class CaseSource(Named):
    """Somebody who says things: an outlet, a monitor, a ministry; `of` is the party that it speaks for."""

    kind: SourceKind
    of: Name | None = None


class Period(Part):
    """The time that the case covers, both days included."""

    since: Day | None = None
    until: Day | None = None


class Sought(Part):
    """Which reports are the case's.

    `files` are paths or patterns (`reports/*.md`), from the case file's folder. In an archive, the reports that have
    one of the words in `about`; all of them where it is empty.
    """

    files: list[Name] = []
    about: list[Name] = []


class Case(Part):
    """A whole case file."""

    name: Name
    summary: str = ""
    period: Period = Period()
    reports: Sought = Sought()
    zone: Zone | None = None
    party: list[Party] = []
    place: list[CasePlace] = []
    post: list[CasePost] = []
    agreement: list[CaseAgreement] = []
    commitment: list[Commitment] = []
    total: list[Total] = []
    source: list[CaseSource] = []

    @model_validator(mode="after")
    def _each_once(self) -> Case:
        for what, names in (
            ("party", [p.name for p in self.party]),
            ("place", [p.name for p in self.place]),
            ("post", [p.name for p in self.post]),
            ("source", [s.name for s in self.source]),
            ("total", [t.name for t in self.total]),
            ("agreement id", [a.id for a in self.agreement]),
            ("commitment id", [c.id for c in self.commitment]),
        ):
            for name in _repeated(names):
                raise ValueError(f"{what} {name!r} is there twice")
        known = {agreement.id for agreement in self.agreement}
        for one in self.commitment:
            if one.agreement not in known:
                raise ValueError(
                    f"commitment {one.id!r} is of an agreement {one.agreement!r} that is not there"
                )
        return self


def _repeated(names: Iterable[str]) -> list[str]:
    seen: set[str] = set()
    return [name for name in names if name.casefold() in seen or seen.add(name.casefold())]  # type: ignore[func-returns-value]
