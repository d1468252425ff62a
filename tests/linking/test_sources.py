"""Who stands behind a thing, and who only repeats it."""

from __future__ import annotations

import pytest

from evaluation.copies import made, pairwise
from tests.linking.made import shelling, thing, told
from trucewatch.linking import Knowledge, link
from trucewatch.linking.copies import Copies, credited
from trucewatch.records import Report

STORY = (
    "Mortar rounds hit the grain market in Alder on Monday as traders were opening their stalls. Witnesses counted nine "
    "rounds, three of which did not go off. A teacher who lives nearby carried two of the wounded to the clinic in a cart. "
    "The army said that its guns had been silent all day and that it would welcome an inquiry by the joint commission."
)
OTHER = (
    "Nobody in Birch can say who took down the flag over the pumping station. The ferry runs again since Thursday, but "
    "only for those with a permit from both sides, and the baker has moved his oven into the school."
)


def report(identifier: str, text: str, **known: str) -> Report:
    return Report(id=identifier, text=text, **known)


@pytest.mark.parametrize("seed", [1, 2])
def test_copies_made_of_reports_are_told_from_reports_of_the_same_event(seed: int) -> None:
    found = pairwise(made(seed))
    assert found["f1"] >= 0.95, found


def test_a_copy_names_the_report_that_came_first_and_what_it_shares() -> None:
    copies = Copies()
    copies.add(
        report("late", "Market hit. " + STORY[: len(STORY) // 2], outlet="Paper", published="2031-05-06")
    )
    copies.add(report("first", STORY, outlet="Wire", published="2031-05-05"))
    copies.add(report("other", OTHER, outlet="Wire", published="2031-05-05"))
    copy = copies.copy("late")
    assert copy is not None and copy.of == "first"
    assert copy.share > 0.5
    assert copy.passages[0] in STORY
    assert copies.copy("first") is None
    assert copies.copy("other") is None


@pytest.mark.parametrize(("day", "copied"), [("2031-05-06", True), ("2031-05-22", False)])
def test_the_later_a_report_the_more_it_must_share_to_be_a_copy(day: str, copied: bool) -> None:
    shared = STORY[: len(STORY) * 2 // 5]
    copies = Copies()
    copies.add(report("first", STORY, outlet="Wire", published="2031-05-05"))
    copies.add(report("late", shared + OTHER, outlet="Paper", published=day))
    copy = copies.copy("late")
    assert (copy is not None and copy.of == "first") is copied


def test_a_copy_of_a_copy_leads_back_to_the_first() -> None:
    copies = Copies()
    for n, text in enumerate((STORY + " " + OTHER, STORY + " " + OTHER[:150], STORY[100:])):
        copies.add(report(f"r{n}", text, outlet=f"Paper {n}", published=f"2031-05-0{n + 1}"))
    assert copies.root("r2") == "r0"


def test_the_form_of_an_outlets_daily_reports_makes_no_copies() -> None:
    copies = Copies()
    for day in range(1, 5):
        text = f"{STORY} Entry {day}: {' '.join(f'word{day}x{n}' for n in range(12))}."
        copies.add(report(f"log-{day}", text, outlet="Mission", published=f"2031-05-0{day}"))
    assert [copies.copy(f"log-{day}") for day in range(1, 5)] == [None] * 4


@pytest.mark.parametrize(
    ("text", "agency"),
    [
        ("BIRCH (Reuters) - The ferry runs again.", "Reuters"),
        ("BIRCH, 5 May — AFP — The ferry runs again.", "AFP"),
        ("The ferry runs again, SANA reported on Monday.", "SANA"),
        ("The ferry runs again. It is full. It is slow.\n\nSource: TASS", "TASS"),
        ("The ferry runs again. It is full. A sailor told Reuters that he was tired. It rained.", None),
    ],
)
def test_the_agency_that_a_story_is_credited_to(text: str, agency: str | None) -> None:
    assert credited(report("a", text, outlet="Paper")) == agency


def test_an_agency_does_not_credit_itself() -> None:
    assert credited(report("a", "BIRCH (Reuters) - The ferry runs.", outlet="Reuters")) is None


def test_copies_count_as_one_source_and_a_quoted_ministry_as_one_too() -> None:
    words = {"words": STORY}
    linked = link(
        [
            told("wire", shelling(**words), outlet="Wire", published="2031-05-06"),
            told("paper", shelling(**words), outlet="Paper"),
            told("page", shelling(**words), outlet="Page"),
            told(
                "radio", shelling(words="Shells fell.", says="Defence Ministry of Borealia"), outlet="Radio"
            ),
            told("tv", shelling(words="It was shelled.", says="Defence Ministry of Borealia"), outlet="TV"),
        ]
    )
    one = thing(linked, "wire")
    assert len(one.references) == 5
    assert [voice.of for voice in one.voices] == ["Defence Ministry of Borealia", "Wire"]
    assert {(copy.report, copy.of) for copy in linked.copies} == {("paper", "wire"), ("page", "wire")}


def test_a_state_its_ministry_and_its_president_are_one_source_of_two_kinds_of_standing() -> None:
    linked = link(
        [
            told("a", shelling(says="Turkish Defence Ministry")),
            told("b", shelling(says="Recep Tayyip Erdogan")),
        ],
        Knowledge(sources={"Turkey": "party"}),
    )
    (voice,) = thing(linked, "a").voices
    assert (voice.of, voice.kind) == ("Turkey", "party")


def test_each_value_has_the_sources_that_give_it() -> None:
    linked = link(
        [
            told("a", shelling(killed=5)),
            told("b", shelling(killed=5)),
            told("c", shelling(killed=8, says="UN")),
        ]
    )
    tolls = {
        value.value: [voice.kind for voice in value.voices]
        for value in thing(linked, "a").values["casualties"]
    }
    assert tolls == {"5 killed": ["media", "media"], "8 killed": ["UN"]}
