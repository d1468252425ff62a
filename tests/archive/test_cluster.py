"""Read on a Ray cluster, reports give the same records as in one process. Needs the extra `ray`."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from tests.archive.readings import numbered
from tests.sources.test_warc import page, warc
from trucewatch.archive import Archive
from trucewatch.archive.intake import take_in
from trucewatch.cli import commands
from trucewatch.sources import SourceError, reports

ray: Any = pytest.importorskip("ray", reason="needs Ray: pip install 'trucewatch[ray]'")
pyarrow_parquet: Any = pytest.importorskip("pyarrow.parquet")

from trucewatch.archive import cluster  # noqa: E402 - after the library that it needs

pytestmark = pytest.mark.timeout(600)
EXAMPLES = Path(__file__).parents[2] / "examples"


@pytest.fixture(scope="module")
def readers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Any, Path]]:
    """A reader that notes where it is loaded, on a cluster of two processors; and the file where it notes it."""
    folder = tmp_path_factory.mktemp("code")
    loads = folder / "loads"
    (folder / "noting_reader.py").write_text(
        f"import os\nfrom pathlib import Path\nfrom tests.archive import readings\n"
        f"with Path({str(loads)!r}).open('a') as file:\n    file.write(f'{{os.getpid()}}\\n')\n"
        "def read(report):\n"
        "    if 'fault' in report.text: raise RuntimeError('no')\n"
        "    return readings.read(report)\n"
    )
    paths = [str(folder), str(Path(__file__).parents[2]), *sys.path]
    before = os.environ.get("PYTHONPATH")
    os.environ["PYTHONPATH"] = os.pathsep.join(path for path in paths if path)
    sys.path.insert(0, str(folder))
    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
    ray.init(num_cpus=2, include_dashboard=False, log_to_driver=False, logging_level="ERROR",
             object_store_memory=200_000_000)  # fmt: skip
    import noting_reader  # type: ignore[import-not-found]

    loads.write_text("")
    yield noting_reader.read, loads
    ray.shutdown()
    sys.path.remove(str(folder))
    os.environ.pop("PYTHONPATH")
    if before is not None:
        os.environ["PYTHONPATH"] = before


@pytest.fixture
def sources(tmp_path: Path) -> list[str]:
    """Reports as lines of JSON, one bad, in a folder; as Parquet; and as an address."""
    lines = [json.dumps({"text": one.text, "id": one.id, "url": one.url}) for one in numbered(300)]
    folder = tmp_path / "reports"
    folder.mkdir()
    (folder / "many.jsonl").write_text("\n".join([*lines[:150], "{bad", *lines[150:200]]) + "\n")
    table = {"text": [one.text for one in numbered(300)[200:280]], "id": list(range(80))}
    pyarrow_parquet.write_table(_table(table), folder / "table.parquet")
    (tmp_path / "far.jsonl").write_text("\n".join(lines[280:]) + '\n{"text": "a fault"}\n')
    return [str(folder), (tmp_path / "far.jsonl").as_uri()]


def _table(columns: dict[str, list[Any]]) -> Any:
    import pyarrow

    return pyarrow.table(columns)


def _kept(archive: Archive) -> set[tuple[str, str, str]]:
    return {
        (found.report["id"], found.id, json.dumps(found.body, sort_keys=True))
        for found in archive.find(limit=10_000)
    }


def test_a_cluster_gives_the_same_records_and_each_worker_loads_the_reader_once(
    readers: tuple[Any, Path], sources: list[str], tmp_path: Path
) -> None:
    read, loads = readers
    with Archive(tmp_path / "one.db") as one, Archive(tmp_path / "cluster.db") as many:
        far = sources[1].removeprefix("file://")
        plain = list(take_in(one, reports([f"{sources[0]}/many.jsonl", f"{sources[0]}/table.parquet", far]),
                             read=read, reader="1", workers=1))  # fmt: skip
        results = list(
            cluster.take_in(many, sources, folder=str(tmp_path / "out"), read=read, reader="1", workers=2)
        )
        assert _kept(many) == _kept(one)
        assert many.stats()["reports"] == one.stats()["reports"] == 300
        assert many.verify() == []
        causes = [sorted(r.cause for r in some if isinstance(r, SourceError)) for some in (plain, results)]
        assert causes[0] == causes[1]
        assert len(causes[0]) == 2
    pids = loads.read_text().split()
    assert len(pids) == len(set(pids)), "no worker loads the reader twice"
    assert len(pids) >= 2, "both workers read"


def test_what_is_there_is_not_read_again_and_what_a_stopped_run_left_is_added(
    readers: tuple[Any, Path], sources: list[str], tmp_path: Path
) -> None:
    read, _ = readers
    out = str(tmp_path / "out")
    cluster.read_to(out, sources[:1], read=read, reader="1", workers=1)
    with Archive(tmp_path / "archive.db") as archive:
        list(cluster.take_in(archive, sources, folder=out, read=read, reader="1", workers=1))
        assert archive.stats()["reports"] == 300
        rows = [pyarrow_parquet.read_table(path).num_rows for path in Path(out).glob("*.parquet")]
        assert sum(rows) == 281 + 22, "the first run's reports, and the others with two that are bad"


def test_a_web_archive_keeps_its_snapshots(readers: tuple[Any, Path], tmp_path: Path) -> None:
    (tmp_path / "crawl.warc.gz").write_bytes(warc(page(1), page(2)))
    with Archive(tmp_path / "archive.db") as archive:
        address = (tmp_path / "crawl.warc.gz").as_uri()
        list(cluster.take_in(archive, [address], read=readers[0], reader="1", workers=1))
        assert (archive.stats()["reports"], archive.stats()["snapshots"]) == (2, 2)
        assert archive.verify() == []


def test_the_command_reads_with_trucewatch_itself(readers: tuple[Any, Path], tmp_path: Path) -> None:
    archives = [str(tmp_path / name) for name in ("one.db", "cluster.db")]
    example = str(min(EXAMPLES.glob("*.md"), key=lambda path: (path.stem == "README", path.stat().st_size)))
    one = CliRunner().invoke(commands, ["add", "--workers", "1", "--archive", archives[0], example])
    cluster_ = CliRunner().invoke(commands, ["add", "--engine", "ray", "--archive", archives[1], example])
    assert (one.exit_code, cluster_.exit_code) == (0, 0), cluster_.output
    assert one.stdout == cluster_.stdout
    with Archive(archives[0]) as first, Archive(archives[1]) as second:
        assert _kept(first) == _kept(second) != set()
