"""Clauses to records: one reader a kind, and the reading of a whole report."""

from __future__ import annotations

from datetime import date

from trucewatch.reading.acled import Coder
from trucewatch.reading.acled_records import code_records, hints_at_event
from trucewatch.reading.confidence import with_confidence
from trucewatch.reading.relevance import is_figurative, is_relevant
from trucewatch.records import Reading, Record, Report


def read_report(report: Report, *, model: bool = True, triage: bool = False) -> Reading:
    """Read one report: its mentions and its records, in the order of the text.

    A report that is not about conflict has mentions, the people it says were displaced, and its main event
    (a protest, a flood), and no other records. Relative dates are resolved against `report.published` (its
    day); without one they stay unresolved. Where the trained model cannot be loaded (the extra `model`), or with
    `model` off, events are coded by rules alone. With `triage` a report that is not about conflict is not parsed
    at all: it has no mentions, and nothing but its main event, that only where the word list sees a sign of one.
    """
    relevant = is_relevant(report.text)
    if triage and not relevant:
        model = model and hints_at_event(report.text, report.title)
        return Reading(report=report, records=tuple(_coded(report, [], model=model, relevant=False)))
    from trucewatch.language import analyse
    from trucewatch.reading import (
        agreements,
        control,
        deployments,
        displacement,
        gapping,
        incidents,
        patrols,
        posts,
        statements,
        talks,
    )

    document = analyse(report.text, title=report.title, published=published_day(report), outlet=report.outlet)
    everything = (
        talks,
        agreements,
        posts,
        patrols,
        incidents,
        control,
        displacement,
        deployments,
        statements,
    )
    readers = everything if relevant else (displacement,)
    records: list[Record] = [record for reader in readers for record in reader.read(document)]
    records.sort(key=lambda r: (r.evidence[0].start, r.evidence[0].end))
    records = gapping.with_listed(document, records)
    records = _coded(report, records, model=model, relevant=relevant)
    return Reading(
        report=report,
        mentions=document.mentions(),
        records=tuple(with_confidence(records, report.text)),
    )


def _coded(report: Report, records: list[Record], *, model: bool, relevant: bool) -> list[Record]:
    """The records with their codes, the main event added where it has none; figures of speech left out."""
    coded = code_records(report.text, report.title, records, Coder.load(model=model))
    if not relevant:
        coded = [r for r in coded if not r.acled or not is_figurative(r.acled.sub_event_type)]
    return coded


def published_day(report: Report) -> date | None:
    """The day a report came out; None where it is not known to the day."""
    value = (report.published or "")[:10]
    return date.fromisoformat(value) if len(value) == 10 else None
