"""One event, many grammars: the clause layer gives the same roles for each."""

import pytest

from trucewatch.language.clauses import Clause, antecedent, conjuncts, content_head, nominal, verbal
from trucewatch.language.pipeline import parse


def clause(sentence: str, word: str) -> Clause:
    token = next(t for t in parse(sentence) if t.text == word)
    return verbal(token) if token.pos_ in ("VERB", "AUX") else nominal(token)


def texts(tokens):
    return [t.text for t in tokens]


@pytest.mark.parametrize(
    ("sentence", "word"),
    [
        ("Rebels captured the town on Monday.", "captured"),
        ("The town was captured by rebels on Monday.", "captured"),
        ("The town, captured by rebels on Monday, lies on the river.", "captured"),
        ("The town that rebels captured on Monday lies on the river.", "captured"),
        ("The town, which was captured by rebels, lies on the river.", "captured"),
        ("The capture of the town by rebels was announced on Monday.", "capture"),
        ("Rebels crossed the river and captured the town.", "captured"),
        ("Rebels began an advance, capturing the town.", "capturing"),
        ("Rebels managed to capture the town.", "capture"),
    ],
)
def test_who_did_what_to_whom_does_not_depend_on_the_grammar(sentence, word):
    found = clause(sentence, word)
    assert [t.lower() for t in texts(found.agents)] == ["rebels"]
    assert texts(found.patients) == ["town"]


def test_coordinated_agents_and_patients_are_all_there():
    found = clause("The army and its allies took Alpha and Bravo from the militia.", "took")
    assert texts(found.agents) == ["army", "allies"]
    assert texts(found.patients) == ["Alpha", "Bravo"]
    assert texts(found.obliques["from"]) == ["militia"]


def test_a_carried_noun_takes_the_subject_of_its_verb():
    found = clause("The army launched an offensive against the rebels in the valley.", "offensive")
    assert texts(found.agents) == ["army"]
    assert texts(found.patients) == ["rebels"]


def test_what_comes_under_fire_undergoes_it():
    assert texts(clause("A convoy came under fire near the bridge.", "fire").patients) == ["convoy"]


def test_the_observer_of_an_event_is_not_its_agent():
    found = clause("The mission recorded nine violations by the army.", "violations")
    assert texts(found.agents) == ["army"]


def test_the_accused_does_what_the_gerund_says():
    found = clause("The minister accused the rebels of shelling the town.", "shelling")
    assert texts(found.agents) == ["rebels"]


def test_a_gerund_after_in_does_not_take_the_victims_for_its_agents():
    found = clause("Eight soldiers were killed in shelling by government forces.", "shelling")
    assert texts(found.agents) == ["forces"]


@pytest.mark.parametrize(
    ("sentence", "word", "modality", "negated", "denied"),
    [
        ("Troops withdrew from the village.", "withdrew", "actual", False, False),
        ("Troops will withdraw from the village.", "withdraw", "planned", False, False),
        ("Troops are to withdraw from the village by May.", "withdraw", "planned", False, False),
        ("The sides agreed to withdraw their troops.", "withdraw", "planned", False, False),
        ("Troops may withdraw from the village.", "withdraw", "possible", False, False),
        ("The general threatened to withdraw his troops.", "withdraw", "possible", False, False),
        ("If troops withdraw, the truce will hold.", "withdraw", "possible", False, False),
        ("Troops did not withdraw from the village.", "withdraw", "actual", True, False),
        ("Troops failed to withdraw from the village.", "withdraw", "actual", True, False),
        ("No troops withdrew from the village.", "withdrew", "actual", True, False),
        ("The ministry denied that troops withdrew from the village.", "withdrew", "actual", False, True),
        ("Troops began to withdraw from the village.", "withdraw", "actual", False, False),
    ],
)
def test_modality_and_negation_follow_what_governs_the_event(sentence, word, modality, negated, denied):
    found = clause(sentence, word)
    assert (found.modality, found.negated, found.denied) == (modality, negated, denied)


@pytest.mark.parametrize(
    "who", ["Neither the army nor the rebels", "Neither side", "None of the parties", "No unit"]
)
def test_what_nobody_did_is_negated(who):
    assert clause(f"{who} shelled the town on Monday.", "shelled").negated


def test_a_noun_is_planned_possible_or_negated_too():
    assert clause("The planned patrol covers ten villages.", "patrol").modality == "planned"
    assert clause("Fears of an attack grew.", "attack").modality == "possible"
    assert clause("No attack was reported.", "attack").negated


def test_a_measuring_noun_gives_way_to_what_it_measures():
    doc = parse("Dozens of fighters and three of the posts were seen.")
    assert content_head(doc[0]).text == "fighters"


def test_a_relative_pronoun_stands_for_the_noun_before_it():
    doc = parse("The militia, which holds the town, agreed.")
    assert antecedent(doc[3]).text == "militia"


def test_conjuncts_are_listed_in_order():
    doc = parse("Turkey, Russia and Iran agreed.")
    assert texts(conjuncts(doc[0])) == ["Turkey", "Russia", "Iran"]


def test_a_preposition_behind_an_adverb_is_the_verbs():
    found = clause("Chinese troops pulled back from the lake.", "pulled")
    assert texts(found.oblique("from")) == ["lake"]


@pytest.mark.parametrize(
    ("sentence", "word", "agent"),
    [
        ("Ukraine retook Izium and Kupiansk in September.", "retook", "Ukraine"),
        ("EUMM monitors patrolled along the line near Khurvaleti.", "patrolled", "monitors"),
    ],
)
def test_a_past_tense_taken_for_something_else_keeps_its_subject(sentence, word, agent):
    found = clause(sentence, word)
    assert texts(found.agents) == [agent] and not found.passive


def test_a_gerund_that_the_parser_lost_has_the_accused_for_its_agent():
    text = "Residents accused troops of looting shops and abducting men."
    abducting = next(t for t in parse(text) if t.lower_ == "abducting")
    assert [t.text for t in verbal(abducting).agents] == ["troops"]
