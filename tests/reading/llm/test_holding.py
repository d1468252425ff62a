"""A model's answer held to the text: the right comes through, nothing invented does."""

import copy
import random
import re
from collections.abc import Iterator
from typing import Any

import pytest

from tests.reading.llm.reports import RIGHT, TEXT, held
from trucewatch.records import Record

ABSENT_NAMES = ["Norway", "Oslo", "Wagner Group", "Olaf Berg", "Benghazi Brigade", "Mombasa", "Hezbollah"]
ABSENT_NUMBERS = [7, 15, 33, 80, 320, 4000, 32000, 999, 2, 3, 5, 6, 1200]
DATES_FAR_OFF = [
    "2019-03-02",
    "2021-01-15",
    "2021-09-30",
    "1999-12/..",
    "2018",
    "2021-03",
    "2020-01-05/2020-01-09",
]


def one(record: dict[str, Any], **changes: Any) -> dict[str, Any]:
    return {**copy.deepcopy(record), **changes}


@pytest.mark.parametrize("record", RIGHT, ids=lambda r: r["kind"])
def test_a_right_record_comes_through_whole(record: dict[str, Any]) -> None:
    found = held(record)
    assert [r.kind for r in found.records] == [record["kind"]]
    assert found.rejected == []


def test_the_values_are_the_report_s_own() -> None:
    incident, talks, displacement = (held(r).records[0] for r in RIGHT[:3])
    assert incident.casualties[0].count.text == "eight"  # type: ignore[union-attr]
    assert talks.place.id is not None and talks.place.country == "Libya"  # type: ignore[union-attr]
    assert [a.id for a in talks.parties] == ["TUR", "RUS"]  # type: ignore[union-attr]
    assert displacement.count.relation == "more than"  # type: ignore[union-attr]


def test_a_record_whose_words_are_not_in_the_report_is_rejected() -> None:
    found = held(one(RIGHT[0], evidence=["Drones bombed the harbour of Misrata"]))
    assert found.records == []
    assert "not in the report" in found.rejected[0].reason


def test_a_value_that_the_words_do_not_bear_out_is_dropped_and_said_to_be() -> None:
    found = held(one(RIGHT[1], place="Oslo"))
    assert found.records[0].place is None  # type: ignore[union-attr]
    assert [(r.kind, r.slot, r.offered) for r in found.rejected] == [("talks", "place", "Oslo")]


def test_a_number_of_another_sentence_proves_nothing_here() -> None:
    found = held(one(RIGHT[0], casualties=[{"outcome": "killed", "count": {"value": 400}, "who": None}]))
    assert found.records[0].casualties == ()  # type: ignore[union-attr]


def test_a_number_beside_the_quote_proves_nothing_either() -> None:
    found = held(one(RIGHT[0], evidence=["Shelling killed eight soldiers"]))
    assert [c.outcome for c in found.records[0].casualties] == ["killed"]  # type: ignore[union-attr]


def test_what_the_rules_resolve_from_the_quote_need_not_be_quoted() -> None:
    found = held(one(RIGHT[0], evidence=["killed eight soldiers"], casualties=RIGHT[0]["casualties"][:1]))
    assert found.rejected == []
    assert (found.records[0].date, found.records[0].place.name) == ("2021-06-17", "Abu Grein")  # type: ignore[union-attr]


def test_a_place_of_another_sentence_proves_nothing() -> None:
    assert held(one(RIGHT[2], place="Gafsa")).records[0].place is None  # type: ignore[union-attr]


def test_words_that_give_no_number_prove_none() -> None:
    found = held(one(RIGHT[2], evidence=["the United Nations said"], date=None, attribution=None))
    assert all(r.count is None for r in found.records)  # type: ignore[union-attr]


def test_harm_that_nobody_tells_of_is_dropped() -> None:
    found = held(one(RIGHT[0], casualties=[{"outcome": "missing", "count": {"value": 8}, "who": None}]))
    assert found.records[0].casualties == ()  # type: ignore[union-attr]


def test_a_date_more_exact_than_the_report_s_becomes_the_report_s() -> None:
    found = held(one(RIGHT[3], date="2021-06-09"))
    assert found.records[0].date == "2021-06-07/2021-06-13"  # type: ignore[union-attr]


def test_the_day_of_publication_is_no_date_for_what_has_none() -> None:
    quote = "The army denied that it had taken Jufra airbase"
    found = held(
        {"kind": "control", "evidence": [quote], "by": ["army"], "place": "Jufra", "date": "2021-06-20"}
    )
    assert found.records[0].date is None  # type: ignore[union-attr]


@pytest.mark.parametrize(("outcome", "number"), [("killed", 14), ("wounded", 8), ("killed", 1)])
def test_a_number_that_counts_others_is_dropped(outcome: str, number: int) -> None:
    found = held(one(RIGHT[0], casualties=[{"outcome": outcome, "count": {"value": number}, "who": None}]))
    assert found.records[0].casualties == ()  # type: ignore[union-attr]


def test_those_killed_are_not_those_displaced() -> None:
    found = held(one(RIGHT[2], evidence=RIGHT[0]["evidence"], count={"value": 14}))
    assert all(r.count is None for r in found.records)  # type: ignore[union-attr]


def test_names_are_written_as_the_report_writes_them() -> None:
    (record,) = held(one(RIGHT[4], place="Salllum")).records
    assert record.place.name == "Sallum"  # type: ignore[union-attr]


def test_words_that_only_resemble_the_report_s_are_dropped() -> None:
    found = held(one(RIGHT[5], text="The road stays mined"), one(RIGHT[5], text="The road stays not open"))
    assert [r.text for r in found.records] == [""]  # type: ignore[union-attr]


def test_coordinates_and_ids_are_never_a_model_s() -> None:
    place = {"name": "Sirte", "id": "1", "latitude": 1.0, "longitude": 2.0, "country": "Norway"}
    (record,) = held(one(RIGHT[1], place=place)).records
    assert record.place.id == "2210554" and record.place.country == "Libya"  # type: ignore[union-attr]


def test_words_that_speak_to_a_machine_prove_nothing() -> None:
    start = TEXT.index("Shelling killed")
    found = held(RIGHT[0], withheld=((start, start + 20),))
    assert found.records == []


@pytest.mark.parametrize(
    "answer",
    [
        {},
        {"kind": "incident"},
        {"kind": ["incident"], "evidence": ["Shelling killed eight soldiers"]},
        {"kind": "earthquake", "evidence": ["Shelling killed eight soldiers"]},
        {"kind": "incident", "evidence": {"a": 1}},
        {"kind": "incident", "evidence": [None, 3, "Shelling killed eight soldiers"], "casualties": "eight"},
        {
            "kind": "talks",
            "evidence": ["Envoys of Turkey and Russia met"],
            "parties": {"x": []},
            "delegations": [3],
        },
        {"kind": "statement", "evidence": ["The road stays open"], "speaker": 7, "text": ["x"]},
        {"kind": "incident", "evidence": ["Shelling killed eight soldiers"], "type": {"a": 1}, "date": 5},
    ],
)
def test_answers_of_any_form_raise_nothing(answer: dict[str, Any]) -> None:
    held(answer)


# ---- thousands of corrupted answers


def corrupted(seed: int) -> tuple[dict[str, Any], str]:
    """A right record with one thing in it made wrong, and the wrong thing as JSON would show it."""
    rng = random.Random(seed)
    record = copy.deepcopy(rng.choice(RIGHT))
    kinds = [_number, _date, _name, _quote, _free, _list]
    rng.shuffle(kinds)
    for corrupt in kinds:
        wrong = corrupt(record, rng)
        if wrong is not None:
            return record, wrong
    raise AssertionError("nothing to corrupt")


def _number(record: dict[str, Any], rng: random.Random) -> str | None:
    counts = [record[k] for k in ("count", "violations") if record.get(k)]
    counts += [c["count"] for c in record.get("casualties", [])]
    if not counts:
        return None
    wrong = rng.choice([n for n in ABSENT_NUMBERS if n not in (2, 5) or record["kind"] != "post"])
    count = rng.choice(counts)
    key = rng.choice(["value", "low", "high"])
    count.update(
        {"value": None, "low": None, "high": None, "text": rng.choice(["", count["text"], str(wrong)])}
    )
    count[key] = wrong
    return f'"{key}":{wrong}'


def _date(record: dict[str, Any], rng: random.Random) -> str | None:
    record["date"] = rng.choice(DATES_FAR_OFF)
    return f'"{record["date"]}"'


def _name(record: dict[str, Any], rng: random.Random) -> str | None:
    slots = [s for s in ("place", "from", "to", "speaker", "attribution") if s in record]
    if not slots:
        return None
    slot, wrong = rng.choice(slots), rng.choice(ABSENT_NAMES)
    if slot in ("speaker", "attribution"):
        part = rng.choice(["name", "organisation", "role"])
        record[slot] = {"name": None, "role": None, "organisation": None, "anonymous": False, part: wrong}
    else:
        record[slot] = wrong
    return wrong


def _list(record: dict[str, Any], rng: random.Random) -> str | None:
    slots = [s for s in ("parties", "mediators", "actors", "targets", "operator", "host") if s in record]
    if not slots:
        return None
    wrong = rng.choice(ABSENT_NAMES)
    record[rng.choice(slots)].append(wrong)
    return wrong


def _free(record: dict[str, Any], rng: random.Random) -> str | None:
    slots = [s for s in ("what", "who", "text", "venue", "outcome", "response_to", "type") if s in record]
    slots = [s for s in slots if s != "type" or record["kind"] == "post"]
    if not slots:
        return None
    slot = rng.choice(slots)
    wrong = rng.choice(["a convoy of 77 lorries", "talks in Oslo", "the fall of the Norwegian garrison"])
    record[slot] = wrong
    return wrong


def _quote(record: dict[str, Any], rng: random.Random) -> str | None:
    words = record["evidence"][0].split()
    at = rng.randrange(len(words))
    figures = re.sub(r"\d+", lambda m: str(int(m[0]) + rng.randrange(1, 9)), record["evidence"][0])
    wrong = rng.choice(
        [
            " ".join([*words[:at], "not", *words[at:]]),
            figures if figures != record["evidence"][0] else "The garrison of Misrata laid down its arms",
            " ".join([*words[:3], "bombarded", "the", "harbour", "of", "Tobruk"]),
            " ".join(reversed(words)),
        ]
    )
    record["evidence"] = [wrong]
    return "evidence"


def strings(record: Record) -> Iterator[str]:
    yield record.model_dump_json(by_alias=True)


@pytest.mark.parametrize("block", range(8))
def test_of_thousands_of_corrupted_answers_none_gets_through(block: int) -> None:
    through = []
    for seed in range(block * 500, (block + 1) * 500):
        record, wrong = corrupted(seed)
        found = held(record)
        said = " ".join(r.model_dump_json(by_alias=True) for r in found.records)
        if wrong == "evidence":
            if found.records:
                through.append((seed, record["evidence"]))
        elif wrong in said:
            through.append((seed, wrong))
        else:
            assert found.rejected or found.records, (seed, wrong)
    assert through == []
