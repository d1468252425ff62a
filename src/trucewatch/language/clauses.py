"""Clauses: who did what to whom, whatever the grammar of the sentence.

Invariant: "shelling killed eight", "eight were killed in shelling", "the killing of eight by shelling" and
"eight soldiers, killed by shelling, …" give the same roles. Readers ask for roles and never see the parse.

The roles follow the logical subject and object of predicate-argument structure (PropBank's Arg0 and Arg1,
Palmer, Gildea and Kingsbury 2005; NomBank for nouns, Meyers et al. 2004), read off spaCy's English
dependencies (CLEAR style).
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from typing import Any

from spacy.tokens import Token

from trucewatch.language.modality import Modality, factuality, is_support, verb_lemma

Obliques = dict[str, list[Token]]

_SUBORDINATE = {"relcl", "ccomp", "advcl", "parataxis", "csubj", "csubjpass"}
# "came under fire", "fell into an ambush", "was caught in crossfire": the subject undergoes the noun
_UNDERGOING = {
    (preposition, verb)
    for preposition, verbs in {
        "under": ("come", "be", "fall", "remain", "go", "get"),
        "into": ("fall", "run", "walk", "drive", "ride", "step"),
        "in": ("catch", "kill", "wound", "injure", "hit", "die", "perish", "hurt", "fall"),
        "by": ("hit", "kill", "wound", "injure", "strike", "target"),
        "to": ("fall", "subject", "expose", "lose"),
        "on": ("step", "drive"),
        "with": ("hit", "strike"),
    }.items()
    for verb in verbs
}
# "talks *aimed at* ending the siege of X" are not held in X
_PURPOSE = {"aim", "design", "intend", "mean", "seek"}
RELATIVE_PRONOUNS = {"who", "whom", "which", "that", "whose"}


@dataclass(slots=True, eq=False)
class Clause:
    """One predicate with its arguments; every argument is the head token of its noun phrase.

    `agents`, `patients` and `recipients` are whole coordinations ("Turkey and Russia" is two heads).
    `obliques` maps a preposition to the heads that it governs ("in", "over", "between" …), those of a
    carrying verb included. `events` are event nouns that the clause stands with ("killed *in shelling*"),
    `carrier` the verb that carries a noun ("*launched* an offensive").
    """

    predicate: Token
    lemma: str
    nominal: bool
    agents: list[Token] = field(default_factory=list)
    patients: list[Token] = field(default_factory=list)
    recipients: list[Token] = field(default_factory=list)
    obliques: Obliques = field(default_factory=dict)
    complements: list[Token] = field(default_factory=list)
    carrier: Token | None = None
    passive: bool = False
    modality: Modality = "actual"
    negated: bool = False
    denied: bool = False

    def oblique(self, *prepositions: str) -> list[Token]:
        """The heads that any of these prepositions governs, in the order asked for."""
        return [t for p in prepositions for t in self.obliques.get(p, ())]

    @property
    def means(self) -> list[Token]:
        """What it was done by, in or with, where that is no actor: the nouns after by, in, with, from, during."""
        return self.oblique("by", "in", "with", "from", "during", "after", "through", "using")

    def tokens(self) -> Iterator[Token]:
        """The clause's own words: its subtree less the clauses inside it, in no fixed order."""
        yield from own_tokens(self.predicate)
        if self.carrier is not None:
            inside = {t.i for t in own_tokens(self.predicate)}
            yield from (t for t in own_tokens(self.carrier) if t.i not in inside)


@lru_cache(maxsize=1)
def _nouns() -> dict[str, Any]:
    """What of-phrases mean after an event noun, and the nouns that only measure another."""
    text = (files("trucewatch.language") / "nouns.toml").read_text(encoding="utf-8")
    raw = tomllib.loads(text)
    return {k: frozenset(v["nouns"]) for k, v in raw.items()}


def own_tokens(head: Token) -> Iterator[Token]:
    """The subtree of `head` without subordinate clauses and without coordinated verbs."""
    stack = [head]
    while stack:
        token = stack.pop()
        yield token
        for child in token.children:
            dep = child.dep_
            if dep == "acl" and child.lemma_ in _PURPOSE:
                continue
            if dep in _SUBORDINATE or (
                dep == "conj" and child.pos_ in ("VERB", "AUX") and token.pos_ in ("VERB", "AUX")
            ):
                # a non-finite adverbial ("…, killing eight") is told of separately, too
                continue
            stack.append(child)


def conjuncts(token: Token) -> list[Token]:
    """`token` and what is coordinated with it to its right, however deep the parser chained it."""
    found, stack = [token], [token]
    while stack:
        for child in stack.pop().children:
            if child.dep_ == "conj" and child.pos_ in ("NOUN", "PROPN", "PRON", "NUM", "ADJ", "X", "DET"):
                found.append(child)
                stack.append(child)
            elif child.dep_ == "appos" and child.left_edge.i > 0 and child.left_edge.nbor(-1).dep_ == "cc":
                found.append(child)  # "the minister, Ann Lee, *and* his colleague", taken for one person
                stack.append(child)
    return sorted(found, key=lambda t: t.i)


def content_head(token: Token) -> Token:
    """The noun that a measuring noun measures: "dozens of *fighters*", "three of the *posts*", "a group of *men*"."""
    measures = _nouns()["measure"]
    seen = 0
    while seen < 4 and (token.lemma_.lower() in measures or token.pos_ == "NUM" or token.tag_ == "CD"):
        inner = next(
            (
                g
                for c in token.children
                if c.dep_ == "prep" and c.lower_ in ("of", "in", "among")
                for g in c.children
                if g.dep_ == "pobj"
            ),
            None,
        )
        if inner is None or (inner.pos_ not in ("NOUN", "PROPN", "PRON", "NUM")):
            return token
        token, seen = inner, seen + 1
    return token


def antecedent(token: Token) -> Token:
    """What a relative pronoun stands for: the noun that its clause describes; any other token is itself.

    In "the posts found *themselves* surrounded" the pronoun is the subject of the verb above.
    """
    if token.lower_ in ("themselves", "itself") and token.dep_ in ("nsubj", "nsubjpass"):
        above = token.head.head
        return next((c for c in above.children if c.dep_ == "nsubj" and c.i < token.i), token)
    if token.lower_ not in RELATIVE_PRONOUNS or token.tag_ not in ("WDT", "WP", "WP$", "IN", "DT"):
        return token
    node = token.head
    while (
        node.dep_ in ("conj", "xcomp", "prep", "pobj", "ccomp", "pcomp", "advcl", "poss")
        and node.head != node
    ):
        node = node.head
    if node.dep_ != "relcl" or node.head.i > token.i:
        return token
    listed = [t for t in conjuncts(node.head) if t.i < token.i]
    return listed[-1] if _is_singular(node) else listed[0]


def _is_singular(verb: Token) -> bool:
    """Whether a finite verb agrees with one thing: "which *hosts*", "which *has* called"."""
    finite = next((c for c in verb.lefts if c.dep_ in ("aux", "auxpass")), verb)
    return finite.tag_ == "VBZ" or finite.lower_ == "was"


def phrase(token: Token) -> list[Token]:
    """An argument's heads: relative pronouns replaced, coordination spread out."""
    heads = []
    for member in conjuncts(token):
        stands_for = antecedent(member)
        plural = stands_for != member and not _is_singular(member.head)
        heads += [t for t in conjuncts(stands_for) if t.i < member.i] if plural else [stands_for]
    return heads


def verbal(verb: Token) -> Clause:
    """The clause of a verb (or of an adjective or participle that the parser made the root)."""
    clause = Clause(predicate=verb, lemma=verb_lemma(verb), nominal=False)
    clause.passive = _is_passive(verb)
    if verb.tag_ == "VBD":
        _within_name(verb, clause)
    for child in verb.children:
        dep = child.dep_
        if dep in ("nsubj", "csubj"):
            (clause.patients if clause.passive else clause.agents).extend(phrase(child))
        elif dep in ("nsubjpass", "csubjpass"):
            clause.patients.extend(phrase(child))
        elif dep in ("dobj", "obj", "attr", "oprd"):
            clause.patients.extend(phrase(child)) if dep != "attr" else clause.complements.extend(
                phrase(child)
            )
        elif dep == "npadvmod" and child.pos_ == "PROPN" and child.i == verb.i + 1 and not clause.passive:
            if child.ent_type_ not in ("DATE", "TIME"):
                clause.patients.extend(phrase(child))  # "shelled Aleppo on Friday"
        elif dep in ("dative", "iobj"):
            heads = [g for g in child.children if g.dep_ == "pobj"] if child.pos_ == "ADP" else [child]
            clause.recipients.extend(t for h in heads for t in phrase(h))
        elif dep == "npadvmod" and child.tag_ == "CD" and child.i > verb.i and not clause.passive:
            if child.ent_type_ in ("", "CARDINAL"):
                clause.patients.extend(phrase(child))  # "displaced roughly 27,000"
        elif dep in ("acomp", "xcomp", "ccomp"):
            clause.complements.append(child)
        elif dep in ("aux", "auxpass"):
            # "the crossing stayed shut": the subject hangs on what the parser took for an auxiliary
            subjects = [t for g in child.children if g.dep_ in ("nsubj", "nsubjpass") for t in phrase(g)]
            (clause.patients if clause.passive else clause.agents).extend(subjects)
    if not clause.agents and not clause.passive:
        clause.agents.extend(_lost_subject(verb))
    clause.patients.extend(_approximate_object(verb))
    _prepositions(verb, clause)
    clause.patients.extend(_misplaced_conjuncts(verb))
    for child in verb.children:
        if child.dep_ in ("dobj", "obj") or child in clause.patients:
            for head in conjuncts(child):
                # "seized Aleppo from …", "sent troops and armour into …": a noun takes no such complement
                _borrowed(head, clause, _OF_NAMES if head.pos_ == "PROPN" else _OF_MOTION)
    _particle(verb, clause)
    _open_roles(verb, clause)
    if clause.passive:
        _agent_further_on(verb, clause)
        by = (t for t in clause.obliques.get("by", ()) if t.ent_type_ not in ("DATE", "TIME"))
        clause.agents.extend(t for t in by if t not in clause.agents)
    clause.modality, clause.negated, clause.denied = factuality(verb)
    return clause


def _within_name(verb: Token, clause: Clause) -> None:
    """ "Ukraine *retook* Izium": a past tense that the parser took for part of its subject's or object's name."""
    before = [t for t in verb.lefts if t.pos_ == "PROPN" and t.dep_ in ("compound", "nmod")]
    if verb.dep_ in ("compound", "amod", "nmod") and verb.head.i > verb.i:
        before += [t for t in verb.head.lefts if t.i < verb.i and t.pos_ in ("NOUN", "PROPN")]
        clause.carrier = verb.head
        clause.patients.extend(phrase(verb.head))
        _prepositions(verb.head, clause)
    if before:
        clause.passive = False
        clause.agents.extend(before)


def _agent_further_on(verb: Token, clause: Clause) -> None:
    """ "under a deal struck on Monday, through the UN, *by* both": an agent that the parser hung on an active verb."""
    node = verb
    for _ in range(4):
        if verb.dep_ != "acl" or clause.obliques.get("by") or node.head == node:
            return
        node = node.head
        if node.pos_ in ("VERB", "AUX") and not _is_passive(node):
            for child in node.children:
                if child.dep_ in ("prep", "agent") and child.lower_ == "by" and child.i > verb.i:
                    _add_preposition(child, clause)


def _lost_subject(verb: Token) -> list[Token]:
    """A subject that the parser joined to the date before it: "After talks on May 3, *Alpha* and *Bravo* agreed"."""
    finite = verb.tag_ in ("VBD", "VBZ", "VBP") and verb.dep_ in ("ROOT", "ccomp", "advcl", "parataxis")
    if not finite or any(c.dep_ in ("nsubj", "expl", "csubj") for c in verb.children):
        return []
    node, start = verb, verb.sent.start
    while node.i > start and node.nbor(-1).pos_ in ("AUX", "ADV", "PART"):
        node = node.nbor(-1)
    span: list[Token] = []
    while node.i > start and node.nbor(-1).text != ",":
        node = node.nbor(-1)
        span.insert(0, node)
    if node.i == start or any(t.pos_ in ("ADP", "VERB") or t.ent_type_ in ("DATE", "TIME") for t in span):
        return []
    return [
        t
        for t in span
        if t.pos_ in ("NOUN", "PROPN") and t.dep_ not in ("compound", "poss", "nmod", "npadvmod")
    ]


def _approximate_object(verb: Token) -> list[Token]:
    """An object that the parser hung on its hedge: "displaced *close to* a million people"."""
    return [
        noun
        for hedge in verb.rights
        if hedge.lower_ == "close" and hedge.dep_ in ("advmod", "acomp")
        for preposition in hedge.children
        if preposition.lower_ == "to"
        for object_ in preposition.children
        if object_.dep_ == "pobj"
        for noun in phrase(object_)
    ]


def _is_passive(verb: Token) -> bool:
    if any(c.dep_ in ("nsubjpass", "auxpass", "csubjpass") for c in verb.children):
        return True
    if verb.tag_ != "VBN" or any(c.dep_ == "aux" and c.lemma_ in ("have", "'ve") for c in verb.children):
        return False
    if any(c.dep_ == "agent" for c in verb.children):
        return True
    if any(c.dep_ == "dobj" for c in verb.children):
        return False
    main = verb.dep_ == "ROOT" or (verb.dep_ == "acl" and verb.head.dep_ == "ROOT")
    if main and verb_lemma(verb) in _nouns()["going"]:
        return False  # "the patrol *set out* from …", taken for a participle
    if any(c.dep_ == "nsubj" for c in verb.children):
        return not any(
            c.dep_ == "aux" for c in verb.children
        )  # "three killed in a blast", as headlines have it
    if verb.dep_ == "conj" and verb.head.pos_ in ("VERB", "AUX"):
        return _is_passive(verb.head)
    return verb.dep_ in ("acl", "advcl", "amod", "ROOT", "relcl", "xcomp", "ccomp", "oprd")


def _particle(verb: Token, clause: Clause) -> None:
    """ "flew in 600 troops": what the parser took for a preposition brings no place but the object."""
    if clause.patients or verb.lemma_ not in _nouns()["sending"]:
        return
    for word in ("in", "out", "up"):
        heads = clause.obliques.get(word, [])
        counted = [t for t in heads if t.pos_ == "NOUN" and any(c.tag_ == "CD" for c in t.subtree)]
        if heads and counted == heads and not any(t.ent_type_ for t in heads):
            clause.patients.extend(heads)
            clause.lemma = f"{verb.lemma_} {word}"
            del clause.obliques[word]


def _prepositions(head: Token, clause: Clause) -> None:
    for child in head.children:
        if child.dep_ in ("prep", "agent") or (child.dep_ == "advmod" and child.pos_ == "ADP"):
            _add_preposition(child, clause)
        elif child.dep_ in ("advmod", "prt") and child.i > head.i:
            # "pulled *back* from the lake", "handed it *back* to the junta"
            for inner in child.children:
                if inner.dep_ == "prep":
                    _add_preposition(inner, clause)


def _misplaced_conjuncts(verb: Token) -> list[Token]:
    """ "sent troops and armour": a noun joined to the object that the parser joined to the verb."""
    last = next((c for c in verb.children if c.dep_ in ("dobj", "obj")), None)
    if last is None:
        return []
    nouns = (c for c in verb.children if c.dep_ == "conj" and c.pos_ in ("NOUN", "PROPN") and c.i > last.i)
    return [t for n in nouns if n.left_edge.i - last.right_edge.i <= 2 for t in phrase(n)]


_OF_NAMES = frozenset({"from", "to", "by", "into"})
_OF_MOTION = frozenset({"into", "onto", "towards", "toward"})


def _borrowed(noun: Token, clause: Clause, prepositions: frozenset[str]) -> None:
    """Give the clause those prepositions that the parser hung on a noun within it."""
    for child in noun.children:
        if child.dep_ in ("prep", "agent") and child.lower_ in prepositions:
            _add_preposition(child, clause)


def _add_preposition(preposition: Token, clause: Clause, depth: int = 0) -> None:
    word = preposition.lower_
    for child in preposition.children:
        if child.dep_ == "pobj":
            clause.obliques.setdefault(word, []).extend(phrase(child))
            if word == "of" and child.pos_ == "PROPN":
                _borrowed(child, clause, _OF_NAMES)  # "the capture of Aleppo by …"
        elif child.dep_ == "pcomp":
            clause.obliques.setdefault(word, []).append(child)
        elif (child.dep_ == "prep" and depth < 2) or (child.dep_ == "conj" and child.pos_ == "ADP"):
            _add_preposition(child, clause, depth + 1)


def _open_roles(verb: Token, clause: Clause) -> None:
    """Fill the role that the grammar leaves open: the gap of a relative clause, the subject of a participle."""
    taken = bool(clause.patients if clause.passive else clause.agents)
    head, dep = verb.head, verb.dep_
    if dep in ("relcl", "acl") and head.i < verb.i:
        _fill_gap(verb, clause, head, taken)
    elif not taken and dep == "oprd" and clause.passive and head.pos_ == "VERB":
        above = verbal(head)  # "have kept X encircled"
        clause.patients.extend(t for t in above.patients if t != verb)
        if head.lemma_ in ("keep", "hold", "leave", "have"):
            clause.agents.extend(above.agents)
    elif not taken and dep in ("conj", "xcomp", "advcl", "pcomp", "ccomp", "dep") and head != verb:
        if dep == "pcomp" and (clause.oblique("by") or head.lower_ in ("in", "by", "during")):
            clause.agents.extend(clause.oblique("by"))  # a gerund used as a noun: "killed in shelling by …"
            return
        if dep == "ccomp" and verb.tag_ not in ("VBG", "VB", "VBN"):
            return
        governor = _governing_verb(verb)
        if governor is None:
            return
        subject = _subject_for(verb, governor)
        (clause.patients if clause.passive else clause.agents).extend(t for t in subject if t != verb)


def _fill_gap(verb: Token, clause: Clause, head: Token, taken: bool) -> None:
    nouns = [head]
    if not taken:
        if verb.tag_ == "VB" and any(c.lower_ == "to" for c in verb.lefts):
            owner = nominal(head)  # "Turkey's plan to withdraw": who plans withdraws
            clause.agents.extend(owner.agents)
        else:
            (clause.patients if clause.passive else clause.agents).extend(nouns)
        return
    where = next((c for c in verb.children if c.lower_ in ("where", "when")), None)
    if where is not None:
        if where.lower_ == "where":
            clause.obliques.setdefault("in", []).extend(nouns)
        return
    if verb.dep_ != "relcl" or clause.patients or clause.passive or head in clause.agents:
        return
    if not any(antecedent(t) == head for ts in clause.obliques.values() for t in ts):
        clause.patients.extend(nouns)


def _governing_verb(verb: Token) -> Token | None:
    node = verb.head
    steps = 0
    while node.pos_ not in ("VERB", "AUX") and steps < 4:
        if node.pos_ in ("NOUN", "PROPN") and verb.dep_ == "pcomp":
            if node.dep_ == "dobj" and node.head.lemma_ in _nouns()["object_control"]:
                return node.head  # "accused the rebels of shelling", its "of" attached too low
            return node  # "fears of losing": the noun's own clause holds the subject
        if node.head == node:
            return None
        node, steps = node.head, steps + 1
    return node if node.pos_ in ("VERB", "AUX") else None


def _subject_for(verb: Token, governor: Token) -> list[Token]:
    if governor.pos_ in ("NOUN", "PROPN"):
        return nominal(governor).agents
    above = verbal(governor)
    if verb.dep_ == "conj":
        return above.patients if above.passive else above.agents
    controlled = verb.dep_ != "pcomp" or verb.head.lower_ in ("of", "from", "into", "for")
    if verb.dep_ in ("xcomp", "ccomp", "pcomp") and controlled and not above.passive and above.patients:
        if governor.lemma_ in _nouns()["object_control"]:
            return above.patients
        if verb.dep_ == "xcomp":
            return above.agents or above.patients
    return (above.patients if above.passive else above.agents) or above.patients


def nominal(noun: Token) -> Clause:
    """The clause of an event noun, with what its carrying verb says of it."""
    clause = Clause(predicate=noun, lemma=noun.lemma_.lower(), nominal=True)
    _prepositions(noun, clause)
    lexicon = _nouns()
    for child in noun.children:
        dep = child.dep_
        if dep == "poss":
            target = clause.patients if noun.lemma_.lower() in lexicon["undergone"] else clause.agents
            target.extend(phrase(child))
        elif dep in ("amod", "compound", "nmod") and child.i < noun.i:
            clause.complements.append(child)
    of = clause.obliques.get("of", [])
    (clause.agents if noun.lemma_.lower() in lexicon["intransitive"] else clause.patients).extend(of)
    clause.patients.extend(clause.oblique("on", "against", "at") if not clause.patients else [])
    by = [
        t
        for p in ("by", "from")
        for t in clause.obliques.get(p, ())
        if p == "by" or noun.lemma_.lower() in lexicon["issued"]
    ]
    clause.agents.extend(t for t in by if t not in clause.agents)
    _carried(noun, clause)
    clause.modality, clause.negated, clause.denied = factuality(noun)
    return clause


def _carried(noun: Token, clause: Clause) -> None:
    """Take over subject and prepositions from the verb that carries the noun."""
    head, dep = noun.head, noun.dep_
    while dep == "conj" and head.pos_ in ("NOUN", "PROPN") and head.head != head:
        head, dep = head.head, head.dep_
    measures = _nouns()["measure"] | _nouns()["spans"]
    if dep == "pobj" and head.lower_ == "of" and head.head.lemma_.lower() in measures:
        # "held three hours of talks", "launched a series of attacks"
        head, dep = head.head.head, head.head.dep_
    if dep == "pobj" and head.head.pos_ in ("VERB", "AUX"):
        # "came under fire", "engaged in clashes", "was killed in shelling"
        carrier = head.head
        clause.carrier = carrier
        if (head.lower_, carrier.lemma_) in _UNDERGOING:
            clause.patients.extend(t for t in verbal_subjects(carrier) if t != noun)
        elif head.lower_ == "in" and carrier.lemma_ in ("engage", "involve", "participate", "take"):
            clause.agents.extend(t for t in verbal_subjects(carrier) if t != noun)
        return
    if head.pos_ not in ("VERB", "AUX") or dep not in ("dobj", "nsubj", "nsubjpass", "attr"):
        return
    clause.carrier = head
    observed = observes(head)
    if not is_support(head) and not observed:
        return
    above = verbal(head)
    if observed:
        for word, heads in above.obliques.items():
            clause.obliques.setdefault(word, []).extend(
                t for t in heads if t not in clause.obliques.get(word, ())
            )
        clause.agents.extend(
            t for t in clause.oblique("by") if t not in clause.agents and t not in above.agents
        )
        return
    if dep == "dobj" and not clause.agents:
        if head.lemma_ in ("suffer", "sustain", "see", "witness"):
            clause.patients.extend(above.agents)
        else:
            clause.agents.extend(t for t in above.agents if t != noun)
    elif dep == "nsubjpass" and not clause.agents:
        clause.agents.extend(t for t in above.agents if t != noun)
    for word, heads in above.obliques.items():
        clause.obliques.setdefault(word, []).extend(
            t for t in heads if t not in clause.obliques.get(word, ())
        )
    if not clause.patients:
        clause.patients.extend(t for t in above.oblique("on", "against", "at", "upon") if t != noun)


def observes(verb: Token) -> bool:
    """Whether a verb's subject only tells of the event that is its object: "recorded", "counted", "put at"."""
    lemma = verb.lemma_.lower()
    if lemma == "put":
        return any(c.dep_ == "prep" and c.lower_ == "at" for c in verb.children)
    return lemma in _nouns()["observing"]


def verbal_subjects(verb: Token) -> list[Token]:
    """A verb's grammatical subjects, taken over from the verb above where it has none."""
    clause = verbal(verb)
    return clause.patients if clause.passive else clause.agents
