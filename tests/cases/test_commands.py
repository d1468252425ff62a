"""The commands of cases: made, checked, shown, as text and as JSON, with one line for what cannot be used."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from tests.cases.telling import ALDER, BIRCH, CASE, NORTH, SOUTH, case_folder, count, reading, says
from trucewatch.archive import Archive
from trucewatch.cases import CaseFile, load
from trucewatch.cases.drafting import draft
from trucewatch.cli import commands
from trucewatch.records import (
    ActorMention,
    Agreement,
    Casualties,
    Control,
    Displacement,
    Incident,
    Mentions,
    Place,
    Post,
    Reading,
    Talks,
)


def shelling(words: str, killed: float, who: str) -> tuple[Any, ...]:
    harm = (Casualties(outcome="killed", count=count(killed)),)
    values = {"type": "shelling", "place": BIRCH, "date": "2021-03-12", "casualties": harm}
    return (Incident, words, {**values, "attribution": says(who)})


def fled(words: str, value: float, who: str) -> tuple[Any, ...]:
    values = {"measure": "displaced", "unit": "people", "place": ALDER, "date": "2021-01/.."}
    return (Displacement, words, {**values, "count": count(value), "attribution": says(who)})


READINGS = [
    reading(
        "first",
        "2021-03-13",
        (
            Control,
            "South took Alder on 5 March",
            {"change": "captured", "place": ALDER, "by": (SOUTH,), "date": "2021-03-05"},
        ),
        (
            Post,
            "the post at Alder holds out",
            {"status": "holding", "place": ALDER, "operator": (NORTH,), "date": "2021-03-12"},
        ),
        shelling("shells killed three guards in Birch on 12 March", 3, "North"),
        fled("300 people fled", 300, "Red Aid"),
    ),
    reading(
        "second",
        "2021-03-14",
        (
            Talks,
            "they met in Birch on 13 March",
            {"status": "held", "place": BIRCH, "parties": (NORTH, SOUTH), "date": "2021-03-13"},
        ),
        shelling("shells killed nine guards in Birch on 12 March", 9, "South"),
        fled("900 people fled", 900, "Army press"),
        outlet="Herald",
    ),
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return case_folder(tmp_path, READINGS)


def run(*arguments: str) -> Result:
    return CliRunner().invoke(commands, list(arguments))


def test_the_dossier_has_every_section_with_words_and_sources(folder: Path) -> None:
    result = run("case", "show", str(folder / "case.toml"), "--width", "100", "--since", "2021-03-14")
    assert result.exit_code == 0, result.stderr
    for words in (
        "as of 14 March 2021 · 2 reports",
        "CHANGED SINCE 14 MARCH 2021",
        "13 March 2021 held, Birch: North, South",
        "Mill post: holding since 12 March 2021",
        "DERIVED Mill post is in the area of South",
        "Alder: South, since 5 March 2021",
        "3 to 9 killed",
        "13 March 2021  300 Red Aid, Alder",
        "14 March 2021  900 Army press (media), Alder",
        "“shells killed nine guards in Birch on 12 March”",
        "says: South",
    ):
        assert words in result.stdout, words


def test_as_of_an_earlier_day_later_reports_do_not_count(folder: Path) -> None:
    shown = run("case", "show", str(folder / "case.toml"), "--until", "2021-03-13").stdout
    assert "1 report ·" in shown
    assert "nine guards" not in shown
    assert "None: no two values of one thing exclude each other." in shown


def test_each_view_is_there_as_json(folder: Path) -> None:
    case = str(folder / "case.toml")
    whole = json.loads(run("case", "show", case, "--json", "--since", "2021-03-14").stdout)
    assert whole["as_of"] == "2021-03-14"
    assert [one["slot"] for one in whole["changes"]["contradictions"]] == [
        one["slot"] for one in whole["contradictions"]
    ]
    entries = json.loads(run("timeline", case, "--json").stdout)
    assert [entry["date"] for entry in entries] == sorted(entry["date"] for entry in entries)
    assert {entry["kind"] for entry in entries} == {"control", "displacement", "incident", "post", "talks"}
    disputed = json.loads(run("contradictions", case, "--json").stdout)
    assert disputed == whole["contradictions"]
    assert {one["slot"] for one in disputed} >= {"casualties"}
    thing = json.loads(run("thing", disputed[0]["thing"], case, "--json").stdout)
    assert len(thing["claims"]) == 2
    assert {claim["report"] for claim in thing["claims"]} == {"first", "second"}


def test_a_thing_shows_all_its_claims_side_by_side(folder: Path) -> None:
    case = str(folder / "case.toml")
    disputed = json.loads(run("contradictions", case, "--json").stdout)
    shown = run("thing", disputed[-1]["thing"][:8], case, "--width", "100").stdout
    assert shown.count("says:") == 2
    assert "independent sources: " in shown
    assert "WHY THEY ARE TAKEN TO BE ABOUT ONE THING" in shown


def test_the_timeline_names_each_thing_once_by_its_day(folder: Path) -> None:
    shown = run("timeline", str(folder / "case.toml"), "--width", "100").stdout
    assert shown.index("5 March 2021") < shown.index("12 March 2021") < shown.index("13 March 2021")
    assert "DISPUTED" in shown


def test_reports_can_come_from_an_archive(folder: Path) -> None:
    address = str(folder / "kept.db")
    with Archive(address) as archive:
        archive.add(READINGS)
    case = folder / "case.toml"
    shown = run("case", "show", str(case), "--archive", address).stdout
    assert "2 reports" in shown
    case.write_text(f'{CASE}\n[reports]\nabout = ["NINE guards"]\n')
    assert "1 report ·" in run("case", "show", str(case), "--archive", address).stdout


def test_what_cannot_be_read_is_one_line_and_the_rest_is_shown(folder: Path) -> None:
    with (folder / "readings.jsonl").open("a") as lines:
        lines.write("{broken\n")
    result = run("case", "show", str(folder / "case.toml"))
    assert result.exit_code == 1
    assert "2 reports" in result.stdout
    assert len(result.stderr.splitlines()) == 1
    assert "readings.jsonl" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (("case", "show", "none.toml"), "there is no such file"),
        (("case", "show", "CASE", "none.md"), "there is no report to show the case from"),
        (("case", "show", "CASE", "--until", "2019"), "none of the 2 reports is of its period"),
        (("thing", "zzz", "CASE"), "no thing of the case has this id"),
        (("case", "new", "none.md"), "no report could be read"),
        (("case", "new", "none.md", "--output", "CASE"), "is there already"),
        (("case", "show", "CASE", "--archive", "none.db"), "there is no archive"),
    ],
)
def test_what_cannot_be_done_ends_with_one_line(
    folder: Path, arguments: tuple[str, ...], complaint: str
) -> None:
    result = run(*(str(folder / "case.toml") if part == "CASE" else part for part in arguments))
    assert result.exit_code != 0
    assert complaint in result.output
    assert "Traceback" not in result.output


def test_check_names_what_is_wrong_and_what_is_doubtful(folder: Path) -> None:
    case = folder / "case.toml"
    fine = run("case", "check", str(case))
    assert fine.exit_code == 0
    assert "is valid: 2 parties, 2 places, 1 posts" in fine.stdout
    case.write_text(CASE.replace("aliases", "alliases", 1))
    wrong = run("case", "check", str(case))
    assert wrong.exit_code == 1
    assert "line 5: party “North” alliases: is no key of a case file" in wrong.stderr


def checked(folder: Path, text: str) -> CaseFile:
    path = folder / "drafted.toml"
    path.write_text(text, encoding="utf-8")
    return load(path)


def test_a_first_case_has_what_the_reading_found_under_its_words(tmp_path: Path) -> None:
    agreed = (
        Agreement,
        "North and South agreed on a truce on 1 March",
        {"type": "ceasefire", "status": "agreed", "parties": (NORTH, SOUTH), "date": "2021-03-01"},
    )
    (one, other) = READINGS
    mentions = Mentions(
        actors=(
            ActorMention(start=0, end=5, text="South", name="South", type="group"),
            ActorMention(start=0, end=14, text="Southern Front", name="South", type="group"),
            ActorMention(start=0, end=7, text="A Front", name="South", type="group"),
            ActorMention(start=0, end=6, text="Guards", name="South", type="group"),
            ActorMention(start=0, end=5, text="North", name="North", type="force"),
        )
    )
    drafted = draft(
        [one.model_copy(update={"mentions": mentions}), other, reading("third", "2021-03-15", agreed)],
        ["*.md"],
    )
    case = checked(tmp_path, drafted).case
    assert {party.name for party in case.party} == {"North", "South"}
    assert next(p for p in case.party if p.name == "South").aliases == ["Front", "Southern Front"]
    assert [(post.name, post.operator) for post in case.post] == [("post at Alder", "North")]
    assert [(a.name, a.date, a.parties) for a in case.agreement] == [
        ("ceasefire of 2021-03-01", "2021-03-01", ["North", "South"])
    ]
    assert (case.period.since, case.period.until) == ("2021-03-01", "2021-03-15")
    assert "# “the post at Alder holds out” (first)" in drafted


@given(
    st.text(min_size=1, max_size=30).filter(lambda t: t.strip()),
    st.text(min_size=1, max_size=30).filter(lambda t: t.strip()),
)
def test_any_names_make_a_case_file_that_is_valid(actor: str, place: str) -> None:
    import tempfile

    from trucewatch.records import Actor

    took = (
        Control,
        f"{actor} took {place}",
        {"change": "captured", "place": Place(name=place), "by": (Actor(name=actor),)},
    )
    mentioned = Mentions(actors=(ActorMention(start=0, end=1, text=actor, name=actor, type="group"),))
    one: Reading = reading("r", "2021-03-13", took)
    try:
        text = draft([one.model_copy(update={"mentions": mentioned})], ["*.md"], name=place)
        text.encode()
    except UnicodeEncodeError:
        return
    with tempfile.TemporaryDirectory() as folder:
        case = checked(Path(folder), text).case
    assert case.name == place
    assert all(party.name == actor for party in case.party)
