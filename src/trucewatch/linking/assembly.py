"""The records of a cluster as a thing: its name, its links, its values, its sources.

Invariant: a thing's id comes from its earliest record alone.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import NamedTuple

from trucewatch.linking.comparing import compare
from trucewatch.linking.contradictions import contradictions, updates
from trucewatch.linking.naming import words
from trucewatch.linking.slots import Claimed, claims, standings
from trucewatch.linking.things import Contradiction, Judgement, Link, Reference, Thing, Update
from trucewatch.linking.views import View
from trucewatch.linking.voices import Voices, independent

Judged = dict[tuple[Reference, Reference], Judgement]


class Assembled(NamedTuple):
    """A thing, what is said of it, and what is disputed or has changed."""

    thing: Thing
    claims: list[Claimed]
    contradictions: tuple[Contradiction, ...]
    updates: tuple[Update, ...]


def assemble(members: Sequence[View], voices: Voices, judged: Judged) -> Assembled:
    """The thing that some views are of, given in the order of publication."""
    told = [(view, voices.of(view.record, view.report)) for view in members]
    found = [claim for view, voice in told for claim in claims(view, voice)]
    by_slot: dict[str, list[Claimed]] = {}
    for claim in found:
        by_slot.setdefault(claim.slot, []).append(claim)
    identifier, title = identify(members[0]), _title(members)
    days = [view.when for view in members if view.when is not None]
    thing = Thing(
        id=identifier,
        kind=members[0].kind,
        title=title,
        references=tuple(view.reference for view in members),
        links=tuple(_links(members, judged)),
        values={slot: standings(group) for slot, group in by_slot.items()},
        voices=independent(voice for _, voice in told),
        first=min((w.day() for w in days if w.began), default=None),
        last=max((w.last_day() for w in days if not w.open), default=None),
    )
    return Assembled(
        thing,
        found,
        tuple(contradictions(identifier, title, found)),
        tuple(updates(identifier, title, found)),
    )


def identify(view: View) -> str:
    """The id of the thing whose earliest record is that of `view`: twelve hexadecimal digits."""
    spans = ",".join(f"{span.start}-{span.end}" for span in view.record.evidence)
    text = "\0".join(("thing", view.kind, view.reference.report, str(view.reference.record), spans))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:12]


def _links(members: Sequence[View], judged: Judged) -> list[Link]:
    """For each record after the first, the earlier one that it is most like, and why."""
    found = []
    for n, view in enumerate(members):
        best: Link | None = None
        for earlier in members[max(0, n - _LOOK_BACK) : n]:
            link = _link(earlier, view, judged)
            if best is None or link.score > best.score:
                best = link
        if best is not None:
            found.append(best)
    return found


_LOOK_BACK = 12


def _link(left: View, right: View, judged: Judged) -> Link:
    pair = min(left.reference, right.reference), max(left.reference, right.reference)
    judgement = judged.get(pair)
    if judgement is not None and judgement.verdict == "same":
        who = judgement.who or "a person"
        return Link(
            left=left.reference, right=right.reference, score=1.0, reasons=(f"{who} says so",), judged=True
        )
    score = compare(left, right)
    return Link(
        left=left.reference,
        right=right.reference,
        score=round(score.probability, 3) if score else 0.0,
        reasons=score.reasons if score else (),
    )


def _title(members: Sequence[View]) -> str:
    """What a thing is called: its sort, place, actors and time, from the records that say most."""
    fullest = max(members, key=_said)
    order = [fullest, *members]
    place = next((view.place for view in order if view.place is not None), None)
    parts = [_noun(fullest)]
    if place is not None:
        word = "of" if fullest.kind == "control" else "at" if place.level == "spot" else "in"
        parts.append(f"{'on' if place.level == 'line' else word} {place.name}")
    if fullest.kind not in ("control", "displacement"):
        actors = next((view.who for view in order if view.who), ())
        names = list(dict.fromkeys(actor.name for actor in actors[:4]))
        parts += [f"({', '.join(names)})"] if names else []
    if fullest.kind not in ("control", "post"):
        parts += [_dated(date) for view in order if (date := getattr(view.record, "date", None))][:1]
    return " ".join(parts)


def _said(view: View) -> int:
    """How much of what a title needs a record says."""
    return sum(map(bool, (view.place, view.when, view.who, view.subject)))


def _noun(view: View) -> str:
    sort = view.subject
    noun = {
        "talks": sort if sort in ("call", "summit", "conference") else "talks",
        "patrol": f"{sort} patrol".strip(),
        "deployment": "deployment",
        "control": "control",
        "post": sort or "post",
    }.get(view.kind, sort or view.kind)
    if view.scheme == "post.area":
        noun += "s cut off" if view.standing in words("posts", "parted") else "s"
    return noun[:1].upper() + noun[1:]


def _dated(date: str) -> str:
    first, _, last = date.partition("/")
    if last == "..":
        return f"since {first.partition('T')[0]}"
    return date.partition("T")[0] if not last else f"{first} to {last}"


def windows(assembled: Sequence[Assembled]) -> list[tuple[str, str, list[Claimed], list[Claimed]]]:
    """Displacements over different times at one place, in one measure: the longest, and each that lies within it."""
    at: dict[tuple[str, str], list[Assembled]] = {}
    for one in assembled:
        view = one.claims[0].view if one.claims else None
        counted = any(claim.slot == "count" for claim in one.claims)
        if view is None or not counted or view.scheme != "displacement" or view.place is None:
            continue
        if view.assertion == "actual":
            at.setdefault((view.place.key, view.subject), []).append(one)
    found: list[tuple[str, str, list[Claimed], list[Claimed]]] = []
    for group in at.values():
        widest = min(group, key=lambda one: (_begin(one), one.thing.id))
        for one in group:
            if one is not widest and _begin(one) > _begin(widest) and _overlap(widest, one):
                found.append((widest.thing.id, widest.thing.title, _counts(widest), _counts(one)))
    return found


def _counts(one: Assembled) -> list[Claimed]:
    return [claim for claim in one.claims if claim.slot == "count"]


def _begin(one: Assembled) -> int:
    return min((c.view.began.first for c in one.claims if c.view.began), default=_NEVER)


def _overlap(wide: Assembled, narrow: Assembled) -> bool:
    last = max((c.view.when.last for c in wide.claims if c.view.when), default=0)
    return _begin(narrow) <= last and _begin(narrow) < _NEVER


_NEVER = 10**9
