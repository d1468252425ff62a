"""Who answers for a report: its own ministry, mission or organisation."""

from __future__ import annotations

from trucewatch.language import analyse
from trucewatch.language.document import Document


def _attributed(document: Document, word: str) -> str | None:
    token = next(t for t in document.doc if t.text == word)
    source = document.attribution_of(token)
    return (source.organisation or source.name or source.role) if source is not None else None


def _means(document: Document, word: str) -> list[str]:
    token = next(t for t in document.doc if t.text == word)
    return [a.name for a in document.coreference.resolve_all(token)]


def test_a_mission_that_condemns_in_its_first_sentence_issues_the_report() -> None:
    document = analyse(
        "UNIFIL condemns the attack on its patrol near Tyre. The Mission says that gunmen wounded two soldiers."
    )
    assert _means(document, "Mission") == ["UNIFIL"]
    assert _attributed(document, "wounded") is None


def test_a_letterhead_in_capitals_names_the_issuer() -> None:
    document = analyse(
        "REPUBLIC OF CHAD\nMINISTRY OF DEFENCE\n\nThe Ministry states that soldiers killed nine rebels at Faya."
    )
    assert _means(document, "Ministry") == ["Chad"]
    assert _attributed(document, "killed") is None


def test_we_outside_all_quotations_is_the_issuer() -> None:
    document = analyse(
        "We mourn two colleagues who were shot near Juba on Monday.",
        title="Statement by UNMISS on the attack",
    )
    assert _means(document, "We") == ["UNMISS"]


def test_the_i_of_a_missions_report_speaks_for_the_mission_and_that_of_a_reporter_for_nobody() -> None:
    text = "I appeal to both parties to open the road."
    assert _means(analyse(text, title="Report of the Secretary-General on UNMISS"), "I") == ["UNMISS"]
    assert _means(analyse(text, outlet="The Daily Times of Turkey"), "I") == []


def test_an_outlet_that_is_an_official_body_issues_what_it_publishes() -> None:
    document = analyse(
        "The Government reaffirms the truce. We shall hold our fire.", outlet="Ministry of Defence of Armenia"
    )
    assert _means(document, "We") == ["Armenia"]


def test_a_newspaper_issues_nothing() -> None:
    text = "UNIFIL said on Monday that gunmen wounded two soldiers near Tyre."
    for outlet in (None, "Reuters", "UN News", "The Daily Times of Turkey"):
        assert _attributed(analyse(text, outlet=outlet), "wounded") == "UNIFIL"


def test_others_who_are_quoted_in_the_report_keep_what_they_say() -> None:
    document = analyse(
        "UNIFIL condemns the attack on its patrol. Mayor Karim Haddad said that gunmen wounded two soldiers."
    )
    source = document.attribution_of(next(t for t in document.doc if t.text == "wounded"))
    assert source is not None and source.name == "Karim Haddad"


def test_the_own_people_of_a_mission_speak_for_it() -> None:
    document = analyse(
        "UNIFIL condemns the breaches. Observers recorded that gunmen wounded two soldiers near Tyre."
    )
    assert _attributed(document, "wounded") is None
