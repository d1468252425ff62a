"""A record in words: one line of its values, and lines of detail where it has them.

Invariant: every value of the record is in its words; an empty one leaves no trace. Assertion,
attribution and evidence are not among them: the dossier sets them beside these words.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from trucewatch.exports.wording import (
    actor_words,
    casualty_words,
    count_words,
    date_words,
    duration_words,
    is_one,
    is_plural,
    place_words,
    plural,
    plural_verb,
    source_words,
    who_words,
)
from trucewatch.records import (
    Agreement,
    Claim,
    Control,
    Delegation,
    Deployment,
    Displacement,
    Incident,
    Patrol,
    Person,
    Place,
    Post,
    Statement,
    Talks,
)

_SAID_BY_MARK = {("planned", "planned"), ("planned", "scheduled"), ("denied", "denied")}


@dataclass(frozen=True)
class Entry:
    """`headline` says what happened, `rest` follows on the same line, `details` on lines of their own."""

    headline: str
    rest: str = ""
    details: tuple[str, ...] = ()

    @property
    def line(self) -> str:
        """The whole of the first line."""
        return f"{self.headline}{self.rest}"


def describe(record: Claim, home: str | None = None) -> Entry:
    """The words for one record; places in the country `home` are named without it."""
    return _DESCRIPTIONS[type(record)](record, home)


def _entry(
    headline: list[str | None],
    date: str | None,
    facts: list[str | None],
    parties: str = "",
    more: list[str | None] | None = None,
    details: list[str | None] | None = None,
) -> Entry:
    """Words put together as "headline date, facts: parties; more"."""
    facts_in_words = [fact for fact in facts if fact]
    rest = f" {date_words(date)}" if date else ""
    rest += "".join(f", {fact}" for fact in facts_in_words)
    rest += f": {parties}" if parties else ""
    rest += "".join(f"; {addition}" for addition in more or [] if addition)
    return Entry(
        " ".join(word for word in headline if word), rest, tuple(detail for detail in details or [] if detail)
    )


def _status(record: Agreement | Deployment | Patrol | Post | Talks) -> str | None:
    """The status, unless the mark before the record says it: what is PLANNED is scheduled."""
    return None if (record.assertion, record.status) in _SAID_BY_MARK else record.status


def _place(place: Place | None, home: str | None, before: str = "") -> str | None:
    return before + place_words(place, home) if place else None


def _labelled(label: str, words: str | None) -> str | None:
    return f"{label} {words}" if words else None


def _talks(record: Talks, home: str | None) -> Entry:
    duration = duration_words(record.duration) if record.duration else None
    return _entry(
        [record.format or (None if _status(record) else "talks"), _status(record)],
        record.date,
        [_place(record.place, home), duration],
        actor_words(record.parties),
        [
            _labelled("mediated by", actor_words(record.mediators)),
            _labelled("about", ", ".join(record.topics)),
        ],
        [*map(_delegation, record.delegations), _labelled("outcome:", record.outcome)],
    )


def _delegation(delegation: Delegation) -> str:
    led = f"led by {_person(delegation.head)}" if delegation.head else None
    members = ", ".join(map(_person, delegation.members))
    facts = ", ".join(fact for fact in (led, _labelled("with", members)) if fact)
    return f"{delegation.party.name}: {facts}" if facts else delegation.party.name


def _person(person: Person) -> str:
    if person.name and person.role:
        return f"{person.name} ({person.role})"
    return person.name or person.role or "somebody unnamed"


def _agreement(record: Agreement, home: str | None) -> Entry:
    name = record.name if record.name and record.name.casefold() != (record.type or "").casefold() else None
    kind = record.type if record.type != "other" else (None if name else "agreement")
    return _entry(
        [kind, f"“{name}”" if name else None, _status(record)],
        record.date,
        [_place(record.place, home)],
        actor_words(record.parties),
        [
            _place(record.area, home, "covers "),
            _labelled("in effect", date_words(record.effective) if record.effective else None),
        ],
    )


def _post(record: Post, home: str | None) -> Entry:
    count = None if record.count is None or is_one(record.count) else count_words(record.count)
    return _entry(
        [count, plural(record.type or "post", record.count), _status(record)],
        record.date,
        [_place(record.place, home)],
        actor_words(record.operator),
    )


def _patrol(record: Patrol, home: str | None) -> Entry:
    return _entry(
        [
            record.type if record.type == "inspection" else f"{record.type or ''} patrol".strip(),
            _status(record),
        ],
        record.date,
        [_place(record.place, home)],
        actor_words(record.participants),
        [_labelled("because of", record.reason)],
    )


def _incident(record: Incident, home: str | None) -> Entry:
    violations = record.violations
    return _entry(
        [_sort_of_incident(record)],
        record.date,
        [_place(record.place, home)],
        "",
        [
            _labelled("by", actor_words(record.actors)),
            _labelled("against", actor_words(record.targets)),
            ", ".join(map(casualty_words, record.casualties)) or None,
            f"{count_words(violations)} {plural('violation', violations)}" if violations else None,
            _labelled("in response to", record.response_to),
        ],
    )


def _sort_of_incident(record: Incident) -> str:
    """The type of an incident, that of an `other` one by its sub-event in ACLED's code: "diplomatic meeting"."""
    if record.type not in (None, "other"):
        return str(record.type)
    coded = record.acled.sub_event_type if record.acled else None
    return coded[0].lower() + coded[1:] if coded and coded != "Other" else "incident"


def _control(record: Control, home: str | None) -> Entry:
    return _entry(
        [_place(record.place, home), record.change],
        record.date,
        [],
        "",
        [_labelled("by", actor_words(record.by)), _labelled("from", actor_words(record.from_))],
    )


def _displacement(record: Displacement, home: str | None) -> Entry:
    count = count_words(record.count) if record.count else None
    who = who_words(record.who, record.count)
    described = f"({who})" if who and who != record.unit else None
    return _entry(
        [count, record.unit, described, record.measure],
        record.date,
        [],
        "",
        [
            _place(record.from_, home, "from "),
            _place(record.place, home, "in ") if record.place != record.to else None,
            _place(record.to, home, "to "),
            _labelled("hosted by", actor_words(record.host)),
        ],
    )


def _deployment(record: Deployment, home: str | None) -> Entry:
    what = record.what or "forces"
    if record.count:
        number = count_words(record.count)
        what = f"{number} {what}" if what.endswith("s") else f"{what} ({number})"
    return _entry(
        [what, _status(record)], record.date, [_place(record.place, home)], actor_words(record.actors)
    )


def _statement(record: Statement, home: str | None) -> Entry:
    speaker = record.speaker
    several = bool(not speaker.name and speaker.role and is_plural(speaker.role))
    stance = plural_verb(record.stance) if record.stance and several else record.stance
    quoted = "quoted" if record.mode == "quoted" else None
    return _entry([source_words(speaker), stance], record.date, [record.venue, quoted])


_DESCRIPTIONS: dict[type[Claim], Callable[[Any, str | None], Entry]] = {
    Talks: _talks,
    Agreement: _agreement,
    Post: _post,
    Patrol: _patrol,
    Incident: _incident,
    Control: _control,
    Displacement: _displacement,
    Deployment: _deployment,
    Statement: _statement,
}
