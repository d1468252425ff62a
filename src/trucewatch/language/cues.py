"""Cues and what they report: verbs, nouns and prepositions of saying with the content that each takes."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Token

from trucewatch.language.attachments import is_stray_gerund
from trucewatch.language.reporting import Frames
from trucewatch.language.speakers import Speakers
from trucewatch.language.tags import Tags
from trucewatch.language.utterances import RELATIVES, SUBJECTS, Draft, Kind, Range, View

_ABOUT = frozenset(("for", "of", "against", "about", "on", "over"))
# stances that are felt "at" something, and "with" somebody
_FELT = frozenset(("fears", "condemns", "welcomes"))
_OPENING = frozenset(("according", "in", "per", "by", "on", "citing", "quoting"))


class Cues:
    """Drafts of attributions, one for each cue of a report that has content."""

    def __init__(self, view: View) -> None:
        self.view = view
        self.speakers = Speakers(view)
        self.tags = Tags(view)

    def drafts(self) -> Iterator[Draft]:
        """The drafts in the order of their cues, before quotations complete them."""
        verbs, nouns, phrasal = self.view.lexicon.verbs, self.view.lexicon.nouns, self.view.lexicon.phrasal
        for token in self.view.doc:
            lemma = token.lemma_.lower()
            position = token.pos_
            if (lemma in verbs or lemma in phrasal) and (
                position in ("VERB", "AUX") or self._mistagged(token)
            ):
                yield from self._verb(token, lemma)
            elif position == "NOUN" and lemma in nouns:
                yield from self._noun(token, lemma)
            elif position == "ADJ" and lemma in self.view.lexicon.adjectives:
                yield from self._adjective(token, lemma)
            elif self.view.lower[token.i] in _OPENING:
                yield from self._opener(token)
            if self.view.lower[token.i] in self.view.lexicon.reckonings and position == "NOUN":
                yield from self._reckoning(token)

    def _mistagged(self, token: Token) -> bool:
        """\"…, a spokesman charges": a verb that the tagger took for a noun has a subject or a clause."""
        return (
            token.tag_ in ("NNS", "NN")
            and token.dep_ == "ROOT"
            and any(c.dep_ == "nsubj" for c in token.children)
            and any(c.dep_ == "ccomp" for c in token.children)
        )

    def _verb(self, cue: Token, lemma: str) -> Iterator[Draft]:
        children = list(cue.children)
        key = self._entry(cue, lemma, children)
        frames = self.view.lexicon.verbs.get(key)
        if frames is None:
            return
        kind: Kind = (
            "attitude"
            if key in self.view.lexicon.attitudes
            else "evidence"
            if key in self.view.lexicon.evidence
            else "speech"
        )
        if key == lemma and any(c.dep_ == "prt" and c.i == cue.i + 1 for c in children):
            return  # "call off", "hold back": the particle makes another verb
        draft = Draft(cue, key, "states", kind=kind)
        passive = any(child.dep_ in ("auxpass", "nsubjpass") for child in children)
        self.speakers.set_source(draft, passive, children)
        if (
            not self._arguments(draft, frames, children, passive)
            and "clause" in frames.stances
            and not passive
        ):
            draft.stance = frames.stances["clause"]
            self.tags.around(draft, children)
        if not draft.content:
            return
        draft.cue = [self.view.cue_range(cue)]
        if self._plausible(draft, passive):
            yield draft

    def _entry(self, cue: Token, lemma: str, children: list[Token]) -> str:
        for child in children:
            if (
                child.dep_ in ("prt", "advmod", "acomp", "oprd", "dobj", "ccomp")
                and f"{lemma} {child.lower_}" in self.view.lexicon.verbs
            ):
                lemma = f"{lemma} {child.lower_}"
                break
        return lemma

    def _plausible(self, draft: Draft, passive: bool) -> bool:
        """Imperatives address the reader, and nobody says what a verb without subject says."""
        cue = draft.cue_token
        if draft.source is not None:
            return True
        return passive or cue.tag_ in ("VBN", "VBD")

    def _arguments(self, draft: Draft, frames: Frames, children: list[Token], passive: bool) -> bool:
        """Fills content and stance from the cue's own arguments; False where it has none."""
        return (
            self._clausal(draft, frames, children, passive)
            or self._labelled(draft, frames, children, passive)
            or self._prepositional(draft, frames, children, passive)
            or self._nominal(draft, frames, children, passive)
        )

    def _clausal(self, draft: Draft, frames: Frames, children: list[Token], passive: bool) -> bool:
        stances = frames.stances
        theme = next((c for c in children if c.dep_ == "nsubjpass"), None)
        for child in children:
            if child.dep_ not in ("ccomp", "xcomp", "pcomp") or self._belongs_above(draft.cue_token, child):
                continue
            if self._withholds_name(child):
                continue
            bare = self._infinitive(child)
            if bare and "addressee" in stances and self._has_addressee(child, children, passive, stances):
                draft.stance = stances["addressee"]
            elif bare and "infinitive" in stances:
                draft.stance = stances["infinitive"]
                if passive and theme is not None:
                    draft.content.append(self.view.range(theme))
            elif "clause" in stances and (not bare or child.dep_ == "ccomp"):
                draft.stance = stances["clause"]
            else:
                continue
            start, end = self._clause_range(child)
            source = draft.source
            if source is not None and start < source.left_edge.i < end <= draft.cue_token.i:
                end = source.left_edge.i  # "“…,” an official, speaking in Oslo, said"
            draft.content.append((start, end))
            self.tags.trim_tag(draft)
            return True
        return False

    def _belongs_above(self, cue: Token, clause: Token) -> bool:
        """\"The truce that she announced has held": a predicate of the noun, which the parser gives the verb."""
        return (
            cue.dep_ == "relcl"
            and clause.dep_ == "ccomp"
            and clause.tag_ in ("VBN", "VBD", "VBZ", "VBP")
            and not any(c.dep_ == "mark" or (c.dep_ in SUBJECTS and c.tag_ != "WDT") for c in clause.children)
        )

    def _withholds_name(self, clause: Token) -> bool:
        """ "An officer who asked *not to be named*" demands nothing of anybody."""
        named = clause.lemma_.lower() in self.view.lexicon.naming
        return named and any(c.dep_ == "neg" for c in clause.children)

    def _clause_range(self, clause: Token) -> Range:
        """A clause without a verb of saying that only the parser coordinates with it."""
        start, end = self.view.range(clause)
        for child in clause.children:
            if child.dep_ == "conj" and child.lemma_.lower() in self.view.lexicon.verbs:
                joint = next((c.i for c in clause.children if c.dep_ == "cc" and c.i < child.i), None)
                if joint is not None and self.speakers.coordinated_with(child) is not None:
                    return start, joint
        return start, end

    def _has_addressee(
        self, wish: Token, children: list[Token], passive: bool, stances: dict[str, str]
    ) -> bool:
        """Whether somebody is told to do it: "urged both sides to stop", "was told to leave"."""
        if passive:
            return stances.get("infinitive") != "states"
        return self._object(children) is not None or wish.dep_ == "ccomp"

    def _infinitive(self, verb: Token) -> bool:
        if verb.tag_ == "VBG":
            return not any(c.dep_ in ("aux", "nsubj") for c in verb.children)
        return verb.dep_ == "xcomp" or any(c.dep_ == "aux" and c.lower_ == "to" for c in verb.children)

    def _object(self, children: list[Token]) -> Token | None:
        return next((c for c in children if c.dep_ in ("dobj", "dative")), None)

    def _theme(self, draft: Draft, children: list[Token], passive: bool) -> Token | None:
        """What the verb is done to: object, passive subject, or the noun that a participle modifies."""
        if passive:
            return next((c for c in children if c.dep_ == "nsubjpass"), None)
        direct = next((c for c in children if c.dep_ == "dobj" and c != draft.source), None)
        if direct is not None and direct.tag_ in ("WDT", "WP") and draft.cue_token.dep_ == "relcl":
            direct = None
        if direct is None and draft.cue_token.dep_ == "acl" and draft.cue_token.tag_ == "VBN":
            return draft.cue_token.head
        if direct is None and draft.cue_token.dep_ == "relcl" and draft.relative is None:
            return draft.cue_token.head  # "a charge that Moscow denies"
        return direct

    def _labelled(self, draft: Draft, frames: Frames, children: list[Token], passive: bool) -> bool:
        if "label" not in frames.stances:
            return False
        theme = self._theme(draft, children, passive)
        label = next((c for c in children if c.dep_ in ("oprd", "acomp") and c.i > draft.cue_token.i), None)
        if label is None:
            label = next(
                (
                    c
                    for c in children
                    if c.dep_ == "ccomp" and c.pos_ in ("NOUN", "ADJ", "PROPN") and c.i > draft.cue_token.i
                ),
                None,
            )
        if label is None:
            return False
        draft.stance = frames.stances["label"]
        draft.content = sorted([self.view.range(x) for x in (theme, label) if x is not None])
        return True

    def _prepositional(self, draft: Draft, frames: Frames, children: list[Token], passive: bool) -> bool:
        if not frames.prepositions:
            return False
        theme = self._theme(draft, children, passive)
        nested = [
            g
            for c in children
            if c.dep_ in ("dobj", "nsubjpass")
            for g in c.children
            if g.i > draft.cue_token.i
        ]
        for child in [*children, *nested]:
            if child.dep_ != "prep" or child.lower_ not in frames.prepositions or child.i < draft.cue_token.i:
                continue
            inner = next((c for c in child.children if c.dep_ in ("pobj", "pcomp", "amod", "advcl")), None)
            if inner is None:
                continue
            stray = next((c for c in children if c.i > child.i and is_stray_gerund(c)), None)
            draft.stance = frames.prepositions[child.lower_]
            if theme is not None and draft.stance != "calls for" and theme.i < child.i:
                start, told = self.view.range(theme), self.view.range(inner)
                if stray is not None:
                    told = told[0], self.view.range(stray)[1]
                if theme.i > draft.cue_token.i:
                    draft.content = [(start[0], told[1])]
                else:
                    draft.content = [start, told]
            else:
                draft.content = [self.view.range(inner)]
                wish = next((c for c in children if c.dep_ == "xcomp"), None)
                if child.lower_ in ("on", "upon") and wish is not None:
                    draft.content = [self.view.range(wish)]
            return True
        return False

    def _nominal(self, draft: Draft, frames: Frames, children: list[Token], passive: bool) -> bool:
        if "object" not in frames.stances:
            return False
        theme = self._theme(draft, children, passive)
        if theme is None or theme.lower_ in ("it", "itself", "himself", "themselves", "so"):
            return False
        draft.stance = frames.stances["object"]
        start, end = self.view.range(theme)
        if theme.i < draft.cue_token.i < end:
            end = draft.cue_token.i
        draft.content = [(start, end)]
        return True

    def _noun(self, cue: Token, lemma: str) -> Iterator[Draft]:
        draft = Draft(cue, lemma, self.view.lexicon.nouns[lemma])
        for child in (*cue.children, *self._hung_on_verb(cue)):
            if child.dep_ == "poss" and child.pos_ != "DET":
                draft.source = child
            elif child.dep_ == "prep" and child.lower_ in ("by", "from"):
                draft.source = next((c for c in child.children if c.dep_ == "pobj"), None) or draft.source
            elif (
                child.dep_ in ("amod", "compound", "nmod")
                and (child.ent_type_ in ("NORP", "ORG", "GPE") or child.lower_ in self.view.lexicon.speakers)
                and draft.source is None
            ):
                draft.source = child
            elif child.dep_ in ("acl", "ccomp") and child.i > cue.i and self._says_content(child):
                draft.content.append(self.view.range(child))
            elif (
                child.dep_ == "prep"
                and (child.lower_ in _ABOUT or (child.lower_ in ("at", "with") and draft.stance in _FELT))
                and lemma not in self.view.lexicon.vehicles
            ):
                inner = next((c for c in child.children if c.dep_ in ("pobj", "pcomp")), None)
                if inner is not None:
                    draft.content.append(self.view.range(inner))
        if draft.source is None:
            draft.source = self.speakers.light_verb_subject(cue)
        if not draft.content and cue.dep_ == "nsubj" and cue.head.lemma_ == "be":
            # "the ministry's answer is that …"
            draft.content += [
                self.view.range(c) for c in cue.head.children if c.dep_ == "ccomp" and c.i > cue.i
            ]
        if not draft.content:
            draft.content += self._spelt_out(cue)
        if draft.content and draft.source is not None:
            draft.cue = [(cue.i, cue.i + 1)]
            yield draft

    def _spelt_out(self, cue: Token) -> list[Range]:
        """The rest of the sentence behind a noun and a colon: "Her demand: *that they leave*"."""
        colon, end = cue.i + 1, cue.sent.end
        return [(colon + 1, end)] if colon + 2 < end and self.view.doc[colon].text == ":" else []

    def _hung_on_verb(self, cue: Token) -> list[Token]:
        """The preposition behind a noun of feeling that the parser hung on the verb: "voiced alarm *at* the raid"."""
        if cue.dep_ != "dobj" or cue.head.lemma_.lower() not in self.view.lexicon.light:
            return []
        return [c for c in cue.head.rights if c.i == cue.i + 1 and c.lower_ in ("at", "over", "about")]

    def _adjective(self, cue: Token, lemma: str) -> Iterator[Draft]:
        """\"is ready to talk", "are afraid that …": said of somebody who can speak."""
        verb = cue.head
        if cue.dep_ != "acomp" or verb.lemma_ not in ("be", "seem", "remain", "feel"):
            return
        content = [
            self.view.range(c) for c in cue.children if c.dep_ in ("xcomp", "ccomp", "prep") and c.i > cue.i
        ]
        source = next((c for c in verb.children if c.dep_ == "nsubj"), None)
        if content and source is not None and source.lower_ not in ("it", "there"):
            draft = Draft(cue, lemma, self.view.lexicon.adjectives[lemma], kind="attitude", source=source)
            if source.lower_ in RELATIVES and verb.dep_ == "relcl":
                draft.relative, draft.source = source, verb.head
            draft.content, draft.cue = content[:1], [(cue.i, cue.i + 1)]
            yield draft

    def _says_content(self, clause: Token) -> bool:
        return any(c.dep_ in ("mark", "aux") and c.lower_ in ("that", "to") for c in clause.children)

    def _opener(self, token: Token) -> Iterator[Draft]:
        for words in self.view.lexicon.openers:
            stop = token.i + len(words)
            if tuple(self.view.lower[token.i : stop]) != words or stop >= len(self.view.doc):
                continue
            last = self.view.doc[stop - 1]
            source = next((c for c in last.children if c.dep_ in ("pobj", "dobj") and c.i >= stop), None)
            if source is None:
                return
            phrase = (token.i, self.view.range(source)[1])
            draft = Draft(token, " ".join(words), "states", source=source, cue=[(token.i, stop)])
            draft.content = self._beside(token, phrase)
            yield draft
            return

    def _reckoning(self, noun: Token) -> Iterator[Draft]:
        """\"… by the mission's count", "the mission's own estimate is 40", "the UN figure is 40"."""
        source = next((c for c in noun.children if c.dep_ == "poss" and c.i < noun.i), None)
        preposition, verb = noun.head, noun.head
        if noun.dep_ == "pobj" and preposition.lower_ in ("by", "on") and source is not None:
            phrase = self.view.range(preposition)
            draft = Draft(preposition, "by", "states", kind="evidence", source=source)
            draft.cue = [(preposition.i, preposition.i + 1), (noun.i, noun.i + 1)]
            draft.content = self._beside(preposition, phrase)
            yield draft
            return
        if source is None:
            source = next((c for c in noun.children if c.ent_type_ in ("ORG", "GPE", "NORP")), None)
        told = [c for c in verb.children if c.dep_ in ("attr", "prep", "dobj", "acomp") and c.i > verb.i]
        if noun.dep_ == "nsubj" and verb.lemma_ in ("be", "stand", "reach") and source is not None and told:
            draft = Draft(noun, noun.lemma_.lower(), "states", kind="evidence", source=source)
            draft.cue = [(noun.i, noun.i + 1)]
            draft.content = [(verb.i, max(self.view.range(c)[1] for c in told))]
            yield draft

    def _beside(self, token: Token, phrase: Range) -> list[Range]:
        """The clause that "according to …" stands in, without it."""
        sentence = token.sent
        head = token.head
        while head.head != head and head.pos_ not in ("VERB", "AUX"):
            head = head.head
        start, end = self.view.range(head) if head.pos_ in ("VERB", "AUX") else (sentence.start, sentence.end)
        if phrase[0] - sentence.start <= 1:
            start, end = phrase[1], sentence.end
        elif phrase[1] >= sentence.end - 2:
            start = start if head.dep_ in ("conj", "relcl") else sentence.start
            end = phrase[0]
        return self.view.minus((start, end), [phrase])
