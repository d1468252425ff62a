"""Who is meant by a name, and where: actors and places so that two of them can be compared.

Invariant: what a name means here depends on the name, on the case's knowledge and on its own report, never on
other reports.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from functools import lru_cache
from importlib.resources import files
from typing import Any, Literal, NamedTuple

from rapidfuzz import fuzz

from trucewatch.language import names
from trucewatch.linking.things import Knowledge, SourceKind
from trucewatch.places import Candidate, Gazetteer, GazetteerError, distance
from trucewatch.places.names import fold, loose, skeleton
from trucewatch.records import Actor, Place

Likeness = Literal["same", "side", "part", "kin", "differ", "unknown"]
Position = Literal["same", "near", "within", "around", "apart", "elsewhere", "unknown"]

_LITTLE = frozenset({"the", "of", "in", "near"})
_WORD = re.compile(r"[\w'’-]+")
NEAR = 6.0
"""Kilometres within which two spots may be one for people who tell of them."""
AROUND = 30.0
"""Kilometres within which two who tell of one act may place it."""
_CLOSE_SPELLING = 84.0
_ANOTHER = 100.0
"""Kilometres from where the case has a place; what the gazetteer has further off is another of that name."""


@lru_cache(maxsize=1)
def lexicon() -> dict[str, Any]:
    """What linking.toml says."""
    return tomllib.loads((files("trucewatch.linking") / "linking.toml").read_text(encoding="utf-8"))


@lru_cache(maxsize=64)
def words(section: str, key: str) -> frozenset[str]:
    """A list of linking.toml as a set."""
    return frozenset(lexicon()[section][key])


class Who(NamedTuple):
    """An actor: the canonical name, and the side it is on ("" where nothing tells).

    Sides are those of the case; without it a state with all that is its, or an armed group. `general` marks
    words that many may bear: "the rebels", "the regime".
    """

    name: str
    side: str
    general: bool = False


class Where(NamedTuple):
    """A place: its canonical name, a key that is one for all its spellings, where it is and what it is part of."""

    name: str
    key: str
    point: tuple[float, float] | None
    area: str
    country: str
    level: Literal["spot", "line", "region", "country"]
    official: str
    inside: tuple[str, ...] = ()


class Naming:
    """Looks names up for one case.

    Args:
        knowledge: the names, sides, places and sources of the case.
    """

    def __init__(self, knowledge: Knowledge) -> None:
        self.knowledge = knowledge
        self._names = {fold(other): canonical for other, canonical in knowledge.names.items()}
        self._sides = {fold(name): side for name, side in knowledge.sides.items()}
        self._sources = {fold(name): kind for name, kind in knowledge.sources.items()}
        self._points = {fold(name): point for name, point in knowledge.coordinates.items()}
        self._within = {fold(name): place for name, place in knowledge.within.items()}
        self._whos: dict[str, Who] = {}
        self._wheres: dict[tuple[Place, str | None], Where] = {}

    def canonical(self, name: str) -> str:
        """The case's name for somebody or something; the lexicon's where the case has none, else `name` itself."""
        found = self._names.get(fold(name))
        if found is not None:
            return found
        entries = names.scan(name, names.split(name))
        whole = len(entries) == 1 and entries[0].end - entries[0].start >= len(name.strip()) - 4
        return entries[0].entry.name if whole and entries[0].sense not in ("adjective", "people") else name

    def who(self, actor: Actor) -> Who:
        """Who an actor is."""
        found = self._whos.get(actor.name)
        if found is None:
            found = self._whos[actor.name] = self._who(actor.name)
        return found

    def _who(self, name: str) -> Who:
        canonical = self.canonical(name)
        side = self._sides.get(fold(canonical)) or self._sides.get(fold(name))
        plain = [w for w in fold(name).split() if w]
        against = not words("actors", "opposition").isdisjoint(plain)
        if side is None:
            side = self._side(canonical, name, against)
        general = not side or (against and side.startswith("opposition"))
        if not side and not words("actors", "government").isdisjoint(plain):
            side = "government"
        return Who(canonical, side, general)

    def _side(self, canonical: str, name: str, against: bool) -> str:
        entries = [n.entry for n in names.scan(canonical, names.split(canonical))]
        if not any(entry.type == "force" and entry.id for entry in entries):
            spoken = _unhelped(canonical)
            entries = [n.entry for n in names.scan(spoken, names.split(spoken))]
        for entry in entries:
            known = self._sides.get(fold(entry.name))
            if known is not None and not (against and entry.type == "state"):
                return known
        group = next((e for e in entries if e.type == "force" and e.id), None)
        if group is not None:
            return f"group {group.id}"
        body = next((e for e in entries if e.type == "organisation" and e.id and e.parent), None)
        if body is not None or any(e.id == "united-nations" for e in entries):
            return f"body {body.parent if body is not None else 'united-nations'}"
        state = next((e.state for e in entries if e.state and (e.type != "organisation")), None)
        if against:
            return "opposition"
        return f"state {state}" if state else ""

    def where(self, place: Place | None, home: str | None = None) -> Where | None:
        """Where a place is; `home` is the country (ISO 3166) that its report is about, if that is known."""
        if place is None or not place.name.strip():
            return None
        key = (place, home)
        found = self._wheres.get(key)
        if found is None:
            found = self._wheres[key] = self._where(place, home)
        return found

    def _where(self, place: Place, home: str | None) -> Where:
        name = self.canonical(place.name) if fold(place.name) in self._names else place.name
        inside = tuple(self._around(name))
        point = self._points.get(fold(name))
        found = self._candidate(place, name, home)
        if found and point and distance(point, (found.latitude, found.longitude)) > _ANOTHER:
            found = None  # the case means another place of that name
        partial = False
        if found is None and point is None:
            whole = _without_parts(name)
            if whole and fold(whole) != fold(name):
                found = self._candidate(Place(name=whole), whole, home)
                partial = found is not None
        if found is None:
            return Where(
                name=name,
                key=place.id or skeleton(bare(name)) or fold(name),
                point=point or _point(place),
                area="",
                country=home or "",
                level="region" if _is_region(name) else "spot",
                official=bare(name),
                inside=inside,
            )
        level = _level(found, name)
        code = found.country_code
        return Where(
            name=name,
            key=(found.id or fold(found.name)) if not partial else f"part of {found.id or fold(found.name)}",
            point=point or _point(place) or (found.latitude, found.longitude),
            area=f"{code}.{found.admin1}" if found.admin1 and level != "country" else "",
            country=code,
            level="region" if partial else level,
            official=bare(found.name),
            inside=inside,
        )

    def _around(self, name: str) -> Iterable[str]:
        seen = {fold(name)}
        while (outer := self._within.get(fold(name))) is not None and fold(outer) not in seen:
            seen.add(fold(outer))
            yield fold(outer)
            name = outer

    def _candidate(self, place: Place, name: str, home: str | None) -> Candidate | None:
        gazetteer = _gazetteer()
        if gazetteer is None:
            return None
        named = gazetteer.named(name)
        if place.id is not None:
            return next((c for c in named if c.id == place.id), None)
        for country in (place.country, home):
            if country:
                inside = gazetteer.candidates(name, country=country, limit=1)
                if inside:
                    return inside[0]
        if home or place.country:
            named = tuple(c for c in named if c.feature in ("country", "sea", "region"))
        if not named or (len(named) > 1 and _ambiguous(named)):
            return None
        return named[0]

    def voice_kind(self, name: str, of: str) -> SourceKind:
        """What kind of source somebody is: what the case says, else what the words say."""
        for known in (name, of):
            if (kind := self._sources.get(fold(known))) is not None:
                return kind
        if self._sides.get(fold(of)) or self._sides.get(fold(name)):
            return "party"
        return _kind_by_words(name, of)


@lru_cache(maxsize=65536)
def likeness(ours: tuple[Who, ...], theirs: tuple[Who, ...]) -> Likeness:
    """How alike two sets of actors are, by their best pairs."""
    if not ours or not theirs:
        return "unknown"
    small, large = sorted((ours, theirs), key=len)
    found = [max((_alike(a, b) for b in large), key=_ORDER.index) for a in small]
    worst = min(found, key=_ORDER.index)
    if worst in ("same", "side") and len(small) < len(large):
        return "part"
    if worst == "differ" and any(one in ("same", "side") for one in found):
        return "kin"
    return worst


_ORDER: tuple[Likeness, ...] = ("differ", "unknown", "kin", "part", "side", "same")


def _alike(a: Who, b: Who) -> Likeness:
    if a.name == b.name or fold(a.name) == fold(b.name):
        return "same"
    if a.side and a.side == b.side:
        return "side"
    if not a.side or not b.side:
        return "kin" if fuzz.token_set_ratio(fold(a.name), fold(b.name)) >= 90 else "unknown"
    if "government" in (a.side, b.side):
        other = b if a.side == "government" else a
        return "kin" if other.side.startswith("state") else "differ"
    if (a.general and b.side.startswith("group")) or (b.general and a.side.startswith("group")):
        return "kin"
    return "differ"


@lru_cache(maxsize=65536)
def position(a: Where | None, b: Where | None) -> tuple[Position, float]:
    """How two places lie to each other, and how many kilometres apart (-1 where that is not known).

    `within`: one holds the other; `around`: other spots no more than AROUND kilometres apart; `elsewhere`: spots of
    other names of which nobody knows how far apart they are.
    """
    if a is None or b is None:
        return "unknown", -1
    kilometres = distance(a.point, b.point) if a.point and b.point else -1.0
    if a.key == b.key or _same_spelling(a, b, kilometres):
        return "same", 0
    if _holds(a, b) or _holds(b, a):
        # a city and its province of one name: reports seldom say which they mean
        return ("same" if a.official == b.official else "within"), kilometres
    if kilometres < 0:
        known = a.level == b.level == "spot" and is_site(a.name) == is_site(b.name)
        return ("elsewhere" if known else "unknown"), kilometres
    if "spot" == a.level == b.level and kilometres <= AROUND:
        return ("near" if kilometres <= NEAR else "around"), kilometres
    return "apart", kilometres


@lru_cache(maxsize=65536)
def bare(name: str) -> str:
    """A place's name without articles and in one order of words: "the port of Alder" is "Alder port"."""
    return " ".join(sorted(word for word in loose(fold(name)).split() if word not in _LITTLE))


def _same_spelling(a: Where, b: Where, kilometres: float) -> bool:
    if a.point and b.point and kilometres > NEAR:
        return False
    one, other = bare(a.name), bare(b.name)
    return one == other or (skeleton(one) == skeleton(other) and fuzz.ratio(one, other) >= _CLOSE_SPELLING)


def _holds(outer: Where, inner: Where) -> bool:
    if fold(outer.name) in inner.inside:
        return True
    if outer.level == "country":
        return bool(outer.country) and outer.country == inner.country and inner.level != "country"
    if outer.level == "region":
        if outer.key.startswith("part of"):
            return (not outer.area and outer.country == inner.country) or outer.area == inner.area
        return bool(outer.area) and outer.area == inner.area
    if outer.level == "line" and outer.country == inner.country and outer.point and inner.point:
        return distance(outer.point, inner.point) < 40
    return False


def _unhelped(name: str) -> str:
    """`name` without those who only help: "Turkish-backed rebels" is "rebels"."""
    helped = "|".join(sorted(words("actors", "helped")))
    return re.sub(rf"\b[\w.]+[\s-]({helped})\b", " ", name, flags=re.IGNORECASE)


def _without_parts(name: str) -> str:
    parts = words("places", "parts")
    text = re.sub(r"[-‐]", " ", name)
    return " ".join(word for word in text.split() if word.casefold() not in parts)


def _is_region(name: str) -> bool:
    plain = set(re.sub(r"[-‐]", " ", name.casefold()).split())
    return not plain.isdisjoint((words("places", "parts") | words("places", "regions")) - _LITTLE)


@lru_cache(maxsize=65536)
def is_site(name: str) -> bool:
    """Whether a name is of something that stands in or near a town: its port, a hospital, a mill."""
    return not words("places", "sites").isdisjoint(fold(name).split())


def _level(found: Candidate, name: str) -> Literal["spot", "line", "region", "country"]:
    if found.feature == "country":
        return "country"
    if found.feature in words("places", "lines"):
        return "line"
    if found.feature in words("places", "spots"):
        return "region" if _is_region(name) else "spot"
    return "region"


def _ambiguous(named: tuple[Candidate, ...]) -> bool:
    """Whether the first two that a name may mean are far apart and equally likely."""
    first, second = named[:2]
    apart = distance((first.latitude, first.longitude), (second.latitude, second.longitude))
    return first.score - second.score < 1.5 and apart > 100


def _point(place: Place) -> tuple[float, float] | None:
    if place.latitude is None or place.longitude is None:
        return None
    return place.latitude, place.longitude


@lru_cache(maxsize=65536)
def sure_country(place: Place) -> str | None:
    """The country (ISO 3166) that a place is in where the gazetteer is in no doubt; None where it is."""
    gazetteer = _gazetteer()
    named = gazetteer.named(place.name) if gazetteer is not None else ()
    if place.id is not None:
        named = tuple(c for c in named if c.id == place.id)
    if not named or (len(named) > 1 and _ambiguous(named)):
        return None
    return named[0].country_code or None


@lru_cache(maxsize=1)
def _gazetteer() -> Gazetteer | None:
    try:
        return Gazetteer.default()
    except GazetteerError:
        return None


def _kind_by_words(name: str, of: str) -> SourceKind:
    entries = [n.entry for text in (of, name) for n in names.scan(text, names.split(text))]
    if any("united-nations" in (e.id, e.parent) for e in entries):
        return "UN"
    if of in words("sources", "agencies"):
        return "media"
    text = f"{name} {of}".casefold()
    if any(word in text for word in words("sources", "monitor")):
        return "monitor"
    if any(e.type == "state" for e in entries):
        return "government"
    if not words("sources", "media").isdisjoint(_WORD.findall(text)):
        return "media"
    return "unknown"
