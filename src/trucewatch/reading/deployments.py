"""Deployments: forces and materiel sent, massed, reinforced or pulled back.

A verb or event noun of movement counts where what moves is a force or its materiel. Leaving a named
settlement is control and leaving a post is the post's (records.md), so both are left to their readers.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any, NamedTuple

from spacy.tokens import Token

from trucewatch.language.clauses import Clause, content_head
from trucewatch.language.document import Document, noun_keys
from trucewatch.reading.common import date_of, frame, lexicon, tidy, words
from trucewatch.reading.forces import forces_of, is_bare, is_force, nouns, owners_of
from trucewatch.reading.periods import overlap
from trucewatch.reading.whereabouts import is_broad, must_be_place, place_of
from trucewatch.records import Actor, Count, Deployment, Place

_TO = ("to", "into", "towards", "toward", "onto", "for", "across", "over")
_IN = (
    "in",
    "at",
    "near",
    "on",
    "along",
    "around",
    "inside",
    "outside",
    "within",
    "throughout",
    "off",
    "between",
    "opposite",
    "through",
    "of",
    "from",
)
_FEW = 20  # so few without a noun are as likely to be something else
_FROM = ("from", "out of", "of", "off")


class _Vocabulary(NamedTuple):
    forces: frozenset[str]
    materiel: frozenset[str]
    transports: frozenset[str]
    everyday: frozenset[str]
    stative: frozenset[str]
    posts: frozenset[str]
    direction: frozenset[str]
    wandering: frozenset[str]
    whole: frozenset[str]


@lru_cache(maxsize=1)
def _vocabulary() -> _Vocabulary:
    tables = lexicon("deployments").tables
    loose = frozenset(tables["loose"]["nouns"])
    posts = frozenset(n.split()[-1] for types in lexicon("posts").tables["types"].values() for n in types)
    return _Vocabulary(
        (nouns().personnel | nouns().units | {"observer", "monitor"}) - loose,
        nouns().materiel - loose,
        frozenset(lexicon("control").tables["transports"]["nouns"]),
        frozenset(tables["everyday"]["verbs"]),
        frozenset(tables["stative"]["verbs"]),
        posts,
        frozenset(tables["direction"]["words"]),
        frozenset(tables["wandering"]["verbs"]),
        frozenset(tables["whole"]["words"]),
    )


def read(document: Document) -> list[Deployment]:
    """The movements and stations of forces that a report tells of, in the order of the text."""
    entries = lexicon("deployments")
    directions = _vocabulary().direction
    found: list[tuple[int, Deployment]] = []
    for clause, entry in document.triggers(entries.verbs, entries.nouns):
        particle = clause.lemma.partition(" ")[2]
        if particle and clause.lemma not in entries.verbs and particle not in directions:
            continue  # "came up with", "kept out"
        for mover, sent in _movers(document, clause, entry):
            record = _record(document, clause, entry, mover, sent)
            if record is not None:
                found.append((mover.i, record))
    return _merge(record for _, record in sorted(found, key=lambda f: f[0]))


def _movers(document: Document, clause: Clause, entry: dict[str, Any]) -> list[tuple[Token, bool]]:
    """Who or what moves and whether it is sent: the object where it names forces, else the subject."""
    withdrawn = _leaves(clause, entry)
    there = clause.lemma == "be" and any(c.dep_ == "expl" for c in clause.predicate.children)
    objects = [_within(document, t) for t in (clause.complements if there else clause.patients)]
    arms = bool(entry.get("arms"))
    sent = [
        t
        for t in objects
        if (_is_arms(document, t) if arms else _moves(document, t) or _is_armour_sent(document, clause, t))
    ]
    if entry["status"] == "planned" and clause.passive:
        return []  # who "was promised nine" is not who promised
    if arms:
        return [(t, True) for t in sent]
    if entry.get("moves") == "subject" and not there:
        sent = []
    if sent:
        return [(t, not clause.passive or bool(clause.agents)) for t in sent]
    subject = clause.passive and not clause.agents and entry.get("moves") == "subject"
    by_them = clause.passive and bool(clause.agents)  # "they will be followed by 900 men"
    if (
        clause.patients
        and not (subject or by_them)
        and not clause.nominal
        and any(
            document.place_at(content_head(t)) is None and not _is_ground(document, t)
            for t in clause.patients
        )
    ):
        return []
    movers = [
        t
        for t in (objects if subject else [_within(document, t) for t in clause.agents])
        if _moves(document, t) or (not clause.nominal and _acts(document, t, withdrawn))
    ]
    if movers or not clause.nominal:
        return [(t, False) for t in movers]
    beside = [
        t for t in clause.complements if t.lemma_.lower() in _vocabulary().forces | _vocabulary().materiel
    ]
    return [(t, False) for t in beside or clause.agents if beside or _acts(document, t, withdrawn)]


def _within(document: Document, token: Token) -> Token:
    """The forces or materiel that a convoy, column or wave is made of: "a convoy of 300 army *vehicles*"."""
    head = content_head(token)
    if head.lemma_.lower() in nouns().units | {"force"}:
        inside = (g for c in head.children if c.lower_ == "of" for g in c.children if g.dep_ == "pobj")
        return next((t for t in inside if _explicit(document, t) or document.count_of(t)), token)
    return token


def _leaves(clause: Clause, entry: dict[str, Any]) -> bool:
    """Whether the movement is one away: by the verb, or by the participle ("will be *gone*")."""
    gone = clause.predicate.lower_ == "gone" and any(c.lemma_ == "be" for c in clause.predicate.lefts)
    return bool(entry["status"] == "withdrawn" or gone)


def _is_arms(document: Document, token: Token) -> bool:
    """Whether so many arms, or heavy ones, are meant: "840 weapons", "their heavy weapons"."""
    head = content_head(token)
    if head.lemma_.lower() not in nouns().materiel:
        return False
    return document.count_of(token) is not None or any(c.lower_ in ("heavy", "medium") for c in head.subtree)


def _is_armour_sent(document: Document, clause: Clause, token: Token) -> bool:
    """Whether somebody armed moves materiel: "*Russia* moved missiles"."""
    if clause.lemma in _vocabulary().stative or content_head(token).lemma_.lower() not in _weapons():
        return False
    return any(is_force(document, t) for t in clause.agents)


@lru_cache(maxsize=1)
def _weapons() -> frozenset[str]:
    return nouns().materiel - frozenset(lexicon("deployments").tables["carrying"]["nouns"])


def _moves(document: Document, token: Token) -> bool:
    """Whether a noun phrase is of forces or materiel, not merely of somebody who has them."""
    head = content_head(token)
    lemma = head.lemma_.lower()
    vocabulary = _vocabulary()
    if _explicit(document, head) and lemma not in vocabulary.materiel:
        return True
    if head.dep_ == "pobj" and head.head.head.lemma_.lower() in nouns().units:
        return document.count_of(token) is not None  # "a contingent of 400 police officers"
    if _explicit(document, head):
        counted = document.count_of(token) or document.count_of(head)
        return bool(owners_of(document, head)) or counted is not None or head.tag_ == "NNS"
    mention = document.actor_at(head)
    return (
        mention is not None and mention.type == "force" and head.pos_ != "PRON" and is_force(document, token)
    )


def _explicit(document: Document, head: Token) -> bool:
    """Whether a noun names forces or materiel by itself or with the words before it ("army vehicles")."""
    vocabulary = _vocabulary()
    if head.lemma_.lower() in vocabulary.forces | vocabulary.materiel:
        return True
    words_ = nouns()
    known = words_.personnel | words_.units | words_.materiel
    if _stand_in(document, head) is not None:
        return True
    if any(" " in key and key in known for key in noun_keys(head)):
        return True
    outer = head.head.head if head.dep_ == "pobj" and head.head.lower_ == "of" else None
    if outer is not None and outer.lemma_.lower() in words_.units and _explicit(document, outer):
        return True  # "a military convoy of 50 vehicles"
    loose = head.lemma_.lower() in known
    return loose and any(is_force(document, c) for c in head.lefts if c.dep_ in ("compound", "amod", "nmod"))


def _stand_in(document: Document, head: Token) -> Token | None:
    """The forces spoken of before that a number stands for: "*2,000* of them", "*3,000* are to follow"."""
    number = head.head.head if head.pos_ == "PRON" and head.dep_ == "pobj" else head
    men = head.lemma_ == "man" and document.count_of(head) is not None
    count = document.count_at(number)
    few = count is None or (count.value or count.low or 0) < _FEW
    if not men and (few or number.tag_ != "CD" or number.ent_type_ in ("DATE", "TIME", "PERCENT", "MONEY")):
        return None
    first = head.sent.start
    for _ in range(2):
        first = document.doc[first - 1].sent.start if first > 0 else 0
    words_ = nouns()
    for index in range(min(number.i, head.i) - 1, first - 1, -1):
        token = document.doc[index]
        if token.pos_ != "NOUN":
            continue
        lemma = token.lemma_.lower()
        if lemma in _vocabulary().forces:
            return token
        if lemma in words_.civilian:
            return None
    return None


def _of_those(document: Document, noun: Token) -> list[Actor]:
    """Whose the forces are that a number stands for: by their own words, or by who sent them."""
    own = owners_of(document, noun)
    if not own and noun.dep_ == "dobj":
        own = forces_of(document, document.clause(noun.head).agents)
    return [a for a in own or forces_of(document, [noun]) if not is_bare(a)]


def _acts(document: Document, token: Token, withdrawn: bool) -> bool:
    """Whether a force or mission known by name or pronoun moves itself ("MINUSMA has left")."""
    head = content_head(token)
    mention = document.actor_at(head)
    if mention is not None and mention.type == "state" and not withdrawn:
        return False  # a state sends, it does not go
    return (
        head.pos_ in ("PROPN", "PRON", "NOUN")
        and is_force(document, head)
        and bool(document.actors_of([head]))
    )


def _is_ground(document: Document, token: Token) -> bool:
    return place_of(document, token) is not None or content_head(token).lemma_.lower() in (
        "border",
        "line",
        "frontier",
        "country",
        "area",
        "zone",
    )


def _record(
    document: Document, clause: Clause, entry: dict[str, Any], mover: Token, sent: bool
) -> Deployment | None:
    common = frame(document, clause)
    if common is None:
        return None
    withdrawn = _leaves(clause, entry)
    if entry["status"] == "planned" and common["assertion"] == "actual":
        common["assertion"] = "planned"
    count = document.count_of(mover) or document.count_of(content_head(mover))
    place = _place(document, clause, mover, withdrawn)
    actors = _actors(document, clause, mover, sent, entry.get("seen", False))
    stand_in = _stand_in(document, content_head(mover))
    if stand_in is not None:
        actors = _of_those(document, stand_in) or actors
    if not _tells(document, clause, mover, count, place, actors, withdrawn):
        return None
    return Deployment(
        **common,
        actors=tuple(actors),
        what=words(document, stand_in or content_head(mover)),
        count=count,
        place=place,
        date=date_of(document, clause),
        status=_status(clause, common["assertion"], withdrawn),
    )


def _actors(document: Document, clause: Clause, mover: Token, sent: bool, seen: bool) -> list[Actor]:
    """Whose the forces are: the words before them, who sends them, or whom the report means by them."""
    head = content_head(mover)
    named = [t for t in head.lefts if t.dep_ in ("amod", "compound", "poss", "nmod")]
    own = [a for a in forces_of(document, [mover]) if not is_bare(a)]
    if any(c.dep_ == "poss" and c.pos_ == "PRON" for c in named):
        own = owners_of(document, head)  # "its remaining 2,500 troops"
    if seen:
        return own
    senders = forces_of(document, [t for t in clause.agents if t.i != mover.i])
    senders = [a for a in senders if not is_bare(a)]
    if head.pos_ == "NOUN" and not document.actors_of(named) and not (own and not sent):
        # "5,500 more peacekeepers": whose is not said unless somebody sends them
        return senders or ([] if document.count_of(mover) is not None else own)
    return own or senders


def _place(document: Document, clause: Clause, mover: Token, withdrawn: bool) -> Place | None:
    if withdrawn:
        tokens = [*clause.oblique(*_FROM), *(t for t in clause.patients if t.i != mover.i)]
    else:
        way = [t for t in clause.oblique("on") if t.lemma_ == "way"]
        onward = [t for w in way for t in document.clause(w).oblique("to", "towards", "into")]
        tokens = [
            *clause.recipients,
            *clause.oblique(*_TO),
            *onward,
            *(t for t in clause.patients if t.i != mover.i),
        ]
    inside = {t.i for t in mover.subtree} if not clause.nominal else set()
    for token in tokens:
        known = token.i not in inside or token.dep_ == "pobj"
        place = (place_of(document, token) or must_be_place(document, token)) if known else None
        if place is not None and token.i != mover.i:
            return place
    places = document.places_of(clause, prepositions=_IN)
    if places:
        return places[0]
    heads = clause.oblique("on", "along", "near", "at", "in", "around")
    return next((p for t in heads if (p := place_of(document, t) or must_be_place(document, t))), None)


def _tells(
    document: Document,
    clause: Clause,
    mover: Token,
    count: Count | None,
    place: Place | None,
    actors: list[Actor],
    withdrawn: bool,
) -> bool:
    """Whether a movement is told of, not a place taken or left, a post emptied or a figure of speech."""
    vocabulary = _vocabulary()
    if (not actors and count is None and not (mover in clause.patients and place)) or (
        clause.modality == "possible" and count is None
    ):
        return False
    around = [
        content_head(t).lemma_.lower()
        for t in (*clause.patients, *clause.recipients, *clause.oblique("from", "at", "in", "to"))
        if t.i != mover.i
    ]
    if "hand" in around or any(noun in vocabulary.posts for noun in around):
        return False
    sent = any(mover in t.subtree for t in clause.patients)
    explicit = _explicit(document, content_head(mover)) or (sent and _is_armour_sent(document, clause, mover))
    if withdrawn:
        if actors and any(c.lower_ == "home" for c in clause.predicate.children):
            return True
        whole = any(c.lower_ in vocabulary.whole for c in content_head(mover).lefts)
        if whole and explicit and (place is None or is_broad(place)):
            return True
        if count is None and place is not None and not is_broad(place) and not sent:
            return False  # who leaves a named settlement: control
        settled = explicit and clause.lemma not in vocabulary.everyday
        return count is not None or place is not None or settled
    entered = clause.oblique("into") or any(place_of(document, t) for t in clause.patients)
    transport = content_head(mover).lemma_.lower() in vocabulary.transports | vocabulary.materiel
    if count is None and not (sent or transport) and place is not None and entered:
        return False  # who goes into one, too
    verbal_be = clause.lemma == "be" and bool(clause.complements)
    if count is not None and not verbal_be and _stand_in(document, content_head(mover)) is not None:
        return True
    if count is not None and explicit and sent and actors and clause.lemma in ("send", "send in"):
        return True
    somewhere = place is not None or _directed(clause)
    if clause.nominal:
        return place is not None or count is not None
    if clause.lemma in ("remain", "stay") and explicit and place is not None and not clause.complements:
        return True
    if clause.lemma == "be" and any(t.lemma_ == "way" for t in clause.oblique("on")):
        return explicit  # "are on their way to X"
    if clause.lemma in vocabulary.stative:
        return (
            count is not None and explicit and (somewhere or bool(clause.oblique("in", "on", "at", "inside")))
        )
    if clause.lemma in vocabulary.wandering and not sent:
        return (count is not None or transport) and somewhere and explicit
    if clause.lemma in vocabulary.everyday:
        return somewhere and (explicit or (count is not None and place is not None and sent))
    return somewhere or count is not None or (explicit and sent)


def _directed(clause: Clause) -> bool:
    """Whether a clause says where, or where to, though with no name."""
    if any(c.lower_ in _vocabulary().direction for c in clause.predicate.children):
        return True
    return bool(
        clause.recipients or clause.oblique("to", "into", "towards", "toward", "along", "near", "within")
    )


def _status(clause: Clause, assertion: str, withdrawn: bool) -> str:
    if assertion == "denied":
        return "denied"
    if assertion in ("planned", "possible"):
        return "planned"
    if withdrawn:
        return "withdrawn"
    verb = clause.carrier if clause.nominal and clause.carrier is not None else clause.predicate
    going = (
        any(t.lemma_ == "way" for t in clause.oblique("on"))
        or (verb.tag_ == "VBG" and verb.dep_ not in ("acl", "amod"))
        or verb.lemma_
        in (
            "continue",
            "begin",
            "start",
        )
    )
    return "under way" if going else "done"


def _merge(records: Iterable[Deployment]) -> list[Deployment]:
    """One record a movement: later tellings by the same source add what they know to the first."""
    kept: list[Deployment] = []
    for record in records:
        for n, known in enumerate(kept):
            if _same(known, record):
                kept[n] = known.model_copy(
                    update={
                        "evidence": tidy([*known.evidence, *record.evidence]),
                        "actors": known.actors or record.actors,
                        "what": record.what if record.count and not known.count else known.what,
                        "count": known.count or record.count,
                        "place": known.place or record.place,
                        "date": known.date or record.date,
                    }
                )
                break
        else:
            kept.append(record)
    return kept


def _same(a: Deployment, b: Deployment) -> bool:
    if a.assertion != b.assertion or (a.status == "withdrawn") != (b.status == "withdrawn"):
        return False
    if a.attribution and b.attribution and a.attribution != b.attribution:
        return False
    if a.actors and b.actors and not {x.name for x in a.actors} & {x.name for x in b.actors}:
        return False
    if a.place and b.place and a.place.name != b.place.name:
        return False
    if a.count and b.count and (a.count.value, a.count.low) != (b.count.value, b.count.low):
        return False
    return not (a.date and b.date and not overlap(a.date, b.date))
