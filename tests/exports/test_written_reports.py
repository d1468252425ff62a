"""Situation reports as files: opened by others' tools, the same each time, and nothing of a report becomes markup."""

from __future__ import annotations

import hashlib
import io
import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from tests.cases.telling import NORTH, case_folder, reading
from tests.cases.test_commands import run
from tests.exports.reporting import MORE, READINGS, reported, shelling, with_report
from trucewatch.archive import Archive
from trucewatch.exports.situation.as_markdown import plain, to_markdown
from trucewatch.exports.situation.content import Situation, right_to_left, shown
from trucewatch.exports.situation.writing import FORMS, rendered, write
from trucewatch.records import Control, Place
from trucewatch.terminal import printable

ARABIC = "قال متحدث إن القصف أودى بحياة ستة جنود (8 شباط)"
HOSTILE = (
    "#let x = 1; #panic() <script>alert(1)</script> *b* [l](javascript:x) ![i](http://e/x.png) `c` _u_ $x$ \\end | a <http://e>"
    " \u202egnp.exe \x07\x1b[31m \ufffe & &amp; ]]> {{ 7*7 }} %s"
)
MARKUP = st.text(alphabet="*_`[]()<>!#|~\\&$-+=1.\n \t{}:/h\u202e\x00\u05d0", max_size=40)
NEEDS = {"markdown": (), "docx": ("docx", "typst"), "pdf": ("typst",)}


def made_of(words: str, folder: Path, **values: Any) -> Situation:
    """A report in which a source puts `words` wherever it can."""
    text = words or "fire"
    place = Place(name=text, latitude=10.0, longitude=20.0)
    one = reading(
        "third",
        "2021-03-17",
        shelling(text, 2, text, date="2021-03-16", place=place, actors=(NORTH,)),
        (Control, text, {"change": "captured", "place": place, "by": (NORTH,), "date": "2021-03-16"}),
        outlet=text,
    )
    return reported(folder, with_report(one, **{"title": text, "url": text, **values}))


def needed(form: str) -> None:
    for module in NEEDS[form]:
        pytest.importorskip(module, reason="needs the extra reports")


@pytest.mark.parametrize("form", FORMS)
def test_the_same_report_has_the_same_bytes(
    form: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    needed(form)
    report = reported(tmp_path)
    once = rendered(report, form)
    monkeypatch.setattr("time.time", lambda: 2_000_000_000.0)
    assert rendered(report, form) == once


class TestMarkdown:
    def tokens(self, text: str) -> list[Any]:
        found = []
        for token in MarkdownIt("commonmark").enable("table").parse(text):
            found += [token, *(token.children or ())]
        return found

    @given(words=MARKUP)
    def test_nothing_of_a_report_is_markup(self, words: str) -> None:
        (paragraph, *_) = self.tokens(f"- {plain(printable(words))}.")
        kinds = {token.type for token in self.tokens(f"x {plain(printable(words))}.")}
        assert kinds <= {"paragraph_open", "inline", "text", "text_special", "paragraph_close"}
        assert paragraph.type == "bullet_list_open"

    @given(words=MARKUP.map(lambda text: printable(text).strip()).filter(bool))
    def test_escaped_words_come_out_as_they_were(self, words: str) -> None:
        shown = "".join(token.content for token in self.tokens(plain(words)) if token.type.startswith("text"))
        assert shown == " ".join(words.split(" "))

    def test_hostile_words_give_no_html_image_or_link_but_those_of_the_report(self, tmp_path: Path) -> None:
        text, drawings = to_markdown(made_of(HOSTILE, tmp_path), "report")
        found = self.tokens(text)
        assert not {"html_inline", "html_block", "code_inline"} & {token.type for token in found}
        assert {token.attrs["src"] for token in found if token.type == "image"} == set(drawings)
        assert not [token for token in found if token.type == "link_open"]

    def test_it_has_headings_sources_and_a_method(self, tmp_path: Path) -> None:
        text, drawings = to_markdown(reported(tmp_path), "report")
        for heading in (
            "# River line: situation report",
            "## Incidents and casualties",
            "## Sources",
            "## Method",
        ):
            assert f"\n{heading}\n" in f"\n{text}"
        assert (
            "- **Period:** 1–16 March 2021\n- **As of:** 16 March 2021\n" in text
            and "“they met in Birch on 13 March”" in text
        )
        assert set(drawings) == {"report-map.svg", "report-days.svg", "report-displacement.svg"}

    def test_words_that_run_to_the_left_turn_nothing_around_them(self, tmp_path: Path) -> None:
        text, _ = to_markdown(made_of(ARABIC, tmp_path), "report")
        assert f"\u2068“{plain(ARABIC)}”\u2069 — " in text
        assert right_to_left(ARABIC) and not right_to_left("1 fire") and not right_to_left("")


class TestDocx:
    def opened(self, report: Situation) -> Any:
        needed("docx")
        import docx

        return docx.Document(io.BytesIO(rendered(report, "docx")["report.docx"]))

    def test_it_opens_with_its_headings_tables_pictures_and_properties(self, tmp_path: Path) -> None:
        report = reported(tmp_path)
        document = self.opened(report)
        headings = [p.text for p in document.paragraphs if p.style.name == "Heading 1"]
        assert headings == [*(section.heading for section in report.sections), "Sources", "Method"]
        assert len(document.inline_shapes) == 3 and len(document.tables) == 5
        known = document.core_properties
        assert (known.title, known.author) == (report.title, "desk")
        assert known.created.isoformat() == known.modified.isoformat() == "2021-03-20T08:30:00+00:00"
        drawn = document.inline_shapes[0]._inline.docPr.get("descr")
        assert drawn.startswith("Map: ")

    def test_only_addresses_of_the_web_are_links(self, tmp_path: Path) -> None:
        def links(report: Situation) -> list[str]:
            relations = self.opened(report).part.rels.values()
            return [r.target_ref for r in relations if r.reltype.endswith("/hyperlink")]

        assert links(made_of("fire", tmp_path, url="https://example.org/a?b=1&c=2")) == [
            "https://example.org/a?b=1&c=2"
        ]
        assert links(made_of("fire", tmp_path, url="javascript:alert(1)")) == []

    def test_words_that_run_to_the_left_are_marked_so(self, tmp_path: Path) -> None:
        document = self.opened(made_of(ARABIC, tmp_path))
        runs = [run for p in document.paragraphs for run in p.runs if run.text == f"“{ARABIC}”"]
        assert runs and all(run.font.rtl for run in runs)

    def test_hostile_words_are_text(self, tmp_path: Path) -> None:
        document = self.opened(made_of(HOSTILE, tmp_path))
        assert f"“{shown(HOSTILE)}”" in {run.text for p in document.paragraphs for run in p.runs}


class TestPdf:
    def opened(self, report: Situation) -> Any:
        needed("pdf")
        pypdf = pytest.importorskip("pypdf")
        return pypdf.PdfReader(io.BytesIO(rendered(report, "pdf")["report.pdf"]))

    def test_its_text_title_and_time_are_those_of_the_report(self, tmp_path: Path) -> None:
        report = reported(tmp_path)
        document = self.opened(report)
        text = " ".join(" ".join(page.extract_text().split()) for page in document.pages)
        for section in report.sections:
            assert section.heading in text
        assert "they met in Birch on 13 March" in text and "Made by desk, 20 March 2021, 08:30 UTC" in text
        assert document.metadata.title == report.title and document.metadata.author == "desk"
        assert document.metadata.creation_date.isoformat() == "2021-03-20T08:30:00+00:00"
        assert document.trailer["/Root"]["/MarkInfo"]["/Marked"]
        assert document.xmp_metadata.rdf_root.toxml().count("pdfuaid:part") > 0

    def test_every_page_can_be_drawn_and_has_something_on_it(self, tmp_path: Path) -> None:
        pdfium = pytest.importorskip("pypdfium2")
        numpy = pytest.importorskip("numpy")
        needed("pdf")
        pages = pdfium.PdfDocument(rendered(reported(tmp_path), "pdf")["report.pdf"])
        assert len(pages) >= 3
        for page in pages:
            assert 0.001 < numpy.mean(page.render(scale=0.5, grayscale=True).to_numpy() < 200) < 0.5

    def test_hostile_words_are_text_and_no_link_but_the_address_is_in_it(self, tmp_path: Path) -> None:
        document = self.opened(made_of(HOSTILE, tmp_path, url="https://example.org/a"))
        text = " ".join(page.extract_text() for page in document.pages)
        assert "#let x = 1" in text and "<script>" in text
        links = [
            note.get_object()["/A"].get("/URI")
            for page in document.pages
            for note in page.get("/Annots") or ()
        ]
        assert set(links) <= {"https://example.org/a"}

    def test_arabic_is_drawn_with_letters_and_not_with_boxes(self, tmp_path: Path) -> None:
        document = self.opened(made_of(ARABIC, tmp_path))
        text = " ".join(page.extract_text() for page in document.pages)
        assert "القصف" in text or "فصقلا" in text or any("\ufe70" <= c <= "\ufeff" for c in text)

    def test_a_letter_without_a_font_is_a_box_and_no_failure(self, tmp_path: Path) -> None:
        assert len(self.opened(made_of("\U000f1234 fire", tmp_path)).pages) >= 3


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(words=st.text(max_size=60))
def test_any_words_give_a_report_in_every_form(words: str, tmp_path: Path) -> None:
    report = made_of(words, tmp_path)
    for form in FORMS:
        needed(form)
        (data, *_) = rendered(report, form).values()
        assert data


class TestFiles:
    def test_beside_it_stands_what_it_is(self, tmp_path: Path) -> None:
        written = write(
            reported(tmp_path),
            tmp_path / "out.md",
            form="markdown",
            filters={"since": "2021-03", "until": None},
        )
        assert [path.name for path in written] == [
            "out.md", "out-map.svg", "out-days.svg", "out-displacement.svg", "out.md-metadata.json",
        ]  # fmt: skip
        about = json.loads(written[-1].read_text("utf-8"))
        assert (about["exported_by"], about["made_at"]) == ("desk", "2021-03-20T08:30:00+00:00")
        assert about["filters"] == {"since": "2021-03"} and about["period"]["as_of"] == "2021-03-16"
        assert about["sha256"] == hashlib.sha256(written[0].read_bytes()).hexdigest()
        assert set(about["files"]) == {path.name for path in written[1:-1]}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return case_folder(tmp_path, READINGS, MORE)


class TestCommand:
    def command(self, folder: Path, *more: str, form: str = "markdown") -> Any:
        return run("report", str(folder / "case.toml"), "--as", form, "--output", str(folder / "out"), *more)

    @pytest.mark.parametrize("form", FORMS)
    def test_it_writes_a_report_in_each_form(self, form: str, folder: Path) -> None:
        needed(form)
        result = self.command(folder, "--since", "2021-03", "--by", "Ana", form=form)
        assert result.exit_code == 0, result.output
        assert "River line: situation report, 1–16 March 2021, from 3 sources" in result.output
        about = json.loads((folder / "out-metadata.json").read_text())
        assert about["exported_by"] == "Ana" and about["filters"]["since"] == "2021-03"

    def test_its_period_ends_where_it_is_told_to(self, folder: Path) -> None:
        assert self.command(folder, "--since", "2021-03-01", "--until", "2021-03-14").exit_code == 0
        assert "**Period:** 1–14 March 2021" in (folder / "out").read_text()

    @pytest.mark.parametrize(
        ("arguments", "cause"),
        [(("--since", "2022"), "the period would begin on 2022-01-01"), (("--since", "soon"), "takes a day, month or year")],
    )  # fmt: skip
    def test_what_cannot_be_done_is_said_in_one_line(
        self, arguments: tuple[str, ...], cause: str, folder: Path
    ) -> None:
        result = self.command(folder, *arguments)
        assert result.exit_code != 0 and cause in result.output and "Traceback" not in result.output
        assert not (folder / "out").exists()

    def test_an_extra_that_is_missing_is_named(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(__import__("sys").modules, "typst", None)
        result = self.command(folder, "--since", "2021-03", form="pdf")
        assert result.exit_code == 1 and "pip install 'trucewatch[reports]'" in result.output

    def test_an_archive_notes_it(self, folder: Path) -> None:
        address = str(folder / "archive.sqlite")
        with Archive(address) as archive:
            archive.add(READINGS)
        result = self.command(folder, "--since", "2021-03", "--archive", address)
        assert result.exit_code == 0, result.output
        with closing(sqlite3.connect(address)) as kept:
            noted = kept.execute("SELECT action, subject FROM audit ORDER BY number DESC LIMIT 1").fetchall()
        assert noted == [("report", str(folder / "out"))]
