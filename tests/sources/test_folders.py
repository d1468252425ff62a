"""Folders to files: all that can be read, in one order, nothing hidden."""

from pathlib import Path

from trucewatch.sources import folders


def test_a_folder_gives_the_readable_files_below_it_in_order(tmp_path: Path) -> None:
    for name in ("b.md", "a.txt", "inner/c.HTML", "picture.png", ".hidden/d.md", ".e.md"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x")
    (tmp_path / "inner" / "again").symlink_to(tmp_path)
    found = [str(Path(path).relative_to(tmp_path)) for path in folders.files([str(tmp_path)])]
    assert found == ["a.txt", "b.md", "inner/c.HTML"]


def test_what_is_no_folder_stays_as_it_is() -> None:
    assert list(folders.files(["-", "no/such.file"])) == ["-", "no/such.file"]


def test_reports_are_counted_before_they_are_read(tmp_path: Path) -> None:
    (tmp_path / "feed.jsonl").write_text("{}\n{}\n{}\n")
    assert folders.count([str(tmp_path / "feed.jsonl"), "one.md"]) == 4
    assert folders.count([str(tmp_path / "feed.jsonl"), "crawl.warc.gz"]) is None, "shows only by reading"
