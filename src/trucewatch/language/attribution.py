"""Who says what: every stretch of a report that somebody else than the report answers for.

The dependency parse gives the cue's arguments; punctuation and quotation marks correct it where a parser
trained on running text goes wrong (a tag in the middle of a sentence, a quotation of several sentences).
Source, cue and content are those of Pareti, "PARC 3.0: A Corpus of Attribution Relations" (LREC 2016).

Invariant: spans are offsets into the report's own text, in its order, never empty.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Literal

from spacy.tokens import Doc, Span, Token

from trucewatch.language.quotations import Quotation, find_quotations
from trucewatch.language.reporting import Frames, Reporting, lexicon

Chars = tuple[int, int]
Range = tuple[int, int]
Kind = Literal["speech", "attitude", "evidence"]

_SUBJECTS = ("nsubj", "nsubjpass")
_RELATIVES = ("who", "which", "that", "whom", "whose")
_CLAUSES = ("ccomp", "xcomp", "advcl", "acl", "relcl", "pcomp", "conj", "parataxis", "csubj")


@dataclass(slots=True)
class Attribution:
    """One act of saying (or thinking, or showing).

    `source`, `cue` and `content` are character spans. `source_token` and `cue_token` are the tokens that head
    the source phrase (a pronoun as it stands; None where nobody is named) and the cue (None where only
    quotation marks or a colon say that somebody speaks). `lemma` is the cue's, with its particle; `stance` is
    what the lexicon says of it; `kind` tells speech from attitudes and from what documents show.
    """

    source: list[Chars] = field(default_factory=list)
    cue: list[Chars] = field(default_factory=list)
    content: list[Chars] = field(default_factory=list)
    source_token: int | None = None
    cue_token: int | None = None
    lemma: str = ""
    stance: str = "states"
    kind: Kind = "speech"
    quoted: bool = False
    negated: bool = False


@dataclass(slots=True)
class _Draft:
    """An attribution in tokens: ranges with exclusive ends."""

    cue_token: Token
    lemma: str
    stance: str
    content: list[Range] = field(default_factory=list)
    source: Token | None = None
    relative: Token | None = None
    cue: list[Range] = field(default_factory=list)
    kind: Kind = "speech"


def find_attributions(doc: Doc) -> list[Attribution]:
    """The attributions of a parsed report, in the order of their content.

    Direct quotations, reported speech, "according to", nouns ("the claim that …"), speakers named before a
    colon, and quotations that follow a speaker without a word of saying. Attributions nest: what one source
    says may hold what another says.
    """
    return _Finder(doc).run()


class AttributionIndex:
    """From a token to the innermost attribution whose content holds it."""

    def __init__(self, doc: Doc, attributions: Iterable[Attribution]) -> None:
        self._innermost: list[Attribution | None] = [None] * len(doc)
        starts = [token.idx for token in doc]
        ordered = sorted(attributions, key=lambda a: -sum(e - s for s, e in a.content))
        for attribution in ordered:
            for start, end in attribution.content:
                for index in _between(starts, start, end):
                    self._innermost[index] = attribution

    def content_of(self, token: int) -> Attribution | None:
        """The innermost attribution that answers for `token`, or None where the report itself does."""
        return self._innermost[token]


def _between(starts: list[int], start: int, end: int) -> range:
    from bisect import bisect_left

    return range(bisect_left(starts, start), bisect_left(starts, end))


class _Finder:
    """One pass over a document. Drafts are made from cues, then quotations complete them."""

    def __init__(self, doc: Doc) -> None:
        self.doc = doc
        self.lexicon: Reporting = lexicon()
        self.text = doc.text
        self.starts = [token.idx for token in doc]
        self.lower = [token.lower_ for token in doc]
        self.quotations = find_quotations(self.text)
        self.quote_ranges: list[Range] = [self._tokens(q.start, q.end) for q in self.quotations]
        self.in_quote: list[int] = [-1] * len(doc)
        for number, (start, end) in enumerate(self.quote_ranges):
            for index in range(start, end):
                self.in_quote[index] = number

    def run(self) -> list[Attribution]:
        drafts = [draft for draft in self._drafts() if draft.content]
        drafts = self._complete(drafts)
        found = [self._finish(draft) for draft in drafts]
        found += self._colons(found)
        found += self._leftovers(found)
        return sorted((a for a in found if a.content), key=lambda a: (a.content[0], a.cue))

    # -- cues ---------------------------------------------------------------------------------------------

    def _drafts(self) -> Iterator[_Draft]:
        verbs, nouns = self.lexicon.verbs, self.lexicon.nouns
        for token in self.doc:
            lemma = token.lemma_.lower()
            position = token.pos_
            if position in ("VERB", "AUX") and lemma in verbs:
                yield from self._verb(token, lemma)
            elif position == "NOUN" and lemma in nouns:
                yield from self._noun(token, lemma)
            elif self.lower[token.i] in _OPENING:
                yield from self._opener(token)

    def _verb(self, cue: Token, lemma: str) -> Iterator[_Draft]:
        children = list(cue.children)
        key, frames = self._entry(cue, lemma, children)
        kind: Kind = (
            "attitude"
            if key in self.lexicon.attitudes
            else "evidence"
            if key in self.lexicon.evidence
            else "speech"
        )
        draft = _Draft(cue, key, "states", kind=kind)
        passive = any(child.dep_ in ("auxpass", "nsubjpass") for child in children)
        self._set_source(draft, passive, children)
        if (
            not self._arguments(draft, frames, children, passive)
            and "clause" in frames.stances
            and not passive
        ):
            draft.stance = frames.stances["clause"]
            self._around(draft, children)
        if not draft.content:
            return
        draft.cue = [self._cue_range(cue)]
        if self._plausible(draft, passive):
            yield draft

    def _entry(self, cue: Token, lemma: str, children: list[Token]) -> tuple[str, Frames]:
        for child in children:
            if (
                child.dep_ in ("prt", "advmod", "acomp", "oprd")
                and f"{lemma} {child.lower_}" in self.lexicon.verbs
            ):
                lemma = f"{lemma} {child.lower_}"
                break
        return lemma, self.lexicon.verbs[lemma]

    def _plausible(self, draft: _Draft, passive: bool) -> bool:
        """Imperatives address the reader, and nobody says what a verb without subject says."""
        cue = draft.cue_token
        if draft.source is not None:
            return True
        return passive or cue.tag_ in ("VBN", "VBD")

    # -- sources ------------------------------------------------------------------------------------------

    def _set_source(self, draft: _Draft, passive: bool, children: list[Token]) -> None:
        cue = draft.cue_token
        if passive:
            draft.source = self._agent(children)
            return
        subject = next((c for c in children if c.dep_ == "nsubj"), None)
        if subject is None and cue.dep_ == "acl" and cue.tag_ == "VBN":
            draft.source = self._agent(children)
            return
        if subject is None:
            subject = self._inverted(cue, children) or self._inherited(cue)
        if subject is None:
            return
        if subject.lower_ in _RELATIVES and cue.dep_ == "relcl":
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
        """ "…, said the envoy": the speaker after the verb, whatever the parser made of it."""
        if cue.i == 0 or self.lower[cue.i - 1] not in ('"', ",", "'", "?", "!"):
            return None
        for child in children:
            if (
                child.i > cue.i
                and child.dep_ in ("dobj", "attr", "npadvmod", "oprd")
                and child.pos_ in ("PROPN", "NOUN", "PRON")
            ):
                return child
        return None

    def _inherited(self, cue: Token) -> Token | None:
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
            if node.dep_ == "pcomp" and head.dep_ == "prep":
                head = head.head
            if node.dep_ in ("xcomp", "ccomp"):
                controlled = next((c for c in head.children if c.dep_ == "dobj" and c.i < node.i), None)
                frames = self.lexicon.verbs.get(head.lemma_.lower())
                if controlled is not None and (frames is None or "addressee" in frames.stances):
                    return controlled
            if node.dep_ not in _CLAUSES and node.dep_ != "pcomp":
                return None
            subject = next((c for c in head.children if c.dep_ in _SUBJECTS), None)
            if subject is not None:
                if subject.lower_ in _RELATIVES and head.dep_ == "relcl":
                    return head.head
                return subject
            if head.pos_ in ("NOUN", "PROPN", "PRON"):
                return head if node.dep_ in ("acl", "relcl") else None
            node = head
        return None

    def _reporting_ancestor(self, node: Token) -> Token | None:
        """ "said …, adding …": the participle is the speaker's, though the parser hangs it on the content."""
        for ancestor in node.ancestors:
            if ancestor.lemma_.lower() in self.lexicon.verbs and any(
                c.dep_ in _SUBJECTS for c in ancestor.children
            ):
                return ancestor
        return None

    def _owner(self, subject: Token) -> Token:
        """ "A statement by the ministry said": the ministry."""
        if subject.lemma_.lower() not in self.lexicon.vehicles:
            return subject
        for child in subject.children:
            if child.dep_ == "poss":
                return child
            if child.dep_ == "prep" and child.lower_ in ("by", "from", "of"):
                owner = next((c for c in child.children if c.dep_ == "pobj"), None)
                if owner is not None and (child.lower_ != "of" or owner.ent_type_):
                    return owner
        return subject

    # -- content ------------------------------------------------------------------------------------------

    def _arguments(self, draft: _Draft, frames: Frames, children: list[Token], passive: bool) -> bool:
        """Fills content and stance from the cue's own arguments; False where it has none."""
        return (
            self._clausal(draft, frames, children, passive)
            or self._labelled(draft, frames, children, passive)
            or self._prepositional(draft, frames, children, passive)
            or self._nominal(draft, frames, children, passive)
        )

    def _clausal(self, draft: _Draft, frames: Frames, children: list[Token], passive: bool) -> bool:
        stances = frames.stances
        theme = next((c for c in children if c.dep_ == "nsubjpass"), None)
        for child in children:
            if child.dep_ not in ("ccomp", "xcomp", "pcomp"):
                continue
            bare = self._infinitive(child)
            if (
                bare
                and theme is None
                and "addressee" in stances
                and (self._object(children) or child.dep_ == "ccomp")
            ) or (bare and passive and "addressee" in stances and "clause" not in stances):
                draft.stance = stances["addressee"]
            elif bare and "infinitive" in stances:
                draft.stance = stances["infinitive"]
                if passive and theme is not None:
                    draft.content.append(self._range(theme))
            elif "clause" in stances and (not bare or child.dep_ == "ccomp"):
                draft.stance = stances["clause"]
            else:
                continue
            draft.content.append(self._range(child))
            self._trim_tag(draft)
            return True
        return False

    def _infinitive(self, verb: Token) -> bool:
        if verb.tag_ == "VBG":
            return not any(c.dep_ in ("aux", "nsubj") for c in verb.children)
        return verb.dep_ == "xcomp" or any(c.dep_ == "aux" and c.lower_ == "to" for c in verb.children)

    def _object(self, children: list[Token]) -> Token | None:
        return next((c for c in children if c.dep_ in ("dobj", "dative")), None)

    def _theme(self, draft: _Draft, children: list[Token], passive: bool) -> Token | None:
        """What the verb is done to: object, passive subject, or the noun that a participle modifies."""
        if passive:
            return next((c for c in children if c.dep_ == "nsubjpass"), None)
        direct = next((c for c in children if c.dep_ == "dobj" and c != draft.source), None)
        if direct is None and draft.cue_token.dep_ == "acl" and draft.cue_token.tag_ == "VBN":
            return draft.cue_token.head
        return direct

    def _labelled(self, draft: _Draft, frames: Frames, children: list[Token], passive: bool) -> bool:
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
        draft.content = sorted([self._range(x) for x in (theme, label) if x is not None])
        return True

    def _prepositional(self, draft: _Draft, frames: Frames, children: list[Token], passive: bool) -> bool:
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
            draft.stance = frames.prepositions[child.lower_]
            if theme is not None and draft.stance != "calls for" and theme.i < child.i:
                start = self._range(theme)
                if theme.i > draft.cue_token.i:
                    draft.content = [(start[0], self._range(inner)[1])]
                else:
                    draft.content = [start, self._range(inner)]
            else:
                draft.content = [self._range(inner)]
                wish = next((c for c in children if c.dep_ == "xcomp"), None)
                if child.lower_ in ("on", "upon") and wish is not None:
                    draft.content = [self._range(wish)]
            return True
        return False

    def _nominal(self, draft: _Draft, frames: Frames, children: list[Token], passive: bool) -> bool:
        if "object" not in frames.stances:
            return False
        theme = self._theme(draft, children, passive)
        if theme is None or theme.lower_ in ("it", "itself", "himself", "themselves", "so"):
            return False
        draft.stance = frames.stances["object"]
        start, end = self._range(theme)
        if theme.i < draft.cue_token.i < end:
            end = draft.cue_token.i
        draft.content = [(start, end)]
        return True

    # -- content around a tag -----------------------------------------------------------------------------

    def _around(self, draft: _Draft, children: list[Token]) -> None:
        """Content of a tag that the parser gave no complement: what stands beside it in the sentence."""
        cue = draft.cue_token
        sentence = cue.sent
        tag = self._tag_range(draft)
        if any(c.lower_ == "as" and c.i < cue.i and c.i >= tag[0] - 1 for c in children):
            tag = (min(c.i for c in children if c.lower_ == "as"), tag[1])
            head = cue.head
            if head != cue:
                draft.content = self._minus(self._range(head), [tag])
            return
        before = self.lower[tag[0] - 1] if tag[0] > 0 else ""
        if tag[0] - sentence.start > 1 and before in (",", '"', "'", "-", "--", "?", "!"):
            draft.content = self._minus((sentence.start, sentence.end), [tag])
            after = draft.content[-1]
            if after[0] >= tag[1] and not self._resumes(tag, after):
                draft.content.pop()
            return
        if before in ('"', "'") and tag[0] > 0 and self.in_quote[tag[0] - 1] >= 0:
            draft.content = [self.quote_ranges[self.in_quote[tag[0] - 1]]]
            return
        draft.content = self._after(cue, sentence)

    def _resumes(self, tag: Range, after: Range) -> bool:
        """Whether what follows a tag goes on with what was said before it ("A, he said, B")."""
        if tag[1] >= len(self.doc) or self.lower[tag[1]] != ",":
            return False
        first = next((i for i in range(*after) if self.lower[i] != ","), None)
        return first is not None and self.doc[first].tag_ != "VBG"

    def _after(self, cue: Token, sentence: Span) -> list[Range]:
        """A quotation or a clause after a colon, or a quotation later in the sentence."""
        for index in range(cue.i + 1, sentence.end):
            if self.lower[index] == ":" and index + 1 < len(self.doc):
                following = index + 1
                while following < len(self.doc) and self.doc[following].is_space:
                    following += 1
                if following >= len(self.doc):
                    return []
                number = self.in_quote[following]
                if number >= 0:
                    return [self.quote_ranges[number]]
                end = sentence.end if following < sentence.end else self.doc[following].sent.end
                return [(following, end)]
        for index in range(cue.i + 1, sentence.end):
            number = self.in_quote[index]
            if number >= 0 and self.quotations[number].words > 1 and self.in_quote[cue.i] != number:
                return [self.quote_ranges[number]]
        return []

    def _tag_range(self, draft: _Draft) -> Range:
        """The words of a tag: "the ministry said in a statement on Friday", "said the envoy"."""
        cue = draft.cue_token
        start, end = cue.i, cue.i + 1
        source = draft.source
        if source is not None and source.sent == cue.sent:
            first, last = self._range(source)
            if abs(first - cue.i) < 60:
                start, end = min(start, first), max(end, last if last > cue.i else end)
        for child in cue.children:
            if child.dep_ in ("aux", "auxpass", "neg", "advmod", "prep", "npadvmod", "dobj", "dative", "prt"):
                first, last = self._range(child)
                if child.i > cue.i:
                    if first <= end + 1:
                        end = max(end, last)
                elif first >= start - 2:
                    start = min(start, first)
        return start, end

    def _trim_tag(self, draft: _Draft) -> None:
        """Takes the tag out of content that runs around it."""
        start, end = draft.content[-1]
        cue = draft.cue_token.i
        if start <= cue < end:
            draft.content[-1:] = self._minus((start, end), [self._tag_range(draft)])

    def _minus(self, whole: Range, holes: list[Range]) -> list[Range]:
        parts, (position, end) = [], whole
        for first, last in sorted(holes):
            if first > position:
                parts.append((position, min(first, end)))
            position = max(position, last)
        if position < end:
            parts.append((position, end))
        return [p for p in parts if any(self.doc[i].is_alpha or self.doc[i].like_num for i in range(*p))]

    # -- nouns and prepositions ---------------------------------------------------------------------------

    def _noun(self, cue: Token, lemma: str) -> Iterator[_Draft]:
        draft = _Draft(cue, lemma, self.lexicon.nouns[lemma])
        for child in cue.children:
            if child.dep_ == "poss" and child.pos_ != "DET":
                draft.source = child
            elif child.dep_ == "prep" and child.lower_ in ("by", "from"):
                draft.source = next((c for c in child.children if c.dep_ == "pobj"), None) or draft.source
            elif (
                child.dep_ in ("amod", "compound", "nmod")
                and child.ent_type_ in ("NORP", "ORG", "GPE")
                and draft.source is None
            ):
                draft.source = child
            elif child.dep_ in ("acl", "ccomp") and child.i > cue.i and self._says_content(child):
                draft.content.append(self._range(child))
            elif (
                child.dep_ == "prep"
                and child.lower_ in ("for", "of", "against", "about", "on", "over")
                and lemma not in self.lexicon.vehicles
            ):
                inner = next((c for c in child.children if c.dep_ in ("pobj", "pcomp")), None)
                if inner is not None:
                    draft.content.append(self._range(inner))
        if draft.source is None:
            draft.source = self._light_verb_subject(cue)
        if draft.content and draft.source is not None:
            draft.cue = [(cue.i, cue.i + 1)]
            yield draft

    def _says_content(self, clause: Token) -> bool:
        return any(c.dep_ in ("mark", "aux") and c.lower_ in ("that", "to") for c in clause.children)

    def _light_verb_subject(self, cue: Token) -> Token | None:
        """ "issued a warning that", "made a promise to", "expressed the hope that"."""
        verb = cue.head
        if cue.dep_ != "dobj" or verb.lemma_.lower() not in _LIGHT:
            return None
        subject = next((c for c in verb.children if c.dep_ == "nsubj"), None)
        if subject is not None and subject.lower_ in _RELATIVES and verb.dep_ == "relcl":
            return verb.head
        return subject or self._inherited(verb)

    def _opener(self, token: Token) -> Iterator[_Draft]:
        for words in self.lexicon.openers:
            stop = token.i + len(words)
            if tuple(self.lower[token.i : stop]) != words or stop >= len(self.doc):
                continue
            last = self.doc[stop - 1]
            source = next((c for c in last.children if c.dep_ in ("pobj", "dobj") and c.i >= stop), None)
            if source is None:
                return
            phrase = (token.i, self._range(source)[1])
            draft = _Draft(token, " ".join(words), "states", source=source, cue=[(token.i, stop)])
            draft.content = self._beside(token, phrase)
            yield draft
            return

    def _beside(self, token: Token, phrase: Range) -> list[Range]:
        """The clause that "according to …" stands in, without it."""
        sentence = token.sent
        head = token.head
        while head.head != head and head.pos_ not in ("VERB", "AUX"):
            head = head.head
        start, end = self._range(head) if head.pos_ in ("VERB", "AUX") else (sentence.start, sentence.end)
        if head.lemma_.lower() in self.lexicon.verbs and phrase[0] > head.i:
            inner = next((c for c in head.children if c.dep_ in ("ccomp", "xcomp")), None)
            if inner is not None and inner.i > head.i:
                start, end = start, end
        if phrase[0] - sentence.start <= 1:
            start, end = phrase[1], sentence.end
        elif phrase[1] >= sentence.end - 2:
            start = start if head.dep_ in ("conj", "relcl") else sentence.start
            end = phrase[0]
        return self._minus((start, end), [phrase])

    # -- quotations ---------------------------------------------------------------------------------------

    def _complete(self, drafts: list[_Draft]) -> list[_Draft]:
        """Content grows to the whole quotation that it cuts, and over the ones that follow on from it."""
        for draft in drafts:
            own = self.in_quote[draft.cue_token.i]
            grown: list[Range] = []
            for start, end in draft.content:
                for index in (start, end - 1):
                    number = self.in_quote[index] if 0 <= index < len(self.doc) else -1
                    if number < 0 or number == own or self.quotations[number].words < 4:
                        continue
                    first, last = self.quote_ranges[number]
                    if not first <= draft.cue_token.i < last:
                        start, end = min(start, first), max(end, last)
                if own >= 0:
                    first, last = self.quote_ranges[own]
                    start, end = max(start, first), min(end, last)
                if start < end:
                    grown.append((start, end))
            draft.content = grown
        return [d for d in drafts if d.content]

    def _leftovers(self, found: list[Attribution]) -> list[Attribution]:
        """Quotations without a cue: they go on with the speaker before them."""
        extra: list[Attribution] = []
        spoken = sorted((a for a in found if a.kind == "speech"), key=lambda a: a.content[0])
        for number, quotation in enumerate(self.quotations):
            if quotation.words < 4 or any(
                s < quotation.end and quotation.start < e for a in [*found, *extra] for s, e in a.content
            ):
                continue
            previous = self._speaker_before(quotation, [*spoken, *extra])
            if previous is None:
                created = self._subject_before(number, quotation)
                if created is not None:
                    extra.append(created)
                continue
            same_paragraph = "\n" not in self.text[previous.content[-1][1] : quotation.start]
            if same_paragraph:
                previous.content = sorted([*previous.content, (quotation.start, quotation.end)])
                previous.quoted = True
            else:
                extra.append(
                    Attribution(
                        source=previous.source,
                        content=[(quotation.start, quotation.end)],
                        source_token=previous.source_token,
                        lemma=previous.lemma,
                        quoted=True,
                    )
                )
        return extra

    def _speaker_before(self, quotation: Quotation, spoken: list[Attribution]) -> Attribution | None:
        """The attribution of the words just before: in this paragraph, or a quotation left open above."""
        paragraph = self.text.rfind("\n", 0, quotation.start) + 1
        best: Attribution | None = None
        for attribution in spoken:
            spans = [*attribution.content, *attribution.cue]
            last = max(e for _, e in spans)
            if paragraph <= last <= quotation.start and attribution.source:
                best = attribution
        if best is not None:
            return best
        before = self.text[:paragraph].rstrip()
        for earlier in self.quotations:
            if earlier.continues and earlier.end >= len(before) - 1 and earlier.end <= quotation.start:
                return next(
                    (a for a in spoken for s, e in a.content if s < earlier.end and earlier.start < e), None
                )
        return None

    def _subject_before(self, number: int, quotation: Quotation) -> Attribution | None:
        """The subject of the sentence that leads up to a quotation of a sentence's length."""
        start, end = self.quote_ranges[number]
        if start >= end:
            return None
        sentence = self.doc[start].sent
        if self.doc[start].i > sentence.start + 1:
            lead = sentence
        elif sentence.start > 0:
            lead = self.doc[sentence.start - 1].sent
            if (
                "\n\n" in self.text[lead.end_char : quotation.start]
                and self.text[: quotation.start].rstrip()[-1:] != ":"
            ):
                return None
        else:
            return None
        subject = next((c for c in lead.root.children if c.dep_ in _SUBJECTS), None)
        if subject is None or not self._speaks(subject) or start <= subject.i < end:
            return None
        return Attribution(
            source=self._chars([self._source_range(subject)]),
            content=[(quotation.start, quotation.end)],
            source_token=subject.i,
            quoted=True,
        )

    def _speaks(self, token: Token) -> bool:
        """Whether a noun can be somebody who speaks."""
        return (
            token.pos_ == "PROPN"
            or token.lower_ in ("he", "she", "they", "who", "i", "we")
            or token.lemma_.lower() in self.lexicon.speakers
            or token.lower_ in self.lexicon.speakers
        )

    # -- colons -------------------------------------------------------------------------------------------

    def _colons(self, found: list[Attribution]) -> list[Attribution]:
        """ "Army: three killed" and the turns of a transcript."""
        extra: list[Attribution] = []
        for token in self.doc:
            if token.text != ":" or token.i == 0:
                continue
            sentence = token.sent
            start = sentence.start
            while start < token.i and (self.doc[start].is_space or self.doc[start].is_punct):
                start += 1
            if not 1 <= token.i - start <= 6 or token.i + 2 >= sentence.end:
                continue
            label = self.doc[start : token.i]
            if label.text.lower() in self.lexicon.labels or not self._names_speaker(label):
                continue
            content = (
                self.starts[token.i + 1],
                self.doc[sentence.end - 1].idx + len(self.doc[sentence.end - 1]),
            )
            if any(
                s < content[1] and content[0] < e and a.cue_token is not None and a.cue_token < token.i
                for a in found
                for s, e in a.content
            ):
                continue
            extra.append(
                Attribution(
                    source=[(label.start_char, label.end_char)],
                    cue=[(token.idx, token.idx + 1)],
                    content=self._trimmed([content]),
                    source_token=label.root.i,
                    lemma=":",
                    quoted=self._is_quoted([content]),
                )
            )
        return extra

    def _names_speaker(self, label: Span) -> bool:
        last = label[-1]
        if any(t.pos_ in ("VERB", "AUX") and t.dep_ == "ROOT" for t in label):
            return False
        return (
            last.lower_ in self.lexicon.speakers
            or any(t.lower_.rstrip(".") in self.lexicon.titles for t in label)
            or (
                last.ent_type_ in ("PERSON", "ORG")
                and all(t.pos_ in ("PROPN", "PUNCT", "DET", "ADP") for t in label)
            )
        )

    # -- finishing ----------------------------------------------------------------------------------------

    def _finish(self, draft: _Draft) -> Attribution:
        content = self._trimmed(self._chars(draft.content))
        source: list[Range] = []
        if draft.source is not None:
            source.append(self._source_range(draft.source))
        if draft.relative is not None:
            source.append((draft.relative.i, draft.relative.i + 1))
        return Attribution(
            source=self._chars(sorted(source)),
            cue=self._chars(draft.cue),
            content=content,
            source_token=draft.source.i if draft.source is not None else None,
            cue_token=draft.cue_token.i,
            lemma=draft.lemma,
            stance=draft.stance,
            kind=draft.kind,
            quoted=self._is_quoted(content),
            negated=any(c.dep_ == "neg" for c in draft.cue_token.children),
        )

    def _is_quoted(self, content: list[Chars]) -> bool:
        return any(s < q.end and q.start < e for q in self.quotations for s, e in content)

    def _cue_range(self, cue: Token) -> Range:
        start = end = cue.i
        for child in cue.children:
            if child.dep_ in ("aux", "auxpass", "neg", "prt"):
                if start - 3 <= child.i < start:
                    start = child.i
                elif child.i == end + 1:
                    end = child.i
        return start, end + 1

    def _source_range(self, token: Token) -> Range:
        """A noun phrase without its relative and participial clauses."""
        start, end = token.left_edge.i, token.right_edge.i + 1
        for child in token.children:
            if child.dep_ in ("relcl", "acl", "advcl", "ccomp") and child.i > token.i:
                end = min(end, max(child.left_edge.i, token.i + 1))
        if token.dep_ == "poss":
            end = token.i + 1
        return start, end

    def _range(self, token: Token) -> Range:
        return token.left_edge.i, token.right_edge.i + 1

    def _chars(self, ranges: list[Range]) -> list[Chars]:
        return [(self.starts[s], self.starts[e - 1] + len(self.doc[e - 1])) for s, e in ranges if s < e]

    def _trimmed(self, spans: list[Chars]) -> list[Chars]:
        """Without spaces, commas and stops at the edges (quotation marks stay)."""
        kept = []
        for start, end in sorted(spans):
            while start < end and (self.text[start].isspace() or self.text[start] in ",;:-–—)"):
                start += 1
            while end > start and (self.text[end - 1].isspace() or self.text[end - 1] in ",;:-–—("):
                end -= 1
            if end > start:
                kept.append((start, end))
        return kept

    def _tokens(self, start: int, end: int) -> Range:
        found = _between(self.starts, start, end)
        return found.start, found.stop


_OPENING = frozenset(("according", "in", "per", "by", "on", "citing", "quoting"))
# Verbs that lend a noun of saying its subject: "issued a warning", "made a promise".
_LIGHT = frozenset(
    (
        *(
            "make",
            "issue",
            "give",
            "express",
            "voice",
            "release",
            "deliver",
            "have",
            "send",
            "repeat",
            "renew",
        ),
        *("raise", "reiterate", "launch", "level", "publish", "file", "lodge", "put", "offer", "receive"),
        *("announce", "share", "face", "sign", "reach"),
    )
)
