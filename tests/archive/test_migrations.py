"""An archive of an earlier Trucewatch is brought up to date with all that it holds."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import text

from tests.archive.readings import read, report
from trucewatch.archive import Archive, engines

SHELLED = "In Alder on 2020-02-08, the Northern Army shelled the mill."
MET = "In Birch on 2020-03, the Southern Front met the envoy."


def _rows(archive: Archive, table: str) -> list[dict[str, Any]]:
    with archive.engine.connect() as connection:
        order = "number"
        return [
            dict(row)
            for row in connection.execute(text(f"SELECT * FROM {table} ORDER BY {order}")).mappings()
        ]


def _as_of_0001(source: Archive, address: str) -> None:
    """What `source` holds, in the tables of revision 0001: numbers without gaps, in the order of adding."""
    readings = sorted(_rows(source, "readings"), key=lambda row: (row["reader"], row["report"]))
    numbers = {row["number"]: n for n, row in enumerate(readings, start=1)}
    records = sorted(_rows(source, "records"), key=lambda row: (numbers[row["reading"]], row["number"]))
    for n, row in enumerate(records, start=1):
        row |= {"number": n, "reading": numbers[row["reading"]]}
        del row["marks"]
    for row in readings:
        row["number"] = numbers[row["number"]]
    names = [row for row in _rows(source, "names") if row["what"] != "country"]
    with engines.writing(engines.engine(address)) as connection:
        config = Config()
        config.set_main_option("script_location", "trucewatch.archive:migrations")
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        reports = _rows(source, "reports")
        tables = {"reports": reports, "readings": readings, "records": records, "names": names}
        tables["audit"] = _rows(source, "audit")
        for table, rows in tables.items():
            for row in rows:
                values = ", ".join(f":{column}" for column in row)
                connection.execute(text(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({values})"), row)


def test_an_archive_of_revision_0001_keeps_all_and_finds_all(address: str, tmp_path: Path) -> None:
    two = [read(report(SHELLED + " " + MET, id="a")), read(report(MET, id="b", outlet="The Post"))]
    with Archive(tmp_path / "source.db", who="tester") as source:
        source.add([two[0].model_copy(update={"records": two[0].records[:1]}), two[1]], reader="1")
        source.add([two[0]], reader="2")
        _as_of_0001(source, address)
        with Archive(address) as archive:
            assert archive.verify() == []
            assert archive.stats() == source.stats()
            for asked in (
                {},
                {"history": True},
                {"place": "borealia"},
                {"actor": "northern army"},
                {"text": "mill"},
            ):
                assert archive.find(**asked) == source.find(**asked)
            assert archive.head() == source.head()
            archive.add([two[1]], reader="2")
            assert archive.verify() == []
