"""Who acts and who suffers: what that says for or against two records being about one thing.

Invariant: what is said depends on the two views alone and is the same both ways round. Two accounts of one fight by
those who were in it blame each other; that they do speaks neither for nor against its being one.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any, NamedTuple

from trucewatch.linking.naming import Who, lexicon, likeness, words
from trucewatch.linking.positions import position
from trucewatch.linking.times import nearness
from trucewatch.linking.views import View

_LIKE = ("same", "side", "part")
_ROLES = {"talks": "parties", "agreement": "parties", "post": "operator", "patrol": "participants"}
_HALF_TOLD = 0.4
"""How much of it counts that who acts in one suffers in the other, where one of them names only one of the two."""


class Reason(NamedTuple):
    """What one field says: how much it weighs, and the words for it."""

    weight: float
    said: str


def sides(a: View, b: View, table: dict[str, Any]) -> Iterator[Reason]:
    """What who acts in two records and to whom it is done says of them."""
    if "clash" in table and "armed clash" in (a.subject, b.subject) and _one_sort(a, b):
        # who began it is what the two sides disagree on
        how = likeness((*a.who, *a.whom), (*b.who, *b.whom))
        if how != "unknown":
            yield Reason(table["clash"] if how in _LIKE else table["who"][how], _said(how, "side"))
        return
    if "rival" in table and rivals(a, b):
        yield Reason(table["rival"], "each blames the other")
        return
    if (who := table.get("who")) is not None:
        how = likeness(a.who, b.who)
        if how != "unknown":
            yield Reason(_likeness(who, how), _said(how, _ROLES.get(a.kind, "actor")))
            if how in ("same", "side") and len(a.who) == len(b.who) >= 3:
                yield Reason(table.get("crowd", 0.0), "")
    if (whom := table.get("whom")) is not None:
        how = likeness(a.whom, b.whom)
        if how != "unknown":
            yield Reason(_likeness(whom, how), _said(how, "target"))
    if "turned" in table and _crossed(a, b):
        straight = likeness(a.who, b.who) in _LIKE or likeness(a.whom, b.whom) in _LIKE
        part = straight and likeness(a.who, b.who) == "part"
        if not straight or part:
            told = all(view.who and view.whom for view in (a, b))
            share = 0.5 if part else (1.0 if told else _HALF_TOLD)
            yield Reason(table["turned"] * share, "who acts in one suffers in the other")


def _one_sort(a: View, b: View) -> bool:
    return subject_likeness(a.kind, a.subject, b.subject) in ("same", "akin", "general")


def _crossed(a: View, b: View) -> bool:
    return likeness(a.who, b.whom) in _LIKE or likeness(a.whom, b.who) in _LIKE


def rivals(a: View, b: View) -> bool:
    """Whether two accounts of a day at one spot are those of its two sides, each the victim in its own.

    So are what somebody denies having done, and an account of the same day in which it suffered.
    """
    if a.when is None or b.when is None or nearness(a.when, b.when) != "same" or not _at_one_spot(a, b):
        return False
    if likeness(a.who, b.who) in _LIKE or likeness(a.whom, b.whom) in _LIKE:
        return False
    if "denied" in (a.assertion, b.assertion):
        return _crossed(a, b) and (_own_denial(a) or _own_denial(b))
    return (
        (_crossed(a, b) or (a.speaker != b.speaker and not (a.who and b.who)))
        and _of_its_own(a)
        and _of_its_own(b)
    )


def _at_one_spot(a: View, b: View) -> bool:
    if a.place is None or b.place is None or "spot" not in (a.place.level, b.place.level):
        return False
    return position(a.place, b.place)[0] in ("same", "near")


def _speaks_for(view: View, those: tuple[Who, ...]) -> bool:
    return view.speaker is not None and likeness((view.speaker,), those) in (*_LIKE, "kin")


def _own_denial(view: View) -> bool:
    return view.assertion == "denied" and _speaks_for(view, view.who)


def _of_its_own(view: View) -> bool:
    """Whether a side tells of what was done to it."""
    return _speaks_for(view, view.whom) and not _speaks_for(view, view.who)


def _likeness(table: dict[str, float], how: str) -> float:
    return table.get(how, table["side"])


def _said(how: str, role: str) -> str:
    return {
        "same": f"same {role}",
        "side": f"same side as {role}",
        "part": f"{role} in common",
        "kin": "",
        "differ": f"another {role}",
    }[how]


@lru_cache(maxsize=4096)
def subject_likeness(kind: str, one: str, other: str) -> str:
    """Whether two types or measures may be words for one thing: same, akin, general (one says little) or differ."""
    if one == other:
        return "same"
    section = {"incident": "incidents", "agreement": "agreements"}.get(kind)
    if section is None:
        return "differ"
    if {one, other} in [set(pair) for pair in lexicon()[section]["akin"]]:
        return "akin"
    if section == "incidents" and _family(one) != _family(other):
        return "apart"
    loose = words(section, "general" if section == "incidents" else "papers")
    said = {one, other} if section == "incidents" else {one, other, *one.split(), *other.split()}
    return "differ" if loose.isdisjoint(said) else "general"


@lru_cache(maxsize=64)
def _family(type_: str) -> str:
    """Which sort of acts a type is of: two sorts are never one act."""
    families: dict[str, list[str]] = lexicon()["incidents"]["families"]
    return next((name for name, types in families.items() if type_ in types), "violence")
