"""Records that fit some conditions, in a case or in the whole archive."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal, get_args

from pydantic import AfterValidator, BeforeValidator, Field, TypeAdapter

from trucewatch.archive.query import Query
from trucewatch.archive.searching import Hit, Hits
from trucewatch.cases import Picture
from trucewatch.desk.filters import Day, Filters, Share, Text, given
from trucewatch.desk.views.common import View
from trucewatch.desk.views.reports import Number
from trucewatch.exports.describe import describe
from trucewatch.exports.wording import source_words
from trucewatch.linking import Reference
from trucewatch.records import KINDS, Record, Source
from trucewatch.records.kinds import Assertion

PAGE = 50
RECORD: TypeAdapter[Record] = TypeAdapter(Record)
KIND_NAMES: tuple[str, ...] = tuple(model.model_fields["kind"].default for model in KINDS)
ASSERTIONS: tuple[str, ...] = get_args(Assertion)
Kind = Annotated[
    Literal[
        "talks",
        "agreement",
        "post",
        "patrol",
        "incident",
        "control",
        "displacement",
        "deployment",
        "statement",
    ]
    | None,
    BeforeValidator(given),
]


def _near(value: str | None) -> str | None:
    if value is not None:
        latitude, longitude, kilometres = (float(part) for part in value.split(","))
        if not (abs(latitude) <= 90 and abs(longitude) <= 180 and 0 < kilometres <= 20_000):
            raise ValueError("is no latitude, longitude and kilometres")
    return value


Near = Annotated[
    Annotated[str, Field(pattern=r"^\s*-?\d{1,2}(\.\d+)?\s*,\s*-?\d{1,3}(\.\d+)?\s*,\s*\d{1,5}(\.\d+)?\s*$")]
    | None,
    BeforeValidator(given),
    AfterValidator(_near),
    Field(description="Latitude, longitude and kilometres, parted by commas: 35.93, 36.63, 20."),
]


class SearchFilters(Filters):
    """What `trucewatch find` can be asked; a condition that is not given is none.

    `since` and `until` bound the days that a record tells of; `place`, `actor` and `source` are words of a name.
    """

    text: Text = None
    kind: Kind = None
    assertion: Annotated[Assertion | None, BeforeValidator(given)] = None
    since: Day = None
    place: Text = None
    near: Near = None
    actor: Text = None
    source: Text = None
    confidence: Share = None
    page: Annotated[Number, Field(le=100)] = 1

    @property
    def empty(self) -> bool:
        """Whether nothing is asked."""
        return not self.model_dump(exclude_none=True, exclude={"page"})

    def query(self, clearance: int) -> Query:
        """What to ask the archive for, for somebody with this clearance."""
        near = tuple(float(part) for part in self.near.split(",")) if self.near else None
        return Query(
            **self.model_dump(exclude={"page", "near"}),
            clearance=clearance,
            near=(near[0], near[1], near[2]) if near else None,
        )


class InCase(View):
    """Where a hit is in a case: the thing that it tells of, where something was made of it."""

    slug: str
    name: str
    thing: str | None
    title: str | None


class HitView(View):
    """A record that fits: in words, in its own words, who says so, and where it is."""

    id: str
    number: int
    kind: str
    assertion: str
    date: str | None
    headline: str
    rest: str
    words: tuple[str, ...]
    said: str | None
    confidence: float | None
    report: str
    title: str
    outlet: str | None
    published: str | None
    cases: tuple[InCase, ...]


class SearchView(View):
    """A page of hits, the latest first; `cut` where so many fit that not all were looked at."""

    asked: bool
    kinds: tuple[str, ...] = KIND_NAMES
    assertions: tuple[str, ...] = ASSERTIONS
    hits: tuple[HitView, ...]
    page: int
    more: bool
    cut: bool


def view(filters: SearchFilters, hits: Hits, pictures: Mapping[str, Picture]) -> SearchView:
    """What was found, with where it is in the cases whose pictures these are, by their slugs."""
    return SearchView(
        asked=not filters.empty,
        hits=tuple(_hit(one, pictures) for one in hits.found),
        page=filters.page,
        more=hits.more,
        cut=hits.cut,
    )


def _hit(hit: Hit, pictures: Mapping[str, Picture]) -> HitView:
    body = hit.body
    words = describe(RECORD.validate_python(body))
    said = body.get("attribution")
    return HitView(
        id=hit.id,
        number=hit.number,
        kind=body["kind"],
        assertion=body.get("assertion", "actual"),
        date=body.get("date"),
        headline=words.headline,
        rest=words.rest,
        words=hit.words,
        said=source_words(Source.model_validate(said)) if said else None,
        confidence=body.get("confidence"),
        report=hit.report,
        title=hit.title or hit.report[:16],
        outlet=hit.outlet,
        published=hit.published,
        cases=tuple(_in_cases(Reference(hit.report, hit.number), pictures)),
    )


def _in_cases(reference: Reference, pictures: Mapping[str, Picture]) -> list[InCase]:
    found = []
    for slug, picture in pictures.items():
        if reference in picture.by_reference:
            thing = picture.linked.thing_of(reference)
            found.append(
                InCase(
                    slug=slug,
                    name=picture.case.name,
                    thing=thing.id if thing else None,
                    title=thing.title if thing else None,
                )
            )
    return found
