"""When and where a clause's event took place.

Invariant: what stands nearest in the grammar wins: the clause's own words, then the clause it hangs on, then
its sentence, then the head of its line or list item, then what the paragraph has just been telling of. A time
or place that belongs to somebody's speaking ("said on Friday in Geneva") is not the event's.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import cached_property

from spacy.tokens import Doc, Token

from trucewatch.language.asides import beside, is_aside, is_of_origin, since_part
from trucewatch.language.breadth import breadth
from trucewatch.language.clauses import Clause, own_tokens
from trucewatch.language.times import TimeExpression, as_a_day
from trucewatch.records import PlaceMention

AT = (
    *("in", "at", "near", "on", "outside", "inside", "around", "across", "over", "off", "along"),
    *("within", "throughout"),
)
BESIDE = (
    *("of", "between", "above", "beside", "behind", "beyond", "opposite", "through", "towards", "toward"),
    *("against", "upon", "nr", "into", "under", "below"),
)
_TIME = frozenset({"since", "after", "before", "until", "till", "following"})
# a line's head: what stands before its first separator ("23 Jul | …", "14:30, Zolote: …", "*Artibonite.* …")
_HEAD = 45
# what ends a paragraph: an empty line, or the next item of a list
_BREAK = re.compile(r"\n\s*\n|\n[ \t]*(?:[-*•–—]|\(?\d{1,2}[.)]|\(?[a-z][.)])[ \t]")
# what a day before it is only compared with: "up from 2,900 last week"
_COMPARED = re.compile(
    r"\b(?:(?:up|down|risen|rose|fallen|fell) from|(?:as )?compared (?:with|to)|as against)\b[^;:.]*$", re.I
)


class Circumstances:
    """Times and places of clauses over one parsed report.

    `time_at` and `place_at` map token indices to mentions, `meant` those of common nouns that stand for a place;
    `reports` tells whether a verb is one of saying, `acts` whether a noun phrase names somebody who acts;
    `speakers` are the tokens of whoever is quoted.
    """

    def __init__(
        self,
        *,
        doc: Doc,
        text: str,
        time_at: dict[int, TimeExpression],
        place_at: dict[int, PlaceMention],
        meant: dict[int, PlaceMention] | None = None,
        reports: Callable[[Token], bool],
        acts: Callable[[Token], bool],
        speakers: frozenset[int] = frozenset(),
    ) -> None:
        self._doc = doc
        self._text = text
        self._time_at = time_at
        self._place_at = place_at
        self._meant = meant or {}
        self._reports = reports
        self._acts = acts
        self._speakers = speakers

    # ---- when

    def time_of(self, clause: Clause) -> TimeExpression | None:
        """When the clause's event took place, by the words of its sentence; None where that says nothing."""
        own = self._dates(beside(clause.tokens(), clause.predicate), clause.predicate)
        if own:
            return own[0]
        node = clause.predicate
        if node.dep_ == "relcl" and any(c.lower_ == "when" for c in node.lefts):
            day = self._time_at.get(node.head.i)  # "until 3 May, when fighters overran the base"
            if day is not None and day.value is not None:
                return replace(day, window=None, signal=None)
        begun = since_part(node)
        if begun is not None:
            return next(iter(self._dates(begun.subtree, node)), None)
        for _ in range(4):
            head = node.head
            if head == node or node.dep_ in ("relcl", "ccomp") or (node.dep_ == "acl" and node.tag_ != "VBG"):
                break
            if self._reports(head) and node.dep_ not in ("dobj", "nsubjpass"):
                break  # when it was said; but "announced an extension on Friday" is of Friday
            above = self._dates(own_tokens(head), clause.predicate)
            if above:
                return above[0]
            node = head
        return self._only_date(clause)

    def time_told(self, clause: Clause) -> TimeExpression | None:
        """When the event took place, by its sentence, else by the head of its line, its section or the sentence before.

        A sentence that follows another in its paragraph goes on with the same day unless it says otherwise
        (Reichenbach's reference time, as narrative moves it: Partee 1984).
        """
        own = self.time_of(clause)
        if own is not None:
            return own
        predicate = clause.predicate
        if since_part(predicate) is not None:
            return None
        return (
            self._head_of_line(predicate)
            or as_a_day(self._doc, self._told_before(predicate))
            or self._clock_of_line(predicate)
            or self._heading_date(predicate)
        )

    def _dates(self, tokens: Iterable[Token], near: Token) -> list[TimeExpression]:
        """The dates among `tokens`, the nearest first; where there are none, the hours ("overnight", "at 14:30")."""
        found, hours = {}, {}
        for token in tokens:
            time = self._time_at.get(token.i)
            if time is None or not (time.window or time.value) or _compares(token, time):
                continue
            if time.kind == "date":
                found[time.start] = time
            elif time.kind == "time" and (time.window is None or time.signal is None):
                hours[time.start] = time
        return sorted((found or hours).values(), key=lambda t: (abs(t.start - near.idx), t.start))

    def _only_date(self, clause: Clause) -> TimeExpression | None:
        sentence = clause.predicate.sent
        dates = self._dates(sentence, clause.predicate)
        if len(dates) != 1 or (
            clause.nominal and clause.carrier is None and clause.predicate != sentence.root
        ):
            return None
        if self._in_aside(clause.predicate, dates[0]):
            return None
        token = next(t for t in sentence if self._time_at.get(t.i) is dates[0])
        if is_aside(token, clause.predicate):
            return None
        node = token
        while node.head != node and node.pos_ not in ("VERB", "AUX"):
            node = node.head
        inside = {t.i for t in clause.predicate.subtree}
        described = node.head if node.dep_ in ("relcl", "acl") else None
        if self._reports(node) or (described is not None and described != clause.predicate):
            return None  # "four posts on the hill, which it took *in May*"
        if node != clause.predicate and node.i in inside and any(c.lower_ == "since" for c in node.lefts):
            begun = dates[0]  # "have fled *since fighting broke out on 15 April*"
            open_ = begun.value is not None and begun.window is None and "/" not in begun.value
            return replace(begun, window=f"{begun.value}/..", signal="since") if open_ else begun
        return dates[0] if node == node.sent.root or node.i in inside else None

    def _in_aside(self, predicate: Token, time: TimeExpression) -> bool:
        """Whether an event stands in a relative clause, and a date outside it."""
        node = predicate
        while node.head != node:
            if node.dep_ == "relcl":
                first, last = node.left_edge.idx, node.right_edge.idx
                return not first <= time.start <= last
            node = node.head
        return False

    @cached_property
    def _lines(self) -> list[int]:
        return [0, *(n + 1 for n, c in enumerate(self._text) if c == "\n")]

    def _line(self, token: Token) -> tuple[int, int]:
        number = bisect_right(self._lines, token.idx) - 1
        start = self._lines[number]
        end = self._lines[number + 1] - 1 if number + 1 < len(self._lines) else len(self._text)
        return start, end

    def _head_of_line(self, token: Token) -> TimeExpression | None:
        start, _ = self._line(token)
        return next(
            (
                t
                for t in self._dated
                if start <= t.start < start + _HEAD // 2 and t.start < token.idx and self._stands_alone(t)
            ),
            None,
        )

    def _clock_of_line(self, token: Token) -> TimeExpression | None:
        """The clock time that an entry of a log or a live page begins with."""
        start, _ = self._line(token)
        clock = next(
            (
                t
                for t in self._clocked
                if start <= t.start < start + 6 and t.start < token.idx and "T" in (t.value or "")
            ),
            None,
        )
        day = self._heading_date(token) if clock is not None else None
        if clock is None or clock.value is None or day is None or len(day.value or "") != 10:
            return clock
        return replace(clock, value=f"{day.value}T{clock.value.partition('T')[2]}")

    def _stands_alone(self, time: TimeExpression) -> bool:
        """Whether a date is set off from what follows ("5 May: …", "23 Jul | …", "**3 February**")."""
        after = self._text[time.end : time.end + 14]
        return bool(
            re.match(r"(?:,? ?\d{1,2}[:.]?\d{2} ?(?:hrs?|h)?)?\s*[,.]?\**\s*(?:[:|–—\-)\n]|$)", after)
        )

    @cached_property
    def _dated(self) -> list[TimeExpression]:
        found = {t.start: t for t in self._time_at.values() if t.kind == "date" and (t.window or t.value)}
        return [found[k] for k in sorted(found)]

    @cached_property
    def _clocked(self) -> list[TimeExpression]:
        found = {t.start: t for t in self._time_at.values() if t.kind == "time" and t.value}
        return [found[k] for k in sorted(found)]

    def _heading_date(self, token: Token) -> TimeExpression | None:
        """The date of the nearest heading above: a short line of its own that holds a date and little else."""
        for time in reversed(self._dated):
            if time.start >= token.idx:
                continue
            number = bisect_right(self._lines, time.start) - 1
            start = self._lines[number]
            end = self._lines[number + 1] - 1 if number + 1 < len(self._lines) else len(self._text)
            if (
                end - start <= 60
                and end < token.idx
                and number > 0
                and end - start - (time.end - time.start) <= 25
            ):
                return time
        return None

    def _told_before(self, token: Token) -> TimeExpression | None:
        """The date of the sentence before in the same paragraph, if its main clause has one."""
        sentence = token.sent
        for _ in range(3):
            if sentence.start == 0:
                return None
            before = self._doc[sentence.start - 1].sent
            if _BREAK.search(self._text, before.start_char, max(sentence.start_char, before.start_char)):
                return None
            root = before.root
            if not self._reports(root):
                dates = self._dates(beside(own_tokens(root), root), root)
                if dates:
                    return dates[0]
            sentence = before
        return None

    # ---- where

    def places_of(self, clause: Clause, *, prepositions: tuple[str, ...] = AT + BESIDE) -> list[PlaceMention]:
        """Where the clause's event took place, the likeliest and most specific first.

        Takes places after locative prepositions ("in", "near", "west of") in the clause and its arguments, and
        names before the predicate ("the Idlib offensive"); leaves out whoever acts.
        """
        # "forces from Russia" act; "the escalation in Idlib" is where it happens
        agents = {t.i for a in clause.agents if self._acts(a) for t in a.subtree} - {clause.predicate.i}
        ranked: list[tuple[int, int, PlaceMention]] = []
        seen: set[str] = set()
        for heads in (clause.obliques.get(p, ()) for p in prepositions):
            for token in heads:
                mention = self._place_at.get(token.i)
                if mention is not None and mention.name not in seen:
                    seen.add(mention.name)
                    ranked.append((4 * breadth(mention), token.i, mention))
        words = [
            *clause.tokens(),
            *(t for a in clause.agents if a.pos_ == "NOUN" and not self._acts(a) for t in a.subtree),
        ]
        for token in words:
            mention = self._place_at.get(token.i)
            if mention is None or token.i in agents or mention.name in seen:
                continue
            modifies = token.dep_ in ("amod", "compound", "nmod")
            if breadth(mention) == 2 and modifies and token.head.lower_ not in _GROUND:
                continue  # "the American base" is not in America
            if self._of_another_time(token, clause) or is_aside(token, clause.predicate):
                continue
            word, distance = self._preposition(token, clause)
            modifies = word is None and token.dep_ in ("compound", "nmod") and token.head == clause.predicate
            if word in prepositions or modifies:
                seen.add(mention.name)
                ranked.append((distance + 4 * breadth(mention), token.i, mention))
        return [place for *_, place in sorted(ranked, key=lambda r: r[:2])]

    def _of_another_time(self, token: Token, clause: Clause) -> bool:
        """Whether a place stands behind a word of time: "the first talks *since* shelling near Abu Grein"."""
        node = token
        while node != clause.predicate and node.head != node:
            if node.dep_ in ("prep", "advcl") and (
                node.lower_ in _TIME or any(c.lower_ in _TIME for c in node.lefts)
            ):
                return True
            node = node.head
        return False

    def place_told(self, clause: Clause) -> PlaceMention | None:
        """Where the event took place, by its clause, else the clause it hangs on, its sentence, its line or those before."""
        own = self.places_of(clause)
        if own:
            return own[0]
        node = clause.predicate
        for _ in range(4):
            head = node.head
            if head == node or self._reports(head):
                break
            if head.pos_ in ("VERB", "AUX") and node.dep_ != "ccomp":
                found = self._located(own_tokens(head))
                if found is not None:
                    return found
            node = head
        sentence = clause.predicate.sent
        acting = {s.i for a in clause.agents for s in a.subtree}
        inside = [t for t in sentence if t.i not in acting and not is_of_origin(t, clause.predicate)]
        return (
            self._place_meant(clause)
            or self._located(inside)
            or self._place_of_line(clause.predicate)
            or self._place_before(clause.predicate)
        )

    def _located(self, tokens: Iterable[Token]) -> PlaceMention | None:
        """The most specific place that a preposition of place governs among `tokens`, not those of a verb of saying."""
        found: list[tuple[int, int, PlaceMention]] = []
        for token in tokens:
            mention = self._place_at.get(token.i)
            if (
                mention is None
                or token.dep_ != "pobj"
                or token.head.lower_ not in AT
                or token.i in self._speakers
            ):
                continue
            if not self._reports(token.head.head):
                found.append((breadth(mention), token.i, mention))
        return min(found, key=lambda f: f[:2])[2] if found else None

    def _place_of_line(self, token: Token) -> PlaceMention | None:
        start, _ = self._line(token)
        for mention in self._placed:
            if mention.start >= min(start + _HEAD, token.idx):
                break
            if mention.start >= start and re.match(
                r"[^\w\n]{0,4}[:|–—.*]", self._text[mention.end : mention.end + 5]
            ):
                return mention
        return None

    @cached_property
    def _placed(self) -> list[PlaceMention]:
        found = {m.start: m for i, m in self._place_at.items() if i not in self._meant}
        return [found[k] for k in sorted(found)]

    def _place_meant(self, clause: Clause) -> PlaceMention | None:
        """What "there", "the town", "the area" stand for in the clause; a country says too little."""
        found = (self._meant.get(token.i) for token in clause.tokens())
        return next((m for m in found if m is not None and breadth(m) < 2), None)

    def _place_before(self, token: Token) -> PlaceMention | None:
        """The place of the sentences before in the same paragraph, the nearest first; a country says too little."""
        sentence = token.sent
        for _ in range(3):
            if sentence.start == 0:
                return None
            before = self._doc[sentence.start - 1].sent
            if _BREAK.search(self._text, before.start_char, max(sentence.start_char, before.start_char)):
                return None
            found = self._located(beside(before, before.root))
            if found is not None and breadth(found) < 2:
                return found
            sentence = before
        return None

    def _preposition(self, token: Token, clause: Clause) -> tuple[str | None, int]:
        node, distance = token, 0
        while node.head != node and distance < 8:
            if node.dep_ == "prep" or (node.dep_ == "pobj" and node.head.pos_ == "ADP"):
                preposition = node if node.dep_ == "prep" else node.head
                return preposition.lower_, distance
            if node == clause.predicate:
                break
            node, distance = node.head, distance + 1
        return None, distance


def _compares(token: Token, time: TimeExpression) -> bool:
    """Whether a date only says what is compared: "the *heaviest* fighting *since 1994*", "*up from* 40 last week"."""
    sentence = token.sent
    if _COMPARED.search(sentence.text[: token.idx - sentence.start_char]):
        return True
    since = next((t for t in (token, *token.ancestors) if t.lower_ == "since"), None)
    if time.signal != "since" or since is None or since.i == token.sent.start:
        return False
    compared = since.nbor(-1)
    return any(c.tag_ in ("JJS", "RBS") or c.lower_ in ("first", "last") for c in compared.lefts)


_GROUND = frozenset(
    ("soil", "territory", "side", "border", "coast", "airspace", "waters", "mainland", "land", "capital")
)
