"""Common nouns that stand for a place which the report names elsewhere: "the town", "the Syrian capital", "there".

Invariant: a noun stands for a place only where the report names one of its kind; where several might be meant
or its own words make it another one ("a nearby town"), it stands for none.

Method: the nearest fitting antecedent, as centring and Hobbs (1978) have it for pronouns, with agreement in
kind instead of gender and number.
"""

from __future__ import annotations

import tomllib
from collections import Counter, defaultdict
from functools import cached_property, lru_cache
from importlib import resources
from math import log2

import numpy as np
from spacy.attrs import LOWER, SENT_START  # type: ignore[import-not-found]
from spacy.strings import get_string_id
from spacy.tokens import Doc, Token

from trucewatch.language.breadth import breadth
from trucewatch.language.toponyms import Located, Toponyms
from trucewatch.places import Candidate, Gazetteer
from trucewatch.records import PlaceMention

# A noun for a kind of place goes back so many sentences; to the only place of its kind, any number.
_REACH = 8
_NEAR = 1  # "the area" is where something has just been
_VILLAGE = 100_000  # nobody calls what has more inhabitants a village
_TOWN = 400_000
_CITY = 1_500  # nor what has fewer a city
_AT = frozenset(
    (
        *("in", "at", "near", "outside", "inside", "around", "from", "to", "into", "towards", "toward", "of"),
        *("through", "via", "on", "over", "across", "between", "reach", "enter", "leave"),
    )
)


@lru_cache(maxsize=1)
def _lexicon() -> dict[str, frozenset[str]]:
    text = (
        resources.files("trucewatch.language").joinpath("toponym_anaphors.toml").read_text(encoding="utf-8")
    )
    return {key: frozenset(value) for key, value in tomllib.loads(text).items()}


@lru_cache(maxsize=1)
def _nouns() -> frozenset[str]:
    words = _lexicon()
    kinds = ("settlement", "division", "area", "vicinity", "country", "capital", "site", "enclave")
    return frozenset().union(*(words[kind] for kind in kinds)) | {"there"}


@lru_cache(maxsize=1)
def _codes() -> np.ndarray[tuple[int], np.dtype[np.uint64]]:
    """spaCy's codes of the nouns, which are the same in every vocabulary."""
    return np.array(sorted(get_string_id(noun) for noun in _nouns()), dtype=np.uint64)


def find_anaphors(
    doc: Doc, toponyms: Toponyms, *, gazetteer: Gazetteer, text: str | None = None
) -> dict[int, PlaceMention]:
    """The place that each common noun of `doc` stands for, by the noun's token number.

    Args:
        doc: the report, parsed.
        toponyms: the places that it names (see `toponyms.locate`).
        gazetteer: where the capital of a country is looked up.
        text: the report as it came; without it, that of `doc`.

    Returns:
        a mention for every noun that stands for a place: `start`, `end` and `text` are the noun phrase's up to
        its noun, the rest is the place's. "There" counts as a noun.
    """
    if not toponyms.named:
        return {}
    resolver = _Resolver(doc, toponyms, gazetteer)
    source = doc.text if text is None else text
    found = {}
    # by their codes: making an object of every token would cost more than all the rest
    for number in np.flatnonzero(np.isin(doc.to_array(LOWER), _codes())).tolist():
        if number in resolver.covered:
            continue
        token = doc[number]
        place = resolver.resolve(token)
        if place is not None:
            start = _first(token).idx
            end = token.idx + len(token)
            found[number] = place.model_copy(update={"start": start, "end": end, "text": source[start:end]})
    return found


def _first(noun: Token) -> Token:
    """The first word of the noun phrase that stays close before its noun."""
    lefts = [t for t in noun.lefts if t.dep_ in ("det", "amod", "poss", "compound", "nmod", "nummod")]
    return lefts[0].left_edge if lefts else noun


class _Resolver:
    """Finds what the nouns of one document stand for."""

    def __init__(self, doc: Doc, toponyms: Toponyms, gazetteer: Gazetteer) -> None:
        self.doc = doc
        self.named = toponyms.named
        self.gazetteer = gazetteer
        self.covered = {k: place for place in self.named for k in range(place.first, place.last)}
        self.sentence = _sentences(doc)
        self.leading = toponyms.leading
        self.weight = Counter(_identity(place) for place in self.named)
        self.nouns: dict[str, set[str]] = defaultdict(set)
        for place in self.named:
            self.nouns[_identity(place)] |= self._words(place) & _lexicon()["settlement"]

    def resolve(self, token: Token) -> PlaceMention | None:
        """The place that `token` stands for."""
        if token.lower_ == "there":
            return self._there(token)
        if token.tag_ not in ("NN", "NNP") or not self._is_a_place(token):
            return None
        same = self._called(token)
        if same is not None:
            self.nouns[_identity(same)] |= {token.lower_} & _lexicon()["settlement"]
            return same.mention
        if token.lower_ in _lexicon()["capital"]:
            return self._capital(token)
        named = self._named_for(token)
        if named is not None:
            return named
        if not self._is_definite(token) or self._is_restricted(token):
            return None
        if token.lower_ in _lexicon()["country"]:
            return self._country(token)
        antecedent = self._antecedent(token)
        return antecedent.mention if antecedent is not None else None

    def _is_a_place(self, token: Token) -> bool:
        """Whether the noun itself is spoken of, not what stands behind it ("the city council")."""
        if token.dep_ in ("compound", "nmod") and token.head.i > token.i:
            return token.head.lower_ in _lexicon()["part"]
        return True

    def _called(self, token: Token) -> Located | None:
        """The name that the phrase itself has: "the town *of X*", "the town, *X*", "X, a town in …"."""
        after = token.i + 1
        if after < len(self.doc) and self.doc[after].lower_ == "of":
            place = self.covered.get(after + 1) or (
                self.covered.get(after + 2)
                if after + 2 < len(self.doc) and self.doc[after + 1].lower_ == "the"
                else None
            )
            if place is not None and self._is_one(token, place):
                return place
        if token.i > 1 and self.doc[token.i - 1].text == "(":
            place = self.covered.get(token.i - 2)  # "Nasib (village)"
            if place is not None and self._is_one(token, place):
                return place
        place = self.covered.get(after)
        if place is not None and self._is_definite(token) and self._is_one(token, place):
            return place  # "the town Rann"
        if token.dep_ == "appos":
            place = self.covered.get(token.head.i)
            if place is not None and self._is_one(token, place):
                return place
        for child in token.rights:
            if child.dep_ == "appos" and child.i in self.covered and child.i - token.i < 6:
                place = self.covered[child.i]
                if self._is_one(token, place):
                    return place
        return None

    def _named_for(self, token: Token) -> PlaceMention | None:
        """What is named for the place it is at: "Goma airport", "Sweida city"; it lies there."""
        place = self.covered.get(token.i - 1)
        if place is None or place.kind not in ("settlement", "unknown"):
            return None
        words = _lexicon()
        if token.lower_ in words["settlement"]:
            return place.mention
        if token.lower_ not in words["at"]:
            return None
        name = place.mention.name
        if token.lower_ not in name.lower().split():
            name = f"{name} {token.text}"
        return place.mention.model_copy(update={"name": name})

    def _is_one(self, token: Token, place: Located) -> bool:
        """Whether the noun may be said of a place by its kind alone."""
        words = _lexicon()
        if token.lower_ in words["settlement"] | words["capital"]:
            return place.kind in ("settlement", "unknown")
        if token.lower_ in words["division"] or token.lower_ in words["area"]:
            return place.kind in ("division", "area", "unknown", "settlement")
        if token.lower_ in words["country"]:
            return place.kind == "country"
        return token.lower_ in ("enclave", "exclave", "island", "peninsula") and place.kind != "people"

    def _is_definite(self, token: Token) -> bool:
        return any(c.dep_ == "det" and c.lower_ in ("the", "this", "that") for c in token.lefts)

    def _is_restricted(self, token: Token) -> bool:
        """Whether words around the noun make it another one than the one spoken of."""
        words = _lexicon()
        for child in token.lefts:
            if child.lower_ in words["other"] or child.tag_ in ("JJS", "RBS", "CD", "JJR", "NNP", "NNPS"):
                return True
            if child.dep_ in ("poss", "nummod") or child.i in self.covered or child.pos_ == "PROPN":
                return True
            if child.dep_ == "compound" and child.lower_ != "border":
                return True
        for child in token.rights:
            if child.dep_ == "relcl" and child.left_edge.nbor(-1).text != ",":
                return True
            if child.dep_ == "prep" and child.lower_ in ("of", "between", "with"):
                return True
            if child.dep_ == "prep" and child.lower_ in ("in", "near", "on", "called"):
                return any(t.i in self.covered for t in child.subtree)
            if child.dep_ == "acl":
                return True
        return False

    # ---- by kind

    def _antecedent(self, token: Token) -> Located | None:
        """The place before `token` that its noun fits best, of those near; the only one may be any way off."""
        word = token.lower_
        fitting = [place for place in self._before(token) if self._fits(word, place)]
        if not fitting:
            return None
        here = self.sentence[token.i]
        reach = _NEAR if word in _lexicon()["vicinity"] else _REACH
        near = [place for place in fitting if here - self.sentence[place.first] <= reach]
        if near:
            chosen = max(near, key=lambda place: (self._fitness(word, place, here), place.first))
            self.weight[_identity(chosen)] += 1
            return chosen
        only = len({_identity(place) for place in fitting}) == 1 and word not in _lexicon()["vicinity"]
        return fitting[0] if only else None

    def _fitness(self, word: str, place: Located, here: int) -> float:
        """How well a place fits: what was named last, and what the report speaks of most, is likeliest meant."""
        words = _lexicon()
        if word in words["vicinity"]:
            return float(place.first)
        if word in words["enclave"]:
            return log2(self.weight[_identity(place)])
        value = log2(self.weight[_identity(place)]) - 0.45 * (here - self.sentence[place.first])
        own = self.nouns[_identity(place)]
        if word in words["settlement"] and own:
            value += 1.5 if word in own else -1.5
        people = place.sense.population if place.sense is not None else 0
        if people:
            value += 0.7 * (people >= 100_000) if word == "city" else 0.0
            value += 0.7 * (people < 100_000) if word in words["small"] else 0.0
        if _is_capital(place):
            value -= 1.5 * (place.mention.country != self.leading)
        return value - (1.0 if self._is_dateline(place) else 0.0)

    def _before(self, token: Token) -> list[Located]:
        """The places named before `token`, the nearest first, without those that stand for a government."""
        return [place for place in self._grounds if place.last <= token.i]

    @cached_property
    def _grounds(self) -> list[Located]:
        """The places named, the last first, without those that stand for a government."""
        return [place for place in reversed(self.named) if not self._governs(place)]

    def _fits(self, word: str, place: Located) -> bool:
        words = _lexicon()
        if place.kind == "people":
            return False
        if word in words["enclave"]:
            seat = _is_capital(place)  # talks are held in Washington
            cut_off = place.kind in ("settlement", "area", "division") and not seat
            return cut_off or word in self._words(place)
        if word in words["settlement"]:
            if place.kind == "settlement" or (
                place.kind == "unknown"
                and (bool(self.nouns[_identity(place)]) or (place.sure and self._is_at(place)))
            ):
                return _has_size(word, place.sense)
            return False
        if word in words["division"]:
            return place.kind == "division" and self._named_so(word, place)
        if word in words["area"]:
            return place.kind in ("division", "area")
        if word in words["vicinity"]:
            return not self._is_state(place) and self._is_at(place)
        return word in self._words(place)

    def _is_state(self, place: Located) -> bool:
        return place.kind == "country" or breadth(place.mention) == 2

    def _named_so(self, word: str, place: Located) -> bool:
        """Whether a division is of that kind as far as the report says: "Idlib province" is no county."""
        own = self._words(place) & _lexicon()["division"]
        return not own or word in own

    def _words(self, place: Located) -> set[str]:
        """The words of a place's name and the noun that goes with it ("*camp* Zamzam", "Zamzam *camp*")."""
        words = {token.lower_ for token in self.doc[place.first : place.last]}
        if place.last < len(self.doc):
            words.add(self.doc[place.last].lower_)
        if place.first > 1 and self.doc[place.first - 1].lower_ == "of":
            words.add(self.doc[place.first - 2].lower_)
        return words

    def _is_at(self, place: Located) -> bool:
        """Whether something is said to be or to go there."""
        head = self.doc[place.first : place.last].root
        for _ in range(3):
            if head.dep_ in ("pobj", "dobj"):
                return head.dep_ == "dobj" or head.head.lower_ in _AT
            if head.dep_ not in ("conj", "appos", "compound", "nmod"):
                return head.dep_ == "nsubjpass"
            head = head.head
        return False

    def _governs(self, place: Located) -> bool:
        """Whether a name stands for the government that sits there ("Moscow said")."""
        if place.kind != "settlement":
            return False
        head = self.doc[place.first : place.last].root
        while head.dep_ == "conj" and head.head.i < head.i:
            head = head.head
        if head.dep_ == "nsubj":
            return _is_capital(place) or head.head.lemma_.lower() in _lexicon()["governs"]
        return _is_capital(place) and (
            head.dep_ in ("agent", "compound", "poss", "nmod")
            or (head.dep_ == "pobj" and head.head.lower_ in ("by", "between", "with", "against", "for"))
        )

    def _is_dateline(self, place: Located) -> bool:
        return place.mention.text.isupper() and len(place.mention.text) > 3

    # ---- countries and capitals

    def _country(self, token: Token) -> PlaceMention | None:
        """The country named just before, else the one that the report is about."""
        here = self.sentence[token.i]
        near = [
            place
            for place in reversed(self.named)
            if place.last <= token.i and place.kind == "country" and self.sentence[place.first] == here
        ]
        if len({place.mention.country for place in near}) == 1:
            return near[0].mention
        return self._state(self.leading)

    def _state(self, country: str | None) -> PlaceMention | None:
        for place in self.named:
            mention = place.mention
            if place.kind in ("country", "people") and mention.name == mention.country == country:
                return mention
        found = self.gazetteer.country(country) if country is not None else None
        return _mention(found) if found is not None else None

    def _capital(self, token: Token) -> PlaceMention | None:
        words = [child.lower_ for child in token.lefts]
        division = self._of(token)
        if any(word in _lexicon()["seat"] for word in words) or (division and division.kind == "division"):
            return self._seat(token, division)
        country = self._of_country(token)
        if country is None:
            plain = [w for w in words if w not in ("the", "this", "that", "national", "its", "their")]
            if plain or any(c.dep_ == "prep" and c.lower_ == "of" for c in token.rights):
                return None
            if not ({"the", "its", "their"} & set(words)):
                return None
            country = self.leading or self._only_capital(token)
        found = self.gazetteer.capital(country) if country is not None else None
        if found is None:
            return None
        for place in self.named:
            if place.sense is not None and (place.sense.id, place.sense.name) == (found.id, found.name):
                return place.mention
        return _mention(found)

    def _only_capital(self, token: Token) -> str | None:
        """The country of the only capital that the report has named so far as a place, not a government."""
        found = {place.mention.country for place in self._before(token) if _is_capital(place)}
        return found.pop() if len(found) == 1 else None

    def _of(self, token: Token) -> Located | None:
        """The place that stands behind "of" after the noun."""
        after = token.i + 1
        if after >= len(self.doc) or self.doc[after].lower_ != "of":
            return None
        return self.covered.get(after + 1) or self.covered.get(after + 2)

    def _of_country(self, token: Token) -> str | None:
        """The country of "the Syrian capital", "Syria's capital", "the capital of Syria"."""
        for child in token.lefts:
            place = self.covered.get(child.i)
            if place is not None and place.kind in ("people", "country"):
                return place.mention.country
        place = self._of(token)
        return place.mention.country if place is not None and place.kind == "country" else None

    def _seat(self, token: Token, division: Located | None) -> PlaceMention | None:
        """A province's capital: the town of its name or the only one named in it.

        The province is the one that the capital is said to be of, else the only one named shortly before.
        """
        if division is None or division.kind != "division":
            near = [
                place
                for place in self._before(token)
                if place.kind == "division" and self.sentence[token.i] - self.sentence[place.first] <= 2
            ]
            if len({_identity(place) for place in near}) != 1:
                return None
            division = near[0]
        if division.sense is None:
            return None
        inside = {
            _identity(place): place
            for place in self.named
            if place.kind == "settlement" and place.sense and _lies_in(place.sense, division.sense)
        }
        seats = [
            place for place in inside.values() if place.sense and _shares_name(place.sense, division.sense)
        ]
        found = seats or (list(inside.values()) if len(inside) == 1 else [])
        return found[0].mention if found else None

    def _there(self, token: Token) -> PlaceMention | None:
        """Where something was said to be, in the sentence or the one before."""
        if token.dep_ == "expl" or token.pos_ == "PRON":
            return None
        here = self.sentence[token.i]
        wide: Located | None = None
        for place in self._before(token):
            if here - self.sentence[place.first] > 1:
                break
            if wide is not None and wide.first - place.last > 2:
                break  # what is wide stands for itself, unless it only says where the place before it lies
            if place.kind == "people" or not self._is_at(place):
                continue
            if not self._is_state(place):
                return place.mention
            wide = wide or place
        return wide.mention if wide is not None else None


def _sentences(doc: Doc) -> list[int]:
    """The number of each token's sentence."""
    numbers: list[int] = (doc.to_array(SENT_START) == 1).cumsum().tolist()
    return numbers


def _identity(place: Located) -> str:
    return place.mention.id or place.mention.name


def _is_capital(place: Located) -> bool:
    return place.sense is not None and place.sense.feature == "capital"


def _has_size(word: str, sense: Candidate | None) -> bool:
    if sense is None or not sense.population:
        return True
    if word in ("village", "hamlet"):
        return sense.population < _VILLAGE and sense.feature != "capital"
    if word in _lexicon()["small"]:
        return sense.population < _TOWN and sense.feature != "capital"
    return word not in ("city", "metropolis") or sense.population >= _CITY


def _lies_in(town: Candidate, division: Candidate) -> bool:
    return (town.country_code, town.admin1) == (division.country_code, division.admin1)


def _shares_name(town: Candidate, division: Candidate) -> bool:
    return town.name in division.name or division.name in town.name


def _mention(place: Candidate) -> PlaceMention:
    return PlaceMention(
        start=0,
        end=1,
        text="",
        name=place.name,
        id=place.id or None,
        latitude=place.latitude,
        longitude=place.longitude,
        country=place.country or None,
    )
