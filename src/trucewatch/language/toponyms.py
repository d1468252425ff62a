"""Places that a report names, found and located.

Invariant: a mention covers words of the report that name a place (or, as "Syrian" does, what is of it); its
coordinates are those of the one place that the whole report speaks for, or there are none.

The gazetteer proposes, the words around decide: spaCy's entities and tags are evidence among other evidence,
for the small model takes Saraqeb for a person and Mobile for an adjective.
"""

from __future__ import annotations

from itertools import pairwise

from spacy.tokens import Doc

from trucewatch.language.toponym_evidence import lexicon
from trucewatch.language.toponym_senses import Name, choose
from trucewatch.language.toponym_spots import ADMINISTRATIVE, SETTLED, Spot, find_spots
from trucewatch.places import Candidate, Gazetteer
from trucewatch.places.names import fold
from trucewatch.records import PlaceMention

Key = tuple[str, frozenset[str]]


def find_places(doc: Doc, *, gazetteer: Gazetteer, title: str | None = None) -> list[PlaceMention]:
    """Every place that the report names, in the order of the text, without overlaps.

    Args:
        doc: the report, parsed by `trucewatch.language.pipeline.parse`.
        gazetteer: where names are looked up.
        title: the report's title, which helps to tell which places are meant.

    Returns:
        mentions whose offsets are those of the text. `name` is the name as the report has it, with the
        compass word or division noun that belongs to it ("northern Syria", "Idlib province"); the place's
        usual name where the report has an abbreviation, capitals or a word for its people. Where the
        gazetteer does not know the name, or the report does not settle which place is meant, there is the
        name alone.
    """
    text = doc.text
    spots = find_spots(doc, text, gazetteer)
    names = _names(doc, spots)
    choose(list(names.values()), _hints(title, gazetteer))
    return [_mention(doc, text, spot, names[spot.key, spot.kinds].sense) for spot in spots]


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
        name.weight += 1.0
    for inner, outer in pairwise(spots):
        if outer.key != inner.key and _within(doc, inner, outer):
            names[inner.key, inner.kinds].containers.append(names[outer.key, outer.kinds].key)
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


def _mention(doc: Doc, text: str, spot: Spot, sense: Candidate | None) -> PlaceMention:
    start, end = _stretch(doc, *spot.shown)
    bare = slice(*_stretch(doc, spot.first, spot.last))
    return PlaceMention(
        start=start,
        end=end,
        text=text[start:end],
        name=_name(text[start:end], text[bare], sense),
        id=(sense.id or None) if sense else None,
        latitude=sense.latitude if sense else None,
        longitude=sense.longitude if sense else None,
        country=(sense.country or None) if sense else None,
    )


def _stretch(doc: Doc, first: int, last: int) -> tuple[int, int]:
    return doc[first].idx, doc[last - 1].idx + len(doc[last - 1])


def _name(text: str, bare: str, sense: Candidate | None) -> str:
    """The mention's name: the place's usual name instead of capitals, an abbreviation or a demonym."""
    if sense is None:
        return text
    abbreviated = "." in bare and not bare.lower().startswith(("st.", "mt.", "ft."))
    if sense.match == "demonym" or bare.isupper() or abbreviated or sense.feature == "country":
        return text.replace(bare, sense.name)
    return text
