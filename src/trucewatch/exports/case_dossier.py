"""The dossier of a case: where an arrangement stands, set out for a person.

Invariant: every figure and every fact stands beside the words that it comes from and who says them; what is derived
says so; figures that differ stand side by side, and none is chosen.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence

from trucewatch.cases.commitments import Kept
from trucewatch.cases.picture import Changes, Picture
from trucewatch.exports.page import Page, as_text, mark, on_terminal, quoted
from trucewatch.exports.wording import between, count_words, date_words, many, since, window_words
from trucewatch.linking import Contradiction, Quote, Standing, Voice
from trucewatch.linking.series import Course, Harm, Point, Series, Step, held_since
from trucewatch.records import Agreement

_MOST = 3
"""Quotes shown for one entry; the others are counted."""


def show_case(
    picture: Picture, *, since: str | None = None, color: bool = True, width: int | None = None
) -> None:
    """Print the dossier of a case on standard output; with what reports since the day `since` brought."""
    _write(on_terminal(color=color, width=width), picture, since)


def case_text(picture: Picture, *, since: str | None = None, width: int = 80) -> str:
    """The dossier of a case as plain text, `width` columns wide."""
    return as_text(lambda page: _write(page, picture, since), width=width)


def _write(page: Page, picture: Picture, since: str | None) -> None:
    _header(page, picture)
    _standing(page, picture)
    if since:
        _changes(page, picture.since(since))
    _talks(page, picture)
    _courses(page, "POSTS", picture.posts, picture, _post)
    _derived(page, picture)
    _courses(page, "WHO HOLDS WHAT", picture.control, picture, _held)
    _violations(page, picture.violations)
    _casualties(page, picture.casualties)
    _displacement(page, picture.displacement)
    contradictions(page, picture)
    _updates(page, picture)
    _commitments(page, picture.commitments)


def _header(page: Page, picture: Picture) -> None:
    page.line(picture.case.name, "bold")
    if picture.case.summary:
        page.line(picture.case.summary)
    page.line(" · ".join(_facts(picture)), "dim")
    page.rule()


def _facts(picture: Picture) -> Iterable[str]:
    days = sorted(r.report.published[:10] for r in picture.readings if r.report.published)
    yield f"as of {date_words(picture.today)}" if picture.today else "without a date"
    yield many(len(picture.readings), "report")
    if days:
        yield f"published {date_words(days[0])} to {date_words(days[-1])}"
    records = sum(len(thing.references) for thing in picture.linked.things)
    yield f"{many(records, 'record')} of {many(len(picture.linked.things), 'thing')}"


def _standing(page: Page, picture: Picture) -> None:
    page.heading("WHERE IT STANDS")
    for row in reversed(picture.rows):
        record = row.record
        if isinstance(record, Agreement) and record.assertion == "actual" and record.status:
            kind = record.name or record.type or "agreement"
            words = f"Last word on an agreement: {kind} {record.status}"
            page.pieces((words, "bold"), (f" {date_words(row.first)}", ""), indent=2)
            _quotes(page, [row.quote])
            break
    if last := picture.last_talks:
        page.pieces(("Last talks: ", "bold"), (f"{date_words(last.date)}{_at(last.place)}", ""), indent=2)
    for one in picture.coming_talks:
        page.pieces(("Talks to come: ", "bold"), (f"{date_words(one.date)}{_at(one.place)}", ""), indent=2)
    counted = [
        many(len(picture.linked.contradictions), "open contradiction"),
        many(len(picture.derived), "derived fact"),
        *state_counts(picture.commitments),
    ]
    page.line(" · ".join(counted), indent=2, hang=2)


def state_counts(commitments: Sequence[Kept]) -> Iterable[str]:
    """How many commitments fare how, in words: "2 commitments kept so far"."""
    for state, words in (
        ("kept", "kept so far"),
        ("not kept", "not kept"),
        ("both", "with words for and against"),
        ("no word", "of which nothing is told"),
    ):
        number = sum(one.state == state for one in commitments)
        if number:
            yield f"{many(number, 'commitment')} {words}"


def _at(place: str) -> str:
    return f", {place}" if place else ""


def _changes(page: Page, changes: Changes) -> None:
    page.heading(f"CHANGED SINCE {date_words(changes.since).upper()}")
    if not changes.reports:
        page.line("No report came out since.", "dim", indent=2)
        return
    page.line(f"{many(changes.reports, 'report')} came out since.", indent=2)
    for label, things in (("new", changes.fresh), ("more on", changes.more)):
        for thing in things:
            page.pieces((f"{label} ", "green"), (thing.title, ""), _identity(thing.id), indent=2)
    for update in changes.updates:
        page.pieces(("changed ", "yellow"), (update.sentence, ""), indent=2)
    for contradiction in changes.contradictions:
        page.pieces(
            ("disputed ", "red"), (about(contradiction), ""), _identity(contradiction.thing), indent=2
        )
    for one in changes.derived:
        page.pieces(("derived ", "magenta"), (one.sentence, ""), indent=2)


def _identity(thing: str | None) -> tuple[str, str]:
    return (f"  [{thing}]" if thing else "", "dim")


def _talks(page: Page, picture: Picture) -> None:
    if not picture.talks:
        return
    page.heading("TALKS")
    for one in picture.talks:
        day = date_words(one.date) if one.date else "day not known"
        parties = f": {', '.join(one.parties)}" if one.parties else ""
        page.pieces(
            (f"{day} {one.status}", "bold"),
            (f"{_at(one.place)}{parties}", ""),
            _identity(one.thing),
            indent=2,
        )
        _quotes(page, one.quotes)


def _courses(
    page: Page,
    heading: str,
    courses: Sequence[Course],
    picture: Picture,
    now: Callable[[Course, str], str],
) -> None:
    """Posts or towns, step by step; those outside the zone by name alone."""
    if not courses:
        return
    page.heading(heading)
    away = [course for course in courses if picture.beside(course.point)]
    for course in courses:
        if course not in away:
            page.pieces((course.name, "bold"), (f": {now(course, picture.today)}", ""), indent=2)
            _steps(page, course.steps)
    if away:
        page.line(
            f"told of, but outside the zone: {', '.join(c.name for c in away)}", "dim", indent=2, hang=2
        )


def _post(course: Course, today: str) -> str:
    step = course.at(today)
    return f"{step.status} {since(step.date)}" if step else "nothing certain"


def _held(course: Course, today: str) -> str:
    step = held_since(course, today)
    return f"{', '.join(step.by)}, {since(step.date)}" if step else "not known"


def _steps(page: Page, steps: Sequence[Step]) -> None:
    for step in steps:
        unsure, _ = mark(step.assertion)
        who = f": {', '.join(step.by)}" if step.by else ""
        page.pieces(
            (f"{date_words(step.date)}  {unsure}{step.status}{who}  ", ""),
            (quoted(step.quote.words, 120), "italic"),
            (_said(step.quote), "dim"),
            indent=4,
        )


def _derived(page: Page, picture: Picture) -> None:
    if not picture.derived:
        return
    page.heading("DERIVED (in no report; from the records below each)")
    for one in picture.derived:
        page.pieces(("DERIVED ", "bold magenta"), (one.sentence, ""), _identity(one.thing), indent=2)
        if one.reasons:
            _quotes(page, one.reasons)
        else:
            page.line("rests on the case file and on the silence of the reports", "dim", indent=4)


def _violations(page: Page, series: Sequence[Series]) -> None:
    if not series:
        return
    page.heading("VIOLATIONS COUNTED")
    for one in series:
        page.pieces(
            (f"{one.measure}{_at(one.place)}", "bold"), (f"  says: {_voice(one.source)}", "dim"), indent=2
        )
        for point in one.points:
            page.line(f"{date_words(point.date)}  {count_words(point.count)}", indent=4)


def _casualties(page: Page, harms: Sequence[Harm]) -> None:
    if not harms:
        return
    page.heading("CASUALTIES (least and most that anybody says)")
    for harm in harms:
        page.pieces(
            (f"{date_words(harm.date)}{_at(harm.place)}  ", ""),
            (f"{between(harm.low, harm.high)} {harm.outcome}", "bold"),
            ("  " + "; ".join(_figure(point) for point in harm.points), "dim"),
            _identity(harm.thing if "/" not in harm.thing else None),
            indent=2,
        )


def _figure(point: Point) -> str:
    return f"{count_words(point.count)} {point.quote.voice.name}"


def _displacement(page: Page, series: Sequence[Series]) -> None:
    if not series:
        return
    page.heading("DISPLACEMENT (all figures side by side, by window)")
    windows: dict[tuple[str, str, str], list[tuple[Point, Series]]] = defaultdict(list)
    for one in series:
        for point in one.points:
            windows[one.measure, one.window, one.unit].append((point, one))
    for measure, window, unit in sorted(windows):
        page.line(f"{measure} ({unit}){_window(window)}", "bold", indent=2)
        days: dict[str, list[tuple[Point, Series]]] = defaultdict(list)
        for point, one in windows[measure, window, unit]:
            days[point.date].append((point, one))
        for day in sorted(days):
            figures = sorted(
                days[day], key=lambda entry: (-(entry[0].high or entry[0].low or 0), entry[1].source.name)
            )
            shown = " · ".join(f"{count_words(p.count)} {_voice(s.source)}{_at(s.place)}" for p, s in figures)
            page.line(f"{date_words(day)}  {shown}", indent=4, hang=4)


def _window(window: str) -> str:
    return f", {window_words(window)}" if window else ", window not told"


def contradictions(page: Page, picture: Picture) -> None:
    """The open contradictions, each with its values and their words."""
    page.heading("OPEN CONTRADICTIONS")
    if not picture.linked.contradictions:
        page.line("None: no two values of one thing exclude each other.", "dim", indent=2)
    for number, one in enumerate(picture.linked.contradictions, 1):
        page.pieces((f"{number}. {about(one)}", "bold"), _identity(one.thing), indent=2)
        for standing in one.values:
            _standing_line(page, standing)


def _updates(page: Page, picture: Picture) -> None:
    if not picture.linked.updates:
        return
    page.heading("CHANGED OVER TIME (one after the other, no contradiction)")
    for update in picture.linked.updates:
        page.pieces((update.sentence, ""), _identity(update.thing), indent=2)


def about(contradiction: Contradiction) -> str:
    """What a contradiction is about: its sentence up to the first value."""
    parts = contradiction.sentence.split(": ")
    return ": ".join(parts[:2]) if len(parts) > 2 else contradiction.sentence


def _standing_line(page: Page, standing: Standing) -> None:
    voices = ", ".join(_voice(voice) for voice in standing.voices)
    page.pieces((standing.value, ""), (f"  says: {voices}", "dim"), indent=4)
    _quotes(page, standing.quotes, indent=6, named=False)


def _commitments(page: Page, commitments: Sequence[Kept]) -> None:
    if not commitments:
        return
    page.heading("COMMITMENTS")
    words = {
        "kept": ("KEPT", "green"),
        "not kept": ("NOT KEPT", "red"),
        "both": ("FOR AND AGAINST", "yellow"),
        "no word": ("NO WORD", "dim"),
    }
    for one in commitments:
        label, style = words[one.state]
        due = f", by {date_words(one.by)}{' (past)' if one.passed else ''}" if one.by else ""
        page.pieces(
            (f"{label} ", f"bold {style}"), (one.what, ""), (f"{due}  {one.agreement}", "dim"), indent=2
        )
        for side, quotes in (("for", one.supporting), ("against", one.opposing)):
            if quotes:
                page.line(f"{side}: {many(len(quotes), 'record')}", "dim", indent=4)
                _quotes(page, quotes, indent=6)


def _quotes(page: Page, quotes: Sequence[Quote], *, indent: int = 4, named: bool = True) -> None:
    for quote in quotes[:_MOST]:
        said = _said(quote) if named else f"  {_published(quote)}"
        page.pieces((quoted(quote.words), "italic"), (said, "dim"), indent=indent)
    if len(quotes) > _MOST:
        page.line(f"and {many(len(quotes) - _MOST, 'more record')}", "dim", indent=indent)


def _said(quote: Quote) -> str:
    return f"  says: {_voice(quote.voice)}; {_published(quote)}"


def _published(quote: Quote) -> str:
    outlet = quote.outlet if quote.outlet and quote.outlet != quote.voice.name else quote.reference.report
    return f"{outlet}, {date_words(quote.published)}" if quote.published else outlet


def _voice(voice: Voice) -> str:
    return voice.name if voice.kind == "unknown" else f"{voice.name} ({voice.kind})"
