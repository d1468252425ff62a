"""Whether two claims about one thing can both be true.

Invariant: only values of the same window, population and definition are held against each other, and only those of
two voices; what one voice says later is an update.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from rapidfuzz import fuzz

from trucewatch.linking.naming import lexicon, likeness, words
from trucewatch.linking.positions import position
from trucewatch.linking.sides import subject_likeness
from trucewatch.linking.slots import Claimed
from trucewatch.linking.times import Window, gap
from trucewatch.places.names import fold

FOUND = frozenset({"actual", "denied"})
SOON = 3
"""Days within which a state, or a running total, is still the same one."""
WEEK = 7
STOCK = 14
MONTH = 31
_ARRIVED = frozenset({"captured", "recaptured", "entered", "lost", "withdrew", "handed over"})
_TAKEN = frozenset({"captured", "recaptured", "holds"})
_ONE_NAME, _ANOTHER = 80.0, 50.0
_LONGER = 1.5
_TWO_DAYS = 48


def disputed(one: Claimed, other: Claimed) -> bool:
    """Whether two claims for the same slot of one thing exclude each other."""
    if one.voice.name == other.voice.name or one.slot != other.slot:
        return False
    held = {one.view.assertion, other.view.assertion}
    if not held <= FOUND and not (held == {"planned"} and one.slot in ("count", "date", "place")):
        return False
    rule = _RULES.get(one.slot)
    return rule is not None and rule(one, other)


def days_between(one: Claimed, other: Claimed) -> int | None:
    """Days between the times that two claims hold for; None where one has none."""
    if one.asof is None or other.asof is None:
        return None
    return gap(one.asof, other.asof)


def _within(one: Claimed, other: Claimed, days: int) -> bool:
    between = days_between(one, other)
    return between is not None and between <= days


def _count(one: Claimed, other: Claimed) -> bool:
    if one.low is None or other.low is None or one.high is None or other.high is None:
        return False
    if _meet(one, other) or not same_unit(one, other):
        return False
    match one.view.scheme:
        case "displacement.stock":
            return _within(one, other, STOCK)
        case "displacement":
            return one.voice.of != other.voice.of and (_within(one, other, SOON) or _falls(one, other))
        case "post" | "post.area":
            return _within(one, other, WEEK)
        case _:
            return True


def _meet(one: Claimed, other: Claimed) -> bool:
    assert one.low is not None and one.high is not None and other.low is not None and other.high is not None
    return one.low <= other.high and other.low <= one.high


def same_unit(one: Claimed, other: Claimed) -> bool:
    """Whether two counts are of the same: people, or families."""
    return getattr(one.view.record, "unit", None) == getattr(other.view.record, "unit", None)


def _falls(one: Claimed, other: Claimed) -> bool:
    """Whether a running total is lower at a later day: it cannot be."""
    if one.asof is None or other.asof is None or not _within(one, other, MONTH):
        return False
    earlier, later = (one, other) if one.asof < other.asof else (other, one)
    assert later.high is not None and earlier.low is not None
    return later.high < earlier.low


def _casualties(one: Claimed, other: Claimed) -> bool:
    if one.toll is None or other.toll is None or one.toll.outcome != other.toll.outcome:
        return False
    if one.view.scheme == "incident.lasting" and not _within(one, other, SOON):
        return False
    if _other_people(one, other) or _grown(one, other):
        return False
    meets = one.toll.meets(other.toll)
    if one.denied != other.denied and (one if one.denied else other).high:
        return meets  # "it is not true that five were killed"
    return not meets


def _grown(one: Claimed, other: Claimed) -> bool:
    """Whether one body's toll is higher in a later report, or one report tells that it has risen."""
    ours, theirs = one.view.published, other.view.published
    if one.voice.of == other.voice.of and one.reference.report == other.reference.report:
        return True
    if one.voice.of != other.voice.of or ours is None or theirs is None or ours == theirs:
        return False
    earlier, later = (one, other) if ours < theirs else (other, one)
    return (later.low or 0) > (earlier.low or 0)


def _other_people(one: Claimed, other: Claimed) -> bool:
    """Whether two tolls count other people: children and soldiers, or the fighters who died and those of one side.

    Where one report sets the accounts of two voices side by side, each is the whole toll for its voice.
    """
    assert one.toll is not None and other.toll is not None
    together = one.reference.report == other.reference.report
    if together and one.view.says and other.view.says:
        return False
    ours, theirs = population(one.toll.whom), population(other.toll.whom)
    if ours and theirs and ours != theirs:
        return True
    fewer, more = sorted((one, other), key=lambda claim: claim.high or 0)
    assert fewer.toll is not None and more.toll is not None
    return together and " " in fewer.toll.whom and bool(more.toll.whom) and " " not in more.toll.whom


@lru_cache(maxsize=4096)
def population(whom: str) -> str:
    """Who is counted: the name of a list in linking.toml, "" where the words are of none or of several."""
    said = set(whom.casefold().split())
    found = [name for name, listed in lexicon()["populations"].items() if not said.isdisjoint(listed)]
    return str(found[0]) if len(found) == 1 else ""


def _violations(one: Claimed, other: Claimed) -> bool:
    here = position(one.where, other.where)[0] in ("same", "unknown")
    return here and _count(one, other)


def _status(one: Claimed, other: Claimed) -> bool:
    kind = one.view.kind
    if kind == "agreement" and _one_story(one, other):
        return False
    if kind in ("post", "control") and _still_there(one, other):
        return True
    once = one.denied != other.denied and kind == "agreement"  # signed or not, carried out or not
    near = (
        MONTH if one.denied != other.denied else (WEEK if kind in ("patrol", "talks", "agreement") else SOON)
    )
    if not once and not _within(one, other, near):
        return False
    if one.denied != other.denied:
        denied, held = (one, other) if one.denied else (other, one)
        return _same_standing(held, denied) and likeness(one.view.who, other.view.who) != "differ"
    return not one.denied and frozenset((one.view.standing, other.view.standing)) in _exclusive(kind)


def _still_there(one: Claimed, other: Claimed) -> bool:
    """Whether one says that a post or town was given up, and another that it was held afterwards, within two weeks."""
    given_up = words("statuses", "given_up")
    gone, held = (one, other) if one.view.standing in given_up else (other, one)
    if gone.view.standing not in given_up or (
        held.view.standing != "holds" and held.view.standing != "holding"
    ):
        return False
    if (
        one.denied
        or other.denied
        or gone.view.when is None
        or held.asof is None
        or not _within(one, other, STOCK)
    ):
        return False
    holder = held.view.who
    left = gone.view.whom if gone.view.kind == "control" else gone.view.who
    return held.asof.last > gone.view.when.first and likeness(holder, left) in ("same", "side", "part")


def _one_story(one: Claimed, other: Claimed) -> bool:
    """Whether one report tells, in its own words for one of them, what became of an agreement."""
    return one.reference.report == other.reference.report and not (one.view.says and other.view.says)


def _same_standing(held: Claimed, denied: Claimed) -> bool:
    """Whether what one denies is what the other tells, or comes before it: who was never there has taken nothing."""
    parted = words("posts", "parted")
    standings = {held.view.standing, denied.view.standing}
    return (
        len(standings) == 1
        or held.view.kind == "deployment"
        or (held.view.kind == "post" and standings <= parted)
        or (
            held.view.kind == "control" and denied.view.standing == "entered" and held.view.standing in _TAKEN
        )
    )


@lru_cache(maxsize=16)
def _exclusive(kind: str) -> frozenset[frozenset[str]]:
    return frozenset(frozenset(pair) for pair in lexicon()["statuses"].get(kind, ()))


def _type(one: Claimed, other: Claimed) -> bool:
    if one.view.kind != "incident" or one.denied or other.denied:
        return False
    return subject_likeness("incident", one.value, other.value) == "differ"


def _date(one: Claimed, other: Claimed) -> bool:
    if one.when is None or other.when is None or one.denied or other.denied:
        return False
    between = gap(one.when, other.when)
    match one.view.scheme:
        case "control":
            seen = one.view.standing != other.view.standing and _as_of_now(one, other)
            return 0 < between <= SOON and not seen and _one_change(one, other)
        case "agreement":  # what is signed one evening holds from the next day
            if _as_of_now(one, other) and one.view.standing in words("agreements", "later"):
                return False
            open_ = one.when.open or other.when.open
            return (1 if open_ else 0) < between <= MONTH and one.view.standing == other.view.standing
        case "post":
            return (
                0 < between <= SOON
                and not _as_of_now(one, other)
                and one.view.standing == other.view.standing
            )
        case "talks" | "patrol":
            other_days = between > 0 or _other_days(one.when, other.when)
            return other_days and one.view.standing == other.view.standing
        case "incident" | "deployment":
            return between > 0
        case "incident.lasting":
            return _over_for_one(one, other) or _over_for_one(other, one)
        case _:
            return False


def _as_of_now(one: Claimed, other: Claimed) -> bool:
    """Whether one of two dates is only the day of its report: the day on which it was seen to be so."""
    return any(claim.when == claim.view.published for claim in (one, other))


def _other_days(one: Window, other: Window) -> bool:
    """Whether two spans of days, both known to the day, begin or end otherwise."""
    spans = 1 < one.days <= STOCK and 1 < other.days <= STOCK
    return spans and one != other and one.days != other.days


def _over_for_one(ended: Claimed, going_on: Claimed) -> bool:
    """Whether what goes on until it is ended was over for one before another told that it goes on."""
    told = going_on.view.published
    if ended.when is None or going_on.when is None or told is None or "/" not in ended.value:
        return False
    lasts = {ended.view.subject, going_on.view.subject} <= words("incidents", "goes_on")
    return lasts and going_on.when.open and not ended.when.open and told.last > ended.when.last + 1


def _one_change(one: Claimed, other: Claimed) -> bool:
    """Whether two records of who holds a place tell of the same change: of the same that came, or that left."""
    if not {one.view.standing, other.view.standing} <= _ARRIVED:
        return False
    came, left = likeness(one.view.who, other.view.who), likeness(one.view.whom, other.view.whom)
    alike = ("same", "side", "part")
    return (came in alike and left != "differ") or (left in alike and came != "differ")


def _effective(one: Claimed, other: Claimed) -> bool:
    starts = [Window(w.first, w.first) for w in (one.when, other.when) if w is not None and w.began]
    return len(starts) == 2 and gap(*starts) > 0


def _place(one: Claimed, other: Claimed) -> bool:
    if one.view.scheme not in ("incident", "talks", "patrol", "deployment") or one.denied or other.denied:
        return False
    if one.view.kind == "deployment" and not _same_day(one.view.when, other.view.when):
        return False
    how, _ = position(one.where, other.where)
    if how == "elsewhere" and one.view.kind in ("talks", "patrol"):
        return False  # a ship, a hotel and "the venue" may be one
    return how in ("around", "apart", "elsewhere") and "line" not in (
        one.where.level if one.where else "", other.where.level if other.where else ""
    )  # fmt: skip


def _same_day(one: Window | None, other: Window | None) -> bool:
    return one is not None and other is not None and one.days <= 2 and gap(one, other) == 0


def _actors(one: Claimed, other: Claimed) -> bool:
    return one.view.scheme == "incident" and not one.denied and likeness(one.who, other.who) == "differ"


def _by(one: Claimed, other: Claimed) -> bool:
    if one.denied or other.denied or not {one.view.standing, other.view.standing} <= _TAKEN:
        return False
    if one.view.standing == other.view.standing == "holds" and _within(one, other, WEEK):
        return _others(one, other)
    if _until_then(one, other) or _until_then(other, one):
        return False
    return (_same_day(one.view.when, other.view.when) or _held_after(one, other)) and _others(one, other)


def _until_then(held: Claimed, taken: Claimed) -> bool:
    """Whether one report tells who held a place before it was taken: "it had been in rebel hands since 2012"."""
    since, day = held.view.when, taken.view.when
    if held.reference.report != taken.reference.report or held.view.standing != "holds":
        return False
    return since is not None and day is not None and since.open and since.first < day.first


def _held_after(one: Claimed, other: Claimed) -> bool:
    """Whether one says that a place was taken, and another within days that it is in other hands."""
    taken, held = (other, one) if one.view.standing == "holds" else (one, other)
    if held.view.standing != "holds" or taken.view.standing == "holds" or taken.view.when is None:
        return False
    return held.asof is not None and held.asof.last >= taken.view.when.last and _within(one, other, SOON)


def _others(one: Claimed, other: Claimed) -> bool:
    """Whether two holders are two: of other sides, or not known and of names that are not alike."""
    how = likeness(one.who, other.who)
    return how == "differ" or (how == "unknown" and fuzz.token_set_ratio(one.key, other.key) < _ANOTHER)


def _heads(one: Claimed, other: Claimed) -> bool:
    ours, _, party = one.value.partition(" (")
    theirs, _, their_party = other.value.partition(" (")
    return party == their_party and fuzz.token_set_ratio(fold(ours), fold(theirs)) < _ONE_NAME


def _duration(one: Claimed, other: Claimed) -> bool:
    if one.low is None or other.low is None or one.denied or other.denied:
        return False
    less, more = sorted((one.low, other.low))
    if less >= _TWO_DAYS and not (less % 24 or more % 24):
        return more > less  # days are counted, hours are guessed
    return more > _LONGER * less


_RULES: dict[str, Callable[[Claimed, Claimed], bool]] = {
    "count": _count,
    "casualties": _casualties,
    "violations": _violations,
    "status": _status,
    "change": _status,
    "type": _type,
    "date": _date,
    "effective": _effective,
    "place": _place,
    "actors": _actors,
    "by": _by,
    "heads": _heads,
    "duration": _duration,
}
