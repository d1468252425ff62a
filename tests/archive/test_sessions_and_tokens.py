"""Sessions and tokens: how long they hold, what ends them, and what they never give."""

from __future__ import annotations

import string

import pytest

from trucewatch.archive import Archive, ArchiveError, passwords, people, sessions, tokens, trail

argon2 = pytest.importorskip("argon2", reason="needs trucewatch[desk]")

PASSWORD = "seven quiet bridges"


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    hasher = argon2.PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
    monkeypatch.setattr(passwords, "_hasher", lambda: hasher)


class Clock:
    """The time that the archive takes it to be."""

    def __init__(self) -> None:
        self.now = "2031-03-01T08:00:00Z"

    def __call__(self) -> str:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(trail, "now", made)
    return made


@pytest.fixture
def team(archive: Archive) -> Archive:
    people.add(archive, "ada", role="administrator", clearance=2, password=PASSWORD)
    people.add(archive, "rana", role="reader", password=PASSWORD)
    return archive


def whose(archive: Archive, secret: str) -> str | None:
    session = sessions.of(archive, secret)
    return session.person.name if session else None


def test_a_session_is_its_persons_and_each_has_a_secret_of_256_bits(team: Archive) -> None:
    one, two = sessions.begin(team, "rana"), sessions.begin(team, "rana")
    assert one != two
    assert len(one) == 43 and set(one) <= set(string.ascii_letters + string.digits + "-_")
    assert whose(team, one) == whose(team, two) == "rana"
    for secret in ("", "x", one[:-1], one + "x", sessions.digest(one), "\ud800"):
        assert whose(team, secret) is None


def test_a_session_that_is_not_used_ends(team: Archive, clock: Clock) -> None:
    secret = sessions.begin(team, "rana")
    clock.now = "2031-03-01T19:59:59Z"
    assert whose(team, secret) == "rana"
    sessions.touch(team, secret)
    clock.now = "2031-03-02T07:00:00Z"
    assert whose(team, secret) == "rana"
    clock.now = "2031-03-02T07:59:59Z"
    assert whose(team, secret) is None


def test_a_session_ends_after_a_week_however_much_it_is_used(team: Archive, clock: Clock) -> None:
    secret = sessions.begin(team, "rana")
    for day in range(2, 8):
        for hour in (6, 16):
            clock.now = f"2031-03-{day:02d}T{hour:02d}:00:00Z"
            sessions.touch(team, secret)
    clock.now = "2031-03-07T20:00:00Z"
    assert whose(team, secret) == "rana"
    sessions.touch(team, secret)
    clock.now = "2031-03-08T07:59:59Z"
    assert whose(team, secret) == "rana"
    clock.now = "2031-03-08T08:00:00Z"
    assert whose(team, secret) is None


def test_use_is_noted_every_few_minutes_and_not_each_time(team: Archive, clock: Clock) -> None:
    secret = sessions.begin(team, "rana")
    found = sessions.of(team, secret)
    assert found and not found.untouched
    clock.now = "2031-03-01T08:05:00Z"
    found = sessions.of(team, secret)
    assert found and found.untouched


def test_ending_one_session_leaves_the_others(team: Archive) -> None:
    one, two, other = sessions.begin(team, "rana"), sessions.begin(team, "rana"), sessions.begin(team, "ada")
    sessions.end(team, one)
    assert [whose(team, secret) for secret in (one, two, other)] == [None, "rana", "ada"]
    sessions.end_all(team, "rana")
    assert [whose(team, secret) for secret in (two, other)] == [None, "ada"]


@pytest.mark.parametrize("change", ["role", "clearance", "password", "deactivated"])
def test_a_change_of_somebodys_rights_or_password_ends_their_sessions_only(
    team: Archive, change: str
) -> None:
    secret, other = sessions.begin(team, "rana"), sessions.begin(team, "ada")
    if change == "role":
        people.change(team, "rana", role="analyst")
    elif change == "clearance":
        people.change(team, "rana", clearance=1)
    elif change == "password":
        people.set_password(team, "rana", "eight quiet bridges")
    else:
        people.deactivate(team, "rana")
    assert [whose(team, secret), whose(team, other)] == [None, "ada"]
    people.reactivate(team, "rana")
    assert whose(team, secret) is None


def test_nobody_and_who_is_not_active_has_no_session(team: Archive) -> None:
    people.deactivate(team, "rana")
    for name in ("rana", "nobody"):
        with pytest.raises(ArchiveError, match="no active person"):
            sessions.begin(team, name)


def test_a_token_gives_its_scopes_and_the_rights_its_person_has_now(team: Archive) -> None:
    made, secret = tokens.make(team, "rana", label=" weekly  table ", scopes=["export", "read"])
    assert (made.person, made.label, made.scopes) == ("rana", "weekly table", ("read", "export"))
    found = tokens.of(team, secret)
    assert found is not None
    assert (found[0], found[1].role, found[1].clearance) == (made, "reader", 0)
    people.change(team, "rana", role="analyst", clearance=2)
    found = tokens.of(team, secret)
    assert found is not None and (found[1].role, found[1].clearance) == ("analyst", 2)
    people.change(team, "rana", role="reader", clearance=0)
    found = tokens.of(team, secret)
    assert found is not None and (found[1].role, found[1].clearance) == ("reader", 0)


def test_a_token_that_is_revoked_expired_or_of_nobody_active_gives_nothing(
    team: Archive, clock: Clock
) -> None:
    revoked, secret = tokens.make(team, "rana", label="a", scopes=["read"])
    tokens.revoke(team, revoked.number)
    assert tokens.of(team, secret) is None
    _, secret = tokens.make(team, "rana", label="b", scopes=["read"], days=1)
    clock.now = "2031-03-02T07:59:59Z"
    assert tokens.of(team, secret) is not None
    clock.now = "2031-03-02T08:00:00Z"
    assert tokens.of(team, secret) is None
    _, secret = tokens.make(team, "rana", label="c", scopes=["read"])
    people.deactivate(team, "rana")
    assert tokens.of(team, secret) is None
    people.reactivate(team, "rana")
    assert tokens.of(team, secret) is None
    assert [token.holds for token in tokens.listed(team)] == [False, False, False]


def test_what_is_no_tokens_secret_gives_nothing(team: Archive) -> None:
    _, secret = tokens.make(team, "rana", label="a", scopes=["read"])
    for wrong in (
        "",
        tokens.PREFIX,
        secret[:-1],
        secret.removeprefix(tokens.PREFIX),
        sessions.digest(secret),
    ):
        assert tokens.of(team, wrong) is None


def test_a_person_revokes_their_own_tokens_only(team: Archive) -> None:
    made, _ = tokens.make(team, "ada", label="a", scopes=["read"])
    with pytest.raises(ArchiveError, match="no such token"):
        tokens.revoke(team, made.number, person="rana")
    assert not tokens.revoke(team, made.number, person="ada").holds
    assert [token.number for token in tokens.listed(team, person="rana")] == []


@pytest.mark.parametrize(
    "asked",
    [
        {"scopes": []}, {"scopes": ["write"]}, {"label": " "}, {"label": "x" * 201}, {"label": "\u202e"},
        {"days": 0}, {"days": 367},
    ],
)  # fmt: skip
def test_tokens_that_will_not_do_are_refused(team: Archive, asked: dict[str, object]) -> None:
    wanted: dict[str, object] = {"label": "a", "scopes": ["read"], "days": 9} | asked
    with pytest.raises(ArchiveError):
        tokens.make(team, "rana", **wanted)  # type: ignore[arg-type]
    assert tokens.listed(team) == []


def test_tokens_are_in_the_trail(team: Archive) -> None:
    made, _ = tokens.make(team, "rana", label="a", scopes=["read"], who="rana")
    tokens.revoke(team, made.number, who="ada")
    tokens.revoke(team, made.number, who="ada")
    with team.reading() as connection:
        found = trail.entries(connection, at_most=2)
    assert [(entry.who, entry.action, entry.subject) for entry in found] == [
        ("ada", "revoke token", "1"),
        ("rana", "add token", "1"),
    ]
