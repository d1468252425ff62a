"""Clauses: who did what to whom, whatever the grammar of the sentence.

Invariant: "shelling killed eight", "eight were killed in shelling", "the killing of eight by shelling" and
"eight soldiers, killed by shelling, …" give the same roles. Readers ask for roles and never see the parse.

The roles follow the logical subject and object of predicate-argument structure (PropBank's Arg0 and Arg1,
Palmer, Gildea and Kingsbury 2005; NomBank for nouns, Meyers et al. 2004), read off spaCy's English
dependencies (CLEAR style).
"""

from __future__ import annotations

from spacy.tokens import Token

from trucewatch.language.arguments import (
    RELATIVE_PRONOUNS,
    Clause,
    antecedent,
    conjuncts,
    content_head,
    event_nouns,
    observes,
    own_tokens,
    phrase,
)
from trucewatch.language.attachments import (
    OF_MOTION,
    OF_NAMES,
    add_agent_further_on,
    add_borrowed,
    add_particle,
    add_prepositions,
    add_within_name,
    approximate_object,
    is_passive,
    is_stray_gerund,
    lost_subject,
    misplaced_conjuncts,
)
from trucewatch.language.modality import factuality, is_infinitive, is_support, verb_lemma

__all__ = [
    "RELATIVE_PRONOUNS",
    "Clause",
    "antecedent",
    "conjuncts",
    "content_head",
    "nominal",
    "observes",
    "own_tokens",
    "phrase",
    "verbal",
    "verbal_subjects",
]

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


def verbal(verb: Token) -> Clause:
    """The clause of a verb (or of an adjective or participle that the parser made the root)."""
    clause = Clause(predicate=verb, lemma=verb_lemma(verb), nominal=False)
    clause.passive = is_passive(verb)
    if verb.tag_ == "VBD":
        add_within_name(verb, clause)
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
        elif dep == "npadvmod" and _is_sent_somewhere(child):
            clause.patients.extend(phrase(child))  # "moved 2 brigades east"
        elif dep in ("acomp", "xcomp", "ccomp"):
            clause.complements.append(child)
        elif dep in ("aux", "auxpass"):
            # "the crossing stayed shut": the subject hangs on what the parser took for an auxiliary
            subjects = [t for g in child.children if g.dep_ in ("nsubj", "nsubjpass") for t in phrase(g)]
            (clause.patients if clause.passive else clause.agents).extend(subjects)
    if not clause.agents and not clause.passive:
        clause.agents.extend(lost_subject(verb))
    clause.patients.extend(approximate_object(verb))
    add_prepositions(verb, clause)
    clause.patients.extend(misplaced_conjuncts(verb))
    for child in verb.children:
        if child.dep_ in ("dobj", "obj") or child in clause.patients:
            for head in conjuncts(child):
                # "seized Aleppo from …", "sent troops and armour into …": a noun takes no such complement
                add_borrowed(head, clause, OF_NAMES if head.pos_ == "PROPN" else OF_MOTION)
    add_particle(verb, clause)
    _open_roles(verb, clause)
    if clause.passive:
        add_agent_further_on(verb, clause)
        by = (t for t in clause.obliques.get("by", ()) if t.ent_type_ not in ("DATE", "TIME"))
        clause.agents.extend(t for t in by if t not in clause.agents)
    clause.modality, clause.negated, clause.denied = factuality(verb)
    return clause


def _is_sent_somewhere(noun: Token) -> bool:
    """Whether the parser hung a direction on what is moved, and took both for one adverb."""
    if noun.pos_ != "NOUN" or noun.ent_type_ or noun.i < noun.head.i or is_passive(noun.head):
        return False
    counted = any(c.dep_ == "nummod" for c in noun.children)
    return counted and any(c.dep_ in ("npadvmod", "advmod") and c.i == noun.i + 1 for c in noun.children)


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
    elif not taken and dep == "conj" and is_stray_gerund(verb):
        clause.agents.extend(verbal(head).patients)
    elif not taken and dep in ("conj", "xcomp", "advcl", "pcomp", "ccomp", "dep") and head != verb:
        gerund = not clause.passive and clause.oblique("by")
        if dep == "pcomp" and (gerund or head.lower_ in ("in", "by", "during")):
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
        if is_infinitive(verb):
            # "Turkey's plan to withdraw": who plans withdraws; "Commission to convene", a headline: it convenes
            clause.agents.extend(nominal(head).agents or ([head] if head.dep_ == "ROOT" else []))
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
            if node.dep_ == "dobj" and node.head.lemma_ in event_nouns()["object_control"]:
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
        if governor.lemma_ in event_nouns()["object_control"]:
            return above.patients
        if verb.dep_ == "xcomp":
            return above.agents or above.patients
    return (above.patients if above.passive else above.agents) or above.patients


def nominal(noun: Token) -> Clause:
    """The clause of an event noun, with what its carrying verb says of it."""
    clause = Clause(predicate=noun, lemma=noun.lemma_.lower(), nominal=True)
    add_prepositions(noun, clause)
    lexicon = event_nouns()
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
    measures = event_nouns()["measure"] | event_nouns()["spans"]
    if dep == "pobj" and head.lower_ == "of" and head.head.lemma_.lower() in measures:
        # "held three hours of talks", "launched a series of attacks"
        head, dep = head.head.head, head.head.dep_
    if dep == "npadvmod" and head.pos_ == "ADV" and head.dep_ == "advmod" and observes(head.head):
        head, dep = head.head, "dobj"  # "heard two *explosions* 5 km west of X", hung on "west"
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
            # who confirms or reports a thing is not who did it
            told = [t for t in heads if t not in clause.obliques.get(word, ()) and t not in above.agents]
            if told:
                clause.obliques.setdefault(word, []).extend(told)
        clause.agents.extend(t for t in clause.oblique("by") if t not in clause.agents)
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
    if not clause.patients and not any(t != noun for t in above.patients):
        clause.patients.extend(t for t in above.oblique("on", "against", "at", "upon") if t != noun)


def verbal_subjects(verb: Token) -> list[Token]:
    """A verb's grammatical subjects, taken over from the verb above where it has none."""
    clause = verbal(verb)
    return clause.patients if clause.passive else clause.agents
