"""Two readers' records as one set: agreement, gaps filled, and differences kept for a person."""

from hypothesis import given
from hypothesis import strategies as st

from trucewatch.reading.llm.merging import merge
from trucewatch.records import Actor, Casualties, Control, Count, Incident, Place, Record, Span, Statement
from trucewatch.records.values import Source

HERE, BESIDE, THERE = Span(start=0, end=40), Span(start=10, end=60), Span(start=100, end=140)


def incident(**values: object) -> Incident:
    return Incident.model_validate({"type": "shelling", "evidence": (HERE,), "confidence": 0.6} | values)


def killed(number: int) -> tuple[Casualties, ...]:
    return (Casualties(outcome="killed", count=Count(value=number, text=str(number))),)


def test_agreement_is_one_record_and_raises_confidence() -> None:
    found = merge(
        [incident(date="2021-06-17")], [incident(date="2021-06-17", evidence=(BESIDE,), confidence=0.5)]
    )
    assert found.readers == ["both"]
    assert found.records[0].confidence == 0.8
    assert found.records[0].evidence == (HERE, Span(start=10, end=60))
    assert found.conflicts == []


def test_what_one_leaves_open_the_other_fills() -> None:
    (record,) = merge(
        [incident(date="2021-06-17")], [incident(place=Place(name="Sirte"), casualties=killed(8))]
    ).records
    assert isinstance(record, Incident)
    assert [f.slot for f in merge([incident()], [incident(date="2021-06-17")]).filled] == ["date"]
    assert (record.date, record.place, record.casualties) == ("2021-06-17", Place(name="Sirte"), killed(8))


def test_where_they_differ_the_rules_value_stands_and_a_person_is_asked() -> None:
    rules = incident(date="2021-06-17", casualties=killed(8))
    model = incident(date="2021-06-18", casualties=killed(8), confidence=0.9)
    found = merge([rules], [model])
    assert isinstance(found.records[0], Incident) and found.records[0].date == "2021-06-17"
    assert [(c.record, c.slot, c.rules, c.model) for c in found.conflicts] == [
        (0, "date", "2021-06-17", "2021-06-18")
    ]
    assert found.records[0].confidence == 0.9


def test_what_only_one_saw_keeps_its_own_confidence() -> None:
    found = merge([incident()], [incident(evidence=(THERE,), confidence=0.3)])
    assert found.readers == ["rules", "model"]
    assert [r.confidence for r in found.records] == [0.6, 0.3]


def test_records_of_other_kinds_or_words_are_other_records() -> None:
    control = Control(change="captured", by=(Actor(name="Army"),), evidence=(HERE,))
    assert merge([incident()], [control]).readers == ["rules", "model"]


def test_two_claims_in_one_sentence_find_their_like() -> None:
    first, second = incident(casualties=killed(8)), incident(type="air strike", casualties=killed(3))
    found = merge([first, second], [second, first])
    assert found.readers == ["both", "both"] and found.conflicts == []


def test_records_that_differ_in_most_are_not_one() -> None:
    one = incident(date="2021-06-17", casualties=killed(8), place=Place(name="Sirte"))
    other = incident(type="raid", date="2020-01-01", casualties=killed(3), place=Place(name="Waddan"))
    assert merge([one], [other]).readers == ["rules", "model"]


def test_names_of_one_id_and_lists_that_hold_one_another_agree() -> None:
    one = incident(actors=(Actor(name="Turkey", id="TUR"), Actor(name="Russia", id="RUS")))
    other = incident(actors=(Actor(name="Türkiye", id="TUR"),))
    assert merge([one], [other]).conflicts == []


def test_a_speaker_with_and_without_a_role_is_one() -> None:
    one = Statement(speaker=Source(name="Salem", role="General"), stance="denies", evidence=(HERE,))
    other = Statement(speaker=Source(name="Salem"), stance="denies", text="It is open", evidence=(HERE,))
    (record,) = merge([one], [other]).records
    assert isinstance(record, Statement) and (record.speaker.role, record.text) == ("General", "It is open")


RECORDS = st.lists(
    st.builds(
        incident,
        date=st.sampled_from([None, "2021-06-17", "2021-06-18"]),
        casualties=st.sampled_from([(), killed(8), killed(3)]),
        evidence=st.sampled_from([(HERE,), (BESIDE,), (THERE,)]),
        confidence=st.sampled_from([None, 0.2, 0.7]),
    ),
    max_size=5,
)


@given(RECORDS, RECORDS)
def test_every_record_of_either_is_in_the_result_once(rules: list[Record], model: list[Record]) -> None:
    found = merge(rules, model)
    count = {who: found.readers.count(who) for who in ("rules", "model", "both")}
    assert count["rules"] + count["both"] == len(rules)
    assert count["model"] + count["both"] == len(model)
    assert len(found.records) == len(found.readers)
    assert all(found.readers[c.record] == "both" for c in found.conflicts)
