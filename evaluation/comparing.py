"""When a value that was read counts as the value that an analyst wrote down.

Invariant: a comparison depends on the two values alone. Gold may offer alternatives, `{"any": [v1, v2]}`,
and may mark a value `"optional": true`; what was read is plain JSON, as `trucewatch read --json` prints it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import Any

Json = Any
Comparison = Callable[[Json, Json], bool]

_TITLES_AND_ARTICLES = {"the", "a", "an", "of", "mr", "ms"}
# Names that share no more than one of these words may be two bodies of one country.
_GENERIC = {
    "army",
    "forces",
    "force",
    "troops",
    "government",
    "military",
    "police",
    "ministry",
    "militia",
    "rebels",
    "group",
    "movement",
    "council",
    "mission",
    "side",
    "party",
    "commission",
    "office",
    "officials",
    "authorities",
    "united",
    "national",
}
_ALIKE = (
    {"ceasefire", "truce", "cessation hostilities", "humanitarian truce", "humanitarian pause", "pause"},
    {
        "memorandum",
        "agreement",
        "accord",
        "protocol",
        "declaration",
        "joint statement",
        "peace agreement",
        "peace accord",
        "deal",
    },
    {"prisoner exchange", "exchange prisoners", "exchange", "exchange detainees"},
    {"expired", "ended", "collapsed"},
    {"captured", "recaptured"},
    {"established", "open"},
    {"attack", "other"},
    {"downing", "other"},
    {"toll", "other", "attack"},
)
_FIRST_DAY, _LAST_DAY = date(1900, 1, 1), date(2100, 1, 1)


def fold(text: Json) -> list[str]:
    """The words of `text` without case, accents, articles and titles."""
    decomposed = unicodedata.normalize("NFKD", str(text))
    plain = "".join(c for c in decomposed if not unicodedata.combining(c)).casefold().replace("ı", "i")
    return [word for word in re.findall(r"[^\W_]+", plain) if word not in _TITLES_AND_ARTICLES]


def alternatives(value: Json) -> list[Json]:
    """The values that gold accepts for one slot."""
    if isinstance(value, dict) and "any" in value:
        accepted: list[Json] = value["any"]
        return accepted
    return [value]


def may_be_missing(value: Json) -> bool:
    """Whether gold lets a slot be left empty: marked optional, or with nothing among its alternatives."""
    if not isinstance(value, dict):
        return False
    return bool(value.get("optional")) or ("any" in value and None in value["any"])


def is_optional(value: Json) -> bool:
    """Whether gold marks a value as costing nothing, found or not."""
    return isinstance(value, dict) and bool(value.get("optional"))


def label(value: Json) -> Json:
    """The name that an actor, place, person or source goes by."""
    if isinstance(value, dict):
        return value.get("name") or value.get("organisation") or value.get("role")
    return value


def same_name(gold: Json, found: Json) -> bool:
    """Equal but for case, accents and articles, or one a recognisable short form of the other."""
    wanted, given = fold(gold or ""), fold(found or "")
    if not wanted or not given:
        return False
    if wanted == given:
        return True
    short, long = sorted((wanted, given), key=len)
    if set(short) <= _GENERIC or (len(long) > len(short) + 1 and short[-1] in _GENERIC):
        return False
    if not set(short) <= set(long):
        return False
    return len(short) * 2 >= len(long) or (short[-1] == long[-1] and len(long) <= len(short) + 4)


def same_label(gold: Json, found: Json) -> bool:
    """`same_name` for actors and places, any of gold's alternatives."""
    given = label(found)
    return any(same_name(label(option), given) for option in alternatives(gold) if option is not None)


def same_word(gold: Json, found: Json) -> bool:
    """A word of a closed list, or one that means as much."""
    wanted, given = fold(gold), fold(found)
    return wanted == given or any({" ".join(wanted), " ".join(given)} <= group for group in _ALIKE)


def shares_a_word(gold: Json, found: Json) -> bool:
    """Free text: one word in common is enough."""
    return bool(set(fold(gold)) & set(fold(found)))


def _day(part: str, *, last: bool) -> date:
    part = part.split("T")[0].strip("~?%")
    if part in ("..", ""):
        return _LAST_DAY if last else _FIRST_DAY
    numbers = [int(n) for n in part.split("-")]
    if len(numbers) == 3:
        return date(*numbers)
    year = numbers[0]
    month = numbers[1] if len(numbers) > 1 else (12 if last else 1)
    return date(year + month // 12, month % 12 + 1, 1) - timedelta(1) if last else date(year, month, 1)


def period(edtf: Json) -> tuple[date, date]:
    """The first and last day of an EDTF date; ValueError where it is none."""
    first, slash, second = str(edtf).partition("/")
    return _day(first, last=False), _day(second if slash else first, last=True)


def same_date(gold: Json, found: Json) -> bool:
    """Overlapping days, with a found period no more than about twice as long as gold's.

    Open periods ("since December") are the same where they begin within a fortnight or so.
    """
    try:
        (begins, ends), (found_begins, found_ends) = period(gold), period(found)
    except (ValueError, TypeError):
        return False
    if (ends.year == 2100) != (found_ends.year == 2100):
        return begins == found_begins
    if ends.year == 2100:
        return abs((begins - found_begins).days) <= 15
    longest = max(2 * (ends - begins).days, 8 if ends > begins else 0)
    return begins <= found_ends and found_begins <= ends and (found_ends - found_begins).days <= longest


def same_count(gold: Json, found: Json) -> bool:
    """The first figure that gold gives, within one per cent; without one, the same words."""
    wanted = gold if isinstance(gold, dict) else {"value": gold}
    given = found if isinstance(found, dict) else {"value": found}
    for key in ("value", "low", "high"):
        if wanted.get(key) is not None:
            number = given.get(key) if given.get(key) is not None else given.get("value")
            return number is not None and abs(number - wanted[key]) <= abs(wanted[key]) * 0.01
    return bool(wanted.get("text")) and fold(wanted["text"]) == fold(given.get("text"))


def same_who(gold: Json, found: Json) -> bool:
    """The same source: by name, else by organisation, else by role; unnamed sources by being unnamed."""
    if gold is None or found is None:
        return gold is found

    def wanted(field: str) -> list[Json]:
        return alternatives(gold[field]) if gold.get(field) is not None else []

    def same_role() -> bool:
        return any(same_name(role, found.get("role")) for role in wanted("role"))

    if gold.get("anonymous"):
        return bool(found.get("anonymous")) or same_role()
    names = [name for field in ("name", "organisation") for name in wanted(field) if name]
    if any(wanted("name")) and found.get("name"):
        return any(same_name(name, found["name"]) for name in names)
    if names:
        given = [found[field] for field in ("name", "organisation") if found.get(field)]
        return any(same_name(name, other) for name in names for other in given)
    return same_role()


def same_casualties(gold: Json, found: Json) -> bool:
    """The same outcome and the same number."""
    counts = alternatives(gold.get("count"))
    return found.get("outcome") == gold["outcome"] and any(same_count(c, found.get("count")) for c in counts)


COMPARISONS: dict[str, Comparison] = {
    "word": same_word,
    "name": same_label,
    "text": shares_a_word,
    "date": same_date,
    "count": same_count,
    "who": same_who,
}


def right(how: str, gold: Json, found: Json) -> bool:
    """Whether `found` is one of the values that gold accepts, compared in the way `how`."""
    compare = COMPARISONS[how]
    return any(
        option is found if option is None or found is None else compare(option, found)
        for option in alternatives(gold)
    )


def take(how: str, item: Json, left: list[Json]) -> Json | None:
    """The first of `left` that is gold's list `item`, removed from it; None where there is none."""
    matches: Comparison = same_label if how == "names" else same_casualties
    for candidate in left:
        if matches(item, candidate):
            left.remove(candidate)
            return candidate
    return None


def overlap(spans: Iterable[tuple[int, int]], others: Iterable[tuple[int, int]]) -> bool:
    """Whether any two of the spans share a character."""
    others = list(others)
    return any(start < last and first < end for start, end in spans for first, last in others)
