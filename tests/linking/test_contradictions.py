"""What two records of one thing cannot both be right about, and what only differs or has changed."""

from __future__ import annotations

from typing import Any

import pytest

from tests.linking.made import ALDER, BIRCH, NORTH, SOUTH, claim, shelling, told
from trucewatch.linking import Knowledge, Linked, link
from trucewatch.records import Actor, Count, Delegation, Person, Place

NEARBY = Place(name="Alder Mill", id="3", latitude=10.1, longitude=20.1)  # 15 kilometres away


def slots(linked: Linked) -> list[str]:
    return [found.slot for found in linked.contradictions]


def two(one: dict[str, Any], other: dict[str, Any], **known: Any) -> Linked:
    """What is found of two claims in two reports, by two voices."""
    return link([told("a", one), told("b", other, **known)])


def test_tolls_that_do_not_meet_are_a_contradiction_with_both_quotes() -> None:
    linked = two(shelling(killed=5, words="Five died."), shelling(killed=8, words="Eight were killed."))
    (found,) = linked.contradictions
    assert found.slot == "casualties"
    assert [value.value for value in found.values] == ["5 killed", "8 killed"]
    assert "“Five died.”" in found.sentence and "“Eight were killed.”" in found.sentence
    assert "Outlet of a" in found.sentence


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param(5, Count(value=4, relation="at least"), id="at least four"),
        pytest.param(600, Count(value=586, relation="about"), id="about"),
        pytest.param(48, Count(low=24, text="dozens"), id="dozens"),
        pytest.param(96, Count(value=100, relation="nearly"), id="nearly a hundred"),
    ],
)
def test_numbers_that_may_be_one_are_no_contradiction(one: int, other: Count) -> None:
    assert two(shelling(killed=one), shelling(killed=other)).contradictions == ()


def test_a_total_and_its_parts_are_no_contradiction() -> None:
    from trucewatch.records import Casualties

    parts = tuple(
        Casualties(outcome="killed", count=Count(value=n), who=who)
        for n, who in ((5, "soldiers"), (3, "civilians"))
    )
    assert two(shelling(killed=8), shelling(casualties=parts)).contradictions == ()


def test_numbers_of_other_people_are_no_contradiction() -> None:
    from trucewatch.records import Casualties

    def counted(n: int, who: str) -> dict[str, Any]:
        return shelling(casualties=(Casualties(outcome="killed", count=Count(value=n), who=who),))

    assert two(counted(9, "civilians"), counted(4, "children")).contradictions == ()
    assert slots(two(counted(9, "civilians"), counted(4, "civilians"))) == ["casualties"]


def test_what_one_voice_says_later_is_an_update() -> None:
    ministry = {"says": "Health Ministry"}
    linked = two(shelling(killed=5, **ministry), shelling(killed=8, **ministry), published="2031-05-12")
    assert linked.contradictions == ()
    (update,) = linked.updates
    assert [value.value for value in update.values] == ["5 killed", "8 killed"]


def test_two_dates_of_one_change_are_a_contradiction_and_a_later_change_is_none() -> None:
    taken = {"place": ALDER, "by": [NORTH], "change": "captured"}
    assert slots(
        two(claim("control", date="2031-05-05", **taken), claim("control", date="2031-05-06", **taken))
    ) == ["date"]
    assert (
        two(
            claim("control", date="2031-05-05", **taken), claim("control", date="2031-06-20", **taken)
        ).contradictions
        == ()
    )


def test_a_town_that_changes_hands_twice_is_no_contradiction() -> None:
    linked = two(
        claim("control", date="2031-05-05", place=ALDER, by=[NORTH], change="captured"),
        claim("control", date="2031-05-07", place=ALDER, by=[SOUTH], change="recaptured"),
    )
    assert linked.contradictions == ()


def test_what_is_denied_contradicts_what_is_told() -> None:
    post = {"type": "observation post", "operator": [NORTH], "place": ALDER, "status": "surrounded"}
    linked = two(claim("post", **post), claim("post", assertion="denied", says="A minister", **post))
    (found,) = linked.contradictions
    assert {value.value for value in found.values} == {"surrounded", "denied: surrounded"}


def test_an_act_that_one_denies_and_another_tells_of_is_disputed() -> None:
    assert "assertion" in slots(two(shelling(), shelling(assertion="denied", says="An officer")))


def test_statuses_that_exclude_each_other_are_a_contradiction_and_what_follows_is_none() -> None:
    patrol = {"type": "joint", "participants": [NORTH, SOUTH], "place": ALDER, "date": "2031-05-05"}
    held, halted = (claim("patrol", status=status, **patrol) for status in ("held", "halted"))
    assert slots(two(held, halted)) == ["status"]
    planned = claim("patrol", status="scheduled", assertion="planned", **patrol)
    linked = link([told("a", planned, published="2031-05-04"), told("b", held)])
    assert linked.contradictions == ()
    assert [update.slot for update in linked.updates] == ["status"]


@pytest.mark.parametrize(
    ("slot", "other"),
    [
        pytest.param("type", {"type": "air strike"}, id="another means"),
        pytest.param("place", {"place": NEARBY}, id="another spot nearby"),
    ],
)
def test_an_act_told_otherwise_is_a_contradiction(slot: str, other: dict[str, Any]) -> None:
    assert slot in slots(two(shelling(killed=7), shelling(killed=7, **other)))


def test_two_who_are_said_to_have_done_it_are_a_contradiction_where_they_are_of_two_sides() -> None:
    readings = [told("a", shelling(killed=7)), told("b", shelling(killed=7, actors=["River Militia"]))]
    assert slots(link(readings)) == [], "the militia may be the army's"
    assert slots(link(readings, Knowledge(sides={NORTH: "north", "River Militia": "river"}))) == ["actors"]


def test_a_spot_within_the_place_is_no_contradiction() -> None:
    linked = two(shelling(), shelling(place=Place(name="northern Alder")))
    assert "place" not in slots(linked)


def test_two_heads_of_one_delegation_are_a_contradiction_and_two_spellings_none() -> None:
    def talks(head: str) -> dict[str, Any]:
        delegation = Delegation(party=Actor(name=NORTH), head=Person(name=head))
        return claim(
            "talks",
            status="held",
            date="2031-05-05",
            place=BIRCH,
            parties=[NORTH, SOUTH],
            delegations=(delegation,),
        )

    assert slots(two(talks("Marek Sund"), talks("Ana Orl"))) == ["heads"]
    assert two(talks("Sergei Lavrentiev"), talks("Sergei Lavrentyev")).contradictions == ()


def displaced(count: int, date: str = "2031-01-01/..", **more: Any) -> dict[str, Any]:
    return claim(
        "displacement", measure="displaced", place=ALDER, count=count, unit="people", date=date, **more
    )


def test_running_totals_of_one_week_contradict_each_other_and_a_total_that_rises_is_an_update() -> None:
    assert slots(
        two(displaced(500_000, says="Ministry"), displaced(900_000, says="Monitor"), published="2031-05-11")
    ) == ["count"]
    later = two(
        displaced(500_000, says="Ministry"), displaced(900_000, says="Monitor"), published="2031-06-20"
    )
    assert later.contradictions == ()
    assert [update.slot for update in later.updates] == ["count"]


def test_a_running_total_that_falls_is_a_contradiction() -> None:
    assert slots(
        two(displaced(900_000, says="Ministry"), displaced(500_000, says="Monitor"), published="2031-05-28")
    ) == ["count"]


def test_families_and_people_are_not_held_against_each_other() -> None:
    linked = two(displaced(5_000, says="Ministry"), {**displaced(900, says="Monitor"), "unit": "families"})
    assert linked.contradictions == ()


def test_violations_are_counted_by_place() -> None:
    def counted(number: int, place: Place, says: str) -> dict[str, Any]:
        return claim(
            "incident",
            type="ceasefire violation",
            date="2031-05-05",
            place=place,
            violations=number,
            says=says,
        )

    assert slots(two(counted(4, ALDER, "North"), counted(2, ALDER, "South"))) == ["violations"]
    assert two(counted(4, ALDER, "North"), counted(2, BIRCH, "South")).contradictions == ()


def test_every_contradiction_names_two_records() -> None:
    linked = link(
        [told(f"r{n}", shelling(killed=n, type=("shelling", "air strike")[n % 2])) for n in range(1, 6)]
    )
    assert slots(linked) == ["casualties", "type"]
    assert all(
        len({r for value in found.values for r in value.references}) > 1 for found in linked.contradictions
    )


def test_a_deployment_that_one_denies_is_disputed_whatever_its_status() -> None:
    massed = {"actors": [NORTH], "place": ALDER, "date": "2031-05-05", "count": 300}
    seen = claim("deployment", status="under way", **massed)
    assert slots(
        two(seen, claim("deployment", status="done", assertion="denied", says="An officer", **massed))
    ) == ["status"]


def test_how_long_talks_took_is_disputed_where_it_is_not_a_matter_of_minutes() -> None:
    def talks(duration: str) -> dict[str, Any]:
        return claim(
            "talks", status="held", date="2031-05-05", place=BIRCH, parties=[NORTH, SOUTH], duration=duration
        )

    assert slots(two(talks("PT5H"), talks("PT1H30M"))) == ["duration"]
    assert slots(two(talks("PT5H"), talks("PT4H30M"))) == []


def test_a_truce_that_one_sees_hold_and_another_broken_in_one_week_is_disputed() -> None:
    truce = {"type": "ceasefire", "parties": [NORTH, SOUTH], "area": ALDER}
    holds, broken = (claim("agreement", status=status, **truce) for status in ("in force", "violated"))
    assert slots(two(holds, broken, published="2031-05-12")) == ["status"]
    assert slots(two(holds, broken, published="2031-07-12")) == []


def test_what_is_planned_is_disputed_where_two_were_told_another_number() -> None:
    def posts(count: int) -> dict[str, Any]:
        return claim(
            "post", assertion="planned", status="established", operator=[NORTH], place=ALDER, count=count
        )

    assert slots(two(posts(4), posts(5))) == ["count"]


def test_a_toll_that_one_body_raises_in_a_later_report_is_an_update() -> None:
    early = told("a", shelling(killed=5, says="Turkey"), published="2031-05-05")
    late = told("b", shelling(killed=8, says="Turkish Defence Ministry"), published="2031-05-09")
    linked = link([early, late])
    assert linked.contradictions == ()
    assert [update.slot for update in linked.updates] == ["casualties"]
    fewer = told("b", shelling(killed=3, says="Turkish Defence Ministry"), published="2031-05-09")
    assert slots(link([early, fewer])) == ["casualties"], "the dead do not rise again"


@pytest.mark.parametrize(
    ("slot", "one", "other"),
    [
        pytest.param(
            "status", ("post", "evacuated", "2031-05-02"), ("post", "holding", "2031-05-07"), id="a post"
        ),
        pytest.param(
            "change", ("control", "withdrew", "2031-05-02"), ("control", "holds", "2031-05-07"), id="a town"
        ),
    ],
)
def test_what_was_given_up_is_not_still_held(slot: str, one: tuple[str, ...], other: tuple[str, ...]) -> None:
    def made(kind: str, state: str, date: str) -> dict[str, Any]:
        who = {"operator": [NORTH], "status": state} if kind == "post" else {"by": [NORTH], "change": state}
        return claim(kind, place=ALDER, date=date, **who)

    assert slots(two(made(*one), made(*other))) == [slot]
    before = (other[0], other[1], "2031-04-28")
    assert slots(two(made(*one), made(*before))) == [], "it was held before it was given up"


def test_who_was_never_in_a_town_has_not_taken_it() -> None:
    taken = claim("control", place=ALDER, by=[NORTH], change="captured", date="2031-05-05")
    assert "change" in slots(
        two(taken, {**taken, "change": "entered", "assertion": "denied", "says": "An officer"})
    )


def test_a_town_taken_that_another_says_it_holds_days_later_is_disputed() -> None:
    taken = claim("control", place=ALDER, by=[NORTH], change="captured", date="2031-05-05")
    held = claim("control", place=ALDER, by=[SOUTH], change="holds", date="2031-05-06")
    known = Knowledge(sides={NORTH: "north", SOUTH: "south"})
    assert "by" in slots(link([told("a", taken), told("b", held)], known))
    assert slots(link([told("a", taken), told("b", {**held, "date": "2031-05-04"})], known)) == []


def test_who_held_a_town_until_it_was_taken_is_no_dispute_within_one_report() -> None:
    taken = claim("control", place=ALDER, by=[NORTH], change="captured", date="2031-05-05")
    held = claim("control", place=ALDER, by=[SOUTH], change="holds", date="2012/..")
    known = Knowledge(sides={NORTH: "north", SOUTH: "south"})
    assert slots(link([told("a", taken, held)], known)) == []


def test_days_of_talks_that_differ_are_disputed() -> None:
    talks = {"parties": [NORTH, SOUTH], "place": ALDER, "status": "held"}
    one = claim("talks", date="2031-05-01/2031-05-04", duration="P4D", **talks)
    other = claim("talks", date="2031-05-02/2031-05-04", duration="P3D", **talks)
    assert slots(two(one, other)) == ["date", "duration"]


def test_a_blockade_that_is_over_for_one_and_goes_on_for_another_is_disputed() -> None:
    blockade = {"type": "obstruction", "place": ALDER, "actors": [NORTH]}
    over = claim("incident", date="2031-01-05/2031-04-30", **blockade)
    goes_on = claim("incident", date="2031-01-05/..", **blockade)
    assert slots(two(over, goes_on)) == ["date"]
    early = link([told("a", over), told("b", goes_on, published="2031-04-01")])
    assert slots(early) == [], "it went on when that was told"


def test_the_totals_of_one_body_never_stand_in_one_contradiction() -> None:
    def total(count: int, day: str, says: str) -> dict[str, Any]:
        fields = {"measure": "displaced", "unit": "people", "from_": ALDER}
        return claim("displacement", count=count, date=f"2031-04-01/2031-05-{day}", says=says, **fields)

    linked = link(
        [
            told("a", total(100_000, "03", "United Nations")),
            told("b", total(150_000, "05", "United Nations")),
            told("c", total(300_000, "04", "An observer")),
        ]
    )
    said = [{value.value for value in found.values} for found in linked.contradictions]
    assert sorted(map(len, said)) == [2, 2]
    assert all("300,000 people" in values for values in said)


def test_people_and_families_are_a_difference_of_units_and_no_update() -> None:
    fields = {"measure": "displaced", "from_": ALDER}
    people = claim("displacement", count=4000, unit="people", date="2031-04-01/2031-05-01", **fields)
    families = claim("displacement", count=250, unit="families", date="2031-04-01/2031-05-04", **fields)
    linked = two(people, families)
    assert linked.contradictions == () and linked.updates == ()
    (found,) = linked.differences
    assert "4,000 people" in found.sentence and "250 families" in found.sentence and "unit" in found.sentence
