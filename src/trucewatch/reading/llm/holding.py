"""Hold what a model answered to the report's text.

Invariant: a record leaves this module only with evidence that is in the text, and with no number, date, name or
place but those that the text bears out where the evidence stands; whatever is left out is named in a `Rejected`.

What kind of event something is, its status and stance are the model's reading: words prove a number, not a verdict.
"""

from __future__ import annotations

import json
import typing
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, Literal, NamedTuple, TypeVar

from pydantic import TypeAdapter, ValidationError

from trucewatch.reading.common import tidy
from trucewatch.reading.llm.answers import NOT_ASKED
from trucewatch.reading.llm.ground import Chars, Ground, Offered, overlap
from trucewatch.reading.llm.quotes import Aligned, Folded, align, fold
from trucewatch.records import (
    KINDS,
    Actor,
    Casualties,
    Claim,
    Count,
    Delegation,
    Person,
    Place,
    Record,
    Rejected,
    Source,
    Span,
)

T = TypeVar("T")
_RECORD: TypeAdapter[Record] = TypeAdapter(Record)
_ALIASES = {"from_": "from"}
_SHOWN = 160
_ABSENT = "the words are not in the report"
_UNBORNE = "not borne out by the quoted words"
_ELSEWHERE = "elsewhere in the report, not in the quoted words"
# What a record of the kind cannot do without: nothing is left of it where none of these holds.
_ESSENTIAL: dict[str, tuple[str, ...]] = {
    "statement": ("speaker",),
    "displacement": ("count", "from", "place", "to", "measure"),
    "control": ("place", "by"),
}
Grounds = Callable[[Sequence[Chars]], Ground]


class Held(NamedTuple):
    """What was kept of an answer's records, what share of its values each kept, and what was left out."""

    records: list[Record]
    shares: list[float]
    rejected: list[Rejected]


class _Dropped(NamedTuple):
    slot: str
    offered: Any
    reason: str


def hold(
    answer: Iterable[Mapping[str, Any]],
    *,
    text: Folded,
    grounds: Grounds,
    withheld: Sequence[Chars] = (),
) -> Held:
    """Hold each record of an answer to the text.

    Args:
        answer: records as `answers.schema` describes them; anything else in them is left out.
        text: the part of the report that the model was given, which its quotes must come from.
        grounds: makes what is asked about a quote from its spans.
        withheld: stretches of the report that prove nothing, since they speak to a machine.
    """
    kept: list[Record] = []
    shares: list[float] = []
    rejected: list[Rejected] = []
    seen: set[str] = set()
    for raw in answer:
        record, dropped = _hold_one(raw, text, grounds, withheld)
        kind = raw.get("kind")
        kind = kind if isinstance(kind, str) and kind in _models() else None
        rejected += [
            Rejected(kind=kind, slot=d.slot or None, offered=_shown(d.offered), reason=d.reason)
            for d in dropped
        ]
        if record is None:
            continue
        if (same := record.model_dump_json()) in seen:
            continue
        seen.add(same)
        kept.append(record)
        values = len(record.model_fields_set)
        shares.append(values / (values + len(dropped)))
    return Held(kept, shares, rejected)


def _hold_one(
    raw: Mapping[str, Any], text: Folded, grounds: Grounds, withheld: Sequence[Chars]
) -> tuple[Record | None, list[_Dropped]]:
    model = _models().get(raw["kind"]) if isinstance(raw.get("kind"), str) else None
    if model is None:
        return None, [_Dropped("", raw.get("kind"), "no kind of record")]
    quotes = raw.get("evidence")
    quotes = [quotes] if isinstance(quotes, str) else quotes
    quotes = [q for q in quotes if isinstance(q, str)] if isinstance(quotes, list) else []
    places = [align(quote, text) for quote in quotes]
    missing = [_Dropped("evidence", q, _ABSENT) for q, p in zip(quotes, places, strict=True) if not p]
    found = [p for p in places if p]
    if not found:
        return None, [_Dropped("", quotes[0] if quotes else raw.get("evidence"), _ABSENT)]
    if any(overlap(a.spans, withheld) for p in found for a in p[:1]):
        return None, [_Dropped("", quotes[0], "the words speak to a machine and report nothing")]
    best: tuple[Record | None, list[_Dropped]] | None = None
    for spans in _choices(found):
        attempt = _Holder(model, grounds(spans), spans, text).hold(raw)
        if best is None or (attempt[0] is not None, -len(attempt[1])) > (best[0] is not None, -len(best[1])):
            best = attempt
        if attempt[0] is not None and not attempt[1]:
            break
    assert best is not None
    return best[0], [*missing, *best[1]]


def _choices(found: Sequence[Sequence[Aligned]]) -> list[list[Chars]]:
    """The ways to place a record's quotes: each place of the first one, the others at their first."""
    rest = [span for places in found[1:] for span in places[0].spans]
    return [[*place.spans, *rest] for place in found[0]]


class _Holder:
    """Holds the values of one record to the ground that its quotes stand on."""

    def __init__(self, model: type[Claim], ground: Ground, spans: Sequence[Chars], text: Folded) -> None:
        self._model = model
        self._ground = ground
        self._spans = [Span(start=s, end=e) for s, e in spans]
        self._text_of_report = text
        self._dropped: list[_Dropped] = []

    def hold(self, raw: Mapping[str, Any]) -> tuple[Record | None, list[_Dropped]]:
        fields: dict[str, Any] = {"kind": raw["kind"]}
        for name, how in _slots(self._model).items():
            offered = raw.get(name)
            if offered in (None, "", [], {}):
                continue
            value = how(self, name, offered)
            if value not in (None, ()):
                fields[name] = value
        essential = _ESSENTIAL.get(raw["kind"], ())
        if essential and not any(slot in fields for slot in essential):
            reason = f"nothing of its {' or '.join(essential)} is borne out by the words"
            return None, [_Dropped("", raw.get("evidence"), reason)]
        fields["evidence"] = tidy(self._spans)
        try:
            return _RECORD.validate_python(fields), self._dropped
        except ValidationError as error:
            reason = f"not of the form of a record ({error.errors()[0]['msg']})"
            return None, [_Dropped("", raw.get("evidence"), reason)]

    def drop(self, slot: str, offered: Any, reason: str = "") -> None:
        """Leave a value out, and say so."""
        self._dropped.append(_Dropped(slot, offered, reason or _UNBORNE))

    # ---- one way of holding for each type of value

    def word(self, slot: str, offered: Any) -> Any:
        """A word of a closed list."""
        if offered in _closed_list(self._model.model_fields[slot].annotation):
            return offered
        self.drop(slot, offered, "no word of the list")
        return None

    def date(self, slot: str, offered: Any) -> str | None:
        """An EDTF date."""
        return self._text(slot, offered, self._ground.date)

    def duration(self, slot: str, offered: Any) -> str | None:
        """An ISO 8601 length."""
        return self._text(slot, offered, self._ground.duration)

    def place(self, slot: str, offered: Any) -> Place | None:
        """A place, by its name."""
        return self._text(slot, _label(offered), self._ground.place)

    def actors(self, slot: str, offered: Any) -> tuple[Actor, ...]:
        """Actors, by their names, each once."""
        names = offered if isinstance(offered, list) else [offered]
        found = [self._text(slot, _label(name), self._ground.actor) for name in names]
        return tuple({actor.name: actor for actor in found if actor is not None}.values())

    def count(self, slot: str, offered: Any, *, outcome: str | None = None) -> Count | None:
        """A number; the words that give it become evidence where the quote lacks them."""
        borne = self._ground.count(Offered.of(offered), outcome=outcome)
        if borne is None:
            self.drop(slot, offered)
            return None
        if borne.span is not None and not any(
            s.start <= borne.span.start and borne.span.end <= s.end for s in self._spans
        ):
            self._spans.append(borne.span)
        return borne.value

    def casualties(self, slot: str, offered: Any) -> tuple[Casualties, ...]:
        """People harmed: the harm and its number must both be in the words."""
        found: list[Casualties] = []
        for item in offered if isinstance(offered, list) else [offered]:
            outcome = item.get("outcome") if isinstance(item, dict) else None
            if outcome not in ("killed", "wounded", "missing", "captured") or not self._ground.outcome(
                outcome
            ):
                self.drop(slot, item)
                continue
            count = self.count(slot, item.get("count"), outcome=outcome)
            if count is not None:
                who = self._free(f"{slot}.who", item.get("who"))
                found.append(Casualties(outcome=outcome, count=count, who=who))
        return tuple(dict.fromkeys(found))

    def source(self, slot: str, offered: Any) -> Source | None:
        """Who says something: each of name, role and organisation must be in the words or meant by them."""
        if not isinstance(offered, dict):
            offered = {"name": offered}
        name = self._text(f"{slot}.name", offered.get("name"), self._ground.person)
        role = self._text(f"{slot}.role", offered.get("role"), self._ground.role)
        actor = self._text(f"{slot}.organisation", offered.get("organisation"), self._ground.actor)
        if name is None and role is None and actor is None:
            return None
        anonymous = name is None and offered.get("anonymous") is True
        return Source(
            name=name, role=role, organisation=actor.name if actor is not None else None, anonymous=anonymous
        )

    def delegations(self, slot: str, offered: Any) -> tuple[Delegation, ...]:
        """The sides at talks and who was there for them; a side of which nobody is left is only a party."""
        found = []
        for item in offered if isinstance(offered, list) else []:
            if not isinstance(item, dict):
                continue
            party = self._text(slot, _label(item.get("party")), self._ground.actor)
            members = item.get("members") if isinstance(item.get("members"), list) else []
            people = [self._person(f"{slot}.members", member) for member in members or () if member]
            head = self._person(f"{slot}.head", item["head"]) if item.get("head") else None
            present = tuple(person for person in people if person is not None)
            if party is not None and (head is not None or present):
                found.append(Delegation(party=party, head=head, members=present))
        return tuple(found)

    def _person(self, slot: str, offered: Any) -> Person | None:
        if not isinstance(offered, dict):
            offered = {"name": offered}
        name = self._text(slot, offered.get("name"), self._ground.person)
        role = self._text(slot, offered.get("role"), self._ground.role)
        return Person(name=name, role=role) if name or role else None

    def free(self, slot: str, offered: Any) -> str | None:
        """Words of the report's, or nearly."""
        return self._free(slot, offered)

    def texts(self, slot: str, offered: Any) -> tuple[str, ...]:
        """A list of such words."""
        found = [self._free(slot, item) for item in (offered if isinstance(offered, list) else [offered])]
        return tuple(dict.fromkeys(text for text in found if text))

    def _free(self, slot: str, offered: Any) -> str | None:
        return self._text(slot, offered, self._ground.words)

    def _text(self, slot: str, offered: Any, ask: Callable[[str], T | None]) -> T | None:
        """What the ground says of an offered text; whatever it does not bear out is dropped."""
        if offered is None or offered == "":
            return None
        value = ask(" ".join(offered.split())) if isinstance(offered, str) and offered.strip() else None
        if value is None:
            self.drop(slot, offered, self._why(offered))
        return value

    def _why(self, offered: Any) -> str:
        words = " ".join(fold(offered).split()) if isinstance(offered, str) else ""
        return _ELSEWHERE if words and next(self._text_of_report.places(words), None) else _UNBORNE


def _label(offered: Any) -> Any:
    return offered.get("name") if isinstance(offered, dict) else offered


_How = Callable[[_Holder, str, Any], Any]


@lru_cache(maxsize=1)
def _models() -> dict[str, type[Claim]]:
    return {typing.get_args(m.model_fields["kind"].annotation)[0]: m for m in KINDS}


@lru_cache(maxsize=16)
def _slots(model: type[Claim]) -> dict[str, _How]:
    """How each field of a kind is held, by the type of its value; the fields that a model is not asked for left out."""
    found: dict[str, _How] = {}
    for name, field in model.model_fields.items():
        if name not in NOT_ASKED | {"kind", "evidence"}:
            found[_ALIASES.get(name, name)] = _how(name, field.annotation, field.metadata)
    return found


def _how(name: str, annotation: Any, metadata: Sequence[Any]) -> _How:
    types = _types(annotation)
    for known, how in _BY_TYPE:
        if known in types:
            return how
    if _closed_list(annotation):
        return _Holder.word
    patterns = "".join(str(m) for m in [*metadata, *_constraints(annotation)])
    if r"\d{4}" in patterns:
        return _Holder.date
    if "^P" in patterns:
        return _Holder.duration
    return _Holder.texts if tuple in types else _Holder.free


_BY_TYPE: tuple[tuple[Any, _How], ...] = (
    (Casualties, _Holder.casualties),
    (Delegation, _Holder.delegations),
    (Actor, _Holder.actors),
    (Source, _Holder.source),
    (Place, _Holder.place),
    (Count, _Holder.count),
)


def _types(annotation: Any) -> set[Any]:
    origin, arguments = typing.get_origin(annotation), typing.get_args(annotation)
    found = {annotation} if isinstance(annotation, type) else set()
    if isinstance(origin, type):
        found.add(origin)
    return found.union(*(_types(a) for a in arguments if origin is not Literal)) if arguments else found


def _constraints(annotation: Any) -> list[Any]:
    nested = [m for a in typing.get_args(annotation) if not isinstance(a, str) for m in _constraints(a)]
    return [*getattr(annotation, "__metadata__", ()), *nested]


def _closed_list(annotation: Any) -> tuple[Any, ...]:
    """The words that a field may have; none where its type lists none."""
    if typing.get_origin(annotation) is Literal:
        return typing.get_args(annotation)
    return next((words for part in typing.get_args(annotation) if (words := _closed_list(part))), ())


def _shown(offered: Any) -> str:
    text = offered if isinstance(offered, str) else json.dumps(offered, ensure_ascii=False, default=str)
    text = " ".join(text.split())
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"
