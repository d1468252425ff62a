"""What stands where: posts by status, who holds which town, what follows from both.

Invariant: a row gives the last word by the report's day with its source; a place outside the zone is named and not set
out; what is derived says so and has its reasons beside it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

from trucewatch.exports.situation.content import Block, Cell, Entry, Mark, Note, Section, Table, section_of
from trucewatch.exports.situation.scope import Scope, title_words, voice_words
from trucewatch.exports.wording import capital, date_words
from trucewatch.linking import Reference, Voice
from trucewatch.linking.series import Course, Step, held_since

_DONE_BY = {
    "entered": "entered by", "captured": "captured by", "recaptured": "recaptured by", "besieged": "besieged by",
    "holds": "held by", "handed over": "handed over to",
}  # fmt: skip
_BY_THEM = ("withdrew", "lost", "contested")


def posts(scope: Scope) -> Section | None:
    """The posts by their status on the day of the report, and what was told of them in the period."""
    courses, away = _near(scope, scope.picture.posts)
    blocks: list[Block] = []
    kept, left = scope.foremost(courses, _latest, "posts")
    if kept:
        blocks.append(
            Table(
                caption=f"Posts as of {date_words(scope.picture.today)}, by the last word on each",
                columns=("Post", "Status", "Since", "Says", "Confidence"),
                widths=(4, 4, 3, 5, 3),
                rows=tuple(_post_row(scope, course) for course in kept),
            )
        )
    blocks += [*left, *_steps(scope, courses)]
    if unknown := silent(scope):
        blocks.append(Note(text=f"Posts of the case file of which no report tells: {', '.join(unknown)}."))
    return section_of("posts", "Posts", [*blocks, *_away(away)])


def post_counts(scope: Scope) -> Counter[str]:
    """How many posts of the case have which status on the day of the report."""
    courses, _ = _near(scope, scope.picture.posts)
    return Counter(_status(course, scope.picture.today) for course in courses)


def silent(scope: Scope) -> list[str]:
    """The posts of the case file of which no report tells."""
    told = {course.name for course in scope.picture.posts}
    return [post.name for post in scope.picture.case.post if post.name not in told]


def _latest(course: Course) -> str:
    return course.steps[-1].day


def _post_row(scope: Scope, course: Course) -> tuple[Cell, ...]:
    step = course.at(scope.picture.today)
    told = [*([step] if step else []), *_denials(course, step)]
    return _row(scope, course, step, _status(course, scope.picture.today), told)


def _holder_row(scope: Scope, course: Course) -> tuple[Cell, ...]:
    step = held_since(course, scope.picture.today)
    told = [step or course.steps[-1], *_denials(course, step)]
    return _row(scope, course, step, ", ".join(step.by) if step else "not known", told)


def _row(
    scope: Scope, course: Course, step: Step | None, status: str, told: Sequence[Step]
) -> tuple[Cell, ...]:
    """What stands of a post or place since `step` (None: nothing certain), and the steps that tell so."""
    last = step or course.steps[-1]
    return (
        Cell(text=course.name),
        Cell(text=status, sources=scope.cite_quotes(one.quote for one in told)),
        Cell(text=_since(step) if step else ""),
        Cell(text="; ".join(_word(one) for one in told)),
        Cell(text=scope.sure_of(last.status, last.quote).brief),
    )


def _status(course: Course, today: str) -> str:
    """The last status of a post, and whether somebody denied it since."""
    step = course.at(today)
    if step is None:
        return "nothing certain"
    return f"{step.status}, which is denied" if _denials(course, step) else step.status


def _denials(course: Course, step: Step | None) -> list[Step]:
    return [
        one for one in course.steps if one.assertion == "denied" and (step is None or one.day >= step.day)
    ]


def _word(step: Step) -> str:
    who = voice_words(step.quote.voice)
    return f"denied by {who}" if step.assertion == "denied" else who


def _since(step: Step) -> str:
    return date_words(step.date).removeprefix("since ")


def _contested(scope: Scope, step: Step) -> bool:
    """Whether a step is to be quoted: it is of the period, or in it somebody spoke of it."""
    return step.day >= scope.since or scope.published(step.quote.published)


def _step(scope: Scope, names: str, step: Step) -> Entry:
    said, _ = scope.quoted([step.quote])
    sure = scope.sure_of(step.status, step.quote)
    held = "denied: " if step.assertion == "denied" else ""
    return Entry(
        text=f"{date_words(step.date)}, {names}: {held}{_became(step)}",
        marks=sure.marks,
        certainty=sure.words,
        sources=scope.cite_quotes([step.quote]),
        quotes=said,
    )


def _became(step: Step) -> str:
    """A step in words: "captured by Syria", "surrounded (post of Turkey)", "withdrew: Syria"."""
    who = ", ".join(step.by)
    if not who:
        return step.status
    if step.status in _DONE_BY:
        return f"{_DONE_BY[step.status]} {who}"
    return f"{step.status}: {who}" if step.status in _BY_THEM else f"{step.status} (post of {who})"


def control(scope: Scope) -> Section | None:
    """Who holds which place on the day of the report, and the changes of the period in their words."""
    courses, away = _near(scope, scope.picture.control)
    blocks: list[Block] = []
    kept, left = scope.foremost(courses, _latest, "places")
    if kept:
        blocks.append(
            Table(
                caption=f"Who holds what as of {date_words(scope.picture.today)}, by the last word on each place",
                columns=("Place", "Held by", "Since", "Says", "Confidence"),
                widths=(3, 4, 3, 4, 3),
                rows=tuple(_holder_row(scope, course) for course in kept),
            )
        )
    return section_of("control", "Control", [*blocks, *left, *_steps(scope, courses), *_away(away)])


def _steps(scope: Scope, courses: Sequence[Course]) -> list[Block]:
    """What the period's reports say of posts or places, step by step; what one sentence says of several, once."""
    told: dict[tuple[str, str, str, Voice, str], list[tuple[Step, Course]]] = defaultdict(list)
    for course in courses:
        for step in course.steps:
            if _contested(scope, step):
                key = (step.day, _became(step), step.assertion, step.quote.voice, step.quote.words)
                told[key].append((step, course))
    kept, left = scope.foremost(sorted(told.items(), key=_order), lambda entry: entry[0][0], "words on them")
    return [*(_step(scope, ", ".join(c.name for _, c in found), found[0][0]) for _, found in kept), *left]


def _order(entry: tuple[object, list[tuple[Step, Course]]]) -> tuple[str, str, Reference]:
    step, course = entry[1][0]
    return step.day, course.name, step.quote.reference


def _near(scope: Scope, courses: Sequence[Course]) -> tuple[list[Course], list[Course]]:
    """The courses within the zone or of unknown place, and those outside it."""
    away = [course for course in courses if scope.picture.beside(course.point)]
    return [course for course in courses if course not in away], away


def _away(courses: Sequence[Course]) -> list[Block]:
    names = ", ".join(course.name for course in courses)
    return [Note(text=f"Also told of, but outside the zone: {names}.")] if names else []


def derived(scope: Scope) -> Section | None:
    """What follows from the records and stands in none of them."""
    blocks: list[Block] = []
    kept, left = scope.foremost(scope.picture.derived, lambda one: one.date, "derived facts")
    for one in kept:
        quotes, more = scope.quoted(one.reasons)
        fresh: tuple[Mark, ...] = ("new",) if one.date >= scope.since else ()
        blocks.append(
            Entry(
                text=capital(title_words(one.sentence)),
                marks=("derived", *fresh),
                certainty="" if one.reasons else "rests on the case file and on the silence of the reports",
                sources=scope.cite_quotes(one.reasons),
                quotes=quotes,
                more=more,
            )
        )
    if blocks:
        blocks.insert(
            0,
            Note(
                text="No report says what follows here. Each is worked out by rule from the records quoted below it."
            ),
        )
    return section_of("derived", "Derived facts", [*blocks, *left])
