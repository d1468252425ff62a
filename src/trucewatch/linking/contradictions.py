"""What the records of one thing do not agree on: contradictions, updates and differences.

Invariant: every finding names at least two records and quotes both; a value that changed over time is an update, a
value of another window or unit a difference, and neither is a contradiction.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from trucewatch.linking.disputes import FOUND, MONTH, SOON, WEEK, days_between, disputed, same_unit
from trucewatch.linking.slots import Claimed, standings
from trucewatch.linking.things import Contradiction, Difference, Standing, Update

_SLOTS = {
    "casualties": "casualties", "count": "how many", "violations": "how many violations", "status": "status",
    "change": "what became of it", "type": "what it was", "date": "when", "effective": "from when", "place": "where",
    "actors": "who did it", "by": "who has it", "heads": "who led the delegation",
    "duration": "how long it took", "assertion": "whether it happened",
}  # fmt: skip
_LONGEST = 160
_LOOK_AHEAD = 40
LASTING = ("displacement", "displacement.stock", "post", "post.area", "control")
"""Things that have their values over time, and not one value for good."""


def contradictions(thing: str, title: str, found: list[Claimed]) -> Iterator[Contradiction]:
    """What cannot all be true of a thing, slot by slot, each dispute with all values that are party to it."""
    by_slot: dict[str, list[Claimed]] = defaultdict(list)
    for claim in found:
        by_slot[claim.slot].append(claim)
    for slot in _SLOTS:
        for group in _disputes(by_slot.get(slot, [])):
            yield _contradiction(thing, title, slot, group)
    yield from _denials(thing, title, by_slot)


def _contradiction(thing: str, title: str, slot: str, group: list[Claimed]) -> Contradiction:
    values = standings(group)
    return Contradiction(
        thing=thing,
        slot=slot,
        values=values,
        sentence=sentence(title, slot, values, standings(_worst(group))),
    )


def _worst(group: list[Claimed]) -> list[Claimed]:
    """The two of a dispute that are furthest apart; of equals, the two that were told first."""
    pairs = [[a, b] for n, a in enumerate(group) for b in group[n + 1 :] if disputed(a, b)]
    if not pairs:
        return [group[0], group[-1]]
    return max(pairs, key=lambda pair: abs((pair[0].low or 0) - (pair[1].low or 0)))


def _disputes(found: list[Claimed]) -> Iterator[list[Claimed]]:
    """Groups of claims that are in dispute with each other, none longer than a week where time matters."""
    found = sorted(found, key=_order)
    pairs = [(a, b) for a, b in _near_pairs(found) if disputed(a, b)]
    group: dict[int, int] = {}
    for a, b in pairs:
        for claim in (a, b):
            group.setdefault(id(claim), id(claim))
        _join(group, id(a), id(b))
    members: dict[int, list[Claimed]] = defaultdict(list)
    for claim in found:
        if id(claim) in group:
            members[_root(group, id(claim))].append(claim)
    for claims in members.values():
        parts = list(_by_week(claims))
        yield from parts
        yield from _across(pairs, claims, parts)


def _across(
    pairs: list[tuple[Claimed, Claimed]], claims: list[Claimed], parts: list[list[Claimed]]
) -> Iterator[list[Claimed]]:
    """Claims that are in dispute with none of their own week, each with the last one before that it falls out with."""
    left = {id(claim) for claim in claims} - {id(claim) for part in parts for claim in part}
    before: dict[int, list[Claimed]] = {}
    for one, other in pairs:
        if id(other) in left:
            before[id(other)] = [one, other]
    yield from before.values()


def _near_pairs(found: list[Claimed]) -> Iterator[tuple[Claimed, Claimed]]:
    """Pairs of claims, in order of time; of what lasts only those within a month, so that a long case stays quick."""
    lasting = bool(found) and found[0].view.scheme in LASTING
    for n, one in enumerate(found):
        for other in found[n + 1 :]:
            if lasting and (days_between(one, other) or 0) > MONTH:
                break
            yield one, other


def _root(group: dict[int, int], member: int) -> int:
    while group[member] != member:
        member = group[member]
    return member


def _join(group: dict[int, int], one: int, other: int) -> None:
    group[_root(group, one)] = _root(group, other)


def _by_week(claims: list[Claimed]) -> Iterator[list[Claimed]]:
    """A long dispute in parts of a week; claims of acts, which have one time, stay together."""
    if claims[0].view.scheme not in LASTING:
        yield claims
        return
    part: list[Claimed] = []
    for claim in claims:
        if part and (days_between(part[0], claim) or 0) > WEEK:
            yield from _still(part)
            part = []
        part.append(claim)
    yield from _still(part)


def _still(part: list[Claimed]) -> Iterator[list[Claimed]]:
    """A part of a dispute, if it is one by itself; where a body's running total went on meanwhile, one for each total."""
    if not any(disputed(a, b) for n, a in enumerate(part) for b in part[n + 1 :]):
        return
    body = next(
        (one.voice.of for n, one in enumerate(part) if any(_went_on(one, b) for b in part[n + 1 :])), None
    )
    if body is None:
        yield part
        return
    others = [claim for claim in part if claim.voice.of != body]
    for key in dict.fromkeys(claim.key for claim in part if claim.voice.of == body):
        total = [claim for claim in part if claim.voice.of == body and claim.key == key]
        against = [claim for claim in others if any(disputed(claim, one) for one in total)]
        yield from _still([claim for claim in part if claim in total or claim in against])
    yield from _still(others)


def _went_on(one: Claimed, other: Claimed) -> bool:
    """Whether one body gives another running total at another day, which is an update of its own."""
    totals = one.slot == "count" and one.view.scheme == "displacement"
    return (
        totals
        and one.voice.of == other.voice.of
        and one.key != other.key
        and (days_between(one, other) or 0) > 0
    )


def _order(claim: Claimed) -> tuple[object, ...]:
    asof = claim.asof
    return (asof is None, asof or (0, 0), claim.view.published or (0, 0), claim.reference, claim.key)


def _denials(thing: str, title: str, by_slot: dict[str, list[Claimed]]) -> Iterator[Contradiction]:
    """An act that one denies and another tells of."""
    denied = by_slot.get("assertion", [])
    told = (
        [claim for claims in by_slot.values() for claim in claims if claim.view.assertion == "actual"]
        if denied
        else []
    )
    for denial in denied:
        if any(claim.reference == denial.reference for claim in by_slot.get("casualties", [])):
            continue  # what is denied is the number
        against = {c.reference: c for c in told if c.voice.name != denial.voice.name}
        if against:
            happened = [
                c._replace(slot="assertion", key="actual", value="happened") for c in against.values()
            ]
            yield _contradiction(thing, title, "assertion", [*happened, denial])


def updates(thing: str, title: str, found: list[Claimed]) -> Iterator[Update]:
    """Values that followed each other: of one voice, or of states and running totals at other times."""
    by_slot: dict[str, list[Claimed]] = defaultdict(list)
    for claim in found:
        if claim.slot in ("count", "casualties", "status", "change") and not claim.denied:
            by_slot[claim.slot].append(claim)
    for slot, group in sorted(by_slot.items()):
        series = _series(slot, sorted(group, key=_order))
        if len({claim.key for claim in series}) > 1:
            values = standings(series)
            ends = (
                standings([series[0], series[-1]])
                if series[0].key != series[-1].key
                else (values[0], values[-1])
            )
            yield Update(
                thing=thing,
                slot=slot,
                values=values,
                sentence=sentence(title, slot, values, ends, word="then"),
            )


def _series(slot: str, group: list[Claimed]) -> list[Claimed]:
    """The claims that another one follows or is followed by."""
    kept: dict[int, Claimed] = {}
    for n, one in enumerate(group):
        for other in group[n + 1 : n + 1 + _LOOK_AHEAD]:
            if one.key != other.key and _follows(slot, one, other):
                kept[id(one)], kept[id(other)] = one, other
    return [claim for claim in group if id(claim) in kept]


def _follows(slot: str, one: Claimed, other: Claimed) -> bool:
    between = days_between(one, other)
    if between is None or disputed(one, other) or (slot == "count" and not same_unit(one, other)):
        return False
    if slot in ("status", "change"):
        foreseen = one.view.assertion not in FOUND and other.view.assertion in FOUND
        return foreseen or between > SOON
    if slot == "casualties" and (one.toll is None or other.toll is None or one.toll.meets(other.toll)):
        return False
    return between > 0 and (
        one.voice.of == other.voice.of or one.view.scheme.startswith(("displacement", "post"))
    )


def differences(pairs: Iterable[tuple[str, str, list[Claimed], list[Claimed]]]) -> Iterator[Difference]:
    """Figures of two things that are easily taken for one: other windows of one displacement.

    Each of `pairs` is the id and title of the wider thing, its counts, and those of the narrower.
    """
    for thing, title, wide, narrow in pairs:
        last = [sorted(claims, key=_order)[-1] for claims in (wide, narrow)]
        claims = [claim._replace(key=f"{n}", value=_windowed(claim)) for n, claim in enumerate(last)]
        values = standings(claims)
        yield Difference(
            thing=thing,
            slot="count",
            values=values,
            sentence=sentence(title, "count", values, values, word="but for another time,"),
        )


def units(thing: str, title: str, found: list[Claimed]) -> Iterator[Difference]:
    """Counts of one thing in people and in families: neither can be held against the other."""
    by_unit: dict[str, list[Claimed]] = {}
    for claim in sorted(found, key=_order):
        if claim.slot == "count" and claim.view.kind == "displacement" and not claim.denied:
            by_unit.setdefault(getattr(claim.view.record, "unit", None) or "", []).append(claim)
    if len(by_unit) > 1:
        values = standings([claims[-1] for _, claims in sorted(by_unit.items())])
        yield Difference(
            thing=thing,
            slot="count",
            values=values,
            sentence=sentence(title, "count", values, values, word="but in another unit,"),
        )


def _windowed(claim: Claimed) -> str:
    return f"{claim.value} ({getattr(claim.view.record, 'date', None) or 'no window given'})"


def sentence(
    title: str, slot: str, values: tuple[Standing, ...], ends: tuple[Standing, ...], *, word: str = "but"
) -> str:
    """One sentence: two of the values (`ends`), who gives them, their words, and how many there are in all."""
    more = f"; {len(values)} values in all" if len(values) > len(ends) else ""
    return f"{title}: {_SLOTS.get(slot, slot)}: {_value(ends[0])}, {word} {_value(ends[-1])}{more}."


def _value(standing: Standing) -> str:
    quoted = standing.quotes[0]
    words = (
        quoted.words if len(quoted.words) <= _LONGEST else quoted.words[:_LONGEST].rsplit(" ", 1)[0] + " …"
    )
    return f"{standing.value} for {quoted.voice.name} (“{words}”)"
