"""The reader on a language model, and both readers together.

Invariant: a reading has only what the report's words bear out (see `holding`), in the order of the reports; a report
whose parts were not all answered is not read, and says why.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Literal, NamedTuple, TypeVar

from trucewatch.reading import published_day, read_report
from trucewatch.reading.acled_records import code_records
from trucewatch.reading.confidence import with_confidence
from trucewatch.reading.llm import answers, prompting
from trucewatch.reading.llm.answer import Answer
from trucewatch.reading.llm.budget import Budget
from trucewatch.reading.llm.cache import Cache
from trucewatch.reading.llm.client import Client
from trucewatch.reading.llm.foreign import LANGUAGES, ForeignGround
from trucewatch.reading.llm.ground import Chars, Ground
from trucewatch.reading.llm.holding import hold
from trucewatch.reading.llm.instructions import addressed_to_machines
from trucewatch.reading.llm.merging import Seen, merge
from trucewatch.reading.llm.prompting import Part
from trucewatch.reading.llm.quotes import Folded
from trucewatch.reading.llm.settings import ModelError, Settings
from trucewatch.records import (
    Conflict,
    Filled,
    Mentions,
    ModelReading,
    Reading,
    Record,
    Rejected,
    Report,
    Span,
)

Which = Literal["llm", "both"]
Other = TypeVar("Other", bound=Exception)
_ENGLISH = "en"


class Outcome(NamedTuple):
    """What became of a report: its reading, and, where the model had no part in it, why."""

    report: Report
    reading: Reading | None
    cause: str | None = None


class _Asked(NamedTuple):
    report: Report
    withheld: list[Chars]
    parts: list[Part]
    answers: list[Future[Answer]]
    refusal: str | None


class ModelReader:
    """Reads reports with the model of `settings`.

    Args:
        settings: where the model is, and what it may cost and see.
        announce: told once, in words, where reports are sent, before the first is.
        client: asks the server; the one that the settings describe unless given.

    Raises ModelError where the settings name no address. Close it, or use it as a context, to give the
    connections back. `budget` holds what was spent.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        announce: Callable[[str], None] | None = None,
        client: Client | None = None,
    ) -> None:
        self.settings = settings
        self.budget = Budget(settings)
        self._client = client or Client(settings, self.budget)
        self._cache = Cache(settings.cache)
        self._announce = announce
        self._lock = threading.Lock()

    def __enter__(self) -> ModelReader:
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def read(self, report: Report, *, which: Which = "llm") -> Reading:
        """The reading of one report, by the model alone or with the rules; raises ModelError where it cannot be."""
        (outcome,) = self.read_all([report], which=which)
        assert isinstance(outcome, Outcome)
        if outcome.cause is not None or outcome.reading is None:
            raise ModelError(outcome.cause or "was not read")
        return outcome.reading

    def read_all(
        self, reports: Iterable[Report | Other], *, which: Which = "llm"
    ) -> Iterator[Outcome | Other]:
        """What becomes of each report, in order; several questions are under way at a time.

        What is no report (a source that could not be read) comes out as it is, in its place. With `both`, a report
        that the model cannot be asked about is read by the rules alone, if it is in English; the outcome then has a
        reading and a cause.
        """
        waiting: deque[_Asked | Other] = deque()
        pool = ThreadPoolExecutor(self.settings.concurrency, thread_name_prefix="trucewatch-llm")
        try:
            for item in reports:
                waiting.append(self._ask(item, pool) if isinstance(item, Report) else item)
                while _under_way(waiting) >= 2 * self.settings.concurrency:
                    yield self._result(waiting.popleft(), which)
            while waiting:
                yield self._result(waiting.popleft(), which)
        finally:
            pool.shutdown(cancel_futures=True)

    def _result(self, item: _Asked | Other, which: Which) -> Outcome | Other:
        return self._outcome(item, which) if isinstance(item, _Asked) else item

    # ---- asking

    def _ask(self, report: Report, pool: ThreadPoolExecutor) -> _Asked:
        refusal = self._refusal(report)
        if refusal is not None:
            return _Asked(report, [], [], [], refusal)
        withheld = addressed_to_machines(report.text)
        parts = prompting.parts(report.text, self.settings.part)
        futures = [pool.submit(self._answer, report, part, withheld) for part in parts]
        return _Asked(report, withheld, parts, futures, None)

    def _refusal(self, report: Report) -> str | None:
        if report.language not in (None, _ENGLISH, *LANGUAGES):
            return f"is in a language ({report.language}) whose words cannot be checked, so no model is asked"
        if not self.settings.may_send(confidential=report.confidential):
            return (
                f"is confidential, and {self.settings.address} is not among the addresses for such reports "
                "(TRUCEWATCH_LLM_CONFIDENTIAL)"
            )
        return None

    def _answer(self, report: Report, part: Part, withheld: list[Chars]) -> Answer:
        messages = prompting.messages(report, part, withheld=withheld, language=report.language)
        question = {
            "messages": messages,
            "model": self.settings.model,
            "prompt": prompting.version(),
            "bounds": [self.settings.answer_tokens, self.settings.seed, self.settings.constraint],
        }
        key = Cache.key(question)
        known = None if report.confidential else self._cache.get(key)
        if known is not None:
            return known
        self._say_where()
        answer = self._client.ask(messages, answers.schema())
        if not report.confidential:
            self._cache.put(key, answer)
        return answer

    def _say_where(self) -> None:
        with self._lock:
            announce, self._announce = self._announce, None
            if announce is not None:
                announce(f"reports are sent to {self.settings.destination}")

    # ---- reading

    def _outcome(self, asked: _Asked, which: Which) -> Outcome:
        report = asked.report
        rules = read_report(report) if which == "both" and report.language in (None, _ENGLISH) else None
        if asked.refusal is not None:
            return Outcome(report, rules, asked.refusal)
        try:
            given = [future.result() for future in asked.answers]
        except ModelError as error:
            for future in asked.answers:
                future.cancel()
            return Outcome(report, rules, str(error))
        return Outcome(report, self._reading(asked, given, rules))

    def _reading(self, asked: _Asked, given: Sequence[Answer], rules: Reading | None) -> Reading:
        report = asked.report
        grounds, mentions = _grounds(report)
        records: list[Record] = []
        shares: list[float] = []
        rejected: list[Rejected] = []
        offered = cut_short = 0
        for part, answer in zip(asked.parts, given, strict=True):
            found, whole = answers.parse(answer.text)
            offered += len(found)
            cut_short += not (whole and answer.whole)
            text = Folded(report.text, part.start, part.end)
            held = hold(found, text=text, grounds=grounds, withheld=asked.withheld)
            records += held.records
            shares += held.shares
            rejected += held.rejected
        records = _sure(report, records, shares)
        records.sort(key=lambda r: (r.evidence[0].start, r.evidence[0].end))
        readers: list[Seen] = ["model"] * len(records)
        conflicts: list[Conflict] = []
        filled: list[Filled] = []
        if rules is not None:
            records, readers, conflicts, filled = merge(rules.records, records)
        return Reading(
            report=report,
            mentions=rules.mentions if rules is not None else mentions(),
            records=tuple(records),
            model=ModelReading(
                name=self.settings.model,
                prompt=prompting.version(),
                language=report.language,
                readers=tuple(readers),
                offered=offered,
                cut_short=cut_short,
                rejected=tuple(rejected),
                conflicts=tuple(conflicts),
                filled=tuple(filled),
                withheld=tuple(Span(start=s, end=e) for s, e in asked.withheld),
            ),
        )


def _under_way(waiting: Iterable[object]) -> int:
    """How many questions wait for their answers, what needs none counting for one."""
    return sum(len(item.answers) if isinstance(item, _Asked) else 1 for item in waiting)


def _grounds(report: Report) -> tuple[Callable[[Sequence[Chars]], Ground], Callable[[], Mentions]]:
    """What is asked about quotes of a report, in its language, and the mentions of the report."""
    day = published_day(report)
    language = report.language
    if language is not None and language != _ENGLISH:
        return (
            lambda spans: ForeignGround(report.text, spans, language=language, published=day),
            Mentions,
        )
    from trucewatch.language import analyse
    from trucewatch.reading.llm.english import English

    document = analyse(report.text, title=report.title, published=day, outlet=report.outlet)
    return English(document).ground, document.mentions


def _sure(report: Report, records: list[Record], shares: list[float]) -> list[Record]:
    """The records with their codes and confidence: as for the rules, times the share of values that held.

    The coder of events reads English; elsewhere records go without a code.
    """
    if report.language in (None, _ENGLISH):
        coded = code_records(report.text, report.title, records)
        own = {_bare(record) for record in records}
        coded = [record for record in coded if _bare(record) in own]  # none that the model did not give
        records = coded if len(coded) == len(records) else records
    found = with_confidence(records, report.text)
    return [
        record.model_copy(update={"confidence": round((record.confidence or 0.0) * share, 2)})
        for record, share in zip(found, shares, strict=True)
    ]


def _bare(record: Record) -> str:
    return record.model_dump_json(exclude=set(answers.NOT_ASKED))
