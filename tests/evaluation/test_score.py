"""The scorer: what counts as right, how records are paired, what a miss costs."""

from __future__ import annotations

import copy
import importlib.util
import json
import random
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from evaluation.comparing import same_count, same_date, same_name, same_who
from evaluation.score import KINDS, main, score_report, score_reports
from evaluation.sets import SHARED, GoldReport, gold_reports

TEXT = "Rebels shelled Harim on Monday, killing four soldiers. The two sides met in Geneva."
SHELLING = {
    "kind": "incident",
    "assertion": "actual",
    "attribution": None,
    "type": "shelling",
    "place": {"any": ["Harim", "Idlib"]},
    "actors": ["Rebels"],
    "casualties": [{"outcome": "killed", "count": {"value": 4}}],
    "evidence": ["shelled Harim"],
}
TALKS = {
    "kind": "talks",
    "assertion": "actual",
    "attribution": None,
    "place": "Geneva",
    "evidence": ["met in Geneva"],
}


def report(*records: dict[str, Any]) -> GoldReport:
    return GoldReport("story", Path("story.md"), TEXT, None, None, "2020-02-04", list(records))


def found(gold: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """A record as a reader would give it, all right but for the changes."""
    record = first_choice(gold) | changes
    record["evidence"] = [
        {"start": TEXT.index(quote), "end": TEXT.index(quote) + len(quote)} for quote in gold["evidence"]
    ]
    return record


def first_choice(value: Any) -> Any:
    """Gold without its liberties: of alternatives the first, nothing marked optional."""
    if isinstance(value, dict) and "any" in value:
        return first_choice(value["any"][0])
    if isinstance(value, dict):
        return {key: first_choice(item) for key, item in value.items() if key != "optional"}
    return [first_choice(item) for item in value] if isinstance(value, list) else value


def test_a_perfect_reading_scores_one() -> None:
    scores = score_report(report(SHELLING, TALKS), [found(TALKS), found(SHELLING)])
    assert scores.all_records.f1 == 1
    assert scores.all_slots.f1 == 1
    assert scores.errors == []


def test_a_slot_is_right_wrong_or_missing() -> None:
    wrong_place = found(SHELLING, place={"name": "Aleppo"})
    assert score_report(report(SHELLING), [wrong_place]).slots["incident"].wrong == 1
    assert score_report(report(SHELLING), [wrong_place]).slots["incident"].missing == 1
    no_place = found(SHELLING, place=None)
    assert score_report(report(SHELLING), [no_place]).slots["incident"].wrong == 0
    assert score_report(report(SHELLING), [no_place]).slots["incident"].missing == 1


def test_any_alternative_is_right() -> None:
    scores = score_report(report(SHELLING), [found(SHELLING, place={"name": "Idlib"})])
    assert scores.all_slots.f1 == 1


def test_an_optional_record_costs_nothing_found_or_not() -> None:
    optional = TALKS | {"optional": True}
    for records in ([], [found(TALKS)]):
        tally = score_report(report(optional), records).all_records
        assert (tally.right, tally.wrong, tally.missing) == (0, 0, 0)


def test_unpaired_records_cost_all_of_their_slots() -> None:
    missed = score_report(report(SHELLING), [])
    assert (missed.all_records.missing, missed.all_slots.missing) == (1, 5)
    spurious = score_report(report(), [found(SHELLING)])
    assert (spurious.all_records.wrong, spurious.all_slots.wrong) == (1, 5)


def test_a_toll_too_many_costs_nothing() -> None:
    assert score_report(report(), [found(SHELLING, type="toll")]).all_records.wrong == 0


def test_statements_pair_only_where_their_words_overlap() -> None:
    gold = {"kind": "statement", "speaker": {"name": "Ann Lee"}, "stance": "states", "evidence": ["Rebels"]}
    elsewhere = found(gold) | {"evidence": [{"start": 40, "end": 50}]}
    assert score_report(report(gold), [found(gold)]).all_records.right == 1
    assert score_report(report(gold), [elsewhere]).all_records.right == 0


@pytest.mark.parametrize(
    "evidence",
    [[], [{"start": 5, "end": 5}], [{"start": 0, "end": len(TEXT) + 1}], [{"start": -1, "end": 3}]],
)
def test_evidence_outside_the_text_is_counted(evidence: list[dict[str, int]]) -> None:
    scores = score_report(report(), [found(TALKS) | {"evidence": evidence}])
    assert scores.without_evidence == 1


@pytest.mark.parametrize(
    ("gold", "given", "same"),
    [
        ("Mevlüt Çavuşoğlu", "Cavusoglu", True),
        ("Saraqib", "SARAQIB", True),
        ("Hayat Tahrir al-Sham", "the Hayat Tahrir al-Sham group", True),
        ("Turkish army", "army", False),
        ("Russia", "Turkey", False),
        ("Russia", "", False),
    ],
)
def test_names(gold: str, given: str, same: bool) -> None:
    assert same_name(gold, given) is same


@pytest.mark.parametrize(
    ("gold", "given", "same"),
    [
        ("2020-02-06", "2020-02-06T14:30", True),
        ("2020-02-06", "2020-02-07", False),
        ("2020-02", "2020-02-10/2020-02-16", True),
        ("2020-02-10", "2020-02", False),
        ("2019-12/..", "2019-12-03/..", True),
        ("2019-12/..", "2019-10/..", False),
        ("2019-12/..", "2019-12", True),
        ("2020-02-06", "soon", False),
    ],
)
def test_dates(gold: str, given: str, same: bool) -> None:
    assert same_date(gold, given) is same


def test_counts_within_one_per_cent() -> None:
    assert same_count({"value": 1000}, {"value": 1009})
    assert not same_count({"value": 1000}, {"value": 1011})
    assert same_count({"low": 24}, {"low": 24, "text": "dozens"})
    assert not same_count({"value": 4}, {"text": "four"})


def test_an_unnamed_source_is_the_same_by_being_unnamed_or_by_its_role() -> None:
    source = {"role": "security source", "organisation": "Turkey", "anonymous": True}
    assert same_who(source, {"role": "official", "anonymous": True})
    assert same_who(source, {"role": "a security source", "anonymous": False})
    assert not same_who(source, {"organisation": "Turkey", "anonymous": False})
    assert not same_who(source, None)


def test_the_command_prints_the_table(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "story.md").write_text(f"---\npublished: 2020-02-04\n---\n{TEXT}", encoding="utf-8")
    (tmp_path / "story.json").write_text(json.dumps({"records": [TALKS]}), encoding="utf-8")
    line = {"report": {"path": "elsewhere/story.md"}, "records": [found(TALKS)]}
    predictions = tmp_path / "found.jsonl"
    predictions.write_text(json.dumps(line), encoding="utf-8")
    main([str(tmp_path), str(predictions)])
    printed = capsys.readouterr().out
    assert "talks                1  1.000  1.000  1.000" in printed
    assert "records without valid evidence: 0" in printed


def reference() -> ModuleType:
    spec = importlib.util.spec_from_file_location("reference_score", SHARED / "score.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def perturbed(reports: list[GoldReport], chance: random.Random) -> dict[str, list[dict[str, Any]]]:
    """Readings made from gold by dropping, doubling, shifting and swapping records and values."""
    pool = [record for gold in reports for record in gold.records]

    def spoil(record: dict[str, Any], gold: GoldReport) -> dict[str, Any]:
        spoilt = first_choice(copy.deepcopy(record))
        spoilt.pop("optional", None)
        spans = [
            {"start": max(gold.text.find(q), 0) + chance.choice([0, 0, 0, 40]), "end": 0}
            for q in record["evidence"]
        ]
        for span, quote in zip(spans, record["evidence"], strict=True):
            span["end"] = span["start"] + len(quote)
        spoilt["evidence"] = spans
        for slot in [s for s in spoilt if s not in ("kind", "evidence")]:
            action = chance.random()
            if action < 0.1:
                spoilt[slot] = [] if isinstance(spoilt[slot], list) else None
            elif action < 0.2:
                like = [r[slot] for r in pool if r["kind"] == record["kind"] and r.get(slot) is not None]
                spoilt[slot] = first_choice(copy.deepcopy(chance.choice(like))) if like else None
        return spoilt

    readings: dict[str, list[dict[str, Any]]] = {}
    for gold in reports:
        records = [spoil(r, gold) for r in gold.records if chance.random() < 0.85]
        records += [spoil(r, gold) for r in gold.records if chance.random() < 0.15]
        chance.shuffle(records)
        readings[gold.name] = records
    return readings


needs_shared = pytest.mark.skipif(
    not (SHARED / "score.py").exists(), reason="the evaluation sets are not beside the project"
)


@needs_shared
@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize("folder", ["gold", "gold-more/africa"])
def test_scores_are_those_of_the_shared_scorer(folder: str, seed: int) -> None:
    reports = gold_reports(SHARED / folder)
    readings = perturbed(reports, random.Random(seed))
    ours = score_reports(reports, readings)
    score: Callable[..., Any] = reference().score
    slots, records, _, bad = score(SHARED / folder, readings)
    for kind in KINDS:
        for mine, theirs in ((ours.slots[kind], slots[kind]), (ours.records[kind], records[kind])):
            assert (mine.right, mine.wrong, mine.missing) == (theirs["tp"], theirs["fp"], theirs["fn"])
    assert ours.without_evidence == bad
    assert ours.all_slots.wrong > 0 and ours.all_slots.right > 0
