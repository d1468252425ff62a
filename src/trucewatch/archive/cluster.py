"""Reading on a cluster, with Ray Data: reports out of files or object stores, readings into Parquet.

Invariant: a report is read by the same function as in one process, so it gives the same records wherever it is
read. Each worker loads the reader once. Ray tells nobody that it was used.
"""

from __future__ import annotations

import io
import logging
import os
import sys
import tempfile
import warnings
from collections.abc import Callable, Collection, Generator, Iterable, Iterator
from pathlib import Path
from typing import Any, BinaryIO, cast

from trucewatch.archive import parquet
from trucewatch.archive.intake import Progress, guarded, read_report
from trucewatch.archive.rows import report_id
from trucewatch.archive.store import Archive
from trucewatch.archive.version import reader_version
from trucewatch.records import Reading, Report
from trucewatch.sources import SourceError, files, folders, jsonl, warc
from trucewatch.sources import parquet as report_tables
from trucewatch.sources.extras import library
from trucewatch.sources.snapshots import Retrieved

_AT_ONCE = 8
"""Reports that a worker takes at once; few, so that the last ones are shared out."""
_PART = 16
_FILES = 2
"""Files that are opened at once."""
_ROWS = 500
"""Reports in a file of readings, at least, but for the last."""
_BLOCK = 64 * 1024
"""Bytes of reports that go to one worker, as far as they can be split."""
_COLUMNS = ("report", "text", "snapshot", "warc", "problem")

Given = Report | Retrieved | SourceError


def take_in(
    archive: Archive,
    sources: Iterable[str],
    *,
    folder: str | None = None,
    workers: int | None = None,
    read: Callable[[Report], Reading] = read_report,
    reader: str | None = None,
) -> Generator[Progress | SourceError, None, None]:
    """Read the reports in `sources` that `archive` lacks on a Ray cluster, and add them; yields as `intake` does.

    The cluster is the one that RAY_ADDRESS names, else one of this machine. Sources are files and folders that
    every worker sees, or addresses such as s3://…, of JSON lines, web archives and Parquet. Readings are written
    to `folder`, which all see too, and stay there; a folder of this machine that is removed where none is given.
    What a run that was stopped left there is added first. Raises SourceError where Ray is not installed.
    """
    reader = reader or reader_version()
    with tempfile.TemporaryDirectory() as temporary:
        where = folder or str(Path(temporary) / "readings")
        left = set(_parquets(where))
        for found in parquet.take_in(archive, _opened(left)):
            if isinstance(found, Progress):  # what was wrong is met again
                yield Progress(known=found.known + found.added)
        read_to(where, sources, known=archive.known(reader), workers=workers, read=read, reader=reader)
        yield from parquet.take_in(archive, _opened(sorted(set(_parquets(where)) - left)))


def read_to(
    folder: str,
    sources: Iterable[str],
    *,
    known: Collection[str] = (),
    workers: int | None = None,
    read: Callable[[Report], Reading] = read_report,
    reader: str | None = None,
) -> None:
    """Read the reports in `sources`, but for those whose ids are in `known`, into Parquet files in `folder`.

    `workers` is how many read at once; as many as the cluster has processors where None.
    """
    ray = _started()
    paths = [{"path": path} for source in sources for path in _files(source)]
    if not paths:
        return
    context = ray.data.DataContext.get_current()
    context.enable_progress_bars = sys.stderr.isatty()
    context.execution_options.preserve_order = True
    context.target_max_block_size = _BLOCK  # else one worker would get all of a file
    count = workers or max(1, int(ray.cluster_resources().get("CPU", 1)))
    given = (read, reader or reader_version())
    with warnings.catch_warnings():  # Ray warns of files that are few
        warnings.simplefilter("ignore")
        files_ = ray.data.from_items(paths, override_num_blocks=len(paths))
        reports = files_.map_batches(
            _given,
            batch_size=1,
            batch_format="pyarrow",
            compute=ray.data.TaskPoolStrategy(size=_FILES),
            num_cpus=0,
            fn_kwargs={"known": frozenset(known)},
        )
        read_ = reports.map_batches(
            _Worker,
            batch_size=_AT_ONCE,
            batch_format="pyarrow",
            compute=ray.data.ActorPoolStrategy(size=count),
            fn_constructor_args=given,
        )
        read_.write_parquet(folder, min_rows_per_file=_ROWS)


def _given(batch: Any, known: frozenset[str]) -> Iterator[Any]:
    """The reports of files, a part of a file at a time, without those that are `known`."""
    for path in batch.column("path").to_pylist():
        part = []
        for given in _reports(path):
            report = given.report if isinstance(given, Retrieved) else given
            if isinstance(report, SourceError) or report_id(report) not in known:
                part.append(parquet.report_row(given))
            if len(part) == _PART:
                yield _table(part, _COLUMNS)
                part = []
        yield _table(part, _COLUMNS)


class _Worker:
    """The reader in one process of the cluster, loaded when the process starts."""

    def __init__(self, read: Callable[[Report], Reading], reader: str) -> None:
        self.read = read
        self.reader = reader

    def __call__(self, batch: Any) -> Any:
        rows = []
        for row in batch.to_pylist():
            read = None if row["problem"] else guarded(self.read, parquet.report_of(row))
            rows.append(parquet.reading_row(row, read, self.reader))
        return _table(rows, parquet.COLUMNS)


def _table(rows: list[dict[str, Any]], columns: Iterable[str]) -> Any:
    arrow = library("pyarrow", extra="ray")
    schema = arrow.schema(
        [(column, arrow.binary() if column == "warc" else arrow.string()) for column in columns]
    )
    return arrow.Table.from_pylist(rows, schema=schema)


def _started() -> Any:
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")  # Ray would report its use to its makers
    ray = library("ray", extra="ray")
    library("ray.data", extra="ray")
    for name in ("ray", "ray.data"):
        logging.getLogger(name).setLevel(logging.ERROR)
    if not ray.is_initialized():
        ray.init(include_dashboard=False, log_to_driver=False, logging_level="ERROR")
    return ray


def _system(address: str) -> tuple[Any, str]:
    """The file system of an address such as s3://bucket/folder, and the path there."""
    system = library("pyarrow.fs", extra="ray")
    if "://" in address:
        return cast(tuple[Any, str], system.FileSystem.from_uri(address))
    return system.LocalFileSystem(), str(Path(address).absolute())


def _files(source: str) -> Iterator[str]:
    """The files that a source is: itself, or all that a folder holds and can be read."""
    if "://" not in source:
        yield from folders.files([str(Path(source).absolute())])
        return
    system, path = _system(source)
    scheme = source.partition("://")[0]
    selector = library("pyarrow.fs", extra="ray").FileSelector(path, recursive=True)
    try:
        found = system.get_file_info(selector)
    except (NotADirectoryError, FileNotFoundError, OSError):
        yield source
        return
    yield from sorted(f"{scheme}://{one.path}" for one in found if one.is_file)


def _reports(path: str) -> Iterator[Given]:
    if "://" not in path:
        yield from files.retrieved([path])
        return
    stem = Path(path).name.split(".")[0]
    known: dict[str, Any] = {"path": path, "stem": stem, "title": None, "published": None}
    try:
        system, there = _system(path)
        with system.open_input_file(there) as file, io.BufferedReader(file) as stream:
            if path.endswith((".jsonl", ".ndjson")):
                yield from jsonl.lines(stream, **known)
            elif path.endswith(".parquet"):
                yield from report_tables.reports(stream, **known)
            elif path.endswith((".warc", ".warc.gz")):
                yield from warc.reports(stream, path)
            else:
                raise SourceError("is none of what is read from addresses: .jsonl, .parquet, .warc, .warc.gz")
    except SourceError as problem:
        yield problem.at(path)
    except (OSError, ValueError) as error:
        yield SourceError(f"cannot be opened or read: {' '.join(str(error).split())}", path=path)


def _parquets(folder: str) -> list[str]:
    system, path = _system(folder)
    selector = library("pyarrow.fs", extra="ray").FileSelector(path, allow_not_found=True)
    found = (one.path for one in system.get_file_info(selector) if one.path.endswith(".parquet"))
    return [f"{folder.rstrip('/')}/{Path(one).name}" for one in sorted(found)]


def _opened(paths: Iterable[str]) -> Iterator[tuple[str, BinaryIO]]:
    for path in sorted(paths):
        system, there = _system(path)
        with system.open_input_file(there) as stream:
            yield path, stream
