"""The text of a report with its records marked in it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from pytest import MonkeyPatch

from trucewatch.desk.views import marking
from trucewatch.desk.views.marking import Beginning, Segment, Spans, paragraphs, sheet_of, sheets

Case = tuple[str, Spans]


@st.composite
def texts(draw: st.DrawFn) -> Case:
    text = draw(st.text(st.sampled_from("ab \n\r\u202eجש"), min_size=1, max_size=120))
    span = st.tuples(st.integers(0, len(text) - 1), st.integers(1, len(text))).map(
        lambda pair: (min(pair[0], pair[1] - 1), max(pair[0] + 1, pair[1]))
    )
    parts = draw(st.lists(st.lists(span, min_size=1, max_size=3).map(sorted), max_size=6))
    return text, dict(enumerate(parts))


def all_of(text: str, spans: Spans) -> list[Segment]:
    return [one for sheet in sheets(text, spans) for many in paragraphs(text, spans, sheet) for one in many]


@given(texts(), st.integers(1, 40), st.integers(1, 3))
def test_the_segments_of_all_sheets_are_the_text_and_mark_each_records_words(
    case: Case, longest: int, most: int
) -> None:
    text, spans = case
    with MonkeyPatch.context() as patch:
        patch.setattr(marking, "SHEET", longest)
        patch.setattr(marking, "MOST", most)
        segments = all_of(text, spans)
    assert "".join(one.text for one in segments) == text
    marked: dict[int, set[int]] = {record: set() for record in spans}
    at = 0
    for one in segments:
        for record in one.records:
            marked[record].update(range(at, at + len(one.text)))
        at += len(one.text)
    for record, parts in spans.items():
        assert marked[record] == {n for start, end in parts for n in range(start, end)}


@given(texts(), st.integers(1, 40))
def test_each_stretch_of_words_begins_once(case: Case, longest: int) -> None:
    text, spans = case
    with MonkeyPatch.context() as patch:
        patch.setattr(marking, "SHEET", longest)
        begun = [begin for one in all_of(text, spans) for begin in one.begins]
    assert sorted(begun) == sorted(
        Beginning(record, part) for record, parts in spans.items() for part in range(len(parts))
    )


@given(texts(), st.integers(1, 40))
def test_a_record_is_on_the_sheet_on_which_its_words_begin(case: Case, longest: int) -> None:
    text, spans = case
    with MonkeyPatch.context() as patch:
        patch.setattr(marking, "SHEET", longest)
        within = sheets(text, spans)
        for record, parts in spans.items():
            sheet = within[sheet_of(parts, within)]
            begins = {b for many in paragraphs(text, spans, sheet) for one in many for b in one.begins}
            assert Beginning(record, 0) in begins


def test_words_of_several_records_name_all_of_them_the_closest_first() -> None:
    text = "Shelling killed two guards near Alder."
    spans = {0: [(0, 38)], 1: [(0, 26)], 2: [(32, 37)]}
    found = [(one.text, one.records) for one in all_of(text, spans)]
    assert found == [
        ("Shelling killed two guards", (1, 0)),
        (" near ", (0,)),
        ("Alder", (2, 0)),
        (".", (0,)),
    ]


def test_a_text_is_cut_between_paragraphs_where_that_can_be() -> None:
    paragraph = "Nothing happened. " * 100 + "\n\n"
    text = paragraph * 60
    within = sheets(text, {})
    assert len(within) == 2
    assert text[: within[0].end].endswith("\n\n") and within[0].end > marking.SHEET // 2


def test_a_huge_word_is_cut_where_it_must_be() -> None:
    assert [one.end for one in sheets("x" * 130_000, {})] == [60_000, 120_000, 130_000]
