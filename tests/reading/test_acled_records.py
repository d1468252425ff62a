"""ACLED codes on the records of a report, and its main event."""

from __future__ import annotations

from trucewatch.reading.acled import Coder, Rules
from trucewatch.reading.acled_records import _kinds, _own_kind, code_records, hints_at_event
from trucewatch.records import Agreement, Incident, Record, Span

CODER = Coder.load(model=False)
TEXT = (
    "Army gunners shelled the mill at Harim with mortars on Monday, killing two bakers. "
    "The ceasefire agreement that both sides signed in May is all but dead."
)


def span(words: str, text: str = TEXT) -> tuple[Span]:
    return (Span(start=text.index(words), end=text.index(words) + len(words)),)


def code(*records: Record, text: str = TEXT, title: str | None = None) -> list[Record]:
    return code_records(text, title, records, CODER)


def codes(records: list[Record]) -> list[tuple[str | None, bool]]:
    return [(record.acled.sub_event_type if record.acled else None, record.main) for record in records]


def test_every_event_is_coded_and_one_is_the_main_event() -> None:
    shelling = Incident(type="shelling", evidence=span("shelled the mill"))
    truce = Agreement(type="ceasefire", evidence=span("ceasefire agreement"))
    assert codes(code(shelling, truce)) == [
        ("Shelling/artillery/missile attack", True),
        ("Agreement", False),
    ]


def test_what_did_not_happen_and_sums_are_not_coded() -> None:
    denied = Incident(type="shelling", assertion="denied", evidence=span("shelled the mill"))
    toll = Incident(type="toll", evidence=span("killing two bakers"))
    coded = code(denied, toll)
    assert [record.acled for record in coded if record in (denied, toll)] == [None, None]


def test_a_kind_keeps_its_own_codes_whatever_the_sentence_speaks_of() -> None:
    clash = Incident(type="armed clash", evidence=span("mortars"))
    assert "Armed clash" in {code for code, _ in codes(code(clash))}


def test_a_main_event_that_was_not_read_becomes_a_record_of_its_kind() -> None:
    (own,) = code()
    assert isinstance(own, Incident)
    assert (own.type, own.main) == ("shelling", True)


def test_a_main_event_of_no_kind_becomes_a_record_of_its_own_with_its_words() -> None:
    text = "An earthquake of magnitude 6 shook the Harim valley. Six barns fell."
    (own,) = code(text=text)
    assert codes([own]) == [("Natural disaster", True)]
    assert text[own.evidence[0].start : own.evidence[0].end].startswith("An earthquake")


def test_a_report_about_none_of_it_has_no_main_event() -> None:
    assert code(text="The bakery on Mill Lane sells its last loaf at noon.") == []
    assert code(text="") == []


def test_the_headline_counts() -> None:
    text = "Officials spoke of it at length."
    (own,) = code(text=text, title="Flood drowns nine in the Harim valley")
    assert codes([own]) == [("Natural disaster", True)]


def test_the_table_of_kinds_names_labels_that_exist() -> None:
    assert {label for labels in _kinds().values() for label in labels} <= set(Rules.load().labels)


def test_a_main_event_that_is_merely_other_claims_no_sort_of_incident() -> None:
    assert _own_kind("Other") == {"kind": "incident", "type": "other"}
    assert _own_kind("Natural disaster") == {"kind": "incident", "type": "other"}


def test_an_opening_without_a_word_of_any_event_hints_at_none() -> None:
    assert hints_at_event("Police arrested two men in the market on Monday.", None)
    assert not hints_at_event("The orchestra played to a full house, and the choir sang an encore.", None)
