"""The situation report: nothing in it that is in no report, everything in it with its source, and said how sure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.cases.telling import reading
from tests.exports.reporting import READINGS, fled, pictured, reported, shelling, with_report
from trucewatch.exports.situation import PeriodError, Situation, situation
from trucewatch.exports.situation.as_markdown import ranges
from trucewatch.exports.situation.certainty import likelihood
from trucewatch.exports.situation.content import Entry, Figure, Note, Said, Section, Table
from trucewatch.exports.situation.labels import Label, placed
from trucewatch.exports.situation.scope import LONGEST, bounded
from trucewatch.records import Incident

TEXTS = " ".join(one.report.text for one in READINGS)


def entries(report: Situation, name: str) -> list[Entry]:
    """The entries of a section."""
    section = report.section(name)
    return [block for block in section.blocks if isinstance(block, Entry)] if section else []


def tables(section: Section | None) -> list[Table]:
    return [block for block in section.blocks if isinstance(block, Table)] if section else []


def said(report: Situation) -> Iterator[Said]:
    for section in report.sections:
        for block in section.blocks:
            yield from block.quotes if isinstance(block, Entry) else ()


def cited(report: Situation) -> Iterator[tuple[int, ...]]:
    for section in report.sections:
        for block in section.blocks:
            if isinstance(block, Entry):
                yield block.sources
                yield from (line.sources for line in block.lines)
                yield from (quote.sources for quote in block.quotes)
            if isinstance(block, Table):
                yield from (cell.sources for row in block.rows for cell in row)


class TestSources:
    def test_the_numbers_are_those_of_the_list_each_is_used_and_they_begin_with_one(
        self, tmp_path: Path
    ) -> None:
        report = reported(tmp_path)
        assert [source.number for source in report.sources] == list(range(1, len(report.sources) + 1))
        assert {number for numbers in cited(report) for number in numbers} == {
            s.number for s in report.sources
        }

    def test_every_statement_of_fact_has_a_source_but_counts_and_what_rests_on_silence(
        self, tmp_path: Path
    ) -> None:
        report = reported(tmp_path)
        for section in report.sections:
            for block in section.blocks:
                if isinstance(block, Entry) and not block.sources:
                    assert "derived" in block.marks, block.text
                if isinstance(block, Table):
                    assert all(any(cell.sources for cell in row) for row in block.rows), block.caption

    def test_every_quotation_stands_in_the_report_that_its_number_names(self, tmp_path: Path) -> None:
        report = reported(tmp_path)
        texts = {one.report.title: one.report.text for one in READINGS}
        titles = {source.number: source.title for source in report.sources}
        quotes = list(said(report))
        assert len(quotes) > 10
        for quote in quotes:
            (number,) = quote.sources
            assert quote.words in texts[titles[number]]

    def test_a_source_has_its_outlet_title_date_and_address(self, tmp_path: Path) -> None:
        given = {"url": "https://example.org/a", "title": "Fire again"}
        extra = with_report(
            reading(
                "third",
                "2021-03-17",
                shelling("shells killed two on 16 March", 2, "North", date="2021-03-16"),
            ),
            **given,
        )
        report = reported(tmp_path, extra)
        (source,) = [source for source in report.sources if source.title == "Fire again"]
        assert (source.outlet, source.published, source.url) == (
            "Gazette",
            "17 March 2021",
            "https://example.org/a",
        )

    def test_an_address_that_is_none_of_the_web_is_no_link(self, tmp_path: Path) -> None:
        extra = with_report(
            reading("third", "2021-03-17", fled("70 fled", 70, "Red Aid")), url="javascript:alert(1)"
        )
        (source,) = [source for source in reported(tmp_path, extra).sources if source.title == "third"]
        assert source.url is None and "javascript:alert(1)" in source.note


class TestPeriod:
    def test_what_was_before_and_is_not_told_of_again_is_left_out(self, tmp_path: Path) -> None:
        report = reported(tmp_path)
        assert "an old shelling" not in " ".join(quote.words for quote in said(report))
        assert not any("February" in entry.text for entry in entries(report, "incidents"))
        assert "an old shelling" in " ".join(q.words for q in said(reported(tmp_path, since="2021")))

    def test_what_came_out_after_its_last_day_is_left_out(self, tmp_path: Path) -> None:
        report = reported(tmp_path, until="2021-03-14")
        assert report.as_of == "2021-03-14" and report.period == "1–14 March 2021"
        assert "second" not in {source.title for source in report.sources}

    @pytest.mark.parametrize("since", ["2022", "soon"])
    def test_a_period_without_a_day_is_refused_with_its_cause(self, since: str, tmp_path: Path) -> None:
        with pytest.raises(PeriodError, match=since):
            reported(tmp_path, since=since)

    def test_what_only_its_reports_tell_of_is_new(self, tmp_path: Path) -> None:
        assert all("new" in entry.marks for entry in entries(reported(tmp_path), "incidents"))
        later = reported(tmp_path, since="2021-03-15")
        (attack,) = [e for e in entries(later, "incidents") if "12 March" in e.text]
        assert "new" not in attack.marks


class TestSections:
    def test_there_is_one_for_each_thing_that_the_reports_tell_of(self, tmp_path: Path) -> None:
        assert [section.name for section in reported(tmp_path).sections] == [
            "standing", "changes", "map", "talks", "agreement", "posts", "patrols", "incidents", "control", "forces",
            "displacement", "contradictions", "commitments", "derived",
        ]  # fmt: skip

    def test_casualties_go_from_the_lowest_to_the_highest_with_who_says_what(self, tmp_path: Path) -> None:
        (attack,) = [e for e in entries(reported(tmp_path), "incidents") if "12 March" in e.text]
        assert attack.text.endswith(": 3 to 9 killed")
        assert [line.text for line in attack.lines] == ["3 killed: North (party)", "9 killed: South (party)"]
        assert [len(line.sources) for line in attack.lines] == [1, 1]

    def test_a_toll_over_a_period_is_not_added_to_incidents(self, tmp_path: Path) -> None:
        (killed,) = [e.text for e in entries(reported(tmp_path), "standing") if e.text.startswith("Killed")]
        assert "1 incident " in killed and ": 3 to 9 (" in killed

    def test_figures_of_another_window_stand_in_another_table(self, tmp_path: Path) -> None:
        found = tables(reported(tmp_path).section("displacement"))
        captions = {table.caption: [row[1].text for row in table.rows] for table in found}
        assert captions["Displaced, in people, since January 2021"] == ["300", "900"]
        assert [figures for caption, figures in captions.items() if "Newly" in caption] == [["50"]]

    def test_the_range_of_the_displaced_is_over_the_last_figure_of_each_source(self, tmp_path: Path) -> None:
        (range_,) = [e for e in entries(reported(tmp_path), "standing") if e.text.startswith("Displaced")]
        assert "300 to 900 people, by the last figures of 2 independent sources" in range_.text
        assert range_.marks == ("derived",)

    def test_a_post_has_its_last_status_and_who_denies_it(self, tmp_path: Path) -> None:
        (table,) = tables(reported(tmp_path).section("posts"))
        ((post, status, _, says_so, sure),) = table.rows
        assert (post.text, status.text) == ("Mill post", "surrounded, which is denied")
        assert "denied by North" in says_so.text and "denied" in sure.text

    def test_a_contradiction_has_the_words_on_both_sides(self, tmp_path: Path) -> None:
        (one,) = [e for e in entries(reported(tmp_path), "contradictions") if "casualties" in e.text]
        assert {quote.words for quote in one.quotes} == {
            "shells killed three guards in Birch on 12 March",
            "shells killed nine guards in Birch on 12 March",
        }

    def test_a_commitment_has_its_state_and_the_words_against(self, tmp_path: Path) -> None:
        (one,) = entries(reported(tmp_path), "commitments")
        assert one.text.startswith("River truce: all fire ceases")
        assert {quote.who.partition(":")[0] for quote in one.quotes} <= {"for", "against"}

    def test_what_is_derived_says_so_and_quotes_its_reasons(self, tmp_path: Path) -> None:
        found = entries(reported(tmp_path), "derived")
        (area,) = [e for e in found if "in the area of South" in e.text]
        assert area.marks[0] == "derived" and area.quotes[0].words == "South took Alder on 5 March"


class TestCertainty:
    def test_one_source_is_unconfirmed_and_low(self, tmp_path: Path) -> None:
        (talks,) = entries(reported(tmp_path), "talks")
        assert "unconfirmed" in talks.marks and talks.certainty.startswith(
            "low confidence: one source, unconfirmed"
        )

    def test_what_is_only_announced_is_said_to_be(self, tmp_path: Path) -> None:
        (patrol,) = entries(reported(tmp_path), "patrols")
        assert "announced" in patrol.marks and "unconfirmed" not in patrol.marks

    def test_two_sources_are_moderate_and_a_dispute_over_numbers_leaves_the_act_so(
        self, tmp_path: Path
    ) -> None:
        (attack,) = [e for e in entries(reported(tmp_path), "incidents") if "12 March" in e.text]
        assert attack.certainty == (
            "moderate confidence: two independent sources, all parties or allies; disputed: casualties"
        )
        assert "disputed" in attack.marks

    def test_three_sources_are_high_unless_somebody_denies_it(self, tmp_path: Path) -> None:
        words = "shells killed two guards in Birch on 16 March"
        told = [
            reading(f"r{n}", "2021-03-17", shelling(f"{words}, {who}", 2, who, date="2021-03-16"), outlet=who)
            for n, who in enumerate(("North", "South", "Red Aid"))
        ]
        (attack,) = [e for e in entries(reported(tmp_path, *told), "incidents") if "16 March" in e.text]
        assert attack.certainty == "high confidence: three independent sources"
        denial = shelling(
            "no shells fell in Birch on 16 March", 2, "East", date="2021-03-16", assertion="denied"
        )
        told.append(reading("r4", "2021-03-17", denial, outlet="East"))
        (attack,) = [e for e in entries(reported(tmp_path, *told), "incidents") if "16 March" in e.text]
        assert attack.certainty.startswith("low confidence: three independent sources; denied by East")
        assert "denied" in attack.marks

    @pytest.mark.parametrize(
        ("probability", "words"),
        [(1.0, "almost certainly"), (0.95, "almost certainly"), (0.9, "very likely"), (0.6, "likely"),
         (0.3, "unlikely"), (0.0, "almost certainly not")],
    )  # fmt: skip
    def test_the_words_for_a_probability_are_those_of_the_standard(
        self, probability: float, words: str
    ) -> None:
        assert likelihood(probability) == words

    def test_a_doubtful_reading_is_remarked_on(self, tmp_path: Path) -> None:
        extra = reading(
            "third", "2021-03-17", shelling("maybe shells", 2, "East", date="2021-03-16", confidence=0.6)
        )
        (attack,) = [e for e in entries(reported(tmp_path, extra), "incidents") if "16 March" in e.text]
        assert attack.certainty.endswith("likely read right")


class TestWhole:
    def test_it_says_who_made_it_when_of_what_and_with_which_version(self, tmp_path: Path) -> None:
        report = reported(tmp_path)
        assert (report.made_by, report.made_at, report.since) == (
            "desk",
            "2021-03-20T08:30:00+00:00",
            "2021-03-01",
        )
        assert (
            report.version
            and report.basis == "2 reports of the period with 14 records, and 1 report from before it"
        )
        assert any("ICD 203" in words for words in report.method)

    def test_it_is_the_same_whatever_order_the_reports_come_in(self, tmp_path: Path) -> None:
        assert reported(tmp_path) == reported(tmp_path, readings=READINGS[::-1])

    def test_confidential_reports_are_announced_at_the_top(self, tmp_path: Path) -> None:
        assert reported(tmp_path).warning == ""
        extra = with_report(reading("third", "2021-03-17", fled("70 fled", 70, "Red Aid")), confidential=True)
        assert reported(tmp_path, extra).warning == "Draws on 1 confidential report."

    def test_a_case_of_which_little_is_told_has_a_short_report(self, tmp_path: Path) -> None:
        alone = [reading("only", "2021-03-13", (Incident, "fire", {"type": "shelling"}))]
        report = reported(tmp_path, readings=alone)
        assert [s.name for s in report.sections if s.name in ("talks", "posts", "control")] == ["posts"]
        assert {quote.words for quote in said(report)} == {"fire"}

    def test_a_long_quotation_is_cut_at_a_word_and_shows_it(self) -> None:
        words = "word " * 200
        assert len(bounded(words)) <= LONGEST + 2 and bounded(words).endswith("word …")
        assert bounded("short") == "short"


class TestRoom:
    def test_what_has_no_room_is_counted_and_the_weightiest_stay(self, tmp_path: Path) -> None:
        more = [
            reading(f"r{n}", "2021-03-15", shelling(f"shells {n} fell", n, "North", date=f"2021-03-{n:02}"))
            for n in range(2, 9)
        ]
        report = situation(
            pictured(tmp_path, *more), since="2021-03", who="desk", made_at="2021-03-20", most=3
        )
        section = report.section("incidents")
        assert section is not None
        killed = [entry.text.rpartition(": ")[2] for entry in entries(report, "incidents")]
        assert killed[:-1] == ["7 killed", "8 killed", "3 to 9 killed"]
        notes = [block.text for block in section.blocks if isinstance(block, Note)]
        assert "Not set out here, for want of room: 5 further incidents." in notes

    @pytest.mark.parametrize(
        ("found", "words"), [((), ""), ((3,), "3"), ((1, 2, 4), "1, 2, 4"), ((1, 3, 4, 5, 9), "1, 3–5, 9")]
    )
    def test_many_numbers_in_a_row_are_a_range(self, found: tuple[int, ...], words: str) -> None:
        assert ranges(found) == words


class TestMap:
    def map(self, report: Situation) -> Figure:
        section = report.section("map")
        assert section is not None
        (figure,) = section.blocks
        assert isinstance(figure, Figure)
        return figure

    def test_it_is_xml_with_a_mark_for_each_thing_that_has_a_point(self, tmp_path: Path) -> None:
        figure = self.map(reported(tmp_path))
        root = ElementTree.fromstring(figure.svg)
        notes = [e.text for e in root.iter("{http://www.w3.org/2000/svg}title")]
        assert {"Mill post: surrounded", "Alder (South)", "12 March: 3 to 9 killed"} <= set(notes)
        assert any(re.fullmatch(r"\d+ km", text or "") for text in root.itertext())

    def test_what_has_no_point_is_named_beside_it(self, tmp_path: Path) -> None:
        from trucewatch.records import Place

        lost = shelling("shells fell on Nowhere", 2, "North", date="2021-03-16", place=Place(name="Nowhere"))
        assert (
            "Shelling at Nowhere"
            in self.map(reported(tmp_path, reading("third", "2021-03-17", lost))).caption
        )

    def test_names_never_overlap_nor_leave_the_sheet(self) -> None:
        crowd = [Label(100 + n % 5 * 9, 100 + n // 5 * 7, f"place number {n}", 4) for n in range(40)]
        set_ = list(placed(crowd, (0, 0, 300, 300)))
        boxes = []
        for label, x, y, anchor in set_:
            wide = len(label.text) * 5.4
            left = {"start": x, "end": x - wide, "middle": x - wide / 2}[anchor]
            boxes.append((left, y - 9, left + wide, y + 3))
        assert 1 < len(boxes) < len(crowd)
        assert all(box[0] >= 0 and box[2] <= 300 for box in boxes)
        for n, a in enumerate(boxes):
            assert not any(
                a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3] for b in boxes[n + 1 :]
            )
