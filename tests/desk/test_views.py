"""What the pages of a case show."""

from __future__ import annotations

import pytest

from trucewatch.cases import Picture
from trucewatch.desk.views import (
    case,
    commitments,
    contradictions,
    displacement,
    statements,
    thing,
    things,
)


def test_the_overview_says_where_the_case_stands(idlib: Picture) -> None:
    seen = case.view(idlib)
    assert seen.reports == 8
    assert seen.as_of == "2020-03-23"
    days = [one.date for one in seen.agreements]
    assert days
    assert days == sorted(days, reverse=True)
    assert seen.last_talks is not None
    assert seen.last_talks.place == "Moscow"
    assert len(seen.contradictions) == len(idlib.linked.contradictions) > 0
    (morek,) = [post for post in seen.posts if "Morek" in post.name]
    assert morek.step is not None
    assert morek.step.status == "surrounded"


def test_what_lies_ahead_is_after_the_day_shown(idlib: Picture) -> None:
    assert all(one.date > idlib.today for one in case.view(idlib).due)


def test_the_strip_has_each_day_once_and_in_order(idlib: Picture) -> None:
    days = [one.date for one in case.strip(idlib)]
    assert days == sorted(set(days))
    assert all(one.incidents or one.violations or one.killed for one in case.strip(idlib))


def test_what_a_report_brought_is_new_and_nothing_else(idlib: Picture) -> None:
    last = max(idlib.readings, key=lambda reading: reading.report.published or "").report
    changed = case.view(idlib, idlib.brought({last.id}, since="2020-03-23T08:00:00Z")).changed
    assert changed is not None
    assert changed.reports == 1
    told = {row.reference.report for line in changed.fresh for row in idlib.told(idlib.thing(line.id)[0])}
    assert told == {last.id}


def test_figures_stand_together_only_where_they_count_the_same(idlib: Picture) -> None:
    seen = displacement.view(idlib, displacement.DisplacementFilters())
    keys = [(one.measure, one.unit, one.window, one.place) for one in seen.windows]
    assert len(keys) == len(set(keys))
    for window in seen.windows:
        for figure in window.figures:
            assert (figure.series.measure, figure.series.unit) == (window.measure, window.unit)
            assert window.low is None or figure.last.low is None or window.low <= figure.last.low


def test_a_range_is_open_where_one_of_its_figures_is(idlib: Picture) -> None:
    for window in displacement.windows(idlib):
        if any(figure.last.high is None for figure in window.figures):
            assert window.high is None


def test_figures_are_chosen_by_source(idlib: Picture) -> None:
    every = displacement.view(idlib, displacement.DisplacementFilters())
    source = every.sources[0]
    chosen = displacement.view(idlib, displacement.DisplacementFilters(source=source))
    assert {figure.series.source.name for one in chosen.windows for figure in one.figures} == {source}
    assert chosen.sources == every.sources


def test_a_thing_has_every_claim_with_its_words(idlib: Picture) -> None:
    for one in idlib.linked.things:
        seen = thing.view(idlib, one.id)
        assert len(seen.claims) == len(one.references)
        assert all(claim.words for claim in seen.claims)


@pytest.mark.parametrize("identifier", ["", "0", "nothing", "zzzzzzzzzzzz"])
def test_what_names_no_thing_is_not_found(idlib: Picture, identifier: str) -> None:
    with pytest.raises(LookupError):
        thing.view(idlib, identifier)


def test_things_are_chosen_by_kind_words_and_dispute(idlib: Picture) -> None:
    every = things.view(idlib, things.ThingFilters())
    talks = things.view(idlib, things.ThingFilters(kind="talks"))
    assert {one.kind for one in talks.things} == {"talks"}
    assert len(talks.things) == every.kinds["talks"]
    disputed = things.view(idlib, things.ThingFilters(disputed=True))
    assert disputed.things
    assert all(one.disputed for one in disputed.things)
    assert things.view(idlib, things.ThingFilters(text="MOREK")).things


def test_contradictions_are_chosen_by_source_without_losing_the_other_side(idlib: Picture) -> None:
    every = contradictions.view(idlib, contradictions.ContradictionFilters())
    source = every.sources[0]
    chosen = contradictions.view(idlib, contradictions.ContradictionFilters(source=source)).contradictions
    assert chosen
    for one in chosen:
        assert len(one.contradiction.values) > 1
        assert source in {voice.name for value in one.contradiction.values for voice in value.voices}


def test_each_commitment_stands_under_its_agreement_once(idlib: Picture) -> None:
    seen = commitments.view(idlib, commitments.CommitmentFilters())
    ids = [one.commitment for agreement in seen.agreements for one in agreement.commitments]
    assert sorted(ids) == sorted(one.id for one in idlib.case.commitment)
    assert sum(seen.states.values()) == len(ids)
    unkept = commitments.view(idlib, commitments.CommitmentFilters(state="not kept"))
    assert {one.state for agreement in unkept.agreements for one in agreement.commitments} == {"not kept"}


def test_statements_stand_under_those_they_speak_for_in_the_order_of_days(idlib: Picture) -> None:
    seen = statements.view(idlib, statements.StatementFilters())
    assert seen.total == sum(len(position.said) for position in seen.positions) > 0
    for position in seen.positions:
        days = [one.date for one in position.said]
        assert days == sorted(days)
        assert sum(position.stances.values()) == len(position.said)


def test_statements_are_chosen_by_stance(idlib: Picture) -> None:
    denied = statements.view(idlib, statements.StatementFilters(stance="denies"))
    assert {one.stance for position in denied.positions for one in position.said} <= {"denies"}
