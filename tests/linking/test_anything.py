"""Whatever records say: each is in one thing, and the order in which reports come changes nothing."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.linking.made import ALDER, BIRCH, NORTH, SOUTH, claim, told
from trucewatch.linking import Linker, link
from trucewatch.records import Count, Place, Reading

DATES = st.sampled_from(
    [None, "2031", "2031-05", "2031-05-05", "2031-05-06T23:00", "2031-05-01/..", "../2031-05-05", "../..", "2031-19-45",
     "0000", "2031-05-05/2031-05-12", "9999-12-31", "0001-01-01"]
)  # fmt: skip
PLACES = st.sampled_from(
    [
        None,
        ALDER,
        BIRCH,
        Place(name="Alder"),
        Place(name="–"),
        Place(name="northern Syria"),
        Place(name="İdlib"),
    ]
)
ACTORS = st.lists(
    st.sampled_from([NORTH, SOUTH, "Turkey", "rebels", "the regime", "", "المعارضة"]), max_size=3
)
COUNTS = st.sampled_from(
    [None, Count(), Count(value=5), Count(low=24), Count(value=0), Count(value=-3), Count(value=1e300)]
)
CERTAINTY = st.sampled_from(["actual", "planned", "denied", "possible"])
SAYS = st.sampled_from(["", "Turkey", "UN", "a source"])


@st.composite
def claims(draw: st.DrawFn) -> dict[str, Any]:
    fields: dict[str, Any] = {"assertion": draw(CERTAINTY), "date": draw(DATES), "says": draw(SAYS)}
    kind = draw(
        st.sampled_from(
            ["incident", "control", "post", "patrol", "talks", "agreement", "displacement", "deployment"]
        )
    )
    role = {"incident": "actors", "control": "by", "post": "operator", "patrol": "participants", "talks": "parties",
            "agreement": "parties", "displacement": "host", "deployment": "actors"}[kind]  # fmt: skip
    fields[role], fields["place"] = draw(ACTORS), draw(PLACES)
    count = draw(COUNTS)
    if count is not None and kind == "incident":
        fields["killed"] = count
    elif count is not None and kind in ("post", "displacement", "deployment"):
        fields["count"] = count
    return claim(kind, **fields)


@st.composite
def readings(draw: st.DrawFn) -> list[Reading]:
    published = st.sampled_from([None, "2031-05-06", "2031-05-20", "2031"])
    return [
        told(f"r{n}", *draw(st.lists(claims(), max_size=4)), published=draw(published))
        for n in range(draw(st.integers(0, 5)))
    ]


@settings(deadline=None, max_examples=150)
@given(readings(), st.randoms(use_true_random=False))
def test_every_record_is_in_one_thing_in_any_order(made: list[Reading], chance: Any) -> None:
    found = link(made)
    references = [reference for thing in found.things for reference in thing.references]
    assert sorted(references) == sorted((r.report.id, n) for r in made for n in range(len(r.records)))
    chance.shuffle(made)
    linker = Linker()
    for reading in made:
        linker.add(reading)
        linker.identifiers(reading.report.id)
    assert linker.linked() == found


@settings(deadline=None, max_examples=100)
@given(readings())
def test_every_finding_quotes_two_values_of_its_thing(made: list[Reading]) -> None:
    found = link(made)
    things = {thing.id: thing for thing in found.things}
    for finding in (*found.contradictions, *found.updates):
        assert len(finding.values) > 1
        quoted = {quote.reference for value in finding.values for quote in value.quotes}
        assert quoted <= set(things[finding.thing].references)
        assert len(quoted) > 1
