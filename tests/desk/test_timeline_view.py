"""The timeline as data: every thing once, by its days."""

from __future__ import annotations

from trucewatch.cases import Picture
from trucewatch.desk.views import timeline
from trucewatch.desk.views.timeline import TimelineFilters


def test_every_thing_is_there_once_in_the_order_of_its_days(idlib: Picture) -> None:
    view = timeline.view(idlib, TimelineFilters())
    moments = [moment for day in view.days for moment in day.moments]
    assert sorted(moment.line.id for moment in moments) == sorted(thing.id for thing in idlib.linked.things)
    known = [day.day for day in view.days if day.day]
    assert known == sorted(set(known))
    assert all(moment.first <= moment.last for moment in moments)
    assert {moment.line.kind for moment in moments} == set(view.lanes)


def test_a_time_without_an_end_is_told_from_one_that_ended(idlib: Picture) -> None:
    lasting = {
        m.line.title: m.lasts for day in timeline.view(idlib, TimelineFilters()).days for m in day.moments
    }
    assert lasting["Displaced in north-west Syria since 2019-12-01"]
    assert not lasting["Displaced in north-west Syria 2020-02-09 to 2020-02-12"]


def test_it_can_be_limited_to_a_kind_and_to_what_was_not_over_by_a_day(idlib: Picture) -> None:
    view = timeline.view(idlib, TimelineFilters(kind="talks", since="2020-02-18"))
    titles = [moment.line.title for day in view.days for moment in day.moments]
    assert "Talks at Moscow (Turkey, Russia) 2020-02-17 to 2020-02-18" in titles
    assert "Talks at Ankara (Turkey, Russia) 2020-02-08" not in titles
    assert view.lanes == ("talks",)
    assert "incident" in view.kinds
