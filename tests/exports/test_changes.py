"""What came in: dated by when reports came into the archive, under ids that stay."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from tests.cases.telling import ALDER, BIRCH, NORTH, SOUTH, case_file, count, reading, says
from trucewatch.cases import Picture, picture
from trucewatch.exports.changes import Change, changes, fits
from trucewatch.records import Casualties, Control, Incident, Post, Reading, Talks

MONDAY, TUESDAY, FRIDAY = "2021-05-03T09:00:00Z", "2021-05-04T09:00:00Z", "2021-05-07T09:00:00Z"


def shelling(name: str, published: str, killed: int, outlet: str) -> Reading:
    words = f"Shelling at Alder on 1 May killed {killed} soldiers"
    values = {
        "type": "shelling",
        "date": "2021-05-01",
        "place": ALDER,
        "actors": (SOUTH,),
        "casualties": (Casualties(count=count(killed), outcome="killed", who="soldiers"),),
        "attribution": says(outlet),
    }
    return reading(name, published, (Incident, words, values), outlet=outlet)


def seen(folder: Path, *readings: Reading, **more: str | None) -> Picture:
    return picture(case_file(folder), readings, **more)


def of(found: tuple[Change, ...], what: str) -> list[Change]:
    return [one for one in found if one.what == what]


def test_a_thing_is_dated_by_when_its_reports_came_in_and_not_by_when_they_were_published(
    tmp_path: Path,
) -> None:
    old, late = shelling("a", "2021-05-02", 4, "Gazette"), shelling("b", "2021-05-01", 4, "Herald")
    came = {"a": MONDAY, "b": FRIDAY}
    (thing,) = of(changes(seen(tmp_path, old, late), came), "thing")
    assert (thing.came, thing.changed) == (MONDAY, FRIDAY)
    assert {"Gazette", "Herald"} <= set(thing.sources)


def test_a_report_that_comes_late_but_was_published_first_leaves_the_id_as_it_was(tmp_path: Path) -> None:
    first = shelling("a", "2021-05-02", 4, "Gazette")
    (before,) = of(changes(seen(tmp_path, first), {"a": MONDAY}), "thing")
    late = shelling("b", "2021-05-01", 4, "Herald")
    (after,) = of(changes(seen(tmp_path, first, late), {"a": MONDAY, "b": FRIDAY}), "thing")
    assert after.thing != before.thing  # the thing is called by its earliest record
    assert after.id == before.id


def test_a_contradiction_comes_with_the_second_value_and_keeps_its_id_when_a_third_comes(
    tmp_path: Path,
) -> None:
    four, nine = shelling("a", "2021-05-02", 4, "Gazette"), shelling("b", "2021-05-02", 9, "Herald")
    came = {"a": MONDAY, "b": TUESDAY, "c": FRIDAY}
    assert of(changes(seen(tmp_path, four), came), "contradiction") == []
    (found,) = of(changes(seen(tmp_path, four, nine), came), "contradiction")
    assert (found.came, found.changed) == (TUESDAY, TUESDAY)
    six = shelling("c", "2021-05-02", 6, "Courier")
    (again,) = of(changes(seen(tmp_path, four, nine, six), came), "contradiction")
    assert (again.id, again.came, again.changed) == (found.id, TUESDAY, FRIDAY)


def test_what_follows_from_silence_comes_with_the_first_report_that_is_silent(tmp_path: Path) -> None:
    values = {
        "status": "scheduled",
        "assertion": "planned",
        "date": "2021-05-03",
        "parties": (NORTH, SOUTH),
    }
    announced = reading("a", "2021-05-01", (Talks, "Talks will be held on 3 May", values))
    other = shelling("b", "2021-05-06", 1, "Gazette")
    found = changes(seen(tmp_path, announced, other), {"a": MONDAY, "b": FRIDAY})
    (silent,) = of(found, "derived")
    assert silent.kind == "talks not reported"
    assert silent.came == FRIDAY


def test_the_latest_stands_first_and_the_order_does_not_depend_on_that_of_the_reports(tmp_path: Path) -> None:
    reports = [
        shelling("a", "2021-05-02", 4, "Gazette"),
        taken("b", "2021-05-03"),
        besieged("c", "2021-05-04"),
    ]
    came = {"a": FRIDAY, "b": MONDAY, "c": TUESDAY}
    found = changes(seen(tmp_path, *reports), came)
    assert [one.changed for one in found] == sorted((one.changed for one in found), reverse=True)
    assert changes(seen(tmp_path, *reversed(reports)), came) == found


def taken(name: str, published: str) -> Reading:
    values = {"change": "captured", "place": BIRCH, "by": (SOUTH,), "date": published}
    return reading(name, published, (Control, "Southern forces captured Birch", values))


def besieged(name: str, published: str) -> Reading:
    values = {"status": "surrounded", "place": ALDER, "operator": (NORTH,), "date": published}
    return reading(name, published, (Post, "The post at Alder is surrounded", values))


def chosen(found: tuple[Change, ...], **conditions: str | None) -> set[str]:
    return {one.title for one in filter(fits(**conditions), found)}


def test_changes_are_found_by_sort_kind_names_and_the_day_from_which_they_came(tmp_path: Path) -> None:
    reports = (shelling("a", "2021-05-02", 4, "Gazette"), taken("b", "2021-05-03"))
    came: Mapping[str, str] = {"a": MONDAY, "b": FRIDAY}
    found = changes(seen(tmp_path, *reports), came)
    shelled, control = chosen(found, kind="incident"), chosen(found, kind="control")
    assert len(shelled) == len(control) == 1
    assert chosen(found, place="alder") == shelled
    assert chosen(found, place="ALD") == shelled - shelled  # words, not parts of words
    assert chosen(found, actor="south") == shelled | control
    assert chosen(found, source="gazette", what="thing") == shelled | control
    assert chosen(found, since="2021-05-05") == control
    assert chosen(found, since="2021-06") == set()
