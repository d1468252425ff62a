"""A first case file from a few reports: what the reading found, set out for a person to correct.

Invariant: nothing is invented. Every party, place, post, agreement and source is in a record of the reports, and
stands below the words that it comes from; what the reading left open is left out.
"""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from trucewatch.cases.commitments import first_day
from trucewatch.cases.knowledge import is_capital
from trucewatch.linking import Knowledge
from trucewatch.linking.naming import Naming, places_named
from trucewatch.linking.series import stands_at
from trucewatch.linking.telling import Told, told
from trucewatch.linking.voices import Voices
from trucewatch.places.names import fold
from trucewatch.records import Actor, ActorMention, Agreement, Mention, Place, Post, Reading

_ROLES = ("parties", "operator", "participants", "actors", "targets", "by", "from_")
_KINDS = {"state": "state", "force": "force", "group": "group", "organisation": "organisation"}
_WORDS = 90
_AREAS = {"province", "governorate", "district", "region", "county", "oblast", "state"}
_HEAD = """\
# A first case file, guessed by `trucewatch case new` from {reports}. Correct it: each entry stands below the words
# that it was guessed from. docs/cases.md has every key; `trucewatch case check` says what is doubtful.
"""
_TAIL = """
# What no report says in so many words, for you to fill in:
#
# [zone]
# file = "zone.geojson"            # the ground that the arrangement covers
#
# [[commitment]]
# id = "patrols"
# agreement = "…"                  # the id of an agreement above
# kind = "patrol"                  # see docs/cases.md for the kinds
# what = "…"                       # the obligation in words
# who = ["…"]                      # parties above
# by = 2020-03-15
"""


@dataclass
class _Guess:
    """Something found under one name: how often, in which words, under which other names."""

    name: str
    times: int = 0
    words: str = ""
    others: Counter[str] = field(default_factory=Counter)
    point: tuple[float, float] | None = None

    def see(self, row: Told) -> None:
        self.times += 1
        self.words = self.words or _shown(row)


def draft(readings: Sequence[Reading], files: Sequence[str], *, name: str | None = None) -> str:
    """A commented case file from readings, as text.

    `files` are the paths or patterns that the case is to take its reports from; `name` is that of the case, the place
    that most records are about where it is not given.
    """
    naming = Naming(Knowledge())
    rows = told(readings, Voices(naming))
    actors = [mention for reading in readings for mention in reading.mentions.actors]
    places = [mention for reading in readings for mention in reading.mentions.places]
    texts = "\n".join(reading.report.text for reading in readings)
    parties = _parties(rows, actors)
    _other_names(parties, [mention for mention in actors if mention.type != "person"], texts)
    found = _places(rows)
    _other_names(found, places, texts)
    days = sorted(reading.report.published[:10] for reading in readings if reading.report.published)
    agreed = [day for row in rows if isinstance(row.record, Agreement) and (day := _day(row.record))]
    title = name or next((p.name for p in _ranked(found)), "a new case")
    number = len(readings)
    parts = [
        _HEAD.format(reports=f"{number} report{'' if number == 1 else 's'}"),
        f"name = {_text(title)}\n",
        _period(days, agreed),
        f"[reports]\nfiles = {_list(files)}\n",
        *_party_tables(parties, actors),
        *_place_tables(found),
        *_post_tables(rows, naming),
        *_agreement_tables(rows),
        *_source_tables(rows, parties),
    ]
    return "\n".join(part for part in parts if part) + _TAIL


def _period(days: Sequence[str], agreed: Sequence[str]) -> str:
    """From the first report, or an agreement that is told of before it, to the last report."""
    if not days:
        return ""
    since = min([days[0], *(first_day(day) for day in agreed)])
    return f"[period]  # from the first agreement or report to the last report\nsince = {since}\nuntil = {days[-1]}\n"


def _parties(rows: Iterable[Told], actors: Iterable[ActorMention]) -> dict[str, _Guess]:
    persons = {mention.name for mention in actors if mention.type == "person"}
    named = {mention.name for mention in actors if mention.type != "person"}
    found: dict[str, _Guess] = {}
    for row in rows:
        for role in _ROLES:
            for actor in _actors(row, role):
                if actor.name in named and actor.name not in persons and actor.name[:1].isupper():
                    found.setdefault(actor.name, _Guess(actor.name)).see(row)
    return found


def _actors(row: Told, role: str) -> tuple[Actor, ...]:
    value = getattr(row.record, role, ())
    return value if isinstance(value, tuple) else ()


def _places(rows: Iterable[Told]) -> dict[str, _Guess]:
    found: dict[str, _Guess] = {}
    for row in rows:
        for role in ("place", "area", "from_", "to"):
            place = getattr(row.record, role, None)
            if isinstance(place, Place) and row.record.kind != "talks":
                guess = found.setdefault(place.name, _Guess(place.name))
                guess.see(row)
                if place.latitude is not None and place.longitude is not None:
                    guess.point = guess.point or (place.latitude, place.longitude)
    return found


def _other_names(found: dict[str, _Guess], mentions: Iterable[Mention], texts: str) -> None:
    """Other words that the reports use for what was found: names, not pronouns or descriptions.

    A word that the reports also write small ("the ministry") is a description, though it may open a sentence.
    """
    for mention in mentions:
        name = getattr(mention, "name", "")
        words = re.sub(r"^(the|an?) |['’]s?$", "", " ".join(mention.text.split()), flags=re.IGNORECASE)
        if name not in found or not words[:1].isupper() or len(words) < 3 or fold(words) == fold(name):
            continue
        if not re.search(rf"\b{re.escape(words[0].lower() + words[1:])}\b", texts):
            found[name].others[words] += 1


def _ranked(found: dict[str, _Guess]) -> list[_Guess]:
    return sorted(found.values(), key=lambda guess: (-guess.times, guess.name))


def _aliases(guess: _Guess, taken: set[str]) -> list[str]:
    names = [name for name in sorted(guess.others) if fold(name) not in taken]
    taken.update(map(fold, names))
    return names


def _table(header: str, comment: Iterable[str], keys: Iterable[tuple[str, str]]) -> str:
    lines = [
        f"[[{header}]]",
        *(f"# {line}" for line in comment),
        *(f"{key} = {value}" for key, value in keys),
    ]
    return "\n".join(lines) + "\n"


def _party_tables(parties: dict[str, _Guess], actors: Iterable[ActorMention]) -> Iterator[str]:
    types = {mention.name: mention.type for mention in actors}
    taken = {fold(name) for name in parties}
    for guess in _ranked(parties):
        keys = [("name", _text(guess.name))]
        if kind := _KINDS.get(types.get(guess.name, "")):
            keys.append(("kind", _text(kind)))
        if aliases := [alias for alias in _aliases(guess, taken) if not is_capital(alias)]:
            keys.append(("aliases", _list(aliases)))
        keys.append(("# side", '"…"  # parties of one side may stand for each other; left out: its own'))
        yield _table("party", [f"in {_records(guess.times)}, first: {guess.words}"], keys)


def _place_tables(places: dict[str, _Guess]) -> Iterator[str]:
    taken = {fold(name) for name in places}
    for guess in _ranked(places):
        aliases = _aliases(guess, taken)
        known = bool(places_named(guess.name))
        if (known and not aliases) or _is_post(guess.name):
            continue
        keys = [("name", _text(guess.name)), *([("aliases", _list(aliases))] if aliases else [])]
        comment = [f"in {_records(guess.times)}, first: {guess.words}"]
        if not known:
            comment.append(
                "in no gazetteer: give its latitude and longitude, or the place that it lies within"
            )
        yield _table("place", comment, keys)


def _post_tables(rows: Iterable[Told], naming: Naming) -> Iterator[str]:
    found: dict[str, tuple[Told, list[str]]] = {}
    for row in rows:
        record = row.record
        if not isinstance(record, Post) or record.place is None or stands_at(record, naming) is None:
            continue
        _, operators = found.setdefault(record.place.name, (row, []))
        operators += [actor.name for actor in record.operator if actor.name not in operators]
    for place, (row, operators) in sorted(found.items()):
        keys = [("name", _text(place))] if _is_post(place) else _post_at(place)
        if operators:
            keys.append(("operator", _text(operators[0])))
        yield _table("post", [_shown(row)], keys)


def _is_post(name: str) -> bool:
    """Whether a place is named as a post is: "post 4"."""
    return not {"post", "checkpoint", "base", "camp"}.isdisjoint(fold(name).split())


def _post_at(place: str) -> list[tuple[str, str]]:
    return [("name", _text(f"post at {place}")), ("place", _text(place))]


def _agreement_tables(rows: Iterable[Told]) -> Iterator[str]:
    found: dict[str, Told] = {}
    for row in rows:
        record = row.record
        if (
            isinstance(record, Agreement)
            and record.status in ("agreed", "in force")
            and record.assertion == "actual"
        ):
            found.setdefault(record.name or _called(record), row)
    for number, (name, row) in enumerate(sorted(found.items(), key=lambda one: (one[1].first, one[0])), 1):
        record = row.record
        assert isinstance(record, Agreement)
        keys = [("id", _text(f"agreement-{number}")), ("name", _text(name))]
        if day := _day(record):
            keys.append(("date", _text(day)))
        if record.parties:
            keys.append(("parties", _list(actor.name for actor in record.parties)))
        yield _table("agreement", [_shown(row)], keys)


def _called(record: Agreement) -> str:
    kind = record.type if record.type not in (None, "other") else "agreement"
    return f"{kind} of {_day(record) or 'unknown date'}"


def _day(record: Agreement) -> str | None:
    """The date of an agreement, or that from which it has been in force."""
    first = (record.date or record.effective or "").partition("/")[0]
    return first if first not in ("", "..") else None


def _source_tables(rows: Iterable[Told], parties: Container[str]) -> Iterator[str]:
    found: dict[str, list[Told]] = defaultdict(list)
    for row in rows:
        found[row.voice.of].append(row)
    for name in sorted(found, key=lambda name: (-len(found[name]), name)):
        row = found[name][0]
        if not name[:1].isupper():
            continue  # somebody unnamed, or an outlet that is only described
        kind = (
            "party"
            if name in parties and row.voice.kind not in ("UN", "monitor", "media")
            else row.voice.kind
        )
        comment = [f"says {_records(len(found[name]))}, first: {_shown(row)}"]
        if kind == "unknown":
            comment.append("of what kind? party, ally, monitor, UN, government, media")
        yield _table("source", comment, [("name", _text(name)), ("kind", _text(kind))])


def _records(number: int) -> str:
    return f"{number} record{'' if number == 1 else 's'}"


def _shown(row: Told) -> str:
    words = row.words if len(row.words) <= _WORDS else row.words[:_WORDS].rsplit(" ", 1)[0] + " …"
    safe = "".join(c if c.isprintable() else " " for c in words)
    return f"“{safe}” ({row.report.id})"


def _text(value: str) -> str:
    """A TOML basic string: JSON's escapes are TOML's too, but for DEL, which JSON leaves as it is."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _list(values: Iterable[str]) -> str:
    return f"[{', '.join(map(_text, values))}]"
