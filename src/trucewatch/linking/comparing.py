"""Whether two records are about one thing: a score that can be explained.

Invariant: the score depends on the two views alone, it is the same both ways round, and a value that one of them
leaves open adds nothing to it.

The method is that of Fellegi and Sunter, "A Theory for Record Linkage", Journal of the American Statistical
Association 64 (1969): each field's agreement or disagreement is a weight, the log of how much likelier it is among
records of one thing than among others; the weights add up. They are in weights.toml, set by hand.
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Iterator
from functools import lru_cache
from importlib.resources import files
from typing import Any, NamedTuple

from rapidfuzz import fuzz

from trucewatch.linking.naming import is_site, likeness, words
from trucewatch.linking.positions import position
from trucewatch.linking.sides import Reason, sides, subject_likeness
from trucewatch.linking.times import Window, gap, nearness, vague
from trucewatch.linking.views import View
from trucewatch.places.names import fold

MOST = 9.0
"""No score is further from nought than this: nothing in a report is surer."""
_BESIDE = 400
_SHARED_WORDS = 3
_STALE = 45
_LONG_AFTER = 2.5
_EARLY = 180
_SOON = 60
_SOON_AFTER, _YEAR_NAMED = 0.8, 2.5
"""How much it says that one tells how an agreement fared within two months, or names the year it is of."""
_SINCE = 60
_UNTOLD, _AGAINST = -0.1, -0.5
_ACCOUNTS = 600
_COUNTRY = 0.3
_SITE = 2.0
"""How much more it says that two acts were at one hospital than that they were in one town."""


class Score(NamedTuple):
    """The log-odds that two records are about one thing, and the reasons, the weightiest first."""

    weight: float
    reasons: tuple[str, ...]

    @property
    def probability(self) -> float:
        """The score as a number from 0 to 1."""
        return 1 / (1 + math.exp(-self.weight))


@lru_cache(maxsize=1)
def weights() -> dict[str, dict[str, Any]]:
    """What weights.toml says, by scheme."""
    return tomllib.loads((files("trucewatch.linking") / "weights.toml").read_text(encoding="utf-8"))


def compare(a: View, b: View) -> Score | None:
    """How surely two views are of one thing; None where they cannot be, being of different kinds."""
    if a.kind != b.kind:
        return None
    table = _table(a, b)
    if table is None:
        return None
    reasons = [reason for reason in _reasons(a, b, table) if reason.weight or reason.said]
    total = table["prior"] + sum(reason.weight for reason in reasons)
    if total < _UNTOLD and all(reason.weight > _AGAINST for reason in reasons):
        total = _UNTOLD  # too little to tell speaks neither way
    reasons.sort(key=lambda reason: (-abs(reason.weight), reason.said))
    return Score(max(-MOST, min(MOST, total)), tuple(reason.said for reason in reasons if reason.said))


def _table(a: View, b: View) -> dict[str, Any] | None:
    """The weights for two views: their scheme's, or that of the wider one where one tells of an area."""
    if a.scheme == b.scheme:
        return weights()[a.scheme]
    if {a.scheme, b.scheme} == {"incident", "incident.lasting"} and _goes_on(a, b):
        return weights()["incident.lasting"]
    if a.kind != "deployment":
        return None  # a town and its province, a post and all posts, a toll and one act of it are two things
    return weights()[a.kind]


def _goes_on(a: View, b: View) -> bool:
    """Whether one tells of what lasts and the other of the day it began, or of a time that may be that day."""
    if a.subject != b.subject or a.subject not in words("incidents", "goes_on") or not a.when or not b.when:
        return False
    one, other = sorted((a.when, b.when), key=lambda when: when.days)
    return (one.first == other.first) if one.days == 1 else gap(one, other) == 0


def _reasons(a: View, b: View, table: dict[str, Any]) -> Iterator[Reason]:
    yield from _time(a, b, table)
    yield from _places(a, b, table)
    yield from sides(a, b, table)
    yield from _subject(a, b, table)
    yield from _standing(a, b, table)
    yield from _marks(a, b, table)
    yield from _words(a, b, table)
    yield from _together(a, b, table)


def _time(a: View, b: View, table: dict[str, Any]) -> Iterator[Reason]:
    if (began := table.get("began")) is not None:
        if a.began and b.began and a.when and b.when:
            same_sort = (a.when.days > 1) == (b.when.days > 1)
            how = nearness(a.began, b.began) if same_sort else "apart"
            said = {"same": "counted since the same day", "meet": "counted since the same time", "near": "",
                    "apart": "counted over another time"}[how]  # fmt: skip
            yield Reason(began[how], said)
            if a.when.open != b.when.open and how != "same" and _closed_early(a, b):
                yield Reason(-2.0, "one is a closed window")
        return
    time = table.get("time")
    if time is None:
        return
    if a.when and b.when:
        how = nearness(a.when, b.when, within=table.get("within", 1))
        if how == "meet" and "since" in table and a.began and a.began == b.began and a.began.days <= 2:
            how = "same"  # begun on one day, however long it is said to have lasted
        said = {"same": "same day" if a.when.days <= 2 else "same days", "meet": "dates that meet",
                "near": f"{gap(a.when, b.when)} days apart", "apart": "at other times"}[how]  # fmt: skip
        if how in ("near", "apart") and a.kind == "agreement" and _later_life(a, b):
            after = gap(a.when, b.when)
            weight = _YEAR_NAMED if _names_year(a, b) else _SOON_AFTER if after <= _SOON else 0.0
            yield Reason(weight - min(_LONG_AFTER, after / 365), "what became of it later")
            return
        yield Reason(
            time[how] / 2 if how == "meet" and a.kind != "agreement" and vague(a.when, b.when) else time[how],
            said,
        )
        yield from _planned(a, b, how)
        if "since" in table and a.began and b.began and gap(a.began, b.began) > _SINCE:
            yield Reason(table["since"], "begun at other times")
    elif (known := a.when or b.when) is not None:
        yield from _told_when(known, b if a.when else a, time, stale=a.kind != "agreement")


def _closed_early(a: View, b: View) -> bool:
    """Whether a closed window is one of its own (it says "between … and …"), and not "since …, as of …"."""
    closed = a if b.when and b.when.open else b
    assert closed.when is not None
    return closed.when.days <= 14


def _later_life(a: View, b: View) -> bool:
    """Whether the later of two dated agreements is what an agreement comes to, and not its making."""
    assert a.when is not None and b.when is not None
    late = b if a.when < b.when else a
    return late.standing in words("agreements", "later")


def _names_year(a: View, b: View) -> bool:
    """Whether the later of two agreements is told of by the year of the earlier: "the 2020 truce"."""
    assert a.when is not None and b.when is not None
    early, late = (a, b) if a.when < b.when else (b, a)
    return early.year != late.year and early.year in late.text.split()


def _planned(a: View, b: View, how: str) -> Iterator[Reason]:
    """What is announced is still to come; of several in the time announced it is likelier the first."""
    plan, act = (a, b) if a.assertion == "planned" else (b, a)
    if plan.assertion != "planned" or act.assertion == "planned" or not plan.when or not act.when:
        return
    if plan.kind == "agreement":
        return  # what is agreed today for next week is one agreement
    if plan.published is not None and act.when.last < plan.published.first:
        yield Reason(-4.0, "one was over when the other was still to come")
    elif how == "meet" and plan.when.days <= 31:
        soonest = max(plan.when.first, plan.published.first if plan.published else 0)
        yield Reason(-max(0, act.when.first - soonest) / plan.when.days * 2.0, "")


def _told_when(known: Window, undated: View, time: dict[str, float], *, stale: bool) -> Iterator[Reason]:
    """What is told without a date has happened before it was told, and of late; what is planned, after."""
    if undated.published is None or time["apart"] == 0:
        return
    told = undated.published.last
    past = undated.assertion in ("actual", "denied")
    if past and known.first > told + 1:
        yield Reason(time["apart"], "told of before it happened")
    elif stale and known.last < told - _STALE:
        yield Reason(time["apart"] / 2, "told of long after")
    elif not past and known.first > told + _EARLY:
        yield Reason(time["apart"] / 2, "foreseen long before")


def _places(a: View, b: View, table: dict[str, Any]) -> Iterator[Reason]:
    if (place := table.get("place")) is not None:
        how, kilometres = position(a.place, b.place)
        if how in ("elsewhere", "around", "unknown") and _names_site(a, b):
            how = "same"
        elif how in ("elsewhere", "around") and _names_both(a, b):
            how = "within"
        if how != "unknown":
            apart = f"{kilometres:.0f} km apart"
            said = {"same": "same place", "near": apart, "within": "one place in the other", "around": apart,
                    "apart": apart, "elsewhere": "another place"}[how]  # fmt: skip
            yield Reason(_weight(place, how, a) * (_COUNTRY if _in_country(a, b, how) else 1), said)
    if (other := table.get("other")) is not None:
        how, _ = position(a.other, b.other)
        if how != "unknown":
            covers = a.kind == "agreement"
            said = {"same": "covers the same ground" if covers else "to the same place", "near": "", "within": "",
                    "around": "", "elsewhere": "",
                    "apart": "covers other ground" if covers else "to another place"}[how]  # fmt: skip
            yield Reason(_weight(other, how, a), said)
        elif "one" in other and (a.other is None) != (b.other is None):
            yield Reason(other["one"], "only one says where to")


def _in_country(a: View, b: View, how: str) -> bool:
    """Whether people displaced are of a country in one and of a part of it in the other: seldom two counts."""
    assert a.place is not None and b.place is not None
    return a.kind == "displacement" and how == "within" and "country" in (a.place.level, b.place.level)


def _names_site(a: View, b: View) -> bool:
    """Whether the words of one record of a town name the very site of the other: "the Mill Hospital in Alder"."""
    if a.place is None or b.place is None or is_site(a.place.name) == is_site(b.place.name):
        return False
    town, site = (b, a) if is_site(a.place.name) else (a, b)
    assert site.place is not None
    name = fold(site.place.name)
    return " " in name and name in town.text


def _names_both(a: View, b: View) -> bool:
    """Whether the words of one record name the other's place too: "the mill in Alder"."""
    assert a.place is not None and b.place is not None
    return fold(b.place.name) in a.text or fold(a.place.name) in b.text


def _weight(place: dict[str, float], how: str, a: View) -> float:
    """The weight of a position: half of `apart` where places are not far or nobody knows how far apart."""
    if how in ("around", "elsewhere"):
        return place.get(how, place.get("around", place["apart"] / 2))
    if how == "same" and a.kind == "incident" and a.place is not None:
        if a.place.level != "spot":
            return place[how] * 0.6  # much happens in a province
        if is_site(a.place.name):
            return place[how] + _SITE
    return place[how]


def _subject(a: View, b: View, table: dict[str, Any]) -> Iterator[Reason]:
    subject = table.get("subject")
    if subject is None or not a.subject or not b.subject:
        return
    if "call" in table and "call" in (a.subject, b.subject) and a.subject != b.subject:
        yield Reason(table["call"], "one is a call")
        return
    if (
        "own" in table
        and a.assertion != b.assertion
        and "denied" in (a.assertion, b.assertion)
        and _answers(a, b)
    ):
        return  # what it was is what the answer is about
    how = subject_likeness(a.kind, a.subject, b.subject)
    if a.kind == "deployment" and how == "differ" and fuzz.token_set_ratio(a.subject, b.subject) >= 80:
        how = "akin"
    said = {"same": f"both {a.subject}", "akin": "", "general": ""}.get(
        how, " and ".join(sorted((a.subject, b.subject)))
    )
    yield Reason(
        subject[how] if how in subject else 3 * subject["differ"],
        said if a.kind not in ("deployment", "talks") else "",
    )


def _only_proposed(a: View, b: View) -> bool:
    """Whether one agreement is proposed and the other is not, nor falls in the time that was proposed."""
    if (a.standing == "proposed") == (b.standing == "proposed"):
        return False
    plan, act = (a, b) if a.standing == "proposed" else (b, a)
    met = a.when is not None and b.when is not None and gap(a.when, b.when) == 0
    return not (met and plan.assertion == "planned" and act.assertion == "actual")


def _standing(a: View, b: View, table: dict[str, Any]) -> Iterator[Reason]:
    if (standing := table.get("standing")) is not None and a.standing and b.standing:
        if a.kind == "post":
            same = _share(a.standing) == _share(b.standing)
            yield Reason(standing["same" if same else "differ"], "" if same else "some of the posts, and all")
        elif "proposed" in standing and _only_proposed(a, b):
            yield Reason(standing["proposed"], "one is only proposed")
        elif a.standing == b.standing:
            yield Reason(standing["same"], f"both {a.standing}" if standing["same"] else "")
        else:
            yield Reason(standing["differ"], "")
    if (assertion := table.get("assertion")) is not None:
        possible = (a.assertion in ("possible", "planned")) != (b.assertion in ("possible", "planned"))
        if possible:
            yield Reason(assertion["differ"], "one is only foreseen")
    if (says := table.get("says")) is not None and a.says and b.says:
        same = a.says == b.says
        yield Reason(says["same" if same else "differ"], "asked by the same" if same else "asked by another")


def _share(standing: str) -> str:
    """Which of a set of posts a status is of: those cut off, those given up, or all."""
    return next((key for key in ("parted", "gone") if standing in words("posts", key)), "")


def _marks(a: View, b: View, table: dict[str, Any]) -> Iterator[Reason]:
    marks = table.get("marks")
    if marks is not None and a.marks and b.marks:
        same = not a.marks.isdisjoint(b.marks)
        rare = _rarity(max(a.marks & b.marks)) if same else 1.0
        yield Reason(marks["same" if same else "differ"] * rare, "same figure" if same else "figures differ")
    if a.ordinals and b.ordinals:
        same = not a.ordinals.isdisjoint(b.ordinals)
        yield Reason(1.0 if same else -4.0, "the same of a row" if same else "another of a row")
    heads = table.get("heads")
    if heads is not None and a.heads and b.heads:
        same = not a.heads.isdisjoint(b.heads)
        yield Reason(heads["same" if same else "differ"], "same head" if same else "")


def _rarity(number: float) -> float:
    """How much more a number says for being large: few acts have 33 dead, many have three."""
    return 1.0 + min(1.0, math.log10(number / 3))


def _words(a: View, b: View, table: dict[str, Any]) -> Iterator[Reason]:
    most = table.get("words")
    if not most or not a.words or not b.words:
        return
    shared = a.words & b.words
    if len(shared) >= _SHARED_WORDS:
        part = len(shared) / min(len(a.words), len(b.words))
        yield Reason(most * min(1.0, part * 1.5), "same words" if part > 0.5 else "words in common")


def _answers(a: View, b: View) -> bool:
    """Whether one voice denies an act and tells of the same day in its own way: "nobody fired, it was a mine"."""
    if a.reference.report != b.reference.report or a.says != b.says or not a.when or not b.when:
        return False
    here = position(a.place, b.place)[0] == "same" and likeness(a.who, b.who) != "differ"
    return here and nearness(a.when, b.when) == "same"


def _together(a: View, b: View, table: dict[str, Any]) -> Iterator[Reason]:
    if "denial" in table and (a.assertion == "denied") != (b.assertion == "denied"):
        yield Reason(table["own" if _answers(a, b) else "denial"], "one denies what the other tells")
    if a.reference.report != b.reference.report:
        return
    apart = max(a.span[0], b.span[0]) - min(a.span[1], b.span[1])
    if (a.when is None or b.when is None) and apart <= _BESIDE and "context" in table:
        yield Reason(table["context"], "told of side by side")
    elif "accounts" in table and a.says != b.says and apart <= _ACCOUNTS and _one_time(a, b, table):
        yield Reason(table["accounts"], "one report sets them side by side")
    if (
        a.scheme == "incident.count"
        and a.says == b.says
        and likeness(a.who, b.who) in ("unknown", "differ")
        and a.who
        and b.who
    ):
        yield Reason(-MOST, "one report counts the two sides apart")
    if "told" in table and a.says == b.says and a.assertion == b.assertion and a.span != b.span:
        yield Reason(table["told"], "told of apart")


def _one_time(a: View, b: View, table: dict[str, Any]) -> bool:
    if not a.when or not b.when or max(a.when.days, b.when.days) > 2:
        return False
    if a.kind == "agreement" and a.standing != b.standing:
        return False
    how = nearness(a.when, b.when, within=table.get("within", 1))
    return how != "apart" and (how != "near" or "within" in table)
