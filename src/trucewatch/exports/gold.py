"""Reviewed reports as gold: what persons accepted or corrected, in the form that `make eval` measures readers by.

Invariant: a report comes out only when every record of it has a verdict; rejected records are not among them, and
each that is has the words that prove it in the text beside it.
"""

from __future__ import annotations

import io
import json
import re
import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, select

from trucewatch.archive import engines, hiding, queries, reviews
from trucewatch.archive.schema import records, reports

if TYPE_CHECKING:
    from trucewatch.archive import Archive

_AT_ONCE = 400
_LEFT_OUT = ("confidence", "acled", "main")
"""Fields of a record that are the reader's and not a person's."""
_NAMED = {
    "parties", "mediators", "operator", "participants", "actors", "targets", "by", "host", "place", "area", "from", "to"
}  # fmt: skip
_KNOWN = ("title", "outlet", "published", "url")


@dataclass(frozen=True)
class Gold:
    """How many reports and records were written, how many records were left out as rejected, and how many reports
    because persons looked at some of their records only."""

    reports: int
    records: int
    rejected: int
    unfinished: int


def write_gold(
    archive: Archive, folder: Path, *, who: str | None = None, clearance: int | None = None
) -> Gold:
    """Write each reviewed report that somebody with `clearance` may see to `folder`: NAME.md, and NAME.json beside it.

    A file gold-metadata.json says who wrote them and when. The folder is made where there is none. Raises OSError where
    it cannot be written, FileExistsError where it holds something.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.iterdir()):
        raise FileExistsError(17, "is not empty; name a new folder", str(folder))
    taken: set[str] = set()
    kept = rejected = unfinished = 0
    with archive.reading() as connection:
        for report, found in _reviewed(connection, clearance):
            if any(verdict is None for verdict, _ in found):
                unfinished += 1
                continue
            bodies = [gold_record(body, report.text) for verdict, body in found if verdict != "rejected"]
            kept += len(bodies)
            rejected += len(found) - len(bodies)
            name = _name(report, taken)
            (folder / f"{name}.md").write_bytes(_page(report).encode("utf-8", "surrogatepass"))
            _json(folder / f"{name}.json", {"records": bodies})
    made = Gold(len(taken), kept, rejected, unfinished)
    description = {
        "format": "Reviewed reports as gold",
        "made_by": f"Trucewatch {version('trucewatch')}",
        "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "exported_by": who or archive.who,
        **vars(made),
    }
    _json(folder / "gold-metadata.json", description)
    return made


def zipped_gold(
    archive: Archive, *, who: str | None = None, clearance: int | None = None
) -> tuple[bytes, Gold]:
    """What `write_gold` writes, as a ZIP file, and how much that is."""
    packed = io.BytesIO()
    with tempfile.TemporaryDirectory() as folder, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as into:
        made = write_gold(archive, Path(folder), who=who, clearance=clearance)
        for path in sorted(Path(folder).iterdir()):
            into.writestr(zipfile.ZipInfo(f"gold/{path.name}"), path.read_bytes(), zipfile.ZIP_DEFLATED)
    return packed.getvalue(), made


def gold_record(body: dict[str, Any], text: str) -> dict[str, Any]:
    """A record's body in the form of gold: names for actors and places, quoted words for evidence."""
    made: dict[str, Any] = {"kind": body["kind"], "assertion": body["assertion"]}
    made["attribution"] = body.get("attribution")
    for name, value in body.items():
        if name in made or name in _LEFT_OUT or name == "evidence" or value in ([], ""):
            continue
        if name in _NAMED:
            made[name] = _names(value)
        elif name == "delegations":
            made[name] = [{**one, "party": _names(one["party"])} for one in value]
        else:
            made[name] = _without_words(value)
    made["evidence"] = [_lines(text[span["start"] : span["end"]]) for span in body["evidence"]]
    return made


def _names(value: Any) -> Any:
    return [one["name"] for one in value] if isinstance(value, list | tuple) else value["name"]


def _without_words(value: Any) -> Any:
    """Counts without the words that they were read from, which are in the evidence."""
    if isinstance(value, list | tuple):
        return [_without_words(one) for one in value]
    if isinstance(value, dict):
        return {
            key: _without_words(one)
            for key, one in value.items()
            if not ("relation" in value and key == "text")
        }
    return value


def _reviewed(
    connection: Connection, clearance: int | None
) -> Iterator[tuple[Any, list[tuple[reviews.Verdict | None, dict[str, Any]]]]]:
    """The reports of which persons reviewed something, as rows, with the verdicts on their records as corrected."""
    hidden = hiding.hidden(connection, clearance)
    numbers = [number for number in reviews.reports_reviewed(connection) if number not in hidden]
    for part in engines.parts(numbers, _AT_ONCE):
        found = _verdicts(connection, part)
        rows = connection.execute(
            select(reports).where(reports.c.number.in_(part)).order_by(reports.c.number)
        )
        yield from ((row, found[row.number]) for row in rows if found[row.number])


def _verdicts(
    connection: Connection, numbers: Sequence[int]
) -> dict[int, list[tuple[reviews.Verdict | None, dict[str, Any]]]]:
    standing = reviews.of_reports(connection, numbers)
    found: dict[int, list[tuple[reviews.Verdict | None, dict[str, Any]]]] = {number: [] for number in numbers}
    columns = (records.c.id, records.c.report, records.c.current, records.c.body)
    for row in queries.within(connection, numbers, *columns):
        if row.current:
            said = standing.get(row.id, reviews.NOTHING)
            found[row.report].append((said.verdict, reviews.applied(json.loads(row.body), said.corrections)))
    return found


def _page(report: Any) -> str:
    known = {name: getattr(report, name) for name in _KNOWN if getattr(report, name)}
    lines = [f"{name}: {json.dumps(_lines(value), ensure_ascii=False)}" for name, value in known.items()]
    head = "\n".join(lines or ["title: ''"])  # without a line there would be no front matter
    return f"---\n{head}\n---\n{_lines(report.text)}"


def _lines(text: str) -> str:
    """Text as whoever reads the file as text will see it, whatever ends its lines."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _name(report: Any, taken: set[str]) -> str:
    """A file name for a report that no other has, also where capitals do not count."""
    plain = re.sub(r"[^\w.-]+", "-", report.name).strip("-.")[:80] or "report"
    name = (
        plain if plain.casefold() not in taken and plain != "gold-metadata" else f"{plain}-{report.id[:12]}"
    )
    taken.add(name.casefold())
    return name


def _json(path: Path, content: Any) -> None:
    text = json.dumps(content, ensure_ascii=False, indent=1) + "\n"
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
