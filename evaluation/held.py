"""Do the checks on a language model's answers let the good through, and nothing else?

    python -m evaluation.held [--shared FOLDER] [--show SLOT …]

An analyst's records are put to the checks as if a model had answered with them, each quoting the analyst's words
and, for a value that stands elsewhere in the report, the nearest sentence that has it, as the prompt asks. Then the
same records are put with values that are not in the report. `make eval` holds both figures: the share of records
and values that come through, and the number of invented values that do (0).
"""

from __future__ import annotations

import argparse
import random
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from copy import copy
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from evaluation.comparing import alternatives, fold, label, same_date
from evaluation.sets import SHARED, GoldReport, folder_reports
from trucewatch.language import analyse
from trucewatch.language.document import Document
from trucewatch.reading.llm.english import English
from trucewatch.reading.llm.holding import Held, hold
from trucewatch.reading.llm.quotes import Folded

Json = Any
_MOST_QUOTES = 6
_SHORTEST = 15  # characters: a time at the head of an entry is no sentence
_BESIDE = frozenset(["kind", "evidence", "optional", "thing", "assertion"])
_DATES = frozenset(["date", "effective"])
_SOURCES = frozenset(["attribution", "speaker"])
_CLOSED = frozenset(["status", "format", "measure", "unit", "mode", "stance", "change"])


class Case:
    """A gold report, analysed, with what is asked about its quotes."""

    def __init__(self, gold: GoldReport) -> None:
        self.gold = gold
        day = date.fromisoformat(gold.published) if gold.published and len(gold.published) == 10 else None
        self.document: Document = analyse(gold.text, title=gold.title, published=day, outlet=gold.outlet)
        self._folded = Folded(gold.text)
        self._english = English(self.document)
        self._sentences = [(s.start_char, s.end_char) for s in self.document.doc.sents]

    def hold(self, record: Json) -> Held:
        """What the checks make of one record as a model's answer."""
        return hold([record], text=self._folded, grounds=self._english.ground)

    def sentence_with(self, slot: str, value: Json, near: int) -> str | None:
        """The sentence nearest to an offset that has the words of a value; None where no sentence has."""
        found = [(s, e) for s, e in self._sentences if e - s > _SHORTEST and self._has(slot, value, s, e)]
        if not found:
            return None
        start, end = min(found, key=lambda span: abs(span[0] - near))
        return self.gold.text[start:end].strip()

    def _has(self, slot: str, value: Json, start: int, end: int) -> bool:
        if slot in _DATES:
            times = [t for t in self.document.times if start <= t.start < end]
            return any(same_date(value, r) for t in times for r in (t.window, t.value) if r)
        if isinstance(value, dict) and ("value" in value or "low" in value):
            numbers = {value.get(key) for key in ("value", "low", "high")} - {None}
            counts = [c.value for c in self.document.counts if start <= c.start < end]
            return any(numbers & {c.value, c.low, c.high} for c in counts)
        if isinstance(value, dict) and "count" in value:
            return self._has("count", value["count"], start, end)
        words = fold(label(value) or "")
        return bool(words) and set(words) <= set(fold(self.gold.text[start:end]))


def plain(value: Json, choice: int = 0) -> Json:
    """A gold value as a model would give it: one of its alternatives, without the marks of gold."""
    if isinstance(value, dict):
        if "any" in value:
            options = [o for o in value["any"] if o is not None]
            return plain(options[min(choice, len(options) - 1)], choice) if options else None
        return {k: plain(v, choice) for k, v in value.items() if k != "optional"}
    if isinstance(value, list):
        return [plain(item, choice) for item in value]
    return value


def as_answer(case: Case, record: Json) -> Json:
    """A gold record as the answer of a model that quotes what it goes by."""
    near = case.gold.text.find(record["evidence"][0])
    answer = {slot: plain(value) for slot, value in record.items() if slot not in ("optional", "thing")}
    for slot, index, value in _values(record):
        best = next(
            (o for o in alternatives(value) if o is not None and _stands(case, answer, slot, index, o)), None
        )
        if best is None:
            for option in alternatives(value):
                sentence = None if option is None else case.sentence_with(slot, plain(option), near)
                if sentence is not None and len(answer["evidence"]) < _MOST_QUOTES:
                    best = option
                    answer["evidence"] = [*answer["evidence"], sentence]
                    break
        if best is not None:
            _put(answer, slot, index, plain(best))
    return answer


def _stands(case: Case, answer: Json, slot: str, index: int | str | None, option: Json) -> bool:
    one = {"kind": answer["kind"], "evidence": answer["evidence"], slot: plain(option)}
    if isinstance(index, str):
        one[slot] = {index: plain(option)}
    elif isinstance(answer.get(slot), list):
        one[slot] = [plain(option)]
    held = case.hold(one)
    return bool(held.records) and not held.rejected


def _values(record: Json) -> Iterator[tuple[str, int | str | None, Json]]:
    for slot, value in record.items():
        if slot in _BESIDE or slot in _CLOSED or value is None:
            continue
        if slot in _SOURCES and isinstance(value, dict) and "any" not in value:
            yield from (
                (slot, part, value[part]) for part in ("name", "role", "organisation") if value.get(part)
            )
        elif isinstance(value, list):
            yield from ((slot, index, item) for index, item in enumerate(value))
        else:
            yield slot, None, value


def _put(answer: Json, slot: str, index: int | str | None, value: Json) -> None:
    if index is None:
        answer[slot] = value
    else:
        answer[slot][index] = value


def good(cases: Iterable[Case], show: Iterable[str] = ()) -> dict[str, float]:
    """The share of gold's records that come through, and of their values, with those that gold's quotes alone bear."""
    records = kept = whole = values = lost = bare = 0
    slots: Counter[str] = Counter()
    show = set(show)
    for case in cases:
        for record in case.gold.records:
            answer = as_answer(case, record)
            held = case.hold(answer)
            records += 1
            kept += bool(held.records)
            whole += bool(held.records) and not held.rejected
            bare += bool(case.hold({k: plain(v) for k, v in record.items()}).records)
            offered = [slot for slot, _, _ in _values(answer)]
            values += len(offered)
            names = {(r.slot or "record").partition(".")[0] for r in held.rejected}
            lost += len(held.rejected) if held.records else len(offered)
            slots.update(names)
            for r in held.rejected:
                if (r.slot or "record").partition(".")[0] in show:
                    print(case.gold.name, r.kind, r.slot, "|", r.offered, "|", record["evidence"][0][:140])
    for slot, number in slots.most_common() if show else ():
        print(f"{slot:<14}{number}")
    return {
        "records": kept / max(records, 1),
        "records_with_all_values": whole / max(records, 1),
        "records_by_gold_quotes": bare / max(records, 1),
        "values": 1 - lost / max(values, 1),
    }


_NOWHERE = ("Vanuatu", "Reykjavik", "Order of the Heron", "Ottoline Brandt", "Saskatoon", "Quillota Brigade")


def invented(cases: Iterable[Case], *, seed: int = 1) -> dict[str, float]:
    """How many of gold's records were put with one value that is not in the report, and how many came through with it."""
    rng = random.Random(seed)
    put = through = 0
    for case in cases:
        numbers = {n for c in case.document.counts for n in (c.value.value, c.value.low, c.value.high)}
        numbers |= {int(f.replace(",", "")) for f in re.findall(r"\d[\d,]*", case.gold.text)}
        names = [name for name in _NOWHERE if not set(fold(name)) & set(fold(case.gold.text))]
        for record in case.gold.records:
            answer = {
                slot: plain(value) for slot, value in record.items() if slot not in ("optional", "thing")
            }
            for slot, index, value in _values(answer):
                wrong, shown = _invented(slot, value, numbers, names, rng)
                changed = {**answer, slot: copy(answer[slot])}
                _put(changed, slot, index, wrong)
                put += 1
                said = " ".join(r.model_dump_json(by_alias=True) for r in case.hold(changed).records)
                through += shown in said
            changed = {**answer, "evidence": [_altered(record["evidence"][0], rng)]}
            put += 1
            through += bool(case.hold(changed).records)
    return {"invented_put": put, "invented_through": through}


def _invented(
    slot: str, value: Json, numbers: set[Json], names: list[str], rng: random.Random
) -> tuple[Json, str]:
    """A value for the slot that the report does not have, and how a record would show it."""
    if slot in _DATES:
        day = (date(1960, 1, 1) + timedelta(rng.randrange(9000))).isoformat()
        return day, f'"{day}"'
    inner = value.get("count", value) if isinstance(value, dict) else None
    if isinstance(inner, dict) and ("value" in inner or "low" in inner):
        number = next(n for n in iter(lambda: rng.randrange(2, 90_000), None) if n not in numbers)
        count = {"value": number, "text": str(number)}
        return (value | {"count": count} if "count" in value else count), f'"value":{number}'
    name = rng.choice(names)
    if slot == "delegations":
        return {"party": name}, name
    return name, name


def _altered(quote: str, rng: random.Random) -> str:
    """The quote turned into words that the report does not have."""
    words = quote.split()
    at = rng.randrange(len(words) + 1)
    added = rng.choice([("never",), ("Reykjavik", "brigades"), ("not", "yet")])
    return " ".join([*words[:at], *added, *words[at:]])


def cases_of(shared: Path) -> list[Case]:
    """The reports of gold-more, analysed."""
    return [Case(gold) for gold in folder_reports(shared / "gold-more")]


def measure(shared: Path) -> dict[str, float]:
    """The figures that have floors, printed."""
    cases = cases_of(shared)
    figures = good(cases) | invented(cases)
    print(
        "\n== held: an analyst's records put to the checks on a model's answers, right and with invented values"
    )
    for name, value in figures.items():
        print(f"{name:<28}{value:.4f}" if isinstance(value, float) else f"{name:<28}{value}")
    return {f"held.{name}": value for name, value in figures.items() if name != "invented_put"}


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--shared", type=Path, default=SHARED, help="where the evaluation sets lie")
    parser.add_argument("--show", nargs="*", default=[], metavar="SLOT", help="list what was dropped there")
    options = parser.parse_args()
    if not options.shared.is_dir():
        print(f"evaluation: skipped, the evaluation sets are not there ({options.shared})")
    elif options.show:
        print(good(cases_of(options.shared), options.show))
    else:
        measure(options.shared)


if __name__ == "__main__":
    main()
