"""People: added, changed, let in and kept out, each noted in the trail, no password anywhere."""

from __future__ import annotations

import json
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, text

from trucewatch.archive import Archive, ArchiveError, passwords, people, sessions, tokens
from trucewatch.archive.schema import metadata

argon2 = pytest.importorskip("argon2", reason="needs trucewatch[desk]")

PASSWORD = "seven quiet bridges"
OTHER = "eight quiet bridges"


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    hasher = argon2.PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
    monkeypatch.setattr(passwords, "_hasher", lambda: hasher)


@pytest.fixture
def team(archive: Archive) -> Archive:
    people.add(archive, "ada", role="administrator", clearance=2, password=PASSWORD)
    people.add(archive, "rana", role="reader", password=PASSWORD)
    return archive


def everything(archive: Archive) -> str:
    """All that the archive holds, as one text."""
    with archive.engine.connect() as connection:
        return "\n".join(
            repr(tuple(row))
            for table in metadata.sorted_tables
            for row in connection.execute(select(table)).all()
        )


def trail(archive: Archive) -> list[tuple[str, str, str, dict[str, object]]]:
    with archive.engine.connect() as connection:
        found = connection.execute(text("SELECT who, action, subject, detail FROM audit ORDER BY number"))
        return [(who, action, subject, json.loads(detail)) for who, action, subject, detail in found]


def test_an_archive_has_no_people_until_one_is_added(archive: Archive) -> None:
    assert not people.are_there(archive)
    people.add(archive, "ada", role="administrator")
    assert people.are_there(archive)


def test_a_person_has_a_role_a_clearance_and_a_password_of_their_own(team: Archive) -> None:
    ada, rana = people.listed(team)
    assert (ada.name, ada.role, ada.clearance, ada.active, ada.has_password) == (
        "ada", "administrator", 2, True, True,
    )  # fmt: skip
    assert (rana.role, rana.clearance) == ("reader", 0)
    assert people.known(team, "rana") == rana
    assert people.known(team, "nobody") is None


def test_only_the_right_password_of_an_active_person_lets_in(team: Archive) -> None:
    found = people.authenticate(team, "rana", PASSWORD)
    assert found is not None and found.name == "rana"
    for name, password in (("rana", OTHER), ("nobody", PASSWORD), ("", ""), ("rana", ""), ("RANA", PASSWORD)):
        assert people.authenticate(team, name, password) is None
    people.deactivate(team, "rana")
    assert people.authenticate(team, "rana", PASSWORD) is None
    people.reactivate(team, "rana")
    assert people.authenticate(team, "rana", PASSWORD) is not None


def test_who_has_no_password_is_not_let_in_by_any(team: Archive) -> None:
    people.add(team, "new", role="reader")
    assert people.authenticate(team, "new", "") is None
    assert people.authenticate(team, "new", PASSWORD) is None
    people.set_password(team, "new", PASSWORD)
    assert people.authenticate(team, "new", PASSWORD) is not None


@pytest.mark.parametrize(
    ("name", "password"),
    [("rana", OTHER), ("nobody", OTHER), ("new", OTHER), ("gone", PASSWORD), ("\0", "x")],
)
def test_a_name_that_nobody_has_costs_the_work_of_a_wrong_password(
    team: Archive, name: str, password: str
) -> None:
    people.add(team, "new", role="reader")
    people.add(team, "gone", role="reader", password=PASSWORD)
    people.deactivate(team, "gone")
    people.authenticate(team, "rana", PASSWORD)  # what is made once is made
    checked = []
    hasher = passwords._hasher()

    class Counting:
        def verify(self, kept: str, given: bytes) -> bool:
            checked.append(kept)
            return hasher.verify(kept, given)

    with patch.object(passwords, "_hasher", Counting):
        assert people.authenticate(team, name, password) is None
    (kept,) = checked
    assert argon2.extract_parameters(kept) == argon2.extract_parameters(hasher.hash("x"))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40, deadline=None)
@given(name=st.text(), password=st.text(max_size=2000))
def test_any_words_are_refused_quietly_at_the_door(team: Archive, name: str, password: str) -> None:
    assert people.authenticate(team, name, password) is None
    assert people.known(team, name) is None or name in ("ada", "rana")


def test_no_password_and_no_secret_is_anywhere_in_the_archive(team: Archive) -> None:
    people.set_password(team, "rana", OTHER)
    session = sessions.begin(team, "rana")
    _, token = tokens.make(team, "rana", label="feed", scopes=["read"])
    people.authenticate(team, "rana", OTHER)
    kept = everything(team)
    assert "rana" in kept and "feed" in kept
    for secret in (PASSWORD, OTHER, session, token, token.removeprefix(tokens.PREFIX)):
        assert secret not in kept


def test_each_change_is_in_the_trail_with_who_made_it(team: Archive) -> None:
    people.change(team, "rana", role="analyst", clearance=1, who="ada")
    people.change(team, "rana", role="analyst")  # changes nothing
    people.set_password(team, "rana", OTHER, who="rana")
    people.deactivate(team, "rana", who="ada")
    people.reactivate(team, "rana", who="ada")
    assert trail(team)[1:] == [
        ("tester", "add person", "rana", {"role": "reader", "clearance": 0, "password": True}),
        ("ada", "change person", "rana", {"role": "analyst", "clearance": 1}),
        ("rana", "set password", "rana", {}),
        ("ada", "deactivate", "rana", {}),
        ("ada", "reactivate", "rana", {}),
    ]
    assert team.verify() == []


def test_a_hash_of_old_parameters_is_replaced_when_its_person_logs_in(team: Archive) -> None:
    def kept() -> str:
        with team.engine.connect() as connection:
            return str(connection.execute(text("SELECT password FROM people WHERE name = 'rana'")).scalar())

    assert "m=64," in kept()
    stronger = argon2.PasswordHasher(time_cost=1, memory_cost=128, parallelism=1)
    with patch.object(passwords, "_hasher", lambda: stronger):
        assert people.authenticate(team, "rana", OTHER) is None
        assert "m=64," in kept()
        assert people.authenticate(team, "rana", PASSWORD) is not None
        assert "m=128," in kept()
        assert people.authenticate(team, "rana", PASSWORD) is not None


@pytest.mark.parametrize(
    "password",
    [
        "",
        "short",
        "eleven char",
        "x" * 1025,
        "aaaaaaaaaaaaaaaa",
        "abababababab",
        "rosalindrosalind",
        "ROSALINDrosalind",
    ],
)
def test_passwords_that_will_not_do_are_refused_without_being_repeated(team: Archive, password: str) -> None:
    people.add(team, "rosalind", role="reader")
    with pytest.raises(ArchiveError, match=r"^a password") as refused:
        people.set_password(team, "rosalind", password)
    assert not password or password not in str(refused.value)


def test_a_password_may_be_long_and_of_any_letters(team: Archive) -> None:
    for password in ("x" + "é" * 1020 + "yz!", "сорок тысяч обезьян", "  spaces count too "):
        people.set_password(team, "rana", password)
        assert people.authenticate(team, "rana", password) is not None
        assert people.authenticate(team, "rana", password.strip(" !")) is None or password == password.strip(
            " !"
        )


@pytest.mark.parametrize(
    "name",
    [
        "",
        " ",
        "a" * 65,
        "two  spaces",
        " ada",
        "ada ",
        "line\nbreak",
        "nul\0",
        "\u202eada",
        "<b>",
        "Ada",
        "rana",
    ],
)
def test_names_that_will_not_do_are_refused(team: Archive, name: str) -> None:
    with pytest.raises(ArchiveError):
        people.add(team, name, role="reader")
    assert len(people.listed(team)) == 2


@pytest.mark.parametrize("name", ["Zoë O'Neill", "রহিম", "لينا حداد", "a.b-c_d@example.org", "x"])
def test_names_are_of_any_letters(team: Archive, name: str) -> None:
    assert people.add(team, name, role="reader").name in [person.name for person in people.listed(team)]


def test_an_administrator_is_there_from_the_first_person_on(archive: Archive) -> None:
    with pytest.raises(ArchiveError, match="the first person is an administrator"):
        people.add(archive, "rana", role="editor")
    people.add(archive, "ada", role="administrator")
    for change in (
        lambda: people.change(archive, "ada", role="editor"),
        lambda: people.deactivate(archive, "ada"),
    ):
        with pytest.raises(ArchiveError, match="the only administrator"):
            change()
    people.add(archive, "ben", role="administrator")
    people.deactivate(archive, "ada")
    with pytest.raises(ArchiveError, match="the only administrator"):
        people.change(archive, "ben", role="reader")
    assert people.change(archive, "ben", clearance=2).clearance == 2


def test_roles_and_clearances_are_those_there_are(team: Archive) -> None:
    with pytest.raises(ArchiveError, match="is no role"):
        people.change(team, "rana", role="owner")  # type: ignore[arg-type]
    with pytest.raises(ArchiveError, match="is no clearance"):
        people.change(team, "rana", clearance=3)
    with pytest.raises(ArchiveError, match="nobody of this name"):
        people.change(team, "nobody", clearance=1)
