"""Which records are about one thing, and which are not."""

from __future__ import annotations

import random

import pytest

from tests.linking.made import ALDER, BIRCH, NORTH, SOUTH, claim, shelling, thing, together, told
from trucewatch.linking import Knowledge, Linker, LinkingError, link
from trucewatch.records import Place

REGION = Place(name="Alder province")


def test_one_act_told_of_by_two_reports_is_one_thing_and_says_why() -> None:
    linked = link([told("a", shelling(killed=5)), told("b", shelling(killed=7))])
    assert together(linked, "a", "b")
    (why,) = thing(linked, "a").links
    assert {"same day", "same place", "same target", "figures differ"} <= set(why.reasons)
    assert 0.5 < why.score < 1


@pytest.mark.parametrize(
    "other",
    [
        pytest.param({"date": "2031-05-09"}, id="four days later"),
        pytest.param({"date": "2031-05-06"}, id="on the next day"),
        pytest.param({"place": BIRCH}, id="in another town"),
        pytest.param({"actors": [SOUTH], "targets": [NORTH]}, id="the other way round"),
        pytest.param({"type": "abduction"}, id="of another sort"),
    ],
)
def test_acts_that_are_told_apart_by_one_of_them_are_two(other: dict[str, object]) -> None:
    assert not together(link([told("a", shelling()), told("b", shelling(**other))]), "a", "b")


@pytest.mark.parametrize("missing", ["date", "place"])
def test_values_that_are_missing_merge_nothing(missing: str) -> None:
    bare = {"actors": [], "targets": [], missing: None}
    linked = link([told("a", shelling(**bare)), told("b", shelling(**bare))])
    assert not together(linked, "a", "b")


def test_a_record_of_nothing_but_its_kind_is_a_thing_of_its_own() -> None:
    linked = link([told("a", claim("incident")), told("b", claim("incident"))])
    assert not together(linked, "a", "b")


def test_what_is_told_next_to_an_act_without_a_date_is_that_act_where_the_parties_are_the_same() -> None:
    patrol = {"type": "joint", "participants": [NORTH, SOUTH]}
    reading = told(
        "a",
        claim("patrol", date="2031-05-05", place=ALDER, status="cancelled", **patrol),
        claim("patrol", status="postponed", says="A security source", **patrol),
    )
    linked = link([reading])
    assert thing(linked, "a", 0) == thing(linked, "a", 1)


def test_a_round_of_talks_announced_and_held_is_one_and_the_round_after_another() -> None:
    parties = {"parties": [NORTH, SOUTH], "place": ALDER}
    linked = link(
        [
            told("before", claim("talks", status="scheduled", assertion="planned", date="2031-05-08/2031-05-14", **parties),
                 published="2031-05-07"),
            told("after", claim("talks", status="held", date="2031-05-09", **parties)),
            told("next", claim("talks", status="held", date="2031-05-12", **parties), published="2031-05-13"),
        ]
    )  # fmt: skip
    assert together(linked, "before", "after")
    assert not together(linked, "after", "next")


def test_a_call_and_a_meeting_of_one_day_are_two() -> None:
    talks = {"status": "held", "date": "2031-05-09", "parties": [NORTH, SOUTH]}
    linked = link(
        [
            told("a", claim("talks", format="call", **talks)),
            told("b", claim("talks", format="meeting", **talks)),
        ]
    )
    assert not together(linked, "a", "b")


def test_who_holds_a_town_is_one_thing_over_all_the_time() -> None:
    linked = link(
        [
            told("a", claim("control", change="captured", place=ALDER, by=[NORTH], date="2031-01-05")),
            told("b", claim("control", change="recaptured", place=ALDER, by=[SOUTH], date="2031-05-05")),
            told("c", claim("control", change="captured", place=BIRCH, by=[NORTH], date="2031-01-05")),
        ]
    )
    assert together(linked, "a", "b")
    assert not together(linked, "a", "c")


def test_a_post_is_not_all_posts_and_those_cut_off_are_not_all_of_them() -> None:
    post = {"type": "observation post", "operator": [NORTH]}
    linked = link(
        [
            told("one", claim("post", place=ALDER, status="holding", **post)),
            told("all", claim("post", place=REGION, status="holding", count=12, **post)),
            told("some", claim("post", place=REGION, status="surrounded", count=3, **post)),
            told("more", claim("post", place=REGION, status="in another's area", count=5, **post)),
        ]
    )
    assert len({thing(linked, report).id for report in ("one", "all", "some")}) == 3
    assert together(linked, "some", "more")


def test_people_displaced_over_other_times_are_two_things_and_the_difference_is_told() -> None:
    def people(count: int, date: str) -> dict[str, object]:
        return claim("displacement", measure="displaced", place=ALDER, count=count, unit="people", date=date)

    linked = link(
        [told("all", people(90_000, "2031-01-01/..")), told("week", people(4_000, "2031-05-01/2031-05-07"))]
    )
    assert not together(linked, "all", "week")
    assert linked.contradictions == ()
    (difference,) = linked.differences
    assert "90,000" in difference.sentence and "4,000" in difference.sentence


def test_names_of_one_actor_and_one_place_are_one_where_the_case_says_so() -> None:
    mine = shelling(actors=["The Guard of the North"], place=Place(name="Old Alder"))
    readings = [told("a", shelling(targets=[])), told("b", {**mine, "targets": []})]
    assert not together(link(readings), "a", "b")
    known = Knowledge(names={"the guard of the north": NORTH, "Old Alder": "Alder"})
    assert together(link(readings, known), "a", "b")


def test_spots_within_an_outer_place_are_known_from_the_case() -> None:
    readings = [told("a", shelling()), told("b", shelling(place=Place(name="the Salient")))]
    assert not together(link(readings), "a", "b")
    assert together(link(readings, Knowledge(within={"Alder": "The Salient"})), "a", "b")


def test_statements_are_said_of_things_and_are_none() -> None:
    linked = link([told("a", claim("statement", says="Ana Orl", text="No."), shelling())])
    assert [one.kind for one in linked.things] == ["incident"]


def test_a_report_that_comes_twice_counts_once_and_another_under_its_name_is_refused() -> None:
    linker = Linker()
    linker.add(told("a", shelling()))
    linker.add(told("a", shelling()))
    assert len(linker.linked().things[0].references) == 1
    with pytest.raises(LinkingError, match="a: two reports"):
        linker.add(told("a", shelling(killed=3)))


def test_the_order_in_which_reports_come_changes_nothing() -> None:
    chance = random.Random(4)
    places = [ALDER, BIRCH, REGION, None]
    readings = [
        told(
            f"r{n}",
            *(
                shelling(
                    place=chance.choice(places),
                    date=chance.choice(["2031-05-05", "2031-05-06", "2031-05", None]),
                    killed=chance.randint(1, 9),
                )
                for _ in range(4)
            ),
            claim(
                "control", change="captured", place=chance.choice(places[:2]), by=[NORTH], date="2031-05-05"
            ),
            published=f"2031-05-{6 + n % 9:02d}",
        )
        for n in range(40)
    ]
    first = link(readings)
    for _ in range(10):
        chance.shuffle(readings)
        assert link(readings) == first


def test_what_a_record_is_about_is_known_without_setting_the_thing_out() -> None:
    linker = Linker()
    for reading in (told("a", shelling()), told("b", shelling(), shelling(place=BIRCH))):
        linker.add(reading)
    found = linker.identifiers("b")
    assert set(found.values()) == {one.id for one in linker.things_of("b")}
    assert len(set(found.values())) == 2


def test_two_of_a_row_are_two_whatever_else_they_share() -> None:
    pullback = {"type": "withdrawal", "parties": [NORTH, SOUTH], "area": ALDER, "status": "agreed"}
    linked = link(
        [
            told(
                "a",
                claim("agreement", words="the first phase of the pullback", date="2031-05-05", **pullback),
            ),
            told("b", claim("agreement", words="the second phase of it", date="2031-05-05", **pullback)),
            told("c", claim("agreement", words="that 1st phase was signed", date="2031-05-05", **pullback)),
        ]
    )
    assert together(linked, "a", "c")
    assert not together(linked, "a", "b")


def test_an_agreement_is_one_from_its_making_to_its_end_and_the_next_is_another() -> None:
    truce = {"type": "ceasefire", "parties": [NORTH, SOUTH], "area": ALDER}
    linked = link(
        [
            told("made", claim("agreement", date="2031-01-10", status="agreed", **truce)),
            told("kept", claim("agreement", date="2031-03-02", status="in force", **truce)),
            told("broken", claim("agreement", status="collapsed", **truce)),
            told(
                "next",
                claim("agreement", date="2031-09-01", status="agreed", **truce),
                published="2031-09-02",
            ),
        ]
    )
    assert together(linked, "made", "kept")
    assert together(linked, "made", "broken")
    assert not together(linked, "made", "next")


def test_an_exchange_planned_for_a_time_is_the_one_that_was_made_in_it() -> None:
    swap = {"type": "prisoner exchange", "parties": [NORTH, SOUTH], "area": ALDER}
    linked = link(
        [
            told(
                "plan",
                claim(
                    "agreement", assertion="planned", status="proposed", date="2031-06-01/2031-06-10", **swap
                ),
            ),
            told(
                "act",
                claim("agreement", status="carried out", date="2031-06-04", **swap),
                published="2031-06-05",
            ),
        ]
    )
    assert together(linked, "plan", "act")


def test_a_clash_is_one_whoever_is_said_to_have_begun_it() -> None:
    clash = {"type": "armed clash"}
    linked = link(
        [
            told("a", shelling(**clash, says="The north", actors=[SOUTH], targets=[NORTH])),
            told("b", shelling(**clash, says="The south", actors=[NORTH], targets=[SOUTH])),
        ]
    )
    assert together(linked, "a", "b")


def test_two_sides_that_each_tell_of_being_shelled_at_one_spot_on_one_day_tell_of_one_fight() -> None:
    known = Knowledge(sides={NORTH: "north", SOUTH: "south"})
    mine = told("a", shelling(says=SOUTH))
    theirs = told("b", shelling(says=NORTH, actors=[SOUTH], targets=[NORTH]))
    both = link([mine, theirs], known)
    assert together(both, "a", "b")
    assert "who did it" in " ".join(found.sentence for found in both.contradictions)
    neutral = told("b", shelling(says="An observer", actors=[SOUTH], targets=[NORTH]))
    assert not together(link([mine, neutral], known), "a", "b"), "who shoots back is another act"


def test_what_one_voice_denies_and_then_tells_in_its_own_way_is_one_act() -> None:
    denied = shelling(assertion="denied", type="drone attack", says=NORTH)
    mine = shelling(type="explosion", actors=[], says=NORTH)
    linked = link([told("a", denied, mine)])
    assert thing(linked, "a", 0) == thing(linked, "a", 1)


@pytest.mark.parametrize(
    "words",
    [
        "Alder, which the islanders call Elm, was taken.",
        "The town of Alder, or Elm, was taken.",
        "Alder (also Elm) fell.",
    ],
)
def test_what_a_report_calls_otherwise_is_one_place(words: str) -> None:
    one = claim("control", words, place=Place(name="Alder"), change="captured", by=[NORTH], date="2031-05-05")
    other = claim("control", place=Place(name="Elm"), change="captured", by=[NORTH], date="2031-05-05")
    assert together(link([told("a", one), told("b", other)]), "a", "b")
    silent = {**one, "words": "Alder was taken, and so was Elm."}
    assert not together(link([told("a", silent), told("b", other)]), "a", "b")


def test_the_village_of_a_name_is_one_spot_and_the_villages_are_an_area() -> None:
    held = claim("control", "The village of Alder is held.", place=ALDER, change="holds", by=[NORTH])
    taken = claim(
        "control", "Alder was taken.", place=ALDER, change="captured", by=[NORTH], date="2031-05-05"
    )
    assert together(link([told("a", held), told("b", taken)]), "a", "b")
    several = {**held, "words": "The villages around Alder are held."}
    assert not together(link([told("a", several), told("b", taken)]), "a", "b")


def test_a_blockade_is_one_from_the_day_it_began_however_long_it_is_said_to_last() -> None:
    blockade = {"type": "obstruction", "place": ALDER, "actors": [NORTH]}
    dates = ("2031-05-05", "2031-05-05/2031-06-30", "2031-05-05/..")
    told_of = [told(f"{n}", claim("incident", date=date, **blockade)) for n, date in enumerate(dates)]
    linked = link([*told_of, told("next", claim("incident", date="2031-05-09", **blockade))])
    assert thing(linked, "0") == thing(linked, "1") == thing(linked, "2")
    assert not together(linked, "0", "next")


def test_an_agreement_is_known_by_the_year_it_is_called_by() -> None:
    truce = {"type": "ceasefire", "parties": [NORTH, SOUTH]}
    made = told("a", claim("agreement", date="2029-01-10", status="agreed", **truce), published="2029-01-11")
    broken = {"date": "2031-05-05", "status": "violated", **truce}
    named = told("b", claim("agreement", "The 2029 truce was broken.", **broken))
    assert together(link([made, named]), "a", "b")
    assert not together(
        link([made, told("b", claim("agreement", "A truce was broken.", **broken))]), "a", "b"
    )


def test_one_hospital_is_hit_once_where_two_reports_give_it_the_day_before_and_after() -> None:
    hospital = {"place": Place(name="22 May Hospital"), "actors": [], "targets": ["22 May Hospital"]}
    linked = link([told("a", shelling(**hospital)), told("b", shelling(**hospital, date="2031-05"))])
    assert together(linked, "a", "b")
    linked = link(
        [
            told("a", shelling(actors=[], targets=[])),
            told("b", shelling(actors=[], targets=[], date="2031-05")),
        ]
    )
    assert not together(linked, "a", "b"), "a town is hit on many days of a month"


def test_a_thing_that_very_many_reports_tell_of_stays_one() -> None:
    truce = {"type": "ceasefire", "parties": [NORTH, SOUTH], "area": ALDER, "status": "in force"}
    many = [told(f"r{n:03d}", claim("agreement", date="2031-01-10", **truce)) for n in range(100)]
    totals = [
        told(
            f"t{n:03d}",
            claim("displacement", measure="displaced", place=ALDER, count=1000 + n, date="2031-01-01/.."),
        )
        for n in range(100)
    ]
    linked = link([*many, *totals])
    assert [len(one.references) for one in linked.things] == [100, 100]


def test_violations_that_one_report_counts_of_two_sides_are_two_things() -> None:
    def counted(who: str, number: int) -> dict[str, object]:
        return claim(
            "incident",
            type="ceasefire violation",
            date="2031-05-05",
            place=ALDER,
            actors=[who],
            violations=number,
        )

    linked = link(
        [
            told("a", counted("Joint Forces", 41), counted("River Militia", 38)),
            told("b", counted("Joint Forces", 112)),
        ]
    )
    assert thing(linked, "a", 0) != thing(linked, "a", 1)
    assert together(linked, "a", "b")
