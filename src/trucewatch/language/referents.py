"""Whom a report speaks of: one Referent a person, state, force, body or group, however often it is mentioned.

Invariant: a referent only gains knowledge (a fuller name, a role, a gender) as the report goes on.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from trucewatch.language.names import Entry, folded, states
from trucewatch.records import Actor, Source
from trucewatch.records.reading import ActorType

# what a state's people in arms are called together; other nouns ("border guards", "police") stay themselves
_FORCES = frozenset("troops troop soldiers soldier forces force servicemen units unit".split())
_OFFICIAL = frozenset(
    "army military troops forces soldiers troop soldier force servicemen units unit".split()
)
# what is not a force but belongs to its state
MATERIEL = frozenset(
    "jet jets warplane warplanes aircraft helicopter helicopters drone drones tank tanks warship warships patrol patrols "
    "gunship gunships bomber bombers gunboat gunboats artillery".split()
)


@dataclass(slots=True, eq=False)
class Referent:
    """Somebody a report speaks of. `order` is the token of the last mention, `subject` whether it was one."""

    name: str
    type: ActorType
    id: str | None = None
    state: Entry | None = None
    plural: bool = False
    gender: str = ""
    role: str | None = None
    organisation: str | None = None
    anonymous: bool = False
    armed: bool = False
    mission: bool = False
    unnamed: bool = False
    nouns: set[str] = field(default_factory=set)
    order: int = -1
    subject: bool = False
    count: int = 0

    def actor(self) -> Actor:
        """The value for a record's slot; an unnamed official stands for whom they serve."""
        if self.unnamed and self.organisation:
            return Actor(name=self.organisation, id=self.id)
        return Actor(name=self.name, id=self.id)

    def source(self) -> Source:
        """The value for an attribution or a speaker."""
        if self.type == "person" or self.anonymous or self.unnamed:
            name = None if self.unnamed else self.name
            return Source(name=name, role=self.role, organisation=self.organisation, anonymous=self.anonymous)
        if self.type == "state":
            return Source(organisation=self.name)
        return Source(name=self.name, organisation=self.organisation or self.name)


def force_name(state: Entry, words: str, head: str) -> str:
    """What the forces of a state are called: "Turkish forces" for its troops, "Thai border guards" for those."""
    adjective = state.adjective or state.name
    lowered = words.lower()
    if state.force and head in _OFFICIAL and not (set(lowered.split()) & {"special", "security", "border"}):
        return state.force
    if head in _FORCES and lowered in (
        head,
        f"government {head}",
        f"regime {head}",
        f"army {head}",
        f"military {head}",
    ):
        return (
            f"{adjective} government forces"
            if "government" in lowered or "regime" in lowered
            else f"{adjective} forces"
        )
    return f"{adjective} {words}"


def known_state(identifier: str | None) -> Entry | None:
    """The state with this id."""
    return states().get(identifier or "")


def same_person(name: str, other: str) -> bool:
    """May two person names be one person's: equal, or one is part of the other with the same last word?"""
    a, b = folded(name).lower().replace("-", " ").split(), folded(other).lower().replace("-", " ").split()
    if a == b:
        return True
    short, long = sorted((a, b), key=len)
    if short[-1] != long[-1] and not (len(short) == 1 and short[0] in long):
        return False
    return all(any(w == v or (len(w.rstrip(".")) == 1 and v.startswith(w[0])) for v in long) for w in short)
