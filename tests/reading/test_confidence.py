"""Confidence: between nought and one, and higher for what is told in full."""

from hypothesis import given
from hypothesis import strategies as st

from trucewatch.reading.confidence import with_confidence
from trucewatch.records import Actor, Casualties, Count, Incident, Place, Span, Statement

TEXT = "Shells hit Bama on 3 May and killed two people. " * 20
FULL = Incident(
    evidence=(Span(start=0, end=47),),
    type="shelling",
    date="2021-05-03",
    place=Place(name="Bama"),
    actors=(Actor(name="army"),),
    casualties=(Casualties(outcome="killed", count=Count(value=2)),),
)


def test_every_record_gets_a_confidence_between_nought_and_one():
    (record,) = with_confidence([FULL], TEXT)
    assert 0 <= (record.confidence or 0) <= 1


def test_what_is_told_in_full_is_surer_than_a_bare_mention():
    bare = Incident(evidence=(Span(start=0, end=10),), type="attack")
    full, less = with_confidence([FULL, bare], TEXT)
    assert (full.confidence or 0) > (less.confidence or 0)


def test_nothing_else_of_a_record_changes():
    (record,) = with_confidence([FULL], TEXT)
    assert record.model_copy(update={"confidence": None}) == FULL


@given(st.integers(min_value=0, max_value=900), st.integers(min_value=1, max_value=60))
def test_any_evidence_will_do(start, length):
    said = Statement(evidence=(Span(start=start, end=start + length),), speaker={"name": "X"})  # type: ignore[arg-type]
    assert with_confidence([said], TEXT)[0].confidence is not None
