"""Whom every name, description and pronoun of a report denotes.

The report is read once from its beginning; each noun phrase either takes up somebody already spoken of or
brings in somebody new. Pronouns take the most salient referent that agrees with them in number, gender and
kind: subjects before others, near before far (Lappin and Leass, "An Algorithm for Pronominal Anaphora
Resolution", 1994, much reduced). Where nothing agrees, the answer is None: none is better than wrong.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from spacy.tokens import Doc, Token

from trucewatch.language.names import Entry, bodies, states
from trucewatch.language.phrases import Phrase, Phrases, folded
from trucewatch.language.referents import MATERIEL, Referent, force_name, known_state, same_person
from trucewatch.records import Actor, ActorMention, PlaceMention, Source

_LOCATIVE = frozenset("in at near around outside inside towards toward across throughout".split())
_OF_THE_STATE = frozenset(
    "government regime loyalist state pro-government pro-regime national federal".split()
)
_OF_THE_REBELS = frozenset(
    "rebel opposition insurgent separatist militant anti-government jihadist guerrilla secessionist".split()
)
_LOCAL = frozenset(
    "local district provincial municipal regional village county town city traditional".split()
)
_COUNTS = {"two": 2, "both": 2, "three": 3, "four": 4, "five": 5}
_SAYING = frozenset(
    "say tell add state declare announce warn explain note insist argue reply write comment recall".split()
)
_REACH = 3  # sentences


class Coreference:
    """What the noun phrases of one report denote.

    `doc` is the parsed report; `places` its place mentions (names of places are not taken for persons or
    bodies); `title` the report's title, which counts towards which country the report is about. Everything is
    resolved when the object is made; asking is cheap.
    """

    def __init__(self, doc: Doc, *, places: Sequence[PlaceMention] = (), title: str | None = None) -> None:
        self.doc = doc
        self.phrases = Phrases(doc, places=places, title=title)
        self._referents: list[Referent] = []
        self._named: dict[str, Referent] = {}
        self._of: dict[int, list[Referent]] = {}
        self._sentence = self._sentence_numbers()
        self._groups: list[tuple[int, list[Referent]]] = []
        self._last: Phrase | None = None
        for phrase in self.phrases.all():
            self._of[phrase.head] = self._mention(phrase)
            self._last = phrase
        for phrase in self.phrases.all():
            if phrase.kind == "pronoun" and phrase.gender == "1":
                self._of[phrase.head] = self._first_person(phrase)

    # ---- what is asked

    def resolve(self, token: Token) -> Actor | None:
        """The one actor that the noun phrase headed by `token` denotes; None for none, several or unsure."""
        found = self._denoted(token)
        return found[0].actor() if len(found) == 1 else None

    def resolve_all(self, token: Token) -> list[Actor]:
        """The actors that the noun phrase headed by `token` denotes, its coordination included, each once.

        "Turkey, Russia and Iran" gives three from any of its heads; "the two countries" those meant; "Turkish
        and Russian troops" both forces.
        """
        found = list(self._denoted(token))
        for other in token.conjuncts:
            found += self._denoted(other)
        actors: list[Actor] = []
        for referent in found:
            actor = referent.actor()
            if all(actor.name != a.name for a in actors):
                actors.append(actor)
        return actors

    def speaker(self, token: Token) -> Source | None:
        """Who speaks, where the noun phrase headed by `token` is the source of an attribution.

        A person once introduced keeps name, role and organisation under every later short form.
        """
        phrase = self._phrase(token)
        found = self._denoted(token)
        if not found or phrase is None:
            return None
        referent = found[0]
        if referent.type == "state" and phrase.sense == "metonym":
            return Source(name=phrase.words, organisation=referent.name)
        if phrase.noun == "ministry" and referent.type == "state":
            return Source(name=phrase.words, organisation=referent.name)
        if (
            phrase.kind == "noun"
            and phrase.plural
            and referent.type == "state"
            and self.doc[phrase.head].lower_ in ("officials", "authorities", "diplomats")
        ):
            anonymous = self.doc[phrase.head].lower_ != "authorities"
            return Source(role=phrase.words, organisation=referent.name, anonymous=anonymous)
        return referent.source()

    def mentions(self) -> list[ActorMention]:
        """Every mention of an actor, with the name it resolves to, in the order of the text."""
        found: dict[tuple[int, int], ActorMention] = {}
        for phrase in self.phrases.all():
            for mention in self._spans(phrase):
                found.setdefault((mention.start, mention.end), mention)
        return sorted(found.values(), key=lambda m: (m.start, -m.end))

    # ---- asking

    def _phrase(self, token: Token) -> Phrase | None:
        return self.phrases.by_head.get(token.i) or self.phrases.covering.get(token.i)

    def _denoted(self, token: Token) -> list[Referent]:
        if token.i in self._of:
            return self._of[token.i]
        name = self.phrases.at.get(token.i)
        if (
            name is not None
            and name.sense != "adjective"
            and not (name.sense == "capital" and self._locative(token))
        ):
            return [self._known(name.entry)]
        phrase = self.phrases.covering.get(token.i)
        return self._of.get(phrase.head, []) if phrase is not None and phrase.kind != "noun" else []

    def _locative(self, token: Token) -> bool:
        return token.dep_ == "pobj" and token.head.lower_ in _LOCATIVE

    def _sentence_numbers(self) -> list[int]:
        number, out = -1, []
        for token in self.doc:
            number += bool(token.is_sent_start) or number < 0
            out.append(number)
        return out

    def _spans(self, phrase: Phrase) -> Iterable[ActorMention]:
        referents = self._of.get(phrase.head, [])
        name = " and ".join(dict.fromkeys(r.name for r in referents)) or phrase.name or phrase.words
        kind = referents[0].type if referents else phrase.type
        identifier = referents[0].id if len(referents) == 1 else None
        start, end = phrase.start, phrase.end
        yield self._span(start, end, name, kind, identifier)

    def _span(self, start: int, end: int, name: str, kind: str, identifier: str | None) -> ActorMention:
        first, last = self.doc[start], self.doc[end - 1]
        text = self.doc.text[first.idx : last.idx + len(last)]
        return ActorMention(
            start=first.idx, end=last.idx + len(last), text=text, name=name or text, type=kind, id=identifier
        )  # type: ignore[arg-type]

    # ---- referents

    def _touch(self, referent: Referent, phrase: Phrase) -> Referent:
        referent.order = phrase.head
        referent.subject = self.doc[phrase.head].dep_ in ("nsubj", "nsubjpass")
        referent.count += 1
        return referent

    def _new(self, referent: Referent, key: str | None = None) -> Referent:
        self._referents.append(referent)
        if key is not None:
            self._named[key] = referent
        return referent

    def _known(self, entry: Entry) -> Referent:
        referent = self._named.get(entry.name)
        if referent is None:
            mission = entry.id in bodies() if entry.id else False
            referent = Referent(
                name=entry.name, type=entry.type, id=entry.id, state=known_state(entry.state),
                plural=entry.name.endswith("s") and entry.type == "force", armed=entry.type == "force" and not mission, mission=mission,
            )  # fmt: skip
            if entry.type == "force" and entry.id is None and referent.state is not None:
                referent.organisation = referent.state.name
            self._new(referent, entry.name)
        return referent

    def _force(self, state: Entry, words: str, head: str) -> Referent:
        if head in MATERIEL:
            return self._known(states()[state.state or ""])
        name = force_name(state, words, head)
        referent = self._named.get(name)
        if referent is None:
            referent = self._new(
                Referent(
                    name=name,
                    type="force",
                    state=state,
                    plural=head.endswith("s"),
                    armed=True,
                    organisation=state.name,
                ),
                name,
            )
        referent.nouns.add(head)
        return referent

    def _group(
        self,
        words: str,
        *,
        armed: bool = False,
        plural: bool = True,
        state: Entry | None = None,
        kind: str = "group",
    ) -> Referent:
        referent = self._named.get(words)
        if referent is None:
            referent = self._new(
                Referent(name=words, type=kind, plural=plural, armed=armed, state=state), words
            )  # type: ignore[arg-type]
        return referent

    def _recent(self, fits, reach: int | None = None) -> Referent | None:  # type: ignore[no-untyped-def]
        best = None
        for referent in self._referents:
            if referent.order >= 0 and fits(referent) and (best is None or referent.order > best.order):
                best = referent
        if (
            best is not None
            and reach is not None
            and self._sentence[self._here] - self._sentence[best.order] > reach
        ):
            return None
        return best

    def _home(self) -> Entry | None:
        """The state in question: the one the report speaks of most, or the last one named if it is nearly as present."""
        counted = [(s, n) for s, n in self.phrases.home.most_common() if len(s) == 3 and s in states()]
        if not counted:
            return None
        top = counted[0]
        last = self._recent(lambda r: r.type == "state" and r.id is not None and len(r.id) == 3, reach=1)
        if last is not None and last.id is not None and self.phrases.home[last.id] * 2 >= top[1]:
            return states()[last.id]
        return states()[top[0]]

    # ---- one mention

    def _mention(self, phrase: Phrase) -> list[Referent]:
        self._here = phrase.head
        if phrase.kind == "name":
            found = self._name(phrase)
        elif phrase.kind == "person":
            found = [self._person(phrase)]
        elif phrase.kind == "body":
            found = [self._body(phrase)]
        elif phrase.kind == "pronoun":
            found = self._pronoun(phrase)
        else:
            found = self._description(phrase)
        for referent in found:
            self._touch(referent, phrase)
        self._note_group(phrase, found)
        return found

    def _note_group(self, phrase: Phrase, found: list[Referent]) -> None:
        """Remember who was named together: "the two countries" means them."""
        conjuncts = self.doc[phrase.head].conjuncts
        together = list(found)
        for other in conjuncts:
            if other.i < phrase.head:
                together = [*(r for r in self._of.get(other.i, []) if r not in together), *together]
        if len(together) >= 2:
            self._groups.append((phrase.head, together))

    def _name(self, phrase: Phrase) -> list[Referent]:
        entry = phrase.entry
        assert entry is not None
        if phrase.sense == "people":
            definite = phrase.start > 0 and self.doc[phrase.start - 1].lower_ == "the"
            if not (definite and entry.id and len(entry.id) == 3 and phrase.plural and entry.id != "PSE"):
                return [self._group(phrase.words, state=entry)]
        if phrase.sense == "capital" and self._locative(self.doc[phrase.head]):
            return []
        return [self._known(entry)]

    def _body(self, phrase: Phrase) -> Referent:
        for key in (phrase.name, *(k for k in self._named if k.endswith(" " + phrase.name))):
            if key in self._named:
                return self._named[key]
        state = next((states()[e.id] for e in phrase.owners if e.type == "state" and e.id), None)
        referent = Referent(name=phrase.name, type=phrase.type, armed=phrase.type == "force", state=state)
        referent.nouns.add(self.doc[phrase.head].lower_)
        return self._new(referent, phrase.name)

    def _person(self, phrase: Phrase) -> Referent:
        referent = self._recent(
            lambda r: r.type == "person" and not r.unnamed and same_person(r.name, phrase.name)
        )
        if referent is None:
            referent = self._new(Referent(name=phrase.name, type="person"))
        elif len(phrase.name) > len(referent.name):
            referent.name = phrase.name
        referent.gender = referent.gender or phrase.gender
        if phrase.title is not None:
            role = self._role(phrase.title[0], phrase.title[1])
            referent.role = referent.role or role
            self._serve(referent, phrase.owners)
        previous = self._last
        if (
            previous is not None
            and previous.noun in ("office", "source")
            and not previous.plural
            and self._adjoins(previous.end, phrase.start)
        ):
            self._take_role(referent, previous)
            self._of[previous.head] = [referent]
        return referent

    def _adjoins(self, end: int, start: int) -> bool:
        between = [self.doc[i].lower_ for i in range(end, start)]
        if not between or len(between) > 12:
            return False
        return (
            between[-1] == ","
            and all(w != "," for w in between[:-1])
            and not any(self.doc[i].pos_ in ("VERB", "AUX") for i in range(end, start))
        )

    def _take_role(self, referent: Referent, phrase: Phrase) -> None:
        referent.role = referent.role or phrase.words
        referent.gender = referent.gender or phrase.gender
        described = self._of.get(phrase.head, [])
        self._serve(referent, phrase.owners)
        if referent.organisation is None and described and described[0].organisation:
            referent.organisation, referent.id = described[0].organisation, None
        for other in described:
            if other is not referent and other.unnamed and other in self._referents:
                other.order = -1

    def _role(self, start: int, end: int) -> str | None:
        """A title in the report's words, whom it serves left out."""
        kept = [
            i
            for i in range(start, end)
            if i not in self.phrases.at and self.doc[i].lower_ not in ("'s", "'", "-", ",")
        ]
        if not kept:
            return None
        text = self.phrases.text(kept[0], kept[-1] + 1)
        honorific = {"mr", "mrs", "ms", "miss", "sir", "dr"}
        return None if text.lower().rstrip(".") in honorific else text

    def _serve(self, referent: Referent, owners: list[Entry]) -> None:
        if referent.organisation is None and owners:
            referent.organisation = owners[0].name
            referent.state = known_state(owners[0].state)

    # ---- descriptions

    def _description(self, phrase: Phrase) -> list[Referent]:
        head = self.doc[phrase.head].lower_
        modifiers = set(phrase.words.lower().replace("-", " ").split()) | set(phrase.words.lower().split())
        handler = {
            "army": self._army, "government": self._government, "ministry": self._ministry, "opposition": self._opposition,
            "office": self._office, "group": self._movement, "mission": self._mission, "coalition": self._coalition,
            "source": self._source, "people": self._people, "several": self._several,
        }[phrase.noun]  # fmt: skip
        return handler(phrase, head, modifiers)

    def _owned(self, phrase: Phrase) -> list[Referent]:
        return [self._known(e) for e in phrase.owners]

    def _army(self, phrase: Phrase, head: str, modifiers: set[str]) -> list[Referent]:
        if phrase.owners:
            return [
                self._force(states()[e.id], phrase.words, head)
                if e.type == "state" and e.id
                else self._known(e)
                for e in phrase.owners
            ]
        if modifiers & _OF_THE_REBELS:
            return self._opposition(phrase, head, modifiers)
        home = self._home()
        if self._several_meant(phrase):
            return self._several(phrase, head, modifiers)
        if (
            modifiers & {"government", "regime", "loyalist", "pro-government", "pro-regime"}
            and home is not None
        ):
            return [
                self._force(
                    home,
                    f"government {head}" if head in ("forces", "troops", "soldiers") else phrase.words,
                    head,
                )
            ]
        if head in MATERIEL:
            return []
        if modifiers & {"un", "peacekeeping"}:
            return self._mission(phrase, head, modifiers)
        bare = not phrase.definite and phrase.plural and head not in ("police",)
        if bare or head in ("unit", "contingent", "guard", "patrol", "squad"):
            return [self._group(phrase.words, armed=True)] if phrase.plural else []
        before = self._recent(
            lambda r: (
                r.type == "force"
                and r.armed
                and r.state is not None
                and (head in r.nouns or (phrase.plural and r.plural and not r.id))
            )
        )
        if before is not None and before.id is None:
            return [before]
        if home is not None and head in (
            "army",
            "military",
            "police",
            "navy",
            "gendarmerie",
            "forces",
            "troops",
            "soldiers",
            "force",
        ):
            return [self._force(home, phrase.words, head)]
        return [self._group(phrase.words, armed=True)]

    def _government(self, phrase: Phrase, head: str, modifiers: set[str]) -> list[Referent]:
        if phrase.owners and not modifiers & _LOCAL:
            return self._owned(phrase)
        if head in ("officials", "official", "ministers", "negotiators"):
            return self._source(phrase, head, modifiers)
        if self._several_meant(phrase):
            return self._several(phrase, head, modifiers)
        if head in (
            "side",
            "party",
            "delegation",
            "embassy",
            "parliament",
            "presidency",
            "executive",
            "capital",
            "sides",
            "parties",
        ):
            if modifiers & _OF_THE_STATE:
                home = self._home()
                return [self._known(home)] if home is not None else []
            if modifiers & _OF_THE_REBELS:
                return self._opposition(phrase, head, modifiers)
            return []
        if modifiers & _LOCAL:
            return [self._group(phrase.words, state=self._home(), kind="organisation")]
        if head in ("country", "nation", "state", "republic", "kingdom"):
            last = self._recent(lambda r: r.type == "state") if phrase.definite else None
            return [last] if last is not None else []
        if phrase.plural and head not in ("authorities",):
            return []
        home = self._home()
        return [self._known(home)] if home is not None else []

    def _ministry(self, phrase: Phrase, head: str, modifiers: set[str]) -> list[Referent]:
        owned = self._owned(phrase)
        if owned:
            return owned
        if phrase.words.lower() == head and phrase.definite:
            before = self._recent(lambda r: head in r.nouns)
            if before is not None:
                return [before]
        if head in ("ministry", "intelligence") and not phrase.plural:
            home = self._home()
            return [self._known(home)] if home is not None else []
        if len(phrase.words.split()) > 1 and not phrase.plural:
            return [self._group(phrase.words, plural=False, kind="organisation")]
        return []

    def _opposition(self, phrase: Phrase, head: str, modifiers: set[str]) -> list[Referent]:
        forces = [e for e in phrase.owners if e.type != "state"]
        if forces:
            return [self._known(e) for e in forces]
        state = next((states()[e.id] for e in phrase.owners if e.id), None)
        rebels = head in (
            "rebels",
            "rebel",
            "insurgents",
            "opposition",
            "separatists",
            "guerrillas",
            "rebellion",
            "insurgency",
            "secessionists",
        ) or bool(modifiers & _OF_THE_REBELS)
        if state is not None:
            words = (
                phrase.words
                if not rebels
                else "opposition"
                if "opposition" in modifiers
                else "rebels"
                if "rebel" in modifiers or head.startswith("rebel")
                else phrase.words
            )
            return [self._group(f"{state.adjective or state.name} {words}", armed=True, state=state)]
        before = self._recent(
            lambda r: (
                r.armed
                and not r.mission
                and (r.state is None or r.id is not None or not r.organisation)
                and not r.unnamed
            )
        )
        if before is not None and (phrase.definite or rebels):
            return [before]
        if rebels and phrase.plural:
            home = self._home()
            if home is not None and phrase.words.lower() in (
                "rebels",
                "insurgents",
                "opposition",
                "rebel forces",
                "rebel fighters",
                "opposition fighters",
            ):
                return [self._group(f"{home.adjective or home.name} rebels", armed=True, state=None)]
        return [self._group(phrase.words, armed=True)] if phrase.plural else []

    def _office(self, phrase: Phrase, head: str, modifiers: set[str]) -> list[Referent]:
        previous = self._last
        if (
            previous is not None
            and previous.kind == "person"
            and not phrase.plural
            and self._follows(previous, phrase)
        ):
            referent = self._of[previous.head][0]
            self._take_role(referent, phrase)
            return [referent]
        if phrase.plural:
            if self._several_meant(phrase):
                return self._several(phrase, head, modifiers)
            return self._source(phrase, head, modifiers)
        serving = phrase.owners[0].name if phrase.owners else None
        words = phrase.words.lower()
        if phrase.definite:
            before = self._recent(
                lambda r: r.type == "person" and r.role is not None and head in r.role.lower()
                and (serving is None or r.organisation in (None, serving)) and (words == head or words in r.role.lower() or serving is None and head == r.role.lower().split()[-1])
            )  # fmt: skip
            if before is not None:
                return [before]
        return [self._unnamed(phrase, serving, anonymous=not phrase.definite)]

    def _follows(self, person: Phrase, phrase: Phrase) -> bool:
        between = [self.doc[i].lower_ for i in range(person.end, phrase.start)]
        return (
            bool(between)
            and between[0] == ","
            and len(between) <= 4
            and set(between[1:]) <= {"the", "a", "an", "its", "their", "'s", "who", "is"}
        )

    def _unnamed(self, phrase: Phrase, serving: str | None, *, anonymous: bool) -> Referent:
        referent = Referent(
            name=phrase.words, type="person", plural=phrase.plural, gender=phrase.gender, role=phrase.words,
            organisation=serving, anonymous=anonymous, unnamed=True,
        )  # fmt: skip
        if phrase.owners:
            referent.state = known_state(phrase.owners[0].state)
            referent.id = phrase.owners[0].id
        referent.nouns.add(self.doc[phrase.head].lower_)
        return self._new(referent)

    def _movement(self, phrase: Phrase, head: str, modifiers: set[str]) -> list[Referent]:
        named = [e for e in phrase.owners if e.type != "state"]
        if named:
            return [self._known(e) for e in named]
        if self._several_meant(phrase):
            return self._several(phrase, head, modifiers)
        if phrase.definite and not phrase.plural:
            before = self._recent(
                lambda r: (
                    r.type in ("force", "organisation")
                    and not r.unnamed
                    and not (r.type == "force" and r.id is None and r.state is not None)
                )
            )
            return [before] if before is not None else []
        return (
            [
                self._group(
                    phrase.words,
                    armed=bool(modifiers & {"armed", "militant", "rebel", "militia", "militias"}),
                )
            ]
            if phrase.plural
            else []
        )

    def _mission(self, phrase: Phrase, head: str, modifiers: set[str]) -> list[Referent]:
        if phrase.owners:
            named = [e for e in phrase.owners if e.type != "state"]
            missions = [r for r in self._referents if r.mission and r.order >= 0 and r.type == "force"]
            if (
                any(e.id == "united-nations" for e in named)
                and head in ("peacekeepers", "peacekeeper", "mission", "force", "troops")
                and missions
            ):
                return [max(missions, key=lambda r: r.order)]
            return [self._known(e) for e in named] or self._owned(phrase)
        before = self._recent(lambda r: r.mission or head in r.nouns)
        if before is not None and (
            phrase.definite or head in ("peacekeepers", "monitors", "observers", "verifiers")
        ):
            return [before]
        return (
            [self._group(phrase.words)]
            if phrase.plural and head in ("observers", "monitors", "peacekeepers", "inspectors")
            else []
        )

    def _coalition(self, phrase: Phrase, head: str, modifiers: set[str]) -> list[Referent]:
        before = self._recent(lambda r: "coalition" in r.name.lower() or head in r.nouns)
        if before is not None and (phrase.definite or head == "coalition"):
            return [before]
        return [self._group(phrase.words, plural=phrase.plural, kind="organisation")]

    def _source(self, phrase: Phrase, head: str, modifiers: set[str]) -> list[Referent]:
        previous = self._last
        if (
            previous is not None
            and previous.kind == "person"
            and not phrase.plural
            and self._follows(previous, phrase)
        ):
            self._take_role(self._of[previous.head][0], phrase)
            return [self._of[previous.head][0]]
        if phrase.definite and not phrase.owners:
            before = self._recent(lambda r: r.unnamed and r.plural == phrase.plural and head in r.nouns)
            if before is not None:
                return [before]
        serving = phrase.owners[0].name if phrase.owners else None
        return [self._unnamed(phrase, serving, anonymous=True)]

    def _people(self, phrase: Phrase, head: str, modifiers: set[str]) -> list[Referent]:
        if self._several_meant(phrase):
            return self._several(phrase, head, modifiers)
        if not phrase.plural and not phrase.definite:
            return self._source(phrase, head, modifiers)
        referent = self._group(phrase.words, plural=phrase.plural)
        referent.anonymous, referent.unnamed, referent.role = True, True, phrase.words
        return [referent]

    # ---- several at once

    def _several_meant(self, phrase: Phrase) -> bool:
        before = [self.doc[i].lower_ for i in range(max(phrase.start - 2, 0), phrase.head)]
        return (
            phrase.plural
            and not phrase.owners
            and (phrase.definite or "both" in before)
            and any(w in _COUNTS for w in before)
        )

    def _several(self, phrase: Phrase, head: str, modifiers: set[str]) -> list[Referent]:
        before = [self.doc[i].lower_ for i in range(max(phrase.start - 2, 0), phrase.head)]
        if phrase.owners and len(phrase.owners) > 1:
            return self._owned(phrase)
        counted = next((_COUNTS[w] for w in before if w in _COUNTS), None)
        if counted is None and not (
            phrase.definite and head in ("parties", "sides", "countries", "belligerents", "signatories")
        ):
            return []
        if head in (
            "countries",
            "nations",
            "states",
            "governments",
            "capitals",
            "neighbours",
            "neighbors",
            "guarantors",
            "armies",
            "militaries",
            "powers",
        ):
            kinds: tuple[str, ...] = ("state",)
        elif head in ("leaders", "presidents", "ministers", "men", "officials", "diplomats", "negotiators"):
            kinds = ("person",)
        else:
            kinds = ("state", "force", "organisation")
        return self._together(kinds, counted or 2) or self._most_spoken_of(kinds, counted or 2)

    def _together(self, kinds: tuple[str, ...], counted: int) -> list[Referent]:
        for _, group in reversed(self._groups):
            fitting = [r for r in group if r.type in kinds and not r.mission]
            if len(fitting) == counted:
                return fitting
        return []

    def _most_spoken_of(self, kinds: tuple[str, ...], counted: int) -> list[Referent]:
        spoken = sorted(
            (r for r in self._referents if r.type in kinds and r.order >= 0 and not r.mission),
            key=lambda r: -r.count,
        )
        return spoken[:counted] if len(spoken) >= counted else []

    # ---- pronouns

    def _pronoun(self, phrase: Phrase) -> list[Referent]:
        if phrase.gender == "r":
            return self._relative(phrase)
        if phrase.gender == "1":
            return []
        if phrase.gender == "b":
            return self._together(("state", "force", "organisation", "person"), 2)
        if phrase.gender in ("l", "e"):
            latest = self._groups[-1][1] if self._groups else []
            return [latest[-1] if phrase.gender == "l" else latest[0]] if len(latest) == 2 else []
        if phrase.gender == "n" and self._expletive(phrase):
            return []
        if phrase.plural:
            return self._plural_pronoun(phrase)
        if phrase.gender in ("m", "f"):
            fits = lambda r: r.type == "person" and not r.plural and r.gender in ("", phrase.gender)  # noqa: E731
        else:
            fits = lambda r: (
                r.type in ("state", "force", "organisation")
                and not (r.plural and r.type == "force" and r.id is None)
            )  # noqa: E731
        found = self._salient(phrase, fits)
        if found is None:
            return []
        if phrase.gender in ("m", "f"):
            found.gender = phrase.gender
        return [found]

    def _plural_pronoun(self, phrase: Phrase) -> list[Referent]:
        found = self._salient(
            phrase, lambda r: r.plural or r.type == "force" or (r.type == "organisation" and r.armed)
        )
        here = self._sentence[phrase.head]
        for at, group in reversed(self._groups):
            if self._sentence[at] < here - 1:
                break
            if found is None or at >= found.order:
                return group
        return [found] if found is not None else []

    def _salient(self, phrase: Phrase, fits) -> Referent | None:  # type: ignore[no-untyped-def]
        here = self._sentence[phrase.head]
        best, best_rank = None, (-1, -1)
        for referent in self._referents:
            if referent.order < 0 or not fits(referent):
                continue
            distance = here - self._sentence[referent.order]
            if distance > _REACH:
                continue
            rank = (2 * (_REACH - distance) + 3 * referent.subject, referent.order)
            if rank > best_rank:
                best, best_rank = referent, rank
        return best

    def _expletive(self, phrase: Phrase) -> bool:
        token = self.doc[phrase.head]
        if token.dep_ == "expl":
            return True
        if token.dep_ not in ("nsubj", "nsubjpass") or token.lower_ != "it":
            return False
        verb = token.head
        return (
            any(c.dep_ in ("acomp", "attr", "ccomp", "csubj", "csubjpass") for c in verb.children)
            and verb.lemma_ in ("be", "seem", "appear", "remain", "become", "take")
            or (
                verb.dep_ != "conj"
                and token.dep_ == "nsubjpass"
                and any(c.dep_ == "ccomp" for c in verb.children)
            )
        )

    def _relative(self, phrase: Phrase) -> list[Referent]:
        node = self.doc[phrase.head]
        for _ in range(4):
            if node.dep_ == "relcl":
                return [r for r in self._of.get(node.head.i, []) if r.order >= 0]
            if node.head is node:
                break
            node = node.head
        return []

    def _first_person(self, phrase: Phrase) -> list[Referent]:
        """ "I" and "we" in a quotation: whoever says it, or the body they speak for."""
        sentence = self._sentence[phrase.head]
        speaker = self._speaker_near(sentence)
        if speaker is None:
            return []
        if phrase.plural and speaker.type == "person" and speaker.organisation:
            return [r for r in self._referents if r.name == speaker.organisation][:1]
        return [speaker]

    def _speaker_near(self, sentence: int) -> Referent | None:
        if not hasattr(self, "_sayers"):
            self._sayers: dict[int, Referent] = {}
            for head, referents in self._of.items():
                verb = self.doc[head].head
                if (
                    referents
                    and self.doc[head].dep_ == "nsubj"
                    and verb.lemma_ in _SAYING
                    and self.phrases.by_head[head].gender != "1"
                ):
                    self._sayers.setdefault(self._sentence[head], referents[0])
        for number in (sentence, sentence - 1, sentence + 1, sentence - 2):
            if number in self._sayers:
                return self._sayers[number]
        return None


def surname(name: str) -> str:
    """The last word of a person's name, without accents, in lower case."""
    return folded(name).lower().split()[-1]
