"""The examples can be read, each of them, and say that they were composed."""

from pathlib import Path

from trucewatch.records import Report
from trucewatch.sources import reports

FOLDER = Path(__file__).parents[1] / "examples"
EXAMPLES = sorted(str(path) for path in FOLDER.iterdir() if path.is_file() and path.name != "README.md")


def test_each_example_is_a_dated_report_labelled_as_composed() -> None:
    found = list(reports(EXAMPLES))
    assert {Path(path).suffix for path in EXAMPLES} == {".md", ".html", ".jsonl"}
    assert len(found) > len(EXAMPLES)
    for report in found:
        assert isinstance(report, Report), report
        assert report.outlet == "composed example"
        assert report.published
        assert report.title


def test_the_saved_page_is_dated_by_its_publication_not_by_its_change() -> None:
    (page,) = reports([path for path in EXAMPLES if path.endswith(".html")])
    assert isinstance(page, Report)
    assert page.published == "2021-06-21"
    assert "Privacy" not in page.text


def test_each_report_of_the_worked_case_is_dated_and_says_that_it_was_composed() -> None:
    paths = sorted(map(str, (FOLDER / "idlib" / "reports").iterdir()))
    assert len(paths) >= 8
    for report in reports(paths):
        assert isinstance(report, Report), report
        assert (report.outlet or "").startswith("composed ")
        assert report.published
