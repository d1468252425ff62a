"""Logging in, roles and accounts in a real browser, on a real server: with its cookies, origins and policy."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.desk.listening import listening
from tests.desk.team import PASSWORD, SLUG, fill, settings
from trucewatch.desk.app import create_app

_EVIL = """<iframe src="{address}/people"></iframe>
<form method="post" action="{address}/people/add"><input name="name" value="mallory">
<input name="role" value="administrator"><input name="clearance" value="2"><button>Go</button></form>"""


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    """The address of a desk with people that really listens."""
    how = settings(tmp_path)
    fill(how.archive)
    with listening(create_app(how)) as found:
        yield found


@pytest.fixture
def page(chromium: Any, address: str) -> Iterator[Any]:
    """A page of a browser, which must not complain of anything."""
    complaints: list[str] = []
    context = chromium.new_context(base_url=address)
    made = context.new_page()
    made.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    made.on("pageerror", lambda error: complaints.append(str(error)))
    made.on(
        "request",
        lambda asked: asked.url.startswith((address, "data:", "blob:")) or complaints.append(asked.url),
    )
    yield made
    context.close()
    assert [one for one in complaints if "the server responded with a status of 4" not in one] == []


def log_in(page: Any, name: str, password: str = PASSWORD) -> None:
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Log in").click()


def test_a_reader_logs_in_sees_the_case_and_logs_out(page: Any, address: str) -> None:
    page.goto(f"/cases/{SLUG}")
    assert page.url.startswith(f"{address}/login?next=")
    log_in(page, "rana", "not the password")
    assert page.get_by_role("alert").inner_text() == "The name or the password is not right."
    log_in(page, "rana")
    assert page.url == f"{address}/cases/{SLUG}"
    (cookie,) = [one for one in page.context.cookies() if one["name"] == "trucewatch"]
    assert cookie["httpOnly"] and cookie["sameSite"] == "Lax"
    assert page.evaluate("document.cookie") == ""
    assert page.get_by_role("link", name="People").count() == 0
    assert page.goto("/people").status == 404
    page.goto("/account")
    page.get_by_role("button", name="Log out").click()
    assert page.url == f"{address}/login"
    page.goto(f"/cases/{SLUG}")
    assert "/login" in page.url


def test_an_administrator_adds_somebody_who_then_logs_in(page: Any, address: str) -> None:
    page.goto("/people")
    log_in(page, "ada")
    page.wait_for_url(f"{address}/people")
    form = page.locator('form[action="/people/add"]')
    form.get_by_label("Name").fill("لينا")
    form.get_by_label("Role").select_option("editor")
    form.get_by_label("Password").fill(PASSWORD)
    form.get_by_role("button", name="Add").click()
    assert page.get_by_role("status").inner_text() == "Added."
    page.get_by_role("button", name="Log out").click()
    log_in(page, "لينا")
    page.get_by_role("link", name="لينا").wait_for()
    page.goto("/account")
    assert "You are an editor with clearance 0." in page.content()


def test_a_token_is_made_and_its_person_changes_the_password(page: Any, address: str) -> None:
    page.goto("/account")
    log_in(page, "rana")
    page.get_by_label("What it is for").fill("weekly table")
    page.get_by_role("button", name="Make a token").click()
    assert page.locator("code.identifier").first.inner_text().startswith("trucewatch_")
    page.get_by_label("Old password").fill(PASSWORD)
    page.get_by_label("New password", exact=True).fill("eight quiet bridges")
    page.get_by_label("New password again").fill("eight quiet bridges")
    page.get_by_role("button", name="Set the password").click()
    assert "Sessions elsewhere have ended" in page.get_by_role("status").inner_text()


def test_another_sites_form_and_frame_change_and_show_nothing(page: Any, address: str) -> None:
    page.goto("/people")
    log_in(page, "ada")
    elsewhere = address.replace("127.0.0.1", "localhost")
    other = page.context.new_page()
    body = _EVIL.format(address=address)
    other.route(f"{elsewhere}/evil", lambda route: route.fulfill(content_type="text/html", body=body))
    other.goto(f"{elsewhere}/evil")
    assert "Add somebody" not in (other.frames[1].content() if len(other.frames) > 1 else "")
    with other.expect_navigation() as gone:
        other.get_by_role("button", name="Go").click()
    assert gone.value.status in (303, 403) or "login" in other.url
    page.goto("/people")
    assert "mallory" not in page.content()
    assert "Add somebody" in page.content()
