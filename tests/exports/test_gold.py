"""Reviewed reports as gold: whole, as persons left them, and in the form of the gold that readers are measured by."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from trucewatch.archive import Archive
from trucewatch.archive.levels import level
from trucewatch.archive.reviews import review
from trucewatch.exports.gold import write_gold
from trucewatch.records import (
    Actor,
    Agreement,
    Casualties,
    Control,
    Count,
    Delegation,
    Deployment,
    Displacement,
    Incident,
    Patrol,
    Person,
    Place,
    Post,
    Reading,
    Record,
    Report,
    Source,
    Span,
    Statement,
    Talks,
)
from trucewatch.sources import reports

CHECK = Path(__file__).parents[3] / "shared" / "check_gold.py"
TEXT = "Eight were killed\r\nin Saraqib on Friday, a monitor said. – «Étude»"
SPAN = (Span(start=0, end=29), Span(start=50, end=len(TEXT)))
WHERE = Place(name="Saraqib", id="1", latitude=35.8, longitude=36.8, country="Syria")
WHO = (Actor(name="Turkey", id="TR"),)
EIGHT = Count(value=8, relation="about", text="Eight")
COMMON: dict[str, Any] = {"evidence": SPAN, "date": "2020-02-07", "confidence": 0.7}
EVERY: tuple[Record, ...] = (
    Talks(parties=WHO, place=WHERE, topics=("Idlib",), duration="PT3H", mediators=WHO, status="held",
          delegations=(Delegation(party=WHO[0], head=Person(name="Ana Orl"), members=(Person(role="envoy"),)),), **COMMON),
    Agreement(type="ceasefire", area=WHERE, place=WHERE, parties=WHO, effective="2020-02-09T00:01", **COMMON),
    Post(operator=WHO, count=EIGHT, place=WHERE, status="surrounded", **COMMON),
    Patrol(participants=WHO, type="joint", place=WHERE, reason="mines", **COMMON),
    Incident(type="shelling", place=WHERE, actors=WHO, targets=WHO, main=True, violations=EIGHT, response_to="fire",
             casualties=(Casualties(outcome="killed", count=EIGHT, who="civilians"),), **COMMON),
    Control(by=WHO, from_=WHO, place=WHERE, change="captured", **COMMON),
    Displacement(count=EIGHT, from_=WHERE, to=WHERE, host=WHO, unit="families", who="all", measure="displaced",
                 evidence=SPAN, date="2019-12/.."),
    Deployment(actors=WHO, what="trucks", count=EIGHT, place=WHERE, attribution=Source(role="monitor"), **COMMON),
    Statement(speaker=Source(name="Ana Orl"), text="Stop", stance="demands", venue="Ankara", mode="quoted", **COMMON),
)  # fmt: skip


@pytest.fixture
def archive(tmp_path: Path) -> Any:
    with Archive(tmp_path / "archive.db", who="tester") as made:
        yield made


def filled(
    archive: Archive, *records: Record, name: str = "one", text: str = TEXT, **known: Any
) -> list[str]:
    """The ids of records of one report."""
    archive.add([Reading(report=Report(id=name, text=text, **known), records=records)])
    return [one.id for one in archive.find(history=True) if one.report["name"] == name]


def read_back(folder: Path, name: str) -> list[dict[str, Any]]:
    return list(json.loads((folder / f"{name}.json").read_text("utf-8"))["records"])


def test_every_kind_passes_the_check_of_the_gold(archive: Archive, tmp_path: Path) -> None:
    for identifier in filled(archive, *EVERY, title='Talks: "a start"', published="2020-02-08"):
        review(archive, identifier, "accept")
    made = write_gold(archive, tmp_path / "gold")
    assert (made.reports, made.records) == (1, len(EVERY))
    if not CHECK.is_file():
        pytest.skip("needs ../shared/check_gold.py")
    run = subprocess.run([sys.executable, CHECK, tmp_path / "gold"], capture_output=True, text=True)
    assert run.stdout == "all well\n", run.stdout + run.stderr


def test_a_record_is_as_persons_left_it(archive: Archive, tmp_path: Path) -> None:
    harm = (Casualties(outcome="killed", count=EIGHT),)
    wrong, right = filled(
        archive,
        Incident(type="raid", place=WHERE, casualties=harm, main=True, **COMMON),
        Control(by=WHO, change="captured", **COMMON),
    )
    if archive.show(wrong)[0].kind == "control":
        wrong, right = right, wrong
    review(archive, right, "reject")
    review(archive, wrong, "correct", field="type", value="shelling")
    made = write_gold(archive, tmp_path / "gold", who="Mira")
    assert (made.records, made.rejected) == (1, 1)
    assert read_back(tmp_path / "gold", "one") == [
        {
            "kind": "incident",
            "assertion": "actual",
            "attribution": None,
            "type": "shelling",
            "date": "2020-02-07",
            "place": "Saraqib",
            "casualties": [{"outcome": "killed", "count": {"value": 8, "relation": "about"}}],
            "evidence": ["Eight were killed\nin Saraqib", TEXT[50:]],
        }
    ]
    assert json.loads((tmp_path / "gold" / "gold-metadata.json").read_text())["exported_by"] == "Mira"


def test_the_report_is_read_again_as_it_was(archive: Archive, tmp_path: Path) -> None:
    known = {"title": "One: two\nthree", "outlet": "The Post", "published": "2020-02-08"}
    text = "---\nEight.\n---\n  Nine."
    (one,) = filled(
        archive, EVERY[4].model_copy(update={"evidence": (Span(start=4, end=10),)}), text=text, **known
    )
    review(archive, one, "accept")
    write_gold(archive, tmp_path / "gold")
    (again,) = reports([str(tmp_path / "gold" / "one.md")])
    assert isinstance(again, Report)
    assert (again.text, again.outlet, again.published) == (text, "The Post", "2020-02-08")
    assert read_back(tmp_path / "gold", "one")[0]["evidence"] == ["Eight."]


def test_a_report_that_is_not_wholly_reviewed_stays_out_and_one_that_was_all_rejected_comes(
    archive: Archive, tmp_path: Path
) -> None:
    one, _ = filled(archive, EVERY[0], EVERY[1])
    review(archive, one, "accept")
    (wrong,) = filled(archive, EVERY[2], name="wrong", text=f"{TEXT}!")
    review(archive, wrong, "reject")
    filled(archive, EVERY[2], name="untouched", text=f"{TEXT}?")
    made = write_gold(archive, tmp_path / "gold")
    assert vars(made) == {"reports": 1, "records": 0, "rejected": 1, "unfinished": 1}
    assert read_back(tmp_path / "gold", "wrong") == []
    assert not (tmp_path / "gold" / "one.md").exists()


def test_names_that_are_no_file_names_or_are_there_twice_are_made_so(
    archive: Archive, tmp_path: Path
) -> None:
    for n, name in enumerate(("../../etc/passwd", "a/b", "A b", "", "gold-metadata")):
        (one,) = filled(archive, EVERY[2], name=name, text=f"{TEXT}{n}")
        review(archive, one, "accept")
    write_gold(archive, tmp_path / "gold")
    names = sorted(path.name for path in (tmp_path / "gold").glob("*.md"))
    assert len({name.casefold() for name in names}) == 5
    assert {path.name for path in tmp_path.iterdir()} >= {"gold"}
    assert not (tmp_path / "etc").exists()
    assert "etc-passwd.md" in names
    assert "gold-metadata.md" not in names


def test_what_one_may_not_see_stays_out_and_a_folder_with_something_in_it_is_left_alone(
    archive: Archive, tmp_path: Path
) -> None:
    (one,) = filled(archive, EVERY[2])
    review(archive, one, "accept")
    level(archive, "report", archive.show(one)[0].report["id"], 1)
    assert write_gold(archive, tmp_path / "gold", clearance=0).reports == 0
    with pytest.raises(FileExistsError):
        write_gold(archive, tmp_path / "gold")
