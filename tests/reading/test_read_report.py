"""A whole report, read: what holds of every reading."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trucewatch.reading import read_report
from trucewatch.records import Report

EXAMPLES = Path(__file__).parents[2] / "examples"
STORY = """Shells hit a market in Donetsk on Monday, killing two people, the city's mayor said.

The army and the rebels agreed to a ceasefire in Minsk. Their delegations will meet again next week.
"""


def story(**fields: str | None) -> Report:
    return Report(id="story", text=STORY, **{"published": "2015-02-12", **fields})  # type: ignore[arg-type]


def test_the_same_report_gives_the_same_bytes() -> None:
    assert read_report(story()).model_dump_json() == read_report(story()).model_dump_json()


def test_records_come_in_the_order_of_the_text_with_their_words() -> None:
    reading = read_report(story())
    starts = [record.evidence[0].start for record in reading.records]
    assert starts == sorted(starts)
    assert all(0 <= s.start < s.end <= len(STORY) for r in reading.records for s in r.evidence)


def test_the_story_is_told_by_its_kinds() -> None:
    assert {"incident", "agreement", "talks"} <= {record.kind for record in read_report(story()).records}


def test_without_a_date_of_publication_relative_dates_stay_open() -> None:
    reading = read_report(story(published=None))
    assert all(mention.value is None for mention in reading.mentions.dates)
    assert all(getattr(record, "date", None) is None for record in reading.records)


def test_a_report_has_one_main_event_at_most() -> None:
    assert sum(record.main for record in read_report(story()).records) <= 1


def test_events_are_coded_without_the_model_too() -> None:
    assert any(record.acled for record in read_report(story(), model=False).records)


def test_what_is_not_about_conflict_gives_no_record() -> None:
    text = (
        "The museum reopens on Saturday with a new hall for its collection of clocks, its director said. " * 4
    )
    assert read_report(Report(id="museum", text=text)).records == ()


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.md")), ids=lambda path: path.name)
def test_mentions_give_the_words_of_the_text(path: Path) -> None:
    text = path.read_text("utf-8")
    mentions = read_report(Report(id=path.stem, text=text, published="2021-06-20")).mentions
    for mention in (*mentions.dates, *mentions.actors, *mentions.counts):
        assert 0 <= mention.start < mention.end <= len(text)


def test_an_apostrophe_that_opens_a_text_has_no_owner() -> None:
    salad = "’ region Kidal Goma region town capital : \" al country village the city's ("
    assert read_report(Report(id="salad", text=salad)).report.id == "salad"


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=300))
def test_no_text_is_too_odd_to_read(text: str) -> None:
    reading = read_report(Report(id="odd", text=text, published="2020-01-01"))
    assert all(s.end <= len(text) for r in reading.records for s in r.evidence)


WORDS = st.sampled_from(
    [
        "the",
        "army",
        "rebels",
        "shelled",
        "killed",
        "12",
        "people",
        "in",
        "Donetsk",
        "on",
        "Monday",
        "said",
        "that",
        "ceasefire",
        "talks",
        "agreed",
        "not",
        "will",
        "“",
        "”",
        ",",
        ".",
        ";",
        "\n",
        "\n\n",
        "which",
        "who",
        "and",
        "by",
        "patrol",
        "post",
        "withdrew",
        "from",
        "to",
        "|",
        "-",
        "two",
    ]
)


@settings(max_examples=60, deadline=None)
@given(st.lists(WORDS, max_size=60).map(" ".join))
def test_no_order_of_words_is_too_odd_to_read(text: str) -> None:
    reading = read_report(Report(id="odd", text=text, published="2020-01-01"))
    assert all(s.end <= len(text) for r in reading.records for s in r.evidence)
