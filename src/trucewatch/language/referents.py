"""Whom a report speaks of: one Referent a person, state, force, body or group, however often it is mentioned.

Invariant: a referent only gains knowledge (a fuller name, a role, a gender) as the report goes on; the
registry keeps them in the order of their last mention.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice

from trucewatch.language.names import Entry, bodies, folded, known, states
from trucewatch.language.nouns import heads
from trucewatch.language.phrases import Phrase, Phrases
from trucewatch.records import Actor, Source
from trucewatch.records.reading import ActorType

_MEMORY = 400  # referents


@dataclass(slots=True, eq=False)
class Referent:
    """Somebody a report speaks of.

    `organisation` is the name of whom they serve; `serves` its id. An `unnamed` referent has a role and no
    name; `anonymous` ones the report keeps unnamed on purpose or by their number; a `described` one goes by a
    description alone. `rebel` is who takes up arms and is no state's force. `nouns` are the head nouns that
    described it, `order` the token of its last mention, `subject` whether that was a subject.
    """

    name: str
    type: ActorType
    id: str | None = None
    state: Entry | None = None
    plural: bool = False
    gender: str = ""
    role: str | None = None
    organisation: str | None = None
    serves: str | None = None
    anonymous: bool = False
    unnamed: bool = False
    described: bool = False
    armed: bool = False
    rebel: bool = False
    mission: bool = False
    nouns: set[str] = field(default_factory=set)
    order: int = -1
    subject: bool = False
    count: int = 0

    @property
    def party(self) -> bool:
        """Can it be a side: a state, or somebody with a name or in arms, and no mission between the sides?"""
        return not self.mission and not self.unnamed and (self.rebel or not self.described)

    def actor(self) -> Actor:
        """The value for a record's slot; an unnamed official stands for whom they serve."""
        if self.unnamed and self.organisation:
            return Actor(name=self.organisation, id=self.serves)
        return Actor(name=self.name, id=self.id)

    def source(self) -> Source:
        """The value for an attribution or a speaker."""
        if self.type == "person" or self.anonymous or self.unnamed:
            name = None if self.unnamed else self.name
            return Source(name=name, role=self.role, organisation=self.organisation, anonymous=self.anonymous)
        if self.type == "state":
            return Source(organisation=self.name)
        return Source(name=self.name, organisation=self.organisation or self.name)

    def serve(self, owner: Entry) -> None:
        """Note whom they serve, unless that is known already."""
        if self.organisation is None:
            self.organisation = owner.serves or owner.name
            self.serves = owner.id
            self.state = self.state or states().get(owner.state or "")


def sovereign(identifier: str | None) -> bool:
    """Is this the id of a state with a code of its own, not of a de facto or sub-state government?"""
    return identifier is not None and len(identifier) == 3 and identifier.isupper()


def _surname(name: str) -> str:
    return folded(name).lower().replace("-", " ").split()[-1]


def force_name(state: Entry, words: str, head: str) -> str:
    """What the forces of a state are called: "Turkish forces" for troops, "Thai border guards" for those."""
    adjective = state.adjective or state.name
    if words.isupper():
        words = words.lower()
    said = set(words.lower().split())
    if state.force and head in heads("troops") | heads("armies") and not heads("special") & said:
        return state.force
    if head in heads("troops") and said <= heads("plain") | {head}:
        government = "government " if {"government", "regime"} & said else ""
        return f"{adjective} {government}forces"
    return f"{adjective} {words}"


def same_person(name: str, other: str) -> bool:
    """May two names be one person's: equal, or one a part of the other with the same last word?"""
    a, b = (folded(n).lower().replace("-", " ").replace("'", "").split() for n in (name, other))
    if a == b:
        return True
    short, long = sorted((a, b), key=len)
    if short[-1] != long[-1]:
        return False
    return all(any(w == v or (len(w.rstrip(".")) == 1 and v.startswith(w[0])) for v in long) for w in short)


class Registry:
    """The referents of one report so far, in the order of their last mention, and who was named together."""

    def __init__(self, phrases: Phrases) -> None:
        self.phrases = phrases
        self.of: dict[int, list[Referent]] = {}
        self.here = 0
        self.sentence: list[int] = []
        number = -1
        for start in phrases.starts:
            number += start or number < 0
            self.sentence.append(number)
        self.groups: list[tuple[int, list[Referent]]] = []
        self._referents: dict[Referent, None] = {}
        self._named: dict[str, Referent] = {}
        self._persons: dict[str, list[Referent]] = {}
        self.issuer: Referent | None = None
        self._weights = _weights(phrases)
        self._governed = [s for s, _ in phrases.governed.most_common() if s in states()]
        self.conjuncts = self._coordinations()

    def two_states(self) -> list[Referent]:
        """The two states that the report is about; none where it is not clearly about two."""
        counts = [(states()[s], n) for s, n in self.phrases.governed.most_common(3) if s in states()]
        if len(counts) < 2 or counts[1][1] < 2 or (len(counts) > 2 and counts[2][1] * 3 > counts[1][1] * 2):
            return []
        return [self.known(state) for state, _ in counts[:2]]

    def _coordinations(self) -> dict[int, list[int]]:
        """Every token of a coordination with the heads of it all, in the order of the text."""
        first: dict[int, int] = {}
        members: dict[int, list[int]] = {}
        doc, deps = self.phrases.doc, self.phrases.deps
        for i, dep in enumerate(deps):
            if dep == "conj":
                node = doc[i]
                while node.dep_ == "conj" and node.head != node:
                    node = node.head
                first[i] = node.i
                members.setdefault(node.i, [node.i]).append(i)
        for root in members:
            first[root] = root
        return {i: members[root] for i, root in first.items()}

    def issue(self, who: Entry | Phrase | None) -> None:
        """Note who issues the report: an entry of the lexicons, or the phrase that names a body outside them."""
        if who is None:
            return
        self.issuer = self.body(who) if isinstance(who, Phrase) else self.known(who)
        self.issuer.nouns.update(who.name.lower().split())
        if self.issuer.mission and self.issuer.state is not None and self.issuer.state.id in states():
            # a mission to a state reports on that state, however often its papers name others
            governed = self.phrases.governed
            governed[str(self.issuer.state.id)] += max(governed.values(), default=0) + 1
            self._governed = [s for s, _ in governed.most_common() if s in states()]

    def issued(self, phrase: Phrase, head: str) -> Referent | None:
        """The issuer, where a bare capitalised noun is its short name: "the Mission", "the Ministry"."""
        if self.issuer is None or not phrase.definite or len(phrase.words.split()) > 1:
            return None
        if not phrase.words[0].isupper() or phrase.owners:
            return None
        organ = self.issuer.type == "state" and phrase.noun in ("ministry", "government")
        mission = self.issuer.mission and phrase.noun == "mission" and head in ("mission", "force", "agency")
        return self.issuer if organ or mission or head in self.issuer.nouns else None

    def touch(self, referent: Referent, head: int) -> None:
        """Note a mention at token `head`."""
        self._referents.pop(referent, None)
        self._referents[referent] = None
        referent.order = head
        # "Ann Lee, *adviser* to President Bo, said": still the subject
        described = referent.subject and self.phrases.deps[head] == "appos"
        referent.subject = described or self.phrases.deps[head] in ("nsubj", "nsubjpass")
        referent.count += 1

    def together(self, phrase: Phrase, previous: Phrase | None, found: list[Referent]) -> None:
        """Note who was named together with `phrase`: "the two countries" may mean them.

        Where the parser saw no coordination, "and" between two phrases is one all the same.
        """
        joined: list[Referent] = []
        for i in self.conjuncts.get(phrase.head, ()):
            if i < phrase.head:
                joined += [r for r in self.of.get(i, ()) if r not in joined and r not in found]
        if not joined and previous is not None and self._and_between(previous.end, phrase.start):
            joined = [r for r in self.of.get(previous.head, ()) if r not in found]
        joined += found
        if len(joined) >= 2:
            self.groups.append((phrase.head, joined))

    def _and_between(self, end: int, start: int) -> bool:
        between = self.phrases.lower[end:start]
        return "and" in between and set(between) <= {"and", "the", ",", "his", "its", "a", "with"}

    def recent_groups(self) -> Iterator[tuple[int, list[Referent]]]:
        """Who was named together, the latest first, each with the token of the last of them."""
        return islice(reversed(self.groups), _MEMORY)

    def new(self, referent: Referent, key: str | None = None) -> Referent:
        """Bring in somebody new; a key is a name that the report may use again."""
        self._referents[referent] = None
        if key is not None:
            self._named[key.lower()] = referent
        return referent

    def forget(self, referent: Referent) -> None:
        """Take back a referent that turned out to be another."""
        self._referents.pop(referent, None)

    def named(self, name: str) -> Referent | None:
        """The referent that goes by `name`."""
        return self._named.get(name.lower())

    def known(self, entry: Entry) -> Referent:
        """The referent of an entry of the lexicons; for a person, of whom they serve is noted with them."""
        referent = self._named.get(entry.name.lower())
        if referent is not None:
            return referent
        mission = entry.id is not None and entry.id in bodies()
        referent = Referent(
            name=entry.name,
            type=entry.type,
            id=entry.id,
            state=states().get(entry.state or ""),
            plural=entry.type == "group" or (entry.type == "force" and entry.name.endswith("s")),
            gender=entry.gender,
            organisation=entry.serves,
            armed=entry.type == "force" and not mission,
            mission=mission,
        )
        if entry.type in ("force", "organisation"):
            referent.nouns.add(entry.name.split()[-1].lower())
        if entry.type == "force" and entry.id is None and referent.state is not None:
            referent.organisation, referent.serves = referent.state.name, referent.state.id
        referent.rebel = referent.armed and referent.organisation is None and "oalition" not in entry.name
        return self.new(referent, entry.name)

    def peace_mission(self) -> Referent | None:
        """The one United Nations mission that the report names; None where it names none or several."""
        entries = {
            n.entry.id: n.entry for n in self.phrases.at.values() if n.entry.parent == "united-nations"
        }
        missions = [e for e in entries.values() if e.type == "force"]
        return self.known(missions[0]) if len(missions) == 1 else None

    def owner(self, entry: Entry) -> Referent:
        """Whom an owner in a phrase stands for: a leader's forces are those of whom the leader serves."""
        if entry.type == "person" and entry.serves:
            served = self._named.get(entry.serves.lower())
            return served or self.known(_serving(entry))
        return self.known(entry)

    def force(self, state: Entry, words: str, head: str) -> Referent:
        """The forces of a state by what the report calls them; materiel is the state itself."""
        if head in heads("materiel"):
            return self.known(state)
        name = force_name(state, words, head)
        referent = self._named.get(name.lower())
        if referent is None:
            referent = Referent(
                name=name, type="force", state=state, armed=True, organisation=state.name, serves=state.id
            )
            referent.plural = head.endswith("s")
            self.new(referent, name)
        referent.nouns.add(head)
        return referent

    def group(
        self, words: str, *, armed: bool = False, plural: bool = True, kind: ActorType = "group"
    ) -> Referent:
        """Somebody who goes by a description alone: "armed men", "villagers"."""
        referent = self._named.get(words.lower())
        if referent is None:
            referent = Referent(name=words, type=kind, plural=plural, armed=armed, described=True)
            self.new(referent, words.lower())
        return referent

    def body(self, phrase: Phrase) -> Referent:
        """The body or force that a capitalised name outside the lexicons names."""
        referent = self._named.get(phrase.name.lower())
        if referent is None:
            referent = Referent(name=phrase.name, type=phrase.type, armed=phrase.type == "force")
            referent.described = not phrase.certain
            referent.nouns.add(self.phrases.lower[phrase.end - 1])
            self.new(referent, phrase.name)
        return referent

    def rebels(self, words: str, *, plural: bool = True) -> Referent:
        """Those who fight a state, under a description: "Syrian rebels"."""
        referent = self.group(words, armed=True, plural=plural)
        referent.rebel = True
        return referent

    def recent(self, fits: Callable[[Referent], bool], *, reach: int | None = None) -> Referent | None:
        """Who was mentioned last among those that fit, no farther back than `reach` sentences."""
        here = self.sentence[self.here]
        for referent in self.mentioned():
            if reach is not None and here - self.sentence[referent.order] > reach:
                return None
            if fits(referent):
                return referent
        return None

    def mentioned(self) -> Iterator[Referent]:
        """Who was mentioned so far, the latest first, as far back as a reader remembers."""
        return (r for r in islice(reversed(self._referents), _MEMORY) if r.order >= 0)

    def person(self, name: str) -> Referent | None:
        """The person mentioned last who may go by `name`."""
        alike = self._persons.get(_surname(name), ())
        fitting = [r for r in alike if same_person(r.name, name)]
        return max(fitting, key=lambda r: r.order, default=None)

    def new_person(self, name: str) -> Referent:
        """Bring in a person by name."""
        return self.introduce(self.new(Referent(name=name, type="person")))

    def introduce(self, person: Referent) -> Referent:
        """Note that a person may be spoken of by surname from now on."""
        alike = self._persons.setdefault(_surname(person.name), [])
        if all(other is not person for other in alike):
            alike.append(person)
        return person

    def home(self) -> Entry | None:
        """The state in question: spoken of most, or the last one named if it is about as present."""
        counts = self.phrases.governed
        if not self._governed:
            return None
        top = self._governed[0]
        last = self.recent(lambda r: r.type == "state" and sovereign(r.id), reach=1)
        if (
            last is not None
            and last.id is not None
            and counts[last.id] * 4 >= counts[top] * 3
            and sovereign(top)
        ):
            return states()[last.id]
        return states()[top]

    def weighty(self, referent: Referent) -> bool:
        """Does the report as a whole speak of this party about as much as of others?"""
        top = max((w for name, w in self._weights.items() if name not in _bodies()), default=0)
        served = self._weights[referent.organisation] if referent.organisation else 0
        return max(self._weight(referent), served) * 3 > top

    def _weight(self, referent: Referent) -> int:
        return max(self._weights[referent.name], referent.count)

    def spoken_of(self, kinds: Sequence[str], number: int) -> list[Referent]:
        """The `number` sides that the report speaks of most; none if there are fewer.

        A state and its own army are one side.
        """
        fitting = [r for r in self.mentioned() if r.type in kinds and r.party]
        fitting.sort(key=lambda r: (-self._weight(r), -r.order))
        sides: dict[str, Referent] = {}
        for referent in fitting:
            sides.setdefault(referent.organisation or referent.name, referent)
        return list(sides.values())[:number] if len(sides) >= number else []


def _weights(phrases: Phrases) -> Counter[str]:
    """How often the report names each state, force and body, by name; a person counts for whom they serve."""
    spans = dict.fromkeys((span, phrases.at[i]) for i, span in phrases.spans.items())
    return Counter(name.entry.serves or name.entry.name for _, name in spans)


@lru_cache(maxsize=1)
def _bodies() -> frozenset[str]:
    return frozenset(body.name for body in bodies().values())


def _serving(entry: Entry) -> Entry:
    """The state, body or force that a leader serves."""
    for group in (states().values(), bodies().values()):
        for other in group:
            if other.name == entry.serves:
                return other
    return Entry(None, entry.serves or entry.name, "force", entry.state)


__all__ = ["Referent", "Registry", "force_name", "known", "same_person", "sovereign"]
