"""Rules: on what condition, with what limits, somebody is to be told.

Invariant: a rule is data, the conditions are those of conditions.toml; a rule that makes no sense cannot be made.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib import resources
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from trucewatch.desk.filters import given

KINDS = (
    "agreement", "control", "deployment", "displacement", "incident", "patrol", "post", "talks"
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Condition:
    """What a rule can tell of; see conditions.toml."""

    id: str
    name: str
    kind: str | None = None
    values: tuple[str, ...] = ()
    lasting: bool = False
    derived: tuple[str, ...] = ()
    measure: Literal["killed", "displaced", "violations"] | None = None
    finding: Literal["contradiction"] | None = None


def _load() -> dict[str, Condition]:
    file = resources.files("trucewatch.desk.alerting").joinpath("conditions.toml")
    rows = tomllib.loads(file.read_text(encoding="utf-8"))["condition"]
    return {row["id"]: Condition(**{key: _settled(value) for key, value in row.items()}) for row in rows}


def _settled(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


CONDITIONS: Mapping[str, Condition] = _load()
"""The conditions by their ids, in the order in which they are shown."""


Words = Annotated[Annotated[str, Field(max_length=200)] | None, BeforeValidator(given)]


class Rule(BaseModel):
    """When somebody is told.

    - `condition`: the id of one of CONDITIONS; `number`: of how many there must be more, for figures
    - `kind`, `status`: for the condition "anything" the kind of thing, and the status that it must have
    - `actor`, `place`: words that the name of somebody taking part, or of a place, must have
    - `sources`: how many independent sources must say so; `confidence`: how sure their reading must be, from 0 to 1
    - `confidential`: tell also of what only its owner's clearance shows; without it, only of what everybody sees
    - `past`: tell also of what was there before the rule
    - `name`: what its owner calls it
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    condition: str
    name: Annotated[str, Field(max_length=100)] = ""
    number: Annotated[Annotated[float, Field(ge=0, le=1e12)] | None, BeforeValidator(given)] = None
    kind: Words = None
    status: Words = None
    actor: Words = None
    place: Words = None
    sources: Annotated[int, Field(ge=1, le=50)] = 1
    confidence: Annotated[float, Field(ge=0, le=1)] = 0.0
    confidential: bool = False
    past: bool = False

    @model_validator(mode="after")
    def _makes_sense(self) -> Self:
        condition = CONDITIONS.get(self.condition)
        if condition is None:
            raise ValueError(f"{self.condition}: is no condition; say {', '.join(CONDITIONS)}")
        if condition.measure and self.number is None:
            raise ValueError("this condition needs a number, of which there must be more")
        if condition.id == "anything" and self.kind not in KINDS:
            raise ValueError(f"this condition needs a kind: {', '.join(KINDS)}")
        return self

    @cached_property
    def of(self) -> Condition:
        """The condition."""
        return CONDITIONS[self.condition]

    @property
    def words(self) -> str:
        """The rule in words."""
        parts = [self.of.name]
        if self.number is not None and self.of.measure:
            parts[0] = parts[0].replace("so many", f"{self.number:,.0f}")
        for name in ("kind", "status", "actor", "place"):
            if value := getattr(self, name):
                parts.append(f"{name}: {value}")
        if self.sources > 1:
            parts.append(f"by at least {self.sources} sources")
        if self.confidence:
            parts.append(f"read with a confidence of at least {self.confidence:.0%}")
        if self.confidential:
            parts.append("confidential reports too")
        return "; ".join(parts)
