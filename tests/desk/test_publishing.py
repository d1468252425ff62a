"""The gate to the public: two people, what everybody may see, and nothing left of what was withdrawn."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.desk.team import SLUG, Team, form_token, opened
from trucewatch.archive import levels, people, releases
from trucewatch.archive.blurs import blur

PAGE = f"/cases/{SLUG}/releases"


def propose(team: Team, name: str = "anna", form: str = "jsonl", **more: str) -> int:
    """Propose a file; returns the number of its release."""
    browser = team.browser(name)
    fields = {"form": form, "title": "All we know", "form_token": form_token(browser, PAGE)}
    answer = browser.post(PAGE, data=fields | more)
    assert answer.status_code == 303, answer.text
    return releases.releases(team.archive)[0].number


def step(team: Team, name: str, number: int, what: str) -> int:
    browser = team.browser(name)
    answer = browser.post(f"{PAGE}/{number}/{what}", data={"form_token": form_token(browser, "/account")})
    return answer.status_code


def address(team: Team, number: int) -> str:
    found = next(one for one in releases.releases(team.archive) if one.number == number)
    return f"/released/{number}/{found.file_name}"


def test_what_an_analyst_proposes_is_public_once_an_editor_releases_it(team: Team) -> None:
    number = propose(team)
    nobody = team.browser()
    path = address(team, number)
    assert nobody.get(path).status_code == 404
    assert "All we know" not in nobody.get("/released").text
    assert step(team, "edda", number, "release") == 303
    public = nobody.get(path)
    assert public.status_code == 200
    assert public.headers["content-disposition"].startswith("attachment")
    assert public.headers["x-content-type-options"] == "nosniff"
    assert "Alder" in public.text
    listed = nobody.get("/released").text
    assert "All we know" in listed
    assert "anna" not in listed and "edda" not in listed


def test_only_editors_release_and_nobody_their_own_while_there_is_somebody_else(team: Team) -> None:
    number = propose(team, "edda")
    for name in ("anna", "rana"):
        assert step(team, name, number, "release") == 404
    assert step(team, "edda", number, "release") == 422
    assert "Somebody else has to release it" in team.browser("edda").get(PAGE).text
    assert step(team, "ada", number, "release") == 303


def test_the_only_editor_may_release_alone(team: Team) -> None:
    people.change(team.archive, "edda", role="analyst")
    number = propose(team, "ada")
    assert step(team, "ada", number, "release") == 303


def test_a_single_user_s_desk_needs_nobody_else(alone: Team) -> None:
    browser = alone.browser()
    token = form_token(browser, PAGE)
    browser.post(PAGE, data={"form": "jsonl", "title": "Mine", "form_token": token})
    assert browser.post(f"{PAGE}/1/release", data={"form_token": token}).status_code == 303
    assert browser.get(address(alone, 1)).status_code == 200


def test_what_was_withdrawn_turned_down_or_never_was_is_answered_alike(team: Team) -> None:
    withdrawn, down, waiting = propose(team), propose(team), propose(team)
    assert step(team, "edda", withdrawn, "release") == 303
    path = address(team, withdrawn)
    nobody = team.browser()
    assert nobody.get(path).status_code == 200
    assert step(team, "edda", withdrawn, "withdraw") == 303
    assert step(team, "edda", down, "withdraw") == 303
    name = path.rpartition("/")[2]
    answers = [nobody.get(f"/released/{n}/{name}") for n in (withdrawn, down, waiting, 999)]
    assert {one.status_code for one in answers} == {404}
    assert len({one.text for one in answers}) == 1
    assert step(team, "edda", withdrawn, "release") == 422  # for good


def test_a_name_that_is_not_the_file_s_leads_nowhere(team: Team) -> None:
    number = propose(team)
    step(team, "edda", number, "release")
    nobody = team.browser()
    for name in ("other.jsonl", "..%2f..%2fetc%2fpasswd", "%00"):
        answer = nobody.get(f"/released/{number}/{name}")
        assert answer.status_code in (303, 404)
        assert "Alder" not in answer.text


def test_what_is_confidential_gets_into_no_release_whoever_proposes_it(team: Team) -> None:
    hidden = team.archive.find(place="Alder")[0].report["id"]
    levels.level(team.archive, "report", hidden, 1)
    number = propose(team, "ada")  # who has clearance 2
    _, body = releases.content(team.archive, number)
    assert b"Birch" in body
    assert b"Alder" not in body


def test_a_file_that_was_made_before_a_report_became_confidential_is_not_released(team: Team) -> None:
    number = propose(team)
    hidden = team.archive.find(place="Alder")[0].report["id"]
    levels.level(team.archive, "report", hidden, 1)
    assert step(team, "edda", number, "release") == 422
    assert team.browser().get(address(team, number)).status_code == 404


def test_blurred_places_are_released_roughly_and_no_map_of_them_at_all(team: Team) -> None:
    exact = {tuple(point) for point in points(team, propose(team, form="geojson"))}
    blur(team.archive, "Alder", 50)
    rough = {tuple(point) for point in points(team, propose(team, form="geojson"))}
    assert len(exact - rough) == 1 and len(rough - exact) == 1
    browser = team.browser("anna")
    fields = {"form": "report-docx", "title": "Report", "form_token": form_token(browser, PAGE)}
    assert browser.post(PAGE, data=fields).status_code == 422


def points(team: Team, number: int) -> list[list[float]]:
    _, body = releases.content(team.archive, number)
    return [f["geometry"]["coordinates"] for f in json.loads(body)["features"] if f["geometry"]]


def test_a_release_is_changed_from_forms_of_one_s_own_session_alone(team: Team) -> None:
    number = propose(team)
    assert team.browser("edda").post(f"{PAGE}/{number}/release").status_code == 403
    assert releases.releases(team.archive)[0].state == "proposed"


def test_a_release_of_another_case_is_not_there(tmp_path: Path) -> None:
    with opened(tmp_path) as team:
        releases.propose(
            team.archive, b"x", file_name="x.csv", media_type="text/csv", case="other", title="X", who="anna"
        )
        browser = team.browser("edda")
        assert browser.get(f"{PAGE}/1/x.csv").status_code == 404
        assert step(team, "edda", 1, "release") == 404


@pytest.mark.parametrize("form", ["nothing", "report-markdown"])
def test_a_format_that_cannot_be_proposed_is_refused(team: Team, form: str) -> None:
    browser = team.browser("anna")
    fields = {"form": form, "title": "X", "form_token": form_token(browser, PAGE)}
    assert browser.post(PAGE, data=fields).status_code == 422
    assert releases.releases(team.archive) == []


def test_each_step_is_in_the_trail_and_the_archive_holds(team: Team) -> None:
    number = propose(team)
    step(team, "edda", number, "release")
    assert team.archive.verify() == []
    assert [one.step for one in releases.releases(team.archive)[0].steps] == ["proposed", "released"]
