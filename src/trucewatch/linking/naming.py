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
from trucewatch.places.grid import snap
from trucewatch.places.names import fold, loose, skeleton
from trucewatch.records import Actor, Place

Likeness = Literal["same", "side", "part", "kin", "differ", "unknown"]

_LITTLE = frozenset({"the", "of", "in", "near"})
_WORD = re.compile(r"[\w'’-]+")
_ANOTHER = 100.0
"""Kilometres from where the case has a place; what the gazetteer has further off is another of that name."""
_NAMESAKES = 300.0
"""Kilometres within which places of one name may be taken for each other; what is further off nobody means."""


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
    """A place: its canonical name, a key that is one for all its spellings, where it is and what it is part of.

    `namesakes` are where else in the country around that name is found, if the record does not say which is meant;
    `also` are the keys of what its own report calls it besides.
    """

    name: str
    key: str
    point: tuple[float, float] | None
    area: str
    country: str
    level: Literal["spot", "line", "region", "country"]
    official: str
    inside: tuple[str, ...] = ()
    namesakes: tuple[tuple[float, float], ...] = ()
    also: tuple[str, ...] = ()


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
        self._blurred: dict[str, float] = {}
        for name, kilometres in knowledge.blurred.items():
            for known in {fold(name), fold(self._names.get(fold(name), name))}:
                self._blurred[known] = max(kilometres, self._blurred.get(known, 0.0))
        self._whos: dict[str, Who] = {}
        self._wheres: dict[tuple[Place, tuple[str, ...], tuple[str, ...]], Where] = {}

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

    def where(
        self, place: Place | None, homes: tuple[str, ...] = (), also: tuple[str, ...] = ()
    ) -> Where | None:
        """Where a place is.

        `homes` are the countries (ISO 3166) that its report is about, as far as they are known, the foremost first;
        `also` is what that report calls the place besides.
        """
        if place is None or not place.name.strip():
            return None
        key = (place, homes, also)
        found = self._wheres.get(key)
        if found is None:
            found = self._shown(place, homes)
            if also:
                others = [self._shown(Place(name=other), homes) for other in also]
                keys = {key for other in others for key in (other.key, spelt(other.name))}
                spot = next((other for other in others if other.level == "spot" and other.point), None)
                if spot is not None and found.level == "region":
                    found = spot._replace(name=found.name)  # not the province, but the town of its name
                found = found._replace(also=tuple(sorted(keys)))
            self._wheres[key] = found
        return found

    def _shown(self, place: Place, homes: tuple[str, ...]) -> Where:
        """Where a place is; where it is blurred, the middle of its square, whoever knows its point."""
        found = self._where(place, homes)
        if not self._blurred or found.point is None:
            return found
        called = (place.name, found.name, place.id or "", found.key, found.official)
        widest = max((self._blurred.get(fold(name), 0.0) for name in called if name), default=0.0)
        return found._replace(point=snap(*found.point, widest)[:2]) if widest else found

    def _where(self, place: Place, homes: tuple[str, ...]) -> Where:
        name = self.canonical(place.name) if fold(place.name) in self._names else place.name
        inside = tuple(self._around(name))
        point = self._points.get(fold(name))
        found = self._candidate(place, name, homes)
        if found and point and distance(point, (found.latitude, found.longitude)) > _ANOTHER:
            found = None  # the case means another place of that name
        partial = False
        if found is None and point is None:
            whole = _without_parts(name)
            if whole and fold(whole) != fold(name):
                found = self._candidate(Place(name=whole), whole, homes)
                partial = found is not None
        if found is None:
            return Where(
                name=name,
                key=place.id or spelt(name),
                point=point or _point(place),
                area="",
                country=homes[0] if homes else "",
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
            namesakes=() if point or place.country or place.id or _point(place) else _namesakes(found, name),
        )

    def _around(self, name: str) -> Iterable[str]:
        seen = {fold(name)}
        while (outer := self._within.get(fold(name))) is not None and fold(outer) not in seen:
            seen.add(fold(outer))
            yield fold(outer)
            name = outer

    def _candidate(self, place: Place, name: str, homes: tuple[str, ...]) -> Candidate | None:
        known = gazetteer()
        if known is None:
            return None
        found = known.named(name)
        if place.id is not None:
            return next((c for c in found if c.id == place.id), None)
        for country in (place.country, *homes):
            if country:
                inside = known.candidates(name, country=country, limit=1)
                if inside:
                    return inside[0]
        if homes or place.country:
            found = tuple(c for c in found if c.feature in ("country", "sea", "region"))
        return _unless_ambiguous(found)

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
def bare(name: str) -> str:
    """A place's name without articles and in one order of words: "the port of Alder" is "Alder port"."""
    return " ".join(sorted(word for word in loose(fold(name)).split() if word not in _LITTLE))


@lru_cache(maxsize=65536)
def spelt(name: str) -> str:
    """What of a name is the same in all its spellings."""
    return skeleton(bare(name)) or fold(name)


@lru_cache(maxsize=65536)
def _namesakes(found: Candidate, name: str) -> tuple[tuple[float, float], ...]:
    """Where else around `found` a place of that name is."""
    points = [(one.latitude, one.longitude) for one in places_named(name) if one.id != found.id]
    here = (found.latitude, found.longitude)
    return tuple(sorted({point for point in points if distance(here, point) <= _NAMESAKES}))


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


def _unless_ambiguous(found: tuple[Candidate, ...]) -> Candidate | None:
    """The first that a name may mean; None where there is none, or the second is far from it and as likely."""
    if len(found) > 1:
        first, second = found[:2]
        apart = distance((first.latitude, first.longitude), (second.latitude, second.longitude))
        if first.score - second.score < 1.5 and apart > 100:
            return None
    return found[0] if found else None


def _point(place: Place) -> tuple[float, float] | None:
    if place.latitude is None or place.longitude is None:
        return None
    return place.latitude, place.longitude


@lru_cache(maxsize=65536)
def sure_country(place: Place) -> str | None:
    """The country (ISO 3166) that a place is in where the gazetteer is in no doubt; None where it is."""
    found = places_named(place.name)
    if place.id is not None:
        found = tuple(c for c in found if c.id == place.id)
    sure = _unless_ambiguous(found)
    return (sure.country_code or None) if sure is not None else None


@lru_cache(maxsize=1)
def gazetteer() -> Gazetteer | None:
    """The gazetteer; None where Trucewatch was not installed with one, and does without."""
    try:
        return Gazetteer.default()
    except GazetteerError:
        return None


def places_named(name: str) -> tuple[Candidate, ...]:
    """The places that the gazetteer has under a name, the likeliest first; none where there is no gazetteer."""
    known = gazetteer()
    return known.named(name) if known is not None else ()


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
