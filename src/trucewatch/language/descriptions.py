"""Whom a description denotes: "Turkish troops", "the movement", "the two countries", "a security source".

Invariant: a description takes up somebody already spoken of where it is definite and somebody fits, names its
owner where it has one, and else stands for itself; a singular that fits nobody denotes nobody.
"""

from __future__ import annotations

from collections.abc import Callable

from trucewatch.language.names import Entry, states
from trucewatch.language.nouns import heads, nouns
from trucewatch.language.phrases import Phrase, Phrases
from trucewatch.language.referents import Referent, Registry, sovereign
from trucewatch.language.service import Service
from trucewatch.records.reading import ActorType

_COUNTS = {"two": 2, "both": 2, "three": 3, "four": 4, "five": 5}

Handler = Callable[[Phrase, str, set[str]], list[Referent]]


class Descriptions:
    """Resolves descriptions against the registry of one report; asked in the order of the text."""

    def __init__(self, phrases: Phrases, registry: Registry) -> None:
        self._phrases = phrases
        self._registry = registry
        self._nouns = nouns()
        self.service = Service(phrases, registry)
        self.previous: Phrase | None = None
        self._handlers: dict[str, Handler] = {
            "army": self._army,
            "government": self._government,
            "ministry": self._ministry,
            "opposition": self._opposition,
            "office": self._office,
            "group": self._movement,
            "mission": self._mission,
            "coalition": self._coalition,
            "source": self._source,
            "people": self._people,
            "several": self.several,
        }

    def resolve(self, phrase: Phrase) -> list[Referent]:
        """Whom a phrase of kind "noun" denotes; nobody where that is unsure."""
        issuer = self._registry.issued(phrase, self._phrases.lower[phrase.head])
        if issuer is not None:
            return [issuer]
        if self._each(phrase):
            return self._both_sides()
        words = phrase.words.lower()
        modifiers = {*words.split(), *words.replace("-", " ").split()}
        return self._handlers[phrase.noun](phrase, self._phrases.lower[phrase.head], modifiers)

    # ---- owners

    def _owned(self, phrase: Phrase) -> list[Referent]:
        return [self._registry.owner(e) for e in phrase.owners if e.type != "group"]

    def _owner_states(self, phrase: Phrase) -> list[Entry]:
        return [states()[e.id] for e in phrase.owners if e.type == "state" and e.id is not None]

    def _community(self, phrase: Phrase) -> bool:
        return any(e.type == "group" for e in phrase.owners)

    # ---- forces

    def _army(self, phrase: Phrase, head: str, modifiers: set[str]) -> list[Referent]:
        owned = [e for e in phrase.owners if e.type != "group"]
        if any(e.id == "united-nations" for e in owned):
            return self._mission(phrase, head, modifiers)
        if owned:
            found = [self._forces_of(self._registry.owner(e), phrase, head) for e in owned]
            return list(dict.fromkeys(found))
        if self._community(phrase):
            return [self._registry.group(phrase.words, armed=True)]
        possessed = self.service.possessed(phrase)
        if possessed and all(r.type != "person" or r.organisation for r in possessed):
            return [self._forces_of(r, phrase, head) for r in possessed]
        if modifiers & self._nouns.of_the_rebels:
            return self._opposition(phrase, head, modifiers)
        if self.several_meant(phrase):
            return self.several(phrase, head, modifiers)
        if modifiers & {"un", "peacekeeping"}:
            return self._mission(phrase, head, modifiers)
        return self._unowned_army(phrase, head, modifiers)

    def _forces_of(self, owner: Referent, phrase: Phrase, head: str) -> Referent:
        if owner.type == "state" and owner.id in states():
            return self._registry.force(states()[owner.id], phrase.words, head)
        if owner.type == "person" and owner.organisation:
            return self._registry.named(owner.organisation) or owner
        return owner

    def _unowned_army(self, phrase: Phrase, head: str, modifiers: set[str]) -> list[Referent]:
        home = self._registry.home()
        if head == "elements" and not modifiers & {"armed", "military", "security"}:
            return []
        if (modifiers - {head}) & (heads("loyal") | {"state", "army"}) and home is not None:
            words = f"government {head}" if head in ("forces", "troops", "soldiers") else phrase.words
            return [self._registry.force(home, words, head)]
        if head in heads("materiel") or (not phrase.plural and head in heads("parts")):
            return []
        bare = not phrase.definite and phrase.plural and head not in ("police",)
        if bare and not modifiers & {"security", "army"}:
            return [self._registry.group(phrase.words, armed=True)]
        before = self._registry.recent(
            lambda r: (
                r.type == "force"
                and r.armed
                and r.id is None
                and r.state is not None
                and self._alike(r, phrase, head)
            )
        )
        if before is not None:
            return [before]
        if home is not None and head in heads("regulars"):
            return [self._registry.force(home, phrase.words, head)]
        return [self._registry.group(phrase.words, armed=True)] if phrase.plural else []

    def _alike(self, referent: Referent, phrase: Phrase, head: str) -> bool:
        """May "the troops" be this force: called so before, or many as they are?"""
        if head in heads("services"):
            return head in referent.nouns
        return head in referent.nouns or (
            phrase.plural and referent.plural and len(phrase.words.split()) == 1
        )

    def _opposition(self, phrase: Phrase, head: str, modifiers: set[str]) -> list[Referent]:
        forces = [self._registry.owner(e) for e in phrase.owners if e.type not in ("state", "group")]
        if forces:
            return forces
        if self._community(phrase):
            return [self._registry.rebels(phrase.words)]
        rebels = head in heads("rebels") or bool(modifiers & self._nouns.of_the_rebels)
        state = next(iter(self._owner_states(phrase)), None)
        if state is not None:
            return [
                self._registry.rebels(f"{state.adjective or state.name} {self._rebels(phrase, modifiers)}")
            ]
        possessed = [r for r in self.service.possessed(phrase) if r.type == "force"]
        if possessed:
            return possessed
        if phrase.definite or rebels:
            before = self._registry.recent(lambda r: r.armed and head in r.nouns)
            if before is None and not phrase.definite and self._several_rebels():
                before = self._registry.recent(lambda r: r.rebel and r.described)
            elif before is None and (rebels or head in heads("fighters")):
                before = self._rebels_meant()
            if before is not None:
                return [before]
        home = self._registry.home()
        if (
            rebels
            and phrase.plural
            and home is not None
            and home.adjective
            and len(phrase.words.split()) <= 2
        ):
            return [self._registry.rebels(f"{home.adjective} {self._rebels(phrase, modifiers)}")]
        if not phrase.plural:
            return []
        group = self._registry.group(phrase.words, armed=True)
        group.rebel = group.rebel or rebels
        group.nouns.add(head)
        return [group]

    def _several_rebels(self) -> bool:
        """Has the report named several forces of rebels, so that mere "insurgents" are none of them for sure?"""
        return len({r.name for r in self._registry.mentioned() if r.rebel and not r.described}) > 1

    def _rebels_meant(self) -> Referent | None:
        """The rebels spoken of last, or those without a name of their own if spoken of more."""
        last = self._registry.recent(lambda r: r.rebel)
        unnamed = self._registry.recent(lambda r: r.rebel and r.described)
        return unnamed if last is not None and unnamed is not None and unnamed.count >= last.count else last

    def _rebels(self, phrase: Phrase, modifiers: set[str]) -> str:
        """One name for a side that the report calls rebels, rebel fighters, insurgents."""
        for stem, name in (
            ("opposition", "opposition"),
            ("rebel", "rebels"),
            ("rebels", "rebels"),
            ("insurgents", "rebels"),
        ):
            if stem in modifiers:
                return name
        return phrase.words

    # ---- states

    def _government(self, phrase: Phrase, head: str, modifiers: set[str]) -> list[Referent]:
        local = bool(modifiers & self._nouns.local)
        if head in heads("officials"):
            return self._source(phrase, head, modifiers)
        owned = self._owned(phrase)
        if owned and not local:
            return owned
        if self.several_meant(phrase):
            return self.several(phrase, head, modifiers)
        if head in heads("side"):
            return self._side(phrase, head, modifiers)
        if local:
            return [self._registry.group(phrase.words, kind="organisation")]
        if head in heads("country"):
            return self._country(phrase)
        if phrase.plural and head != "authorities":
            return self.several(phrase, head, modifiers)
        possessed = [r for r in self.service.possessed(phrase) if r.type == "state"]
        if possessed:
            return possessed
        home = self._registry.home()
        return [self._registry.known(home)] if home is not None else []

    def _country(self, phrase: Phrase) -> list[Referent]:
        """ "The country": the state named in the same sentence, else the one in question."""
        if not phrase.definite:
            return []
        last = self._registry.recent(lambda r: r.type == "state" and sovereign(r.id), reach=0)
        home = self._registry.home()
        if last is None and home is not None:
            last = self._registry.known(home)
        return [last] if last is not None else []

    def _side(self, phrase: Phrase, head: str, modifiers: set[str]) -> list[Referent]:
        if modifiers & self._nouns.of_the_state:
            home = self._registry.home()
            return [self._registry.known(home)] if home is not None else []
        if modifiers & self._nouns.of_the_rebels:
            return self._opposition(phrase, head, modifiers)
        if phrase.plural:
            return self.several(phrase, head, modifiers)
        return []

    def _ministry(self, phrase: Phrase, head: str, modifiers: set[str]) -> list[Referent]:
        owned = self._owned(phrase)
        if owned:
            return owned
        if phrase.words.lower() == head and phrase.definite:
            before = self._registry.recent(lambda r: head in r.nouns)
            if before is not None:
                return [before]
        home = self._registry.home()
        if head == "ministry" and not phrase.plural:
            return [self._registry.known(home)] if home is not None else []
        if len(phrase.words.split()) > 1 and not phrase.plural:
            body = self._registry.group(phrase.words, plural=False, kind="organisation")
            body.nouns.add(head)
            return [body]
        return []

    # ---- bodies

    def _movement(self, phrase: Phrase, head: str, modifiers: set[str]) -> list[Referent]:
        named = [self._registry.owner(e) for e in phrase.owners if e.type not in ("state", "group")]
        if named:
            return named
        if self.several_meant(phrase):
            return self.several(phrase, head, modifiers)
        if head in ("militia", "gang") and self._community(phrase):
            return [self._registry.group(phrase.words, armed=True, plural=phrase.plural)]
        if phrase.plural and modifiers & self._nouns.of_the_rebels:
            return self._opposition(phrase, head, modifiers)
        if phrase.definite and not phrase.plural:
            before = self._registry.recent(lambda r: head in r.nouns) or self._registry.recent(
                lambda r: r.type in ("force", "organisation") and r.party and not (r.armed and r.organisation)
            )
            return [before] if before is not None else []
        if (
            phrase.plural
            and (phrase.definite or modifiers & self._nouns.of_the_rebels)
            and head in heads("factions")
        ):
            rebels = self._registry.recent(lambda r: r.rebel and r.plural)
            if rebels is not None:
                return [rebels]
        if phrase.plural:
            armed = bool(modifiers & heads("armed"))
            return [self._registry.group(phrase.words, armed=armed)]
        if head in heads("bands") or modifiers & heads("armed"):
            return [self._registry.group(phrase.words, armed=True, plural=False, kind="force")]
        return []

    def _mission(self, phrase: Phrase, head: str, modifiers: set[str]) -> list[Referent]:
        owned = self._owned(phrase)
        if owned:
            if any(r.id == "united-nations" for r in owned) and head in heads("peacekeeping"):
                mission = self._registry.peace_mission()
                return [mission] if mission is not None else owned
            return [r for r in owned if r.type != "state"] or owned
        if phrase.definite or head in heads("monitors"):
            before = self._registry.peace_mission() if head in heads("peacekeeping") else None
            before = before or self._registry.recent(lambda r: r.mission or head in r.nouns)
            if before is not None and (
                not phrase.plural or head in heads("peacekeeping") or head in before.nouns
            ):
                return [before]
        if phrase.plural and head in heads("monitors"):
            return [self._registry.group(phrase.words)]
        return []

    def _coalition(self, phrase: Phrase, head: str, modifiers: set[str]) -> list[Referent]:
        if head == "coalition":
            before = self._registry.recent(lambda r: "oalition" in r.name or head in r.nouns)
            if before is not None:
                return [before]
        if phrase.plural and not phrase.definite:
            return [self._registry.group(phrase.words)]
        if len(phrase.words.split()) > 1:
            return [self._registry.group(phrase.words, plural=phrase.plural, kind="organisation")]
        return []

    # ---- persons

    def _office(self, phrase: Phrase, head: str, modifiers: set[str]) -> list[Referent]:
        introduced = self._introduced(phrase)
        if introduced is not None:
            return [introduced]
        if phrase.plural:
            return (
                self.several(phrase, head, modifiers)
                if self.several_meant(phrase)
                else self._source(phrase, head, modifiers)
            )
        owner = self.service.serving(phrase)
        if phrase.definite:
            before = self._registry.recent(lambda r: self._holds(r, phrase.words.lower(), head, owner))
            if before is not None:
                return [before]
        if owner is None and phrase.definite and self._registry.issuer is not None:
            owner = self._registry.issuer
        home = self._registry.home()
        if owner is None and phrase.definite and home is not None and head in heads("highest"):
            owner = self._registry.known(home)
            incumbent = self._incumbent(home)
            if incumbent is not None:
                incumbent.role = phrase.words
                return [incumbent]
        return [self._unnamed(phrase, owner, anonymous=not phrase.definite)]

    def _incumbent(self, state: Entry) -> Referent | None:
        """The one person named so far who serves `state` in an office that the report has not said."""
        serving = [
            r
            for r in self._registry.mentioned()
            if r.type == "person" and not r.unnamed and r.role is None and r.organisation == state.name
        ]
        return serving[0] if len(serving) == 1 else None

    def _holds(self, referent: Referent, words: str, head: str, owner: Referent | None) -> bool:
        """Can "the (Turkish) foreign minister" be this person: of that role, and serving the same?"""
        if referent.type != "person" or referent.role is None or referent.anonymous:
            return False
        role = referent.role.lower()
        serving = owner is None or referent.organisation in (None, owner.name)
        return serving and (words in role or (words == head and head in role.split()))

    def _introduced(self, phrase: Phrase) -> Referent | None:
        """The person right before: "Lama Fakih, the deputy director"; they take the role."""
        previous = self.previous
        if previous is None or previous.kind != "person" or phrase.plural:
            return None
        between = self._phrases.lower[previous.end : phrase.start]
        if not between or between[0] != "," or len(between) > 4:
            return None
        if not set(between[1:]) <= {"the", "a", "an", "its", "their", "'s", "who", "is"}:
            return None
        referent = self._registry.of[previous.head][0]
        self.take_role(referent, phrase)
        return referent

    def take_role(self, referent: Referent, phrase: Phrase) -> None:
        """Give a person the role and service that a description of them tells."""
        if referent.role is None or set(referent.role.lower().replace(".", "").split()) <= self._nouns.ranks:
            referent.role = phrase.words
        referent.gender = referent.gender or phrase.gender
        owner = self.service.serving(phrase)
        if owner is not None and referent.organisation is None:
            referent.organisation, referent.serves, referent.state = owner.name, owner.id, owner.state

    def _unnamed(self, phrase: Phrase, owner: Referent | None, *, anonymous: bool) -> Referent:
        referent = Referent(name=phrase.words, type="person", plural=phrase.plural, gender=phrase.gender)
        referent.role, referent.anonymous, referent.unnamed = phrase.words, anonymous, True
        if owner is not None:
            referent.organisation, referent.serves, referent.state = owner.name, owner.id, owner.state
        referent.nouns.add(self._phrases.lower[phrase.head])
        return self._registry.new(referent)

    def _source(self, phrase: Phrase, head: str, modifiers: set[str]) -> list[Referent]:
        introduced = self._introduced(phrase)
        if introduced is not None:
            return [introduced]
        if self.several_meant(phrase):
            return self.several(phrase, head, modifiers)
        if phrase.definite and not phrase.owners:
            before = self._registry.recent(
                lambda r: r.unnamed and r.plural == phrase.plural and head in r.nouns
            )
            if before is not None:
                return [before]
        return [self._unnamed(phrase, self.service.serving(phrase), anonymous=True)]

    def _people(self, phrase: Phrase, head: str, modifiers: set[str]) -> list[Referent]:
        if self.several_meant(phrase):
            return self.several(phrase, head, modifiers)
        if not phrase.plural and not phrase.definite:
            return self._source(phrase, head, modifiers)
        referent = self._registry.group(phrase.words, plural=phrase.plural)
        referent.anonymous = referent.unnamed = True
        referent.role = phrase.words
        return [referent]

    # ---- several at once

    def several_meant(self, phrase: Phrase) -> bool:
        """Does the phrase count those it means: "the two leaders", "both sides"?"""
        if not phrase.plural or phrase.owners:
            return False
        before = self._phrases.lower[max(phrase.start - 2, 0) : phrase.head]
        return any(w in _COUNTS for w in before) and (phrase.definite or "both" in before)

    def _each(self, phrase: Phrase) -> bool:
        """ "Each side", "either army", "neither party": all of them."""
        k, lower = phrase.start - 1, self._phrases.lower
        return (
            k >= 0
            and lower[k] in ("each", "either", "neither")
            and not phrase.plural
            and not phrase.owners
            and lower[phrase.head] in heads("each")
        )

    def _both_sides(self) -> list[Referent]:
        kinds: tuple[ActorType, ...] = ("state", "force", "organisation")
        return self.named_together(kinds, 2) or self._registry.spoken_of(kinds, 2)

    def several(self, phrase: Phrase, head: str, modifiers: set[str]) -> list[Referent]:
        """Whom "the two countries", "both sides", "the parties" mean: named together, or spoken of most."""
        if len(phrase.owners) > 1:
            return self._owned(phrase)
        before = self._phrases.lower[max(phrase.start - 2, 0) : phrase.head]
        number = next((_COUNTS[w] for w in before if w in _COUNTS), None)
        if number is None and not (phrase.definite and head in heads("sides")):
            return []
        kinds: tuple[ActorType, ...] = ("state", "force", "organisation")
        if head in heads("persons"):
            return self._persons_together(head, number or 2)
        if head in heads("states"):
            found = self.named_together(("state",), number or 2)
            return found or (self._registry.two_states() if number in (None, 2) else [])
        return self.named_together(kinds, number or 2) or self._registry.spoken_of(kinds, number or 2)

    def _persons_together(self, head: str, number: int) -> list[Referent]:
        """ "The two ministers": persons named together, of that office where the word names one."""
        office = head[:-1] if head in ("presidents", "ministers") else ""
        for _, group in self._registry.recent_groups():
            fitting = [
                r
                for r in group
                if r.type == "person" and not r.unnamed and office in (r.role or office).lower()
            ]
            if len(fitting) == number:
                return fitting
        return []

    def named_together(self, kinds: tuple[ActorType, ...], number: int) -> list[Referent]:
        """The last `number` referents of these kinds that were coordinated, and that the report is about.

        "Truce talks" are not between "Norway and Qatar", named together once, where the report is of others.
        """
        for _, group in self._registry.recent_groups():
            fitting = [r for r in group if r.type in kinds and r.party]
            if len(fitting) == number and all(self._registry.weighty(r) for r in fitting):
                return fitting
        return []
