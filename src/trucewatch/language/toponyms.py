"""Places that a report names, found and located.

Invariant: a mention covers words of the report that name a place (or, as "Syrian" does, what is of it); its
coordinates are those of the one place that the whole report speaks for, or there are none.

The gazetteer proposes, the words around decide: spaCy's entities and tags are evidence among other evidence,
for the small model takes Saraqeb for a person and Mobile for an adjective.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Literal, NamedTuple

from spacy.tokens import Doc

from trucewatch.language.pipeline import mask
from trucewatch.language.toponym_evidence import lexicon
from trucewatch.language.toponym_scene import Name, countries_around, leading_country
from trucewatch.language.toponym_senses import choose
from trucewatch.language.toponym_sites import Spot
from trucewatch.language.toponym_spots import ADMINISTRATIVE, SETTLED, find_spots
from trucewatch.places import Candidate, Gazetteer
from trucewatch.places.names import fold
from trucewatch.records import PlaceMention

Key = tuple[str, frozenset[str]]
Kind = Literal["settlement", "division", "country", "area", "site", "people", "unknown"]

_SURE = 1.5
_AREAS = frozenset({"region", "continent", "desert", "district"})


class Located(NamedTuple):
    """A mention with the tokens that it covers (`last` exclusive), its kind and the place chosen for it.

    A name that the gazetteer does not know, or that the report does not settle, has no `sense` and is of kind
    `unknown` unless the words around say what it is. `sure` tells a name from what only looks like one.
    """

    mention: PlaceMention
    first: int
    last: int
    kind: Kind
    sense: Candidate | None
    sure: bool


class Toponyms(NamedTuple):
    """The places that a report names, and the country that it is about, where that is one."""

    named: list[Located]
    leading: str | None


def find_places(
    doc: Doc, *, gazetteer: Gazetteer, title: str | None = None, text: str | None = None
) -> list[PlaceMention]:
    """Every place that the report names, in the order of the text, without overlaps.

    Args:
        doc: the report, parsed by `trucewatch.language.pipeline.parse`.
        gazetteer: where names are looked up.
        title: the report's title, which helps to tell which places are meant.
        text: the report as it came; without it, that of `doc`, which has plain quotes and no marks of layout.

    Returns:
        mentions whose offsets are those of the text. `name` is the name as the report has it, with the
        compass word or division noun that belongs to it ("northern Syria", "Idlib province"); the place's
        usual name where the report has an abbreviation, capitals or a word for its people. Where the
        gazetteer does not know the name, or the report does not settle which place is meant, there is the
        name alone, with the country where everything around it is in one.
    """
    found = locate(doc, gazetteer=gazetteer, title=title, text=text)
    return [located.mention for located in found.named]


def locate(doc: Doc, *, gazetteer: Gazetteer, title: str | None = None, text: str | None = None) -> Toponyms:
    """What `find_places` finds, with the kind of each place; its arguments are the same."""
    masked = doc.text if text is None else mask(text)  # the same, but spaCy puts its together from the tokens
    spots = find_spots(doc, masked, gazetteer)
    names = _names(doc, spots)
    hints = _hints(title, gazetteer)
    choose(list(names.values()), hints)
    senses = [names[spot.key, spot.kinds].sense for spot in spots]
    countries = countries_around(senses, hints)
    named = [
        Located(
            _mention(doc, masked, text or masked, spot, sense, country),
            *spot.shown,
            _kind(spot, sense),
            sense,
            spot.evidence >= _SURE or (bool(spot.candidates) and spot.candidates[0].match != "fuzzy"),
        )
        for spot, sense, country in zip(spots, senses, countries, strict=True)
    ]
    return Toponyms(named, leading_country(senses, hints))


def _kind(spot: Spot, sense: Candidate | None) -> Kind:
    if spot.kinds == ADMINISTRATIVE:
        return "division"
    if sense is None:
        return "settlement" if spot.kinds == SETTLED else "site" if spot.facility else "unknown"
    if sense.match == "demonym":
        return "people"
    if spot.shown[0] < spot.first and spot.kinds != SETTLED and sense.feature not in SETTLED:
        return "area"  # "northern Syria"
    if sense.feature == "country":
        return "country"
    if spot.facility:
        return "site"
    if sense.feature in SETTLED:
        return "settlement"
    if sense.feature in ("admin1", "admin2"):
        return "division"
    return "area" if sense.feature in _AREAS else "site"


def _hints(title: str | None, gazetteer: Gazetteer) -> list[Candidate]:
    """The sure places of a title: countries, and names that mean one place only."""
    hints = []
    for word in (title or "").replace(",", " ").replace(":", " ").split():
        if word[:1].isupper() and fold(word) not in lexicon()["never"]:
            found = gazetteer.named(word)
            if found and (len(found) == 1 or found[0].feature == "country"):
                hints.append(found[0])
    return hints


def _names(doc: Doc, spots: list[Spot]) -> dict[Key, Name]:
    """The report's names with what its words say about each: how often, of which kind, within what."""
    names: dict[Key, Name] = {}
    for spot in spots:
        key = spot.key, spot.kinds
        name = names.get(key)
        if name is None:
            label = spot.key + (" province" if spot.kinds == ADMINISTRATIVE else "")
            label += " city" if spot.kinds == SETTLED else ""
            name = names[key] = Name(label, list(spot.candidates), 0.0, spot.kinds)
            if spot.candidates:
                name.demonym = spot.candidates[0].match == "demonym"
                name.fuzzy = spot.candidates[0].match == "fuzzy"
                name.seat = spot.key in lexicon()["seats"]
        name.weight += 1.0
    for inner, outer in pairwise(spots):
        if outer.key != inner.key and _within(doc, inner, outer):
            name, container = names[inner.key, inner.kinds], names[outer.key, outer.kinds]
            name.containers.append(container.key)
            if _states(doc, inner, outer):
                name.stated.append(container.key)
    return names


def _within(doc: Doc, inner: Spot, outer: Spot) -> bool:
    """Whether what stands between two names says that the first lies in the second."""
    last = inner.shown[1]
    if outer.shown[0] - last > 4:
        return False
    between = [token.lower_ for token in doc[last : outer.shown[0]]]
    if between in ([","], ["("], ["in"], ["'s"], [",", "the"]):
        return True
    return bool(between) and between[0] in (",", "in", "(") and "in" in between


def _states(doc: Doc, inner: Spot, outer: Spot) -> bool:
    """Whether it is said in so many words, not by a comma that may as well part a list."""
    between = [token.lower_ for token in doc[inner.shown[1] : outer.shown[0]]]
    if between == [","]:
        return outer.kinds == ADMINISTRATIVE != inner.kinds
    return "in" in between[: 1 + (between[0] in (",", "("))] if between else False


def _mention(
    doc: Doc, masked: str, text: str, spot: Spot, sense: Candidate | None, country: str | None
) -> PlaceMention:
    start, end = _stretch(doc, *spot.shown)
    bare = slice(*_stretch(doc, spot.first, spot.last))
    return PlaceMention(
        start=start,
        end=end,
        text=text[start:end],
        name=_name(masked[start:end], masked[bare], sense),
        id=(sense.id or None) if sense else None,
        latitude=sense.latitude if sense else None,
        longitude=sense.longitude if sense else None,
        country=(sense.country or None) if sense else country,
    )


def _stretch(doc: Doc, first: int, last: int) -> tuple[int, int]:
    return doc[first].idx, doc[last - 1].idx + len(doc[last - 1])


def _name(text: str, bare: str, sense: Candidate | None) -> str:
    """The mention's name: the place's usual name instead of capitals, an abbreviation or a demonym."""
    if sense is None:
        capitals = bare.isupper() and len(bare) > 4 and bare.replace(" ", "").isalpha()
        return text.replace(bare, bare.title()) if capitals else text
    abbreviated = "." in bare and not bare.lower().startswith(("st.", "mt.", "ft."))
    joined = " " not in bare and bare[1:] != bare[1:].lower() and bare.isalpha()  # "#JebelMarra"
    if sense.match == "demonym" or joined or abbreviated or sense.feature == "country":
        return text.replace(bare, sense.name)
    return text
