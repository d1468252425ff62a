"""Whom every name, description and pronoun of a report denotes.

The report is read once from its beginning; each noun phrase either takes up somebody already spoken of or
brings in somebody new. Invariant: none is better than wrong; the same report gives the same answers.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from spacy.tokens import Doc, Token

from trucewatch.language.descriptions import Descriptions
from trucewatch.language.issuer import issuer
from trucewatch.language.names import bodies, folded
from trucewatch.language.nouns import heads, nouns, singular
from trucewatch.language.phrases import Phrase, Phrases
from trucewatch.language.pronouns import Pronouns
from trucewatch.language.referents import Referent, Registry, sovereign
from trucewatch.records import Actor, ActorMention, PlaceMention, Source
from trucewatch.records.reading import ActorType

if TYPE_CHECKING:
    from trucewatch.language.attribution import Attribution

_LOCATIVE = frozenset(
    ["in", "at", "near", "around", "outside", "inside", "towards", "toward", "across", "from", "to"]
)
_ACTING = frozenset(["by", "with", "against", "between", "among", "for"])
_ACTING_ROLES = frozenset(["nsubj", "nsubjpass", "agent", "dobj", "dative", "iobj", "poss", "appos"])
_HONORIFICS = frozenset(
    ["mr", "mrs", "ms", "miss", "sir", "dr", "messrs", "excellency", "majesty", "highness", "royal highness"]
)


class Coreference:
    """What the noun phrases of one report denote.

    `doc` is the parsed report; `places` its place mentions (names of places are not taken for persons or
    bodies); `title` the report's title, which counts towards which country the report is about; `outlet` who
    published it, which may be who speaks in it; `attributions` who says what, which settles "I" and "we".
    Everything is resolved when the object is made; asking is cheap.
    """

    def __init__(
        self,
        doc: Doc,
        *,
        places: Sequence[PlaceMention] = (),
        title: str | None = None,
        outlet: str | None = None,
        attributions: Iterable[Attribution] = (),
    ) -> None:
        self.doc = doc
        self._phrases = Phrases(doc, places=places, title=title)
        self._registry = Registry(self._phrases)
        self._registry.issue(issuer(self._phrases, title=title, outlet=outlet))
        self._descriptions = Descriptions(self._phrases, self._registry)
        pronouns = Pronouns(self._phrases, self._registry, self._descriptions, attributions)
        for phrase in self._phrases.all():
            self._registry.here = phrase.head
            found = pronouns.resolve(phrase) if phrase.kind == "pronoun" else self._resolve(phrase)
            self._registry.of[phrase.head] = found
            for referent in found:
                self._registry.touch(referent, phrase.head)
            if found:
                self._registry.together(phrase, self._descriptions.previous, found)
            self._descriptions.previous = phrase
        pronouns.first_persons()

    # ---- what is asked

    def resolve(self, token: Token) -> Actor | None:
        """The one actor that the noun phrase headed by `token` denotes; None for none, several or unsure."""
        found = self._denoted(token.i)
        return found[0].actor() if len(found) == 1 else None

    def resolve_all(self, token: Token) -> list[Actor]:
        """The actors that the noun phrase headed by `token` denotes, its coordination included, each once.

        "Turkey, Russia and Iran" gives three from any of its heads; "the two countries" those meant; "Turkish
        and Russian troops" both forces.
        """
        actors: dict[str, Actor] = {}
        for i in (token.i, *self._registry.conjuncts.get(token.i, ())):
            for referent in self._denoted(i):
                actor = referent.actor()
                actors.setdefault(actor.name, actor)
        return list(actors.values())

    def speaker(self, token: Token) -> Source | None:
        """Who speaks, where the noun phrase headed by `token` is the source of an attribution.

        A person once introduced keeps name, role and organisation under every later short form.
        """
        found = self.speakers(token)
        return found[0] if found else None

    def speakers(self, token: Token) -> list[Source]:
        """Everybody who speaks: as `speaker`, for "the two ministers" and the like."""
        found = self._denoted(token.i)
        phrase = self._phrases.by_head.get(token.i) or self._phrases.covering.get(token.i)
        institution = phrase is not None and (phrase.sense == "metonym" or phrase.noun == "ministry")
        if phrase is not None and institution and len(found) == 1 and found[0].type == "state":
            return [Source(name=self._ministry(phrase, found[0]), organisation=found[0].name)]
        if phrase is not None and self._is_member(phrase):
            return [self._member(phrase, found)]
        name = self._name_beside(token)
        if name is not None and len(found) == 1 and found[0].unnamed and found[0].type == "person":
            return [found[0].source().model_copy(update={"name": name, "anonymous": False})]
        return [referent.source() for referent in found] or self._unresolved(token)

    def _is_member(self, phrase: Phrase) -> bool:
        return (
            phrase.kind == "noun"
            and not phrase.plural
            and self._phrases.lower[phrase.head] in heads("members")
        )

    def _member(self, phrase: Phrase, found: list[Referent]) -> Source:
        """ "A Hamas fighter", "a soldier of the Seventh Brigade" as a speaker: one person, unnamed."""
        owner = (
            found[0] if found and found[0].type != "person" else self._descriptions.service.after(phrase.end)
        )
        if owner is None and found:
            owner = self._registry.named(found[0].organisation or "")
        return Source(role=phrase.words, organisation=owner.name if owner else None, anonymous=True)

    @property
    def issuer(self) -> Actor | None:
        """Whoever issues the report and answers for it; None where that is a newspaper or nobody in particular."""
        found = self._registry.issuer
        return Actor(name=found.name, id=found.id) if found is not None else None

    def issues(self, token: Token) -> bool:
        """Does the noun phrase headed by `token` denote whoever issues the report, by name, office or "we"?

        A ministry's paper is its state's: the state and its ministries are the issuer then, its officials not.
        """
        issuer = self._registry.issuer
        if issuer is None:
            return False
        if issuer.type != "state" and token.lower_ in heads("own_staff"):
            phrase = self._phrases.described(token.i)
            if not phrase.owners and all(c.dep_ != "poss" for c in token.children):
                return True
        return self._denoted(token.i) == [issuer]

    def _ministry(self, phrase: Phrase, state: Referent) -> str:
        """The name of a ministry: of a bare "the ministry" the one of this state spoken of before it."""
        if phrase.words.lower() != "ministry":
            return phrase.words
        before = (
            self._phrases.by_head[head]
            for head in sorted(self._phrases.by_head, reverse=True)
            if head < phrase.head
        )
        named = (p for p in before if p.noun == "ministry" and len(p.words.split()) > 1)
        return next((p.words for p in named if state in self._denoted(p.head)), phrase.words)

    def _unresolved(self, token: Token) -> list[Source]:
        """A speaker by the report's words alone: a name by itself, or "the hospital", "state media"."""
        if token.i in self._registry.of and self._phrases.by_head[token.i].kind == "pronoun":
            return []
        if token.lower_ in ("q", "question"):
            return []  # the label of whoever asks
        if token.lower_ in _HONORIFICS:
            home = self._registry.home()
            role = self._phrases.described(token.i).words
            return [Source(role=role, organisation=home.name if home is not None else None)]
        if token.pos_ == "PROPN":
            return [Source(name=self._phrases.described(token.i).words)]
        if token.pos_ != "NOUN":
            return []
        phrase = self._phrases.described(token.i)
        owner = next((self._registry.owner(e).name for e in phrase.owners), None) or next(
            (r.organisation for c in token.children if c.dep_ == "poss" for r in self._denoted(c.i)), None
        )
        name = self._name_beside(token)
        if name is not None:
            return [Source(name=name, role=phrase.words, organisation=owner)]
        return [Source(role=phrase.words, organisation=owner, anonymous=True)]

    def _name_beside(self, token: Token) -> str | None:
        """The name that stands beside a description of one: "a local councillor, *Ann Lee*, said"."""
        beside = next((c for c in token.children if c.dep_ == "appos" and c.pos_ == "PROPN"), None)
        if beside is None or token.tag_ != "NN":
            return None
        found = self._denoted(beside.i)
        if any(referent.id is not None for referent in found):
            return None
        return found[0].name if found else self._phrases.described(beside.i).words

    def mentions(self) -> list[ActorMention]:
        """Every mention of an actor, with the name it resolves to, in the order of the text."""
        found: dict[tuple[int, int], ActorMention] = {}
        for phrase in self._phrases.all():
            for start, end in self._spans(phrase):
                mention = self._mention(phrase, start, end)
                found.setdefault((mention.start, mention.end), mention)
        return sorted(found.values(), key=lambda m: (m.start, -m.end))

    # ---- asking

    def _denoted(self, i: int) -> list[Referent]:
        found = self._registry.of.get(i)
        if found is not None:
            return found
        name = self._phrases.at.get(i)
        if name is not None and name.entry.type != "person" and not self._as_place(i):
            return [self._registry.known(name.entry)]
        phrase = self._phrases.covering.get(i)
        if phrase is None or phrase.kind == "noun":
            return []
        return self._registry.of.get(phrase.head, [])

    def _spans(self, phrase: Phrase) -> list[tuple[int, int]]:
        """The tokens of a phrase's mentions for output: with its article; a titled name by itself, too."""
        if phrase.kind == "pronoun":
            spoken = phrase.gender not in ("r", "b", "l", "e") and self._phrases.deps[phrase.head] != "poss"
            known = phrase.gender != "n" or self._registry.of.get(phrase.head)
            return [(phrase.start, phrase.end)] if spoken and known else []
        if phrase.type == "state" and phrase.kind == "name" and not self._acts(phrase):
            return []
        if phrase.noun == "army" and self._phrases.lower[phrase.head] in heads("materiel"):
            return []
        start = phrase.start
        if (
            start > 0
            and not self._phrases.starts[start]
            and self._phrases.lower[start - 1] in ("the", "a", "an")
        ):
            start -= 1
        spans = [(start, phrase.end)]
        if phrase.title is not None:
            spans.append((phrase.title[1], phrase.end))
        return spans

    def _acts(self, phrase: Phrase) -> bool:
        """Does a state's name stand for those who act, not for where something is?"""
        token = self.doc[phrase.head]
        while token.dep_ == "conj" and token.head != token:
            token = token.head
        if token.dep_ == "pobj":
            return token.head.lower_ in _ACTING
        return token.dep_ in _ACTING_ROLES

    def _mention(self, phrase: Phrase, start: int, end: int) -> ActorMention:
        referents = self._registry.of.get(phrase.head, [])
        first, last = self.doc[start], self.doc[end - 1]
        text = self._phrases.source[first.idx : last.idx + len(last)]
        return ActorMention(
            start=first.idx,
            end=last.idx + len(last),
            text=text,
            name=" and ".join(dict.fromkeys(r.name for r in referents)) or phrase.name or text,
            type=self._type(referents, phrase),
            id=referents[0].id if len(referents) == 1 else None,
        )

    def _type(self, referents: list[Referent], phrase: Phrase) -> ActorType:
        if not referents:
            return phrase.type
        many = referents[0].type == "person" and (referents[0].plural or len(referents) > 1)
        return "group" if many else referents[0].type

    # ---- one phrase after another

    def _resolve(self, phrase: Phrase) -> list[Referent]:
        if phrase.kind == "name":
            return self._name(phrase)
        if phrase.kind == "person":
            return [self._person(phrase)]
        if phrase.kind == "body":
            return [self._registry.body(phrase)]
        return self._descriptions.resolve(phrase)

    def _name(self, phrase: Phrase) -> list[Referent]:
        entry = phrase.entry
        assert entry is not None
        if phrase.sense == "people" and entry.type == "state":
            definite = phrase.start > 0 and self._phrases.lower[phrase.start - 1] == "the"
            of_a_state = sovereign(entry.id) and entry.id != "PSE"
            if not (definite and of_a_state and phrase.plural):
                return [self._registry.group(phrase.words, plural=phrase.plural)]
        if self._as_place(phrase.head):
            return []
        return [self._registry.known(entry)]

    def _as_place(self, i: int) -> bool:
        """Is the name of a capital only where something is: after a preposition of place, in a dateline?"""
        if self._phrases.at[i].sense != "capital":
            return False
        if self._phrases.deps[i] in ("compound", "nmod", "amod", "npadvmod"):
            return self.doc[i].head.lower_ not in nouns().classes
        if self._phrases.deps[i] == "ROOT" and self._phrases.lower[i + 1 : i + 2] in ([","], ["("], ["—"]):
            return True  # a dateline
        if self._phrases.texts[i].isupper() and self._phrases.deps[i] not in ("nsubj", "nsubjpass"):
            return True
        token = self.doc[i]
        return token.dep_ == "pobj" and token.head.lower_ in _LOCATIVE

    def _person(self, phrase: Phrase) -> Referent:
        referent = self._same(phrase)
        referent.gender = referent.gender or phrase.gender
        if phrase.title is not None:
            referent.role = referent.role or self._role(*phrase.title)
            home = self._registry.home()
            for owner in phrase.owners[:1]:
                referent.serve(owner)
            if set(self._phrases.lower[slice(*phrase.title)]) & heads("united_nations"):
                referent.serve(bodies()["united-nations"])
            if home is not None and set(self._phrases.lower[slice(*phrase.title)]) & heads("highest"):
                referent.serve(home)
        if referent.organisation is None:
            self._descriptions.service.take_service(referent, phrase)
        previous = self._descriptions.previous
        if previous is not None and previous.noun in ("office", "source") and self._adjoins(previous, phrase):
            for other in self._registry.of.get(previous.head, []):
                if other.unnamed:
                    self._registry.forget(other)
                    referent.organisation = referent.organisation or other.organisation
                    referent.serves = referent.serves or other.serves
            self._descriptions.take_role(referent, previous)
            self._registry.of[previous.head] = [referent]
        return referent

    def _same(self, phrase: Phrase) -> Referent:
        if phrase.entry is not None:
            leader = self._registry.known(phrase.entry)
            if folded(phrase.words) == folded(leader.name):
                leader.name = phrase.words
            return self._registry.introduce(leader)
        name = phrase.name
        referent = self._registry.person(name)
        if referent is None:
            return self._registry.new_person(name)
        if len(name) > len(referent.name):
            referent.name = name
        return referent

    def _adjoins(self, previous: Phrase, phrase: Phrase) -> bool:
        """ "the movement's spokesman, Lawrence Kanyuka": a description and right after a comma the name."""
        if previous.plural:
            return False
        between = range(previous.end, phrase.start)
        if not 0 < len(between) <= 12 or self._phrases.lower[phrase.start - 1] != ",":
            return False
        return all(
            self._phrases.pos[i] not in ("VERB", "AUX") and self._phrases.lower[i] != ","
            for i in between[:-1]
        )

    def _role(self, start: int, end: int) -> str | None:
        """A title in the report's words, whom it serves left out."""
        lower = self._phrases.lower
        kept = [
            i
            for i in range(start, end)
            if i not in self._phrases.at and lower[i] not in ("'s", "'", "-", ",")
        ]
        while kept and lower[kept[-1]] in ("of", "for", "the"):
            kept.pop()
        while kept and lower[kept[0]] in ("of", "for", "the", "and", "then"):
            kept.pop(0)
        if not kept:
            return None
        # "foreign *ministers* Ann Lee and Bo Dahl": each is one
        last = next((i - 1 for i in kept[1:] if lower[i] in ("of", "for")), kept[-1])
        head = self._phrases.text(last, last + 1)
        text = self._phrases.text(kept[0], kept[-1] + 1)
        if head != singular(head):
            text = text.replace(head, singular(head), 1)
        return None if text.lower().rstrip(".") in _HONORIFICS else text
