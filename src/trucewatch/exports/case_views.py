"""Views of a case besides its dossier: the timeline, one thing with all its claims, the whole as JSON.

Invariant: a claim is shown with the words that prove it and who says them; JSON has what the page has, and more.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from trucewatch.cases.picture import Changes, Picture
from trucewatch.exports.case_dossier import contradictions
from trucewatch.exports.describe import describe
from trucewatch.exports.page import Page, as_text, mark, on_terminal, quoted
from trucewatch.exports.wording import date_words, many
from trucewatch.linking import Thing
from trucewatch.linking.telling import Told


def show_timeline(picture: Picture, *, color: bool = True, width: int | None = None) -> None:
    """Print what happened, day by day, a line a thing."""
    _timeline(on_terminal(color=color, width=width), picture)


def timeline_text(picture: Picture, *, width: int = 80) -> str:
    """The timeline as plain text."""
    return as_text(lambda page: _timeline(page, picture), width=width)


def show_contradictions(picture: Picture, *, color: bool = True, width: int | None = None) -> None:
    """Print the open contradictions of a case, with the words on each side."""
    page = on_terminal(color=color, width=width)
    page.line(picture.case.name, "bold")
    contradictions(page, picture)


def show_thing(picture: Picture, thing: Thing, *, color: bool = True, width: int | None = None) -> None:
    """Print one thing: all that is claimed of it side by side, and why the claims are taken to be about it."""
    _thing(on_terminal(color=color, width=width), picture, thing)


def thing_text(picture: Picture, thing: Thing, *, width: int = 80) -> str:
    """One thing as plain text."""
    return as_text(lambda page: _thing(page, picture, thing), width=width)


def timeline(picture: Picture) -> list[dict[str, Any]]:
    """The entries of the timeline, in the order of their days."""
    found = entries(picture, picture.linked.things)
    return sorted(found, key=lambda entry: (entry["date"] or "9999", entry["kind"], entry["thing"]))


def entries(picture: Picture, things: Iterable[Thing]) -> list[dict[str, Any]]:
    """Things in their order: what, when, by how many sources, whether disputed; not those of which no record tells."""
    disputed = {one.thing for one in picture.linked.contradictions}
    found = []
    for thing in things:
        told = picture.told(thing)
        if told:
            found.append(
                {
                    "date": _day_of(told),
                    "kind": thing.kind,
                    "title": thing.title,
                    "assertions": sorted({row.record.assertion for row in told}),
                    "sources": len(thing.voices),
                    "records": len(told),
                    "disputed": thing.id in disputed,
                    "thing": thing.id,
                }
            )
    return found


def _day_of(told: Sequence[Told]) -> str:
    """The day of a thing: the most exact date that a record gives; "" where none does."""
    dates = [row.record.date for row in told if row.record.date]
    return max(dates, key=lambda date: ("/" not in date, len(date), [-ord(c) for c in date]), default="")[:10]


def _timeline(page: Page, picture: Picture) -> None:
    page.line(picture.case.name, "bold")
    day = None
    for entry in timeline(picture):
        if entry["date"] != day:
            day = entry["date"]
            page.heading(date_words(day) if day else "Day not told")
        sure = "actual" in entry["assertions"]
        page.pieces(
            mark("actual" if sure else entry["assertions"][0]),
            (f"{entry['kind']}  ", "dim"),
            (entry["title"], "" if sure else "italic"),
            ("  DISPUTED" if entry["disputed"] else "", "bold red"),
            (f"  {many(entry['sources'], 'source')}  [{entry['thing']}]", "dim"),
            indent=2,
        )


def _thing(page: Page, picture: Picture, thing: Thing) -> None:
    page.line(thing.title, "bold")
    days = sorted({day for day in (thing.first, thing.last) if day})
    told = picture.told(thing)
    sources = ", ".join(f"{voice.name} ({voice.kind})" for voice in thing.voices)
    page.line(" · ".join([thing.kind, *map(date_words, days), f"{len(told)} records", thing.id]), "dim")
    page.line(f"independent sources: {sources or 'none'}", "dim")
    page.rule()
    page.heading("CLAIMS")
    for row in told:
        _claim(page, row)
    _values(page, thing)
    for heading, findings in (
        ("CONTRADICTIONS", picture.linked.contradictions),
        ("CHANGES OVER TIME", picture.linked.updates),
        ("DIFFERENCES OF WINDOW OR DEFINITION", picture.linked.differences),
    ):
        its = [one for one in findings if one.thing == thing.id]
        if its:
            page.heading(heading)
            for one in its:
                page.line(one.sentence, indent=2, hang=2)
    if thing.links:
        page.heading("WHY THEY ARE TAKEN TO BE ABOUT ONE THING")
        for link in thing.links:
            how = "judged by a person" if link.judged else f"score {link.score:.2f}"
            pair = f"{link.left.report} {link.left.record} – {link.right.report} {link.right.record}"
            page.pieces((pair, ""), (f"  {how}: {'; '.join(link.reasons)}", "dim"), indent=2)


def _claim(page: Page, row: Told) -> None:
    entry = describe(row.record)
    published = date_words(row.report.published) if row.report.published else "day of publication not known"
    page.pieces(mark(row.record.assertion), (entry.headline, "bold"), (entry.rest, ""), indent=2)
    for detail in entry.details:
        page.line(detail, indent=4, hang=2)
    page.line(quoted(row.words, 600), "italic", indent=4, hang=2)
    outlet = row.report.outlet or row.report.id
    page.line(
        f"says: {row.voice.name} ({row.voice.kind}); {outlet}, {published};"
        f" record {row.reference.record} of {row.reference.report}",
        "dim",
        indent=4,
        hang=2,
    )


def _values(page: Page, thing: Thing) -> None:
    if not any(len(standings) > 1 for standings in thing.values.values()):
        return
    page.heading("VALUES SIDE BY SIDE")
    for slot in sorted(thing.values):
        page.line(slot, "bold", indent=2)
        for standing in thing.values[slot]:
            voices = ", ".join(voice.name for voice in standing.voices)
            page.pieces((standing.value, ""), (f"  {voices}", "dim"), indent=4)


def picture_data(picture: Picture, *, since: str | None = None) -> dict[str, Any]:
    """All of a picture for programs: things, series, derived facts, commitments, contradictions, timeline."""
    data: dict[str, Any] = {
        "case": picture.case.name,
        "as_of": picture.today,
        "reports": [
            reading.report.model_dump(mode="json", include={"id", "title", "outlet", "published", "url", "path"})
            for reading in picture.readings
        ],
        **{
            name: [one.model_dump(mode="json") for one in getattr(picture, name)]
            for name in (
                "talks", "posts", "control", "violations", "casualties", "displacement", "commitments", "derived"
            )
        },
        **{
            name: [one.model_dump(mode="json") for one in getattr(picture.linked, name)]
            for name in ("things", "contradictions", "updates", "differences", "copies")
        },
    }  # fmt: skip
    if since:
        data["changes"] = _changes(picture.since(since))
    return data


def _changes(changes: Changes) -> dict[str, Any]:
    return {
        "since": changes.since,
        "reports": changes.reports,
        "new": [thing.id for thing in changes.fresh],
        "more": [thing.id for thing in changes.more],
        "contradictions": [one.model_dump(mode="json") for one in changes.contradictions],
        "updates": [one.model_dump(mode="json") for one in changes.updates],
        "derived": [one.model_dump(mode="json") for one in changes.derived],
    }


def thing_data(picture: Picture, thing: Thing) -> dict[str, Any]:
    """One thing for programs: itself, its claims in full, and what is disputed about it."""
    return {
        "thing": thing.model_dump(mode="json"),
        "claims": [
            {
                "report": row.reference.report,
                "number": row.reference.record,
                "words": row.words,
                "voice": row.voice.model_dump(mode="json"),
                "record": row.record.model_dump(mode="json", by_alias=True),
            }
            for row in picture.told(thing)
        ],
        "contradictions": [
            one.model_dump(mode="json") for one in picture.linked.contradictions if one.thing == thing.id
        ],
        "updates": [one.model_dump(mode="json") for one in picture.linked.updates if one.thing == thing.id],
    }
