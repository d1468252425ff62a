"""Posts: observation posts, checkpoints, bases, camps and crossings, what happens to them and whose they are.

A post is read from the verb, noun or adjective that says how it stands; a post merely mentioned is no claim.
Subsets are records of their own: "three of the twelve posts" is not the twelve.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from spacy.tokens import Token

from trucewatch.language.clauses import Clause, content_head
from trucewatch.language.document import Document
from trucewatch.reading.common import by_word, date_of, edtf, frame, lexicon
from trucewatch.reading.entries import following, is_entry, place_of_entry, time_of_entry
from trucewatch.reading.forces import forces_of, is_bare, is_force, owners_of
from trucewatch.reading.merging import contradict, filled, merged
from trucewatch.reading.post_nouns import find_posts, numbered
from trucewatch.reading.whereabouts import (
    ground_kind,
    is_broad,
    named_ground,
    place_behind,
    place_beside,
    place_of,
    places_among,
)
from trucewatch.records import Actor, Count, Place, Post

_GIVEN_UP = frozenset({"evacuated", "closed", "dismantled"})
_ENDING = frozenset({"lift", "end", "ease", "reverse", "revoke"})
_STATIVE = frozenset({"be", "remain", "stay", "lie", "stand", "become", "keep", "leave"})
_LOCATIVE = (
    "in",
    "at",
    "near",
    "on",
    "outside",
    "inside",
    "around",
    "along",
    "within",
    "across",
    "between",
    "opposite",
    "of",
    "into",
)


def read(document: Document) -> list[Post]:
    """The posts that a report tells something of, in the order of the text."""
    return _Reader(document).read()


class _Reader:
    def __init__(self, document: Document) -> None:
        self.document = document
        self.lexicon = lexicon("posts")
        tables = self.lexicon.tables
        self.loose = set(tables["loose"]["types"])
        self.states = by_word(tables["states"])
        self.within = {key: set(words) for key, words in tables["within"].items()}
        self.keeping = set(tables["keeping"]["verbs"])
        self.garrisons = set(tables["garrisons"]["nouns"])
        found = find_posts(document)
        self.posts, self.meant = found.kinds, found.meant

    def read(self) -> list[Post]:
        if not self.posts:
            return []
        found: list[tuple[int, Post]] = []
        for clause, entry in self.document.triggers(self.lexicon.verbs, self.lexicon.nouns):
            for token in self._posts_of(clause, entry["post"]):
                if entry.get("needs") == "force" and self.posts[content_head(token).i] in self.loose:
                    continue
                status = self._another(clause) or entry["status"]
                moved = status == "evacuated" and token in clause.patients
                if moved and content_head(token).lemma_.lower() in self.garrisons:
                    continue  # "moved its garrison to X": soldiers
                if entry.get("needs") == "force" and not any(
                    is_force(self.document, t) for t in clause.agents
                ):
                    continue  # who goes back to camp
                if status == "holding" and clause.modality == "planned" and clause.lemma in self.keeping:
                    status = "established"
                if status == "closed" and clause.carrier is not None and clause.carrier.lemma_ in _ENDING:
                    status = "reopened"  # "lifted the closure of the crossings"
                found += self._record(token, clause, status, entry)
        for index in self.posts:
            found += self._states(self.document.doc[index])
            found += self._there(self.document.doc[index])
        told = {index for index, _ in found}
        for index in self.posts:
            if index not in told:
                found += self._entry(self.document.doc[index])
        for placed in self._placings():
            found += placed
        ordered = _told(sorted(found, key=lambda f: f[0]))
        return _merge(_inherit(ordered, self.loose))

    def _posts_of(self, clause: Clause, roles: Iterable[str]) -> list[Token]:
        heads = {"agent": clause.agents, "patient": clause.patients}
        found: list[Token] = []
        for role in roles:
            if role == "patient" and not clause.patients and clause.predicate.tag_ in ("VBD", "VBN"):
                role = "agent"  # logs leave out the auxiliary: "two checkpoints dismantled"
            others = [*clause.recipients, *clause.oblique(role)] if role == "to" else clause.oblique(role)
            for token in heads.get(role, others):
                if (
                    content_head(token).i in self.posts
                    and token not in found
                    and token.i != clause.predicate.i
                ):
                    found.append(token)
        return found

    # ---- how a post stands

    def _states(self, post: Token) -> Iterator[tuple[int, Post]]:
        """Adjectives: "the crossing is open", "the camps, now empty", "a new checkpoint"."""
        for child in post.children:
            status = self.states.get(child.lower_)
            if status is not None and child.dep_ in ("amod", "acomp", "appos") and not self._has_verb(post):
                yield from self._record(post, self.document.clause(post), status, {})
        verb = _governor(post)
        if (
            verb.lemma_ in _STATIVE
            and verb.pos_ in ("VERB", "AUX")
            and post.dep_ in ("nsubj", "nsubjpass", "dobj", "conj")
        ):
            for child in verb.children:
                status = self.states.get(child.lower_)
                to = any(c.lower_ == "to" for c in child.lefts)
                if status and not to and child.dep_ in ("acomp", "oprd", "advmod", "xcomp", "attr"):
                    yield from self._record(post, self.document.clause(verb), status, {})
                    return

    def _there(self, post: Token) -> Iterator[tuple[int, Post]]:
        """ "There are eleven checkpoints on the road"."""
        verb = _governor(post)
        if verb.lemma_ in ("be", "remain") and any(c.dep_ == "expl" for c in verb.children):
            clause = self.document.clause(verb)
            if post.dep_ in ("attr", "conj", "nsubj", "dobj") and not clause.negated:
                yield from self._record(post, clause, "holding", {})

    def _entry(self, post: Token) -> Iterator[tuple[int, Post]]:
        """A log's line without a verb: "New checkpoint on the road since Sunday", "Zolote crossing: closed"."""
        if post.dep_ in ("pobj", "poss", "dobj") or not is_entry(post):
            return
        status = self._status_of_entry(post)
        place = place_of_entry(self.document, post)
        if status is None or place is None or self.posts[post.i] in self.loose:
            return
        for index, record in self._record(post, self.document.clause(post), status, {}):
            date = record.date or edtf(time_of_entry(self.document, post))
            words = [post, *following(post)]
            span = self.document.span([*post.lefts, *(t for t in words if t.sent == post.sent)])
            told = {"place": record.place or place, "date": date, "evidence": (span,)}
            yield index, record.model_copy(update=told)

    def _status_of_entry(self, post: Token) -> str | None:
        if any(c.lower_ in self.states and self.states[c.lower_] == "established" for c in post.lefts):
            return "established"
        for word in following(post):
            status = self.states.get(word.lower_)
            if status is not None:
                return status
            entry = self.lexicon.verbs.get(word.lemma_.lower())
            if entry is not None and word.tag_ in ("VBN", "VBD", "JJ") and "patient" in entry["post"]:
                return str(entry["status"])
            if word.lower_ in ("still", "remains", "present", "since"):
                return "holding"
        return "holding" if self.document.count_of(post) is not None else None

    def _has_verb(self, post: Token) -> bool:
        return post.dep_ in ("nsubj", "nsubjpass", "dobj")

    def _placings(self) -> Iterator[list[tuple[int, Post]]]:
        """Posts that lie within somebody else's ground: "three fell in areas under government control"."""
        for token in self.document.doc:
            if token.pos_ in ("VERB", "AUX") and token.lemma_ in self.within["verbs"]:
                clause = self.document.clause(token)
                posts = self._posts_of(clause, ("agent", "patient"))
                status = self._another(clause) if posts else None
                if status is not None:
                    yield [r for p in posts for r in self._record(p, clause, status, {})]

    def _another(self, clause: Clause) -> str | None:
        if clause.predicate.lemma_ not in self.within["verbs"]:
            return None
        for token in clause.oblique(*self.within["prepositions"]):
            lemma = token.lemma_.lower()
            if lemma == "hand" and self._small(clause) and owners_of(self.document, token):
                return "captured"  # "are in rebel hands"
            held = any(self._of_power(t) or t.lower_ in self.within["sides"] for t in token.subtree)
            if lemma in self.within["nouns"] and held:
                return "in another's area"
        return None

    def _small(self, clause: Clause) -> bool:
        """Whether it is a post that somebody has, not a base or crossing, which is ground (control)."""
        kinds = {self.posts.get(content_head(t).i) for t in (*clause.agents, *clause.patients)}
        return not kinds & {"base", "camp", "crossing point", "position"}

    def _of_power(self, token: Token) -> bool:
        lemma = token.lemma_.lower()
        return lemma in self.within["power_nouns"] or (
            lemma in self.within["power"] and token.tag_ in ("VBN", "VBD", "JJ")
        )

    # ---- records

    def _record(
        self, token: Token, clause: Clause, status: str, entry: dict[str, Any]
    ) -> Iterator[tuple[int, Post]]:
        document = self.document
        common = frame(document, clause)
        if common is None:
            return
        post = content_head(token)
        kind = self.posts[post.i]
        operator = self._operator(post, clause, entry)
        count = self._count(token, post)
        place = self._place(post, clause)
        if place is not None and place.name in {a.name for a in operator}:
            place = None  # "Turkey's posts" are Turkey's, not in it
        if place is None and is_entry(post):
            place = place_of_entry(document, post)
        taken_up = any(c.lower_ in ("the", "this", "that") for c in post.lefts)
        taken_up = taken_up or self._known_before(post)
        if not taken_up and not operator and place is None and count is None:
            return
        if kind == "position" and not (numbered(post) or count or (operator and place)):
            return  # a point of view, or any place where somebody stands
        if kind in self.loose and not (operator or taken_up):
            told = count is not None or numbered(post) or status != "holding"
            if place is None or not told:
                return
        if status == "holding" and clause.modality == "possible":
            return
        if status == "attacked" and kind in self.loose:
            return  # an army's base that is shelled is an incident
        yield (
            post.i,
            Post(
                **common,
                type=kind,
                operator=tuple(operator),
                count=count,
                place=place,
                date=date_of(document, clause),
                status=status,
            ),
        )

    def _known_before(self, post: Token) -> bool:
        """Whether a loose word ("three posts") stands after posts that the report has named more closely."""
        return self.posts[post.i] in self.loose and any(
            i < post.i and kind not in self.loose for i, kind in self.posts.items()
        )

    def _operator(self, post: Token, clause: Clause, entry: dict[str, Any]) -> list[Actor]:
        found = owners_of(self.document, post)
        if not found and post.i in self.meant:
            found = owners_of(self.document, self.meant[post.i])
        attackers = {
            a.name
            for role in entry.get("attacker", ())
            if role == "agent"
            for a in forces_of(self.document, clause.agents)
        }
        if not found and entry.get("status") == "captured":
            found = forces_of(
                self.document, [t for t in clause.oblique("from") if is_force(self.document, t)]
            )
        if not found and "agent" in entry.get("operator", ()):
            found = forces_of(
                self.document,
                [t for t in clause.agents if t.i not in self.posts and is_force(self.document, t)],
            )
        if not found:
            keepers = [
                c
                for c in post.children
                if c.dep_ in ("acl", "relcl") and c.lemma_ in self.keeping and c.i != clause.predicate.i
            ]
            for keeper in keepers:
                inner = self.document.clause(keeper)
                found = found or forces_of(
                    self.document, [t for t in (*inner.agents, *inner.oblique("to")) if t != post]
                )
        return [a for a in found if a.name not in attackers and not is_bare(a)]

    def _count(self, token: Token, post: Token) -> Count | None:
        if post.tag_ in ("NN", "NNP") and numbered(post):
            return None
        if token.lower_ == "one":
            return None  # "one of its positions"
        return self.document.count_of(token) or (self.document.count_of(post) if token is not post else None)

    def _place(self, post: Token, clause: Clause) -> Place | None:
        document = self.document
        if numbered(post):
            number = next(c for c in post.rights if c.dep_ in ("nummod", "appos") and c.like_num)
            word = post.text if post.text.isupper() else post.lower_
            names = (c for c in post.rights if c.dep_ == "appos" and c.pos_ == "PROPN")
            at = next((p for c in names if (p := place_of(document, c)) is not None), None)
            return at or Place(name=f"{word} {number.text}")
        own = place_of(document, post)
        if own is not None and own.latitude is None and own.name.lower().endswith(post.lower_):
            own = place_beside(document, post) or own  # "New rebel checkpoint near X" names none
        if own is not None and not (is_broad(own) and _describes(document, post, own)):
            return own
        if own is None and (named := _of_its_own_name(document, post)) is not None:
            return named
        beside = place_beside(document, post) or place_behind(document, post)
        if beside is not None:
            return beside
        places = document.places_of(clause, prepositions=_LOCATIVE)
        places = places or places_among(document, clause.oblique(*_LOCATIVE))
        return next((p for p in places if not is_broad(p)), places[0] if places else None)


def _governor(post: Token) -> Token:
    """The word above a post, or above the coordination that it stands in."""
    above = post.head
    while above.dep_ == "conj" and above.pos_ not in ("VERB", "AUX"):
        above = above.head
    return above


def _of_its_own_name(document: Document, post: Token) -> Place | None:
    """A post whose name only the report gives: "the *Al-Anad base*", "*Camp Faouar*"."""
    return named_ground(document, post) if ground_kind(post) == "site" else None


def _describes(document: Document, post: Token, place: Place) -> bool:
    """Whether a country beside a post says whose it is, not where: "Turkey's posts"."""
    return any(
        c.dep_ in ("poss", "compound", "nmod", "amod") and document.place_at(c) == place for c in post.lefts
    )


def _told(found: list[tuple[int, Post]]) -> list[Post]:
    """What is said of each post, less what only says again that it is there or that it is given up."""
    kept: list[tuple[int, Post]] = []
    for index, record in found:
        others = {r.status for i, r in found if i == index and r is not record}
        before = {r.status for i, r in kept if i == index}
        if (record.status == "holding" and others - {"holding"}) or (
            record.status in _GIVEN_UP and before & _GIVEN_UP
        ):
            continue
        kept.append((index, record))
    return [record for _, record in kept]


def _inherit(records: Iterable[Post], loose: set[str]) -> Iterator[Post]:
    """A post spoken of again has the operator and place named before for its kind, and a loose word its type.

    What then still has neither, nor a number, is nothing that can be told from others.
    """
    before: dict[str | None, Post] = {}
    last: Post | None = None
    for record in records:
        known = before.get(record.type)
        by_name = (
            record.place is not None
            and record.place.id is None
            and (record.type or "post") in record.place.name
        )
        if record.type in loose and not (record.operator or record.place or by_name) and last is not None:
            known = last
            record = record.model_copy(update={"type": known.type})
        if known is not None and not record.operator:
            record = record.model_copy(update={"operator": known.operator})
        if known is not None and record.place is None and record.count is None and known.count is None:
            record = record.model_copy(update={"place": known.place})
        if record.operator or record.place or record.count:
            before[record.type] = record
            last = record if record.type not in loose else last
            yield record


def _merge(records: Iterable[Post]) -> list[Post]:
    """The same post in the same state, told by the same source, is one record."""
    return merged(records, _same, lambda a, b: filled(a, b, "operator", "count", "place", "date"))


def _same(a: Post, b: Post) -> bool:
    if (a.status, a.assertion, a.type) != (b.status, b.assertion, b.type):
        return False
    return not contradict(a, b, "attribution", "place", "operator", "count")
