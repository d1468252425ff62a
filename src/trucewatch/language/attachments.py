"""Arguments where the parser hung them: behind prepositions, on a noun within the clause, or on nothing at all.

Invariant: what is added stands in the verb's own sentence, and a role that the grammar fills is left as it is.
"""

from __future__ import annotations

from spacy.tokens import Token

from trucewatch.language.arguments import Clause, event_nouns, phrase
from trucewatch.language.modality import verb_lemma

OF_NAMES = frozenset({"from", "to", "by", "into"})
OF_MOTION = frozenset({"into", "onto", "towards", "toward"})


def add_prepositions(head: Token, clause: Clause) -> None:
    """Give the clause what the prepositions of `head` govern, chains of them ("out of", "up to") included."""
    for child in head.children:
        if child.dep_ in ("prep", "agent") or (child.dep_ == "advmod" and child.pos_ == "ADP"):
            _add_preposition(child, clause)
        elif child.dep_ in ("advmod", "prt") and child.i > head.i:
            # "pulled *back* from the lake", "handed it *back* to the junta"
            for inner in child.children:
                if inner.dep_ == "prep":
                    _add_preposition(inner, clause)


def add_borrowed(noun: Token, clause: Clause, prepositions: frozenset[str]) -> None:
    """Give the clause those prepositions that the parser hung on a noun within it."""
    for child in noun.children:
        if child.dep_ in ("prep", "agent") and child.lower_ in prepositions:
            _add_preposition(child, clause)


def _add_preposition(preposition: Token, clause: Clause, depth: int = 0) -> None:
    word = preposition.lower_
    for child in preposition.children:
        if child.dep_ == "pobj":
            clause.obliques.setdefault(word, []).extend(_governed(child))
            if word == "of" and child.pos_ == "PROPN":
                add_borrowed(child, clause, OF_NAMES)  # "the capture of Aleppo by …"
        elif child.dep_ == "pcomp":
            clause.obliques.setdefault(word, []).append(child)
        elif (child.dep_ == "prep" and depth < 2) or (child.dep_ == "conj" and child.pos_ == "ADP"):
            _add_preposition(child, clause, depth + 1)


def _governed(head: Token) -> list[Token]:
    """What a preposition governs, less a subject that the parser joined to it: "In Geneva, *Chad* and *Mali* met"."""
    heads = phrase(head)
    if len(heads) < 2:
        return heads
    verb = next((t for t in head.ancestors if t.pos_ in ("VERB", "AUX")), None)
    subject = lost_subject(verb) if verb is not None and verb.i > heads[-1].i else []
    return [t for t in heads if t == head or t not in subject]


def add_particle(verb: Token, clause: Clause) -> None:
    """ "flew in 600 troops": what the parser took for a preposition brings no place but the object."""
    if clause.patients or verb.lemma_ not in event_nouns()["sending"]:
        return
    for word in ("in", "out", "up"):
        heads = clause.obliques.get(word, [])
        counted = [t for t in heads if t.pos_ == "NOUN" and any(_numbers(c) for c in t.subtree)]
        if heads and counted == heads and not any(t.ent_type_ for t in heads):
            clause.patients.extend(heads)
            clause.lemma = f"{verb.lemma_} {word}"
            del clause.obliques[word]


def _numbers(token: Token) -> bool:
    """Whether a word says how many, or how many more: nobody flies *in* additional battalions."""
    return token.tag_ == "CD" or token.lower_ in (
        "additional",
        "more",
        "extra",
        "fresh",
        "another",
        "further",
    )


def add_within_name(verb: Token, clause: Clause) -> None:
    """ "Ukraine *retook* Izium": a past tense that the parser took for part of its subject's or object's name."""
    before = [t for t in verb.lefts if t.pos_ == "PROPN" and t.dep_ in ("compound", "nmod")]
    if verb.dep_ in ("compound", "amod", "nmod") and verb.head.i > verb.i:
        before += [t for t in verb.head.lefts if t.i < verb.i and t.pos_ in ("NOUN", "PROPN")]
        clause.carrier = verb.head
        clause.patients.extend(phrase(verb.head))
        add_prepositions(verb.head, clause)
    if before:
        clause.passive = False
        clause.agents.extend(before)
        if not any(c.dep_ in ("dobj", "obj") for c in verb.children):
            beside = (c for c in verb.rights if c.dep_ == "appos" and c.pos_ == "PROPN")
            clause.patients.extend(t for t in beside if t not in clause.patients)


def add_agent_further_on(verb: Token, clause: Clause) -> None:
    """ "under a deal struck on Monday, through the UN, *by* both": an agent that the parser hung on an active verb."""
    node = verb
    for _ in range(4):
        if verb.dep_ != "acl" or clause.obliques.get("by") or node.head == node:
            return
        node = node.head
        if node.pos_ in ("VERB", "AUX") and not is_passive(node):
            for child in node.children:
                if child.dep_ in ("prep", "agent") and child.lower_ == "by" and child.i > verb.i:
                    _add_preposition(child, clause)


def is_stray_gerund(verb: Token) -> bool:
    """Whether a gerund goes on from one that the parser lost: "accused them of looting shops and *abducting* men"."""
    head = verb.head
    bare = verb.tag_ == "VBG" and not any(c.dep_ in ("aux", "auxpass", "nsubj") for c in verb.children)
    finite = head.tag_ in ("VBD", "VBZ", "VBP") and head.lemma_ in event_nouns()["object_control"]
    return verb.dep_ == "conj" and bare and finite


def lost_subject(verb: Token) -> list[Token]:
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


def approximate_object(verb: Token) -> list[Token]:
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


def misplaced_conjuncts(verb: Token) -> list[Token]:
    """ "sent troops and armour": a noun joined to the object that the parser joined to the verb."""
    last = next((c for c in verb.children if c.dep_ in ("dobj", "obj")), None)
    if last is None:
        return []
    nouns = (c for c in verb.children if c.dep_ == "conj" and c.pos_ in ("NOUN", "PROPN") and c.i > last.i)
    return [t for n in nouns if n.left_edge.i - last.right_edge.i <= 2 for t in phrase(n)]


def is_passive(verb: Token) -> bool:
    """Whether a verb's subject undergoes it, by its auxiliary or, where there is none, by how it stands."""
    if any(c.dep_ in ("nsubjpass", "auxpass", "csubjpass") for c in verb.children):
        return True
    if verb.tag_ != "VBN" or any(c.dep_ == "aux" and c.lemma_ in ("have", "'ve") for c in verb.children):
        return False
    if any(c.dep_ == "agent" for c in verb.children):
        return True
    if any(c.dep_ == "dobj" for c in verb.children):
        return False
    main = verb.dep_ == "ROOT" or (verb.dep_ == "acl" and verb.head.dep_ == "ROOT")
    if main and verb_lemma(verb) in event_nouns()["going"]:
        return False  # "the patrol *set out* from …", taken for a participle
    if any(c.dep_ == "nsubj" for c in verb.children):
        return not any(
            c.dep_ == "aux" for c in verb.children
        )  # "three killed in a blast", as headlines have it
    if verb.dep_ == "conj" and verb.head.pos_ in ("VERB", "AUX"):
        return is_passive(verb.head)
    return verb.dep_ in ("acl", "advcl", "amod", "ROOT", "relcl", "xcomp", "ccomp", "oprd")
