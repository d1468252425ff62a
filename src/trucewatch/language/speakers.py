"""Who says it: the source of a verb of saying, whatever construction puts it where."""

from __future__ import annotations

from spacy.tokens import Span, Token

from trucewatch.language.utterances import RELATIVES, SUBJECTS, Draft, View

_CLAUSES = ("ccomp", "xcomp", "advcl", "acl", "relcl", "pcomp", "conj", "parataxis", "csubj")


class Speakers:
    """Finds the source of a cue in the parse."""

    def __init__(self, view: View) -> None:
        self.view = view

    def set_source(self, draft: Draft, passive: bool, children: list[Token]) -> None:
        """Gives a verb's draft its source: subject, agent, who stands after it, or the subject above."""
        cue = draft.cue_token
        if passive:
            draft.source = self._agent(children)
            return
        subject = next((c for c in children if c.dep_ == "nsubj"), None)
        if subject is None and cue.dep_ == "acl" and cue.tag_ == "VBN":
            draft.source = self._agent(children)
            return
        if subject is None:
            subject = self._inverted(cue, children) or self.inherited(cue) or self._adjacent(cue)
        subject = subject or self._behind_quotation(cue)
        if subject is None:
            return
        if subject.lower_ in RELATIVES and cue.dep_ == "relcl":
            draft.relative, subject = subject, cue.head
        if subject.lower_ in ("it", "there") and passive:
            return
        draft.source = self._owner(subject)

    def _agent(self, children: list[Token]) -> Token | None:
        for child in children:
            if child.dep_ == "agent" or (child.dep_ == "prep" and child.lower_ == "by"):
                return next((c for c in child.children if c.dep_ == "pobj"), None)
        return None

    def _inverted(self, cue: Token, children: list[Token]) -> Token | None:
        """\"…, said the envoy": the speaker after the verb, whatever the parser made of it."""
        if cue.tag_ == "VBG" or cue.i == 0 or self.view.lower[cue.i - 1] not in ('"', ",", "'", "?", "!"):
            return None
        for child in children:
            if (
                child.i > cue.i
                and child.dep_ in ("dobj", "attr", "npadvmod", "oprd")
                and child.pos_ in ("PROPN", "NOUN", "PRON")
                and child.lower_ not in ("it", "them", "him", "her", "this", "that")
            ):
                return child
        return None

    def inherited(self, cue: Token) -> Token | None:
        """The subject of a participle, infinitive or coordinated verb is that of the verb above it."""
        node = cue
        for _ in range(6):
            head = node.head
            if head == node:
                return None
            if node.dep_ == "acl":
                return head
            if node.dep_ == "advcl" and node.tag_ == "VBG":
                head = self._reporting_ancestor(node) or head
            if node == cue and node.dep_ == "conj":
                head = self.coordinated_with(node) or head
            if node.dep_ == "pcomp" and head.dep_ == "prep":
                head = head.head
            if node.dep_ in ("xcomp", "ccomp"):
                controlled = next((c for c in head.children if c.dep_ == "dobj" and c.i < node.i), None)
                frames = self.view.lexicon.verbs.get(head.lemma_.lower())
                if controlled is not None and (frames is None or "addressee" in frames.stances):
                    return controlled
            if node.dep_ not in _CLAUSES and node.dep_ != "pcomp":
                return None
            subject = next((c for c in head.children if c.dep_ in SUBJECTS), None)
            if subject is not None:
                if subject.lower_ in RELATIVES and head.dep_ == "relcl":
                    return head.head
                return subject
            if node.dep_ == "conj" and (named := self._adjacent(head)) is not None:
                return named
            if head.pos_ in ("NOUN", "PROPN", "PRON"):
                return head if node.dep_ in ("acl", "relcl") else None
            node = head
        return None

    def _reporting_ancestor(self, node: Token) -> Token | None:
        """\"said …, adding …": the participle is the speaker's, though the parser hangs it on the content."""
        for ancestor in node.ancestors:
            if ancestor.lemma_.lower() in self.view.lexicon.verbs and any(
                c.dep_ in SUBJECTS for c in ancestor.children
            ):
                return ancestor
        return None

    def _adjacent(self, cue: Token) -> Token | None:
        """\"After a meeting of the council President Silva spoke": the name before a verb without subject."""
        start = cue.i
        while start > cue.sent.start and self.view.doc[start - 1].dep_ in ("aux", "advmod", "neg"):
            start -= 1
        before = self.view.doc[start - 1] if start > cue.sent.start else None
        finite = cue.tag_ in ("VBD", "VBZ", "VBP") or start < cue.i
        return before if finite and before is not None and before.pos_ == "PROPN" else None

    def _behind_quotation(self, cue: Token) -> Token | None:
        """ "“…,” an official, speaking in Oslo, said": who stands between a quotation's end and an aside."""
        doc, first = self.view.doc, cue.sent.start
        if cue.i == 0 or doc[cue.i - 1].text != "," or cue.tag_ not in ("VBD", "VBZ", "VBP"):
            return None
        closing = next((i for i in range(cue.i - 1, first, -1) if self.view.lower[i] == '"'), None)
        comma = (
            next((i for i in range(closing + 1, cue.i - 1) if doc[i].text == ","), None) if closing else None
        )
        if closing is None or comma is None or doc[closing - 1].text not in (",", "?", "!"):
            return None
        phrase = doc[closing + 1 : comma]
        plain = all(t.pos_ in ("DET", "ADJ", "NOUN", "PROPN", "PART", "NUM", "ADP") for t in phrase)
        last = next((t for t in phrase if t.pos_ == "ADP"), doc[comma])
        head = doc[last.i - 1] if plain and len(phrase) else None
        return head if head is not None and head.pos_ in ("NOUN", "PROPN") else None

    def coordinated_with(self, cue: Token) -> Token | None:
        """The verb of saying that a second one belongs to ("promised that … would … and offered to …").

        The parser tends to hang the second on the verb of what is said; a finite verb there without an
        auxiliary goes with the verb of saying of its own tense instead. None where the parse is right.
        """
        inner = cue.head
        if cue.dep_ != "conj" or inner.tag_ == cue.tag_ or cue.tag_ not in ("VBD", "VBZ", "VBP"):
            return None
        if any(c.dep_ in ("aux", "auxpass", *SUBJECTS) for c in cue.children):
            return None
        for ancestor in inner.ancestors:
            if ancestor.tag_ == cue.tag_ and ancestor.lemma_.lower() in self.view.lexicon.verbs:
                return ancestor
        return None

    def _owner(self, subject: Token) -> Token:
        """\"A statement by the ministry said": the ministry."""
        if subject.lemma_.lower() not in self.view.lexicon.vehicles:
            return subject
        for child in subject.children:
            if child.dep_ == "poss":
                return child
            if child.dep_ == "prep" and child.lower_ in ("by", "from", "of"):
                owner = next((c for c in child.children if c.dep_ == "pobj"), None)
                if owner is not None and (child.lower_ != "of" or owner.ent_type_):
                    return owner
        return subject

    def light_verb_subject(self, cue: Token) -> Token | None:
        """\"issued a warning that", "made a promise to", "expressed the hope that"."""
        verb = cue.head
        if cue.dep_ != "dobj" or verb.lemma_.lower() not in self.view.lexicon.light:
            return None
        subject = next((c for c in verb.children if c.dep_ == "nsubj"), None)
        if subject is not None and subject.lower_ in RELATIVES and verb.dep_ == "relcl":
            return verb.head
        return subject or self.inherited(verb)

    def speaks(self, token: Token) -> bool:
        """Whether a noun can be somebody who speaks."""
        return (
            token.pos_ == "PROPN"
            or token.lower_ in ("he", "she", "they", "who", "i", "we")
            or token.lemma_.lower() in self.view.lexicon.speakers
            or token.lower_ in self.view.lexicon.speakers
        )

    def names_speaker(self, label: Span) -> bool:
        """Whether the words before a colon name somebody who speaks."""
        last = label[-1]
        if any(t.pos_ in ("VERB", "AUX") and t.dep_ == "ROOT" for t in label):
            return False
        return (
            last.lower_ in self.view.lexicon.speakers
            or any(t.lower_.rstrip(".") in self.view.lexicon.titles for t in label)
            or (
                last.ent_type_ in ("PERSON", "ORG")
                and all(t.pos_ in ("PROPN", "PUNCT", "DET", "ADP") for t in label)
            )
        )
