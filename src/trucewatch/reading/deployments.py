"""Deployments: forces and materiel sent, massed, reinforced or pulled back.

A verb or event noun of movement counts where what moves is a force or its materiel. Leaving a named
settlement is control and leaving a post is the post's (records.md), so both are left to their readers.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from spacy.tokens import Token

from trucewatch.language.clauses import Clause, content_head
from trucewatch.language.document import Document, noun_keys
from trucewatch.reading.common import date_of, edtf, frame, lexicon, words
from trucewatch.reading.entries import (
    following,
    is_entry,
    is_entry_start,
    place_of_entry,
    place_of_row,
    side_of_row,
    time_of_entry,
)
from trucewatch.reading.forces import forces_of, is_bare, is_force, nouns, owners_of
from trucewatch.reading.merging import contradict, filled, merged
from trucewatch.reading.movers import (
    is_armour_sent,
    is_explicit,
    leaves,
    movers_of,
    of_those,
    stand_in,
    vocabulary,
)
from trucewatch.reading.post_nouns import post_heads
from trucewatch.reading.whereabouts import ground_kind, is_broad, must_be_place, named_ground, place_of
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
# told of with where they go, though not whose they are
_NOBODYS = ("reinforcement", "reinforcements")
_FROM = ("from", "out of", "of", "off")


def read(document: Document) -> list[Deployment]:
    """The movements and stations of forces that a report tells of, in the order of the text."""
    entries = lexicon("deployments")
    directions = vocabulary().direction
    found: list[tuple[int, Deployment]] = []
    for clause, entry in document.triggers(entries.verbs, entries.nouns):
        particle = clause.lemma.partition(" ")[2]
        if particle and clause.lemma not in entries.verbs and particle not in directions:
            continue  # "came up with", "kept out"
        for mover, sent in movers_of(document, clause, entry):
            record = _record(document, clause, entry, mover, sent)
            if record is not None:
                found.append((mover.i, record))
    told = {index for index, _ in found}
    found += [f for t in document.doc if t.i not in told and (f := _entry(document, t)) is not None]
    return _merge(record for _, record in sorted(found, key=lambda f: f[0]))


def _entry(document: Document, noun: Token) -> tuple[int, Deployment] | None:
    """A log's line without a verb: "six trucks, towing guns, west of Rutshuru"."""
    if noun.pos_ != "NOUN" or noun.dep_ in ("pobj", "dobj", "compound", "poss", "nmod") or not is_entry(noun):
        return None
    count = document.count_of(noun)
    known = nouns().materiel | nouns().units | vocabulary().forces
    if count is None or not set(noun_keys(noun)) & known or not is_entry_start(noun):
        return None
    behind = list(following(noun))
    moving = next((t for t in behind if t.tag_ in ("VBG", "VBN") and t.lemma_ in vocabulary().moving), None)
    armed = noun.lemma_.lower() in nouns().materiel or any(
        t.lemma_.lower() in nouns().materiel for t in behind
    )
    place = place_of_entry(document, noun)
    if (
        place is None
        or not (moving is not None or armed)
        or any(t.lemma_ in vocabulary().harming for t in behind)
    ):
        return None
    clause = document.clause(noun)
    common = frame(document, clause)
    if common is None:
        return None
    common["evidence"] = (document.span([*noun.subtree, *behind]),)
    actors = [a for a in owners_of(document, noun) if not is_bare(a)] or side_of_row(document, noun)
    return noun.i, Deployment(
        **common,
        actors=tuple(actors),
        what=words(document, noun),
        count=count,
        place=place,
        date=edtf(time_of_entry(document, noun)),
        status="under way" if moving is not None and moving.tag_ == "VBG" else "done",
    )


def _record(
    document: Document, clause: Clause, entry: dict[str, Any], mover: Token, sent: bool
) -> Deployment | None:
    common = frame(document, clause)
    if common is None:
        return None
    withdrawn = leaves(clause, entry)
    if (entry["status"] == "planned" or _is_ordered(clause)) and common["assertion"] == "actual":
        common["assertion"] = "planned"
    count = document.count_of(mover) or document.count_of(content_head(mover)) or _size(document, clause)
    place = _place(document, clause, mover, withdrawn)
    actors = _actors(document, clause, mover, sent, entry.get("seen", False))
    meant = stand_in(document, content_head(mover))
    if meant is not None:
        actors = of_those(document, meant) or actors
    actors = actors or side_of_row(document, mover)
    place = place or place_of_row(document, mover)
    if not _tells(document, clause, mover, count, place, actors, withdrawn, entry.get("seen", False)):
        return None
    return Deployment(
        **common,
        actors=tuple(actors),
        what=words(document, meant or content_head(mover)),
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


def _size(document: Document, clause: Clause) -> Count | None:
    """What forces are cut to, or how many they are: "cut the garrison *to 5,000*", "the contingent numbers *1,500*"."""
    if clause.lemma in vocabulary().cutting:
        return next((c for t in clause.oblique("to") if (c := document.count_at(t)) is not None), None)
    if clause.lemma in vocabulary().numbering:
        return next((c for t in clause.patients if (c := document.count_at(t)) is not None), None)
    return None


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
        place = must_be_place(document, token) if known else None
        if place is not None and token.i != mover.i:
            return place
    places = document.places_of(clause, prepositions=_IN)
    if places:
        return places[0]
    heads = clause.oblique("on", "along", "near", "at", "in", "around")
    found = next((p for t in heads if (p := must_be_place(document, t))), None)
    ground = (named_ground(document, t) for t in tokens)
    found = found or next((p for p in ground if p is not None), None)
    return found or _line(document, [*tokens, *heads])


def _line(document: Document, tokens: Iterable[Token]) -> Place | None:
    """A border or line by the report's words, where no place is named: "the Sudanese border", "the contact line"."""
    for token in tokens:
        inner = [
            g
            for c in token.children
            if c.dep_ == "prep" and c.lower_ == "of"
            for g in c.children
            if g.dep_ == "pobj"
        ]
        for head in (token, *inner):  # "within reach of the border"
            if head.lemma_.lower() in vocabulary().lines and head.pos_ in ("NOUN", "PROPN"):
                return Place(name=words(document, head))
    return None


def _tells(
    document: Document,
    clause: Clause,
    mover: Token,
    count: Count | None,
    place: Place | None,
    actors: list[Actor],
    withdrawn: bool,
    seen: bool,
) -> bool:
    """Whether a movement is told of, not a place taken or left, a post emptied or a figure of speech."""
    known = vocabulary()
    nobodys = content_head(mover).lemma_.lower() in (*_NOBODYS, *known.heavy) and place is not None
    if (not actors and count is None and not nobodys and not (mover in clause.patients and place)) or (
        clause.modality == "possible" and count is None
    ):
        return False
    around = [
        content_head(t).lemma_.lower()
        for t in (*clause.patients, *clause.recipients, *clause.oblique("from", "at", "in", "to"))
        if t.i != mover.i
    ]
    home = clause.lemma in known.returning and bool(
        {w for t in (*clause.recipients, *clause.oblique("to", "into")) for w in (t.lower_, t.lemma_.lower())}
        & known.barracks
    )
    if home:
        return bool(actors) and is_explicit(document, content_head(mover))
    if "hand" in around or any(noun in post_heads() for noun in around):
        return False
    let = [clause.predicate.head, *clause.predicate.children]
    if any(t.lemma_ == "let" for t in let) or (clause.lemma == "see" and clause.oblique("to")):
        return False  # "were let go", "saw to all this"
    sent = any(mover in t.subtree for t in clause.patients)
    if not seen and sent and not _is_military(document, clause, mover, actors):
        return False
    if clause.lemma == "push" and count is None:
        return False  # "pushed the army from X"
    explicit = is_explicit(document, content_head(mover)) or (
        sent and is_armour_sent(document, clause, mover)
    )
    if withdrawn:
        if actors and any(c.lower_ == "home" for c in clause.predicate.children):
            return True
        whole = any(c.lower_ in known.whole for c in content_head(mover).lefts)
        if whole and explicit and (place is None or is_broad(place)):
            return True
        if count is None and place is not None and not is_broad(place) and not sent:
            return False  # who leaves a named settlement: control
        back = any(c.lower_ in ("back", "out", "away") for c in clause.predicate.children)
        carried = content_head(mover).lemma_.lower() in known.carrying
        settled = explicit and not carried and (clause.lemma not in known.everyday or (back and bool(actors)))
        return count is not None or place is not None or settled
    entered = clause.oblique("into") or any(place_of(document, t) for t in clause.patients)
    transport = content_head(mover).lemma_.lower() in known.transports | known.materiel
    flown = clause.predicate.lemma_ in known.flying
    if count is None and not (sent or transport or nobodys or flown) and place is not None and entered:
        return False  # who goes into one, too
    verbal_be = clause.lemma == "be" and bool(clause.complements)
    if count is not None and not verbal_be and stand_in(document, content_head(mover)) is not None:
        return True
    if count is not None and explicit and sent and actors and clause.lemma in ("send", "send in"):
        return True
    somewhere = place is not None or _directed(clause)
    if clause.nominal:
        return (
            place is not None
            or count is not None
            or (explicit and bool(actors) and (sent or _is_ordered(clause)))
        )
    if clause.lemma == "arrive" and count is not None and explicit and actors:
        return True
    if clause.lemma in known.numbering:
        return count is not None and place is not None and bool(actors) and _names_forces(mover)
    if clause.lemma == "take over" and clause.oblique("from"):
        return explicit and count is not None  # "are to take over from the blue helmets"
    if clause.lemma in ("remain", "stay") and explicit and place is not None and not clause.complements:
        return True
    if clause.lemma == "be" and any(t.lemma_ == "way" for t in clause.oblique("on")):
        return explicit  # "are on their way to X"
    if clause.lemma in known.stative:
        return (
            explicit
            and (count is not None or (clause.denied and place is not None))
            and (somewhere or any(ground_kind(t) for t in clause.oblique("in", "on", "at", "inside")))
        )
    if clause.lemma in known.wandering and not sent:
        return (count is not None or transport) and somewhere and explicit
    if clause.lemma in known.everyday:
        return somewhere and (explicit or (count is not None and place is not None and sent))
    return somewhere or count is not None or (explicit and sent)


def _is_military(document: Document, clause: Clause, mover: Token, actors: list[Actor]) -> bool:
    """Whether things that civilians have, too, are moved by or belong to somebody armed, as far as the words tell."""
    if content_head(mover).lemma_.lower() not in vocabulary().materiel | vocabulary().transports:
        return True
    others = [t for t in clause.agents if t.i != mover.i]
    return bool(actors) or not others or any(is_force(document, t) for t in others)


def _names_forces(mover: Token) -> bool:
    return content_head(mover).lemma_.lower() in vocabulary().forces


def _directed(clause: Clause) -> bool:
    """Whether a clause says where, or where to, though with no name."""
    beside = [*clause.predicate.children, *(c for t in clause.patients for c in t.rights)]
    if any(c.lower_ in vocabulary().direction for c in beside if c.dep_ in ("advmod", "npadvmod", "prt")):
        return True
    return bool(
        clause.recipients or clause.oblique("to", "into", "towards", "toward", "along", "near", "within")
    )


def _is_ordered(clause: Clause) -> bool:
    """Whether a movement was only ordered or agreed to: "*approved* the deployment of a force"."""
    return clause.nominal and clause.carrier is not None and clause.carrier.lemma_ in vocabulary().ordering


def _status(clause: Clause, assertion: str, withdrawn: bool) -> str:
    if assertion == "denied":
        return "denied"
    if assertion in ("planned", "possible") or _is_ordered(clause):
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
    return merged(records, _same, _join)


def _join(a: Deployment, b: Deployment) -> Deployment:
    said = b.what if b.count and not a.count else a.what
    return filled(a, b, "actors", "count", "place", "date").model_copy(update={"what": said})


def _same(a: Deployment, b: Deployment) -> bool:
    if a.assertion != b.assertion or (a.status == "withdrawn") != (b.status == "withdrawn"):
        return False
    return not contradict(a, b, "attribution", "actors", "place", "count", "date")
