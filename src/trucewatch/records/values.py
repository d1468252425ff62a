"""The values that records are made of.

Invariant: a value says only what a report's words support. Every field that the text leaves open is
None; nothing is filled in to look complete. All values are immutable.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

Relation = Literal["exactly", "about", "more than", "at least", "nearly", "up to", "between"]
Outcome = Literal["killed", "wounded", "missing", "captured"]

# EDTF level 0 with open intervals and an optional clock time: 2020, 2020-02, 2020-02-08T14:30, 2019-12/..
_MOMENT = r"\d{4}(-\d{2}(-\d{2}(T\d{2}:\d{2}(:\d{2})?)?)?)?"
EDTF = Annotated[str, StringConstraints(pattern=rf"^(({_MOMENT}|\.\.)/({_MOMENT}|\.\.)|{_MOMENT})$")]
Duration = Annotated[str, StringConstraints(pattern=r"^P(\d+(\.\d+)?[YMWD])*(T(\d+(\.\d+)?[HMS])+)?$")]


class Value(BaseModel):
    """Base of everything immutable that a reading is made of."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Span(Value):
    """A stretch of the report's text, in Unicode code points, `end` exclusive."""

    start: int = Field(ge=0)
    end: int = Field(ge=1)

    @model_validator(mode="after")
    def _not_empty(self) -> Span:
        if self.end <= self.start:
            raise ValueError("a span ends after it starts")
        return self


class Count(Value):
    """A number as a report gives it.

    `value` with its `relation` ("more than half a million": 500000, `more than`); `low` and `high` for
    ranges and for words that name no number ("dozens": low 24, no value); `text` the words themselves.
    """

    value: float | int | None = None
    relation: Relation = "exactly"
    low: float | int | None = None
    high: float | int | None = None
    text: str = ""


class Actor(Value):
    """Somebody who acts, under the name that a reader of the whole report would use.

    `id` is a stable identifier where the lexicon has one (a state's ISO 3166 code, a force's slug).
    """

    name: str
    id: str | None = None


class Place(Value):
    """A place; `id` is the GeoNames id. Coordinates are WGS 84 degrees; `country` is a name.

    A place that the gazetteer does not know, or that could be several, keeps its name alone.
    """

    name: str
    id: str | None = None
    latitude: float | None = Field(default=None, ge=-90, le=90)
    longitude: float | None = Field(default=None, ge=-180, le=180)
    country: str | None = None


class Source(Value):
    """Who says something: a person, a body, or somebody unnamed ("a Turkish security source")."""

    name: str | None = None
    role: str | None = None
    organisation: str | None = None
    anonymous: bool = False


class Person(Value):
    """A person (or an institution represented by one) with the role the report gives."""

    name: str | None = None
    role: str | None = None


class Delegation(Value):
    """One side at a round of talks: its party, who leads it, who else is in it."""

    party: Actor
    head: Person | None = None
    members: tuple[Person, ...] = ()


class Casualties(Value):
    """People harmed in an incident: how, how many, and who they were in the report's words."""

    outcome: Outcome
    count: Count
    who: str | None = None
