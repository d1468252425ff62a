"""A desk on the Idlib example, its reports read into an archive once."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from trucewatch.archive import Archive
from trucewatch.archive.intake import take_in
from trucewatch.cases import Picture
from trucewatch.sources import SourceError, gathering

fastapi = pytest.importorskip("fastapi", reason="needs the extra desk")

from fastapi.testclient import TestClient  # noqa: E402

from tests.desk.team import Team, opened  # noqa: E402
from trucewatch.desk import Settings  # noqa: E402
from trucewatch.desk.app import create_app  # noqa: E402
from trucewatch.desk.case_store import Cases  # noqa: E402

CASE = Path(__file__).parents[2] / "examples" / "idlib" / "case.toml"


@pytest.fixture(scope="session")
def idlib_archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive with the reports of the example; copy it before writing to it."""
    path = tmp_path_factory.mktemp("desk") / "idlib.db"
    reports = sorted(map(str, (CASE.parent / "reports").glob("*.md")))
    with Archive(path, who="tester") as archive:
        for result in take_in(archive, gathering.gather(reports), workers=1):
            assert not isinstance(result, SourceError), result
    return path


@pytest.fixture
def settings(idlib_archive: Path, tmp_path: Path) -> Settings:
    """A desk on an archive of its own that holds the example."""
    address = tmp_path / "archive.db"
    shutil.copy(idlib_archive, address)
    return Settings(archive=str(address), cases=(CASE,))


@pytest.fixture
def client(settings: Settings) -> Iterator[TestClient]:
    """Asks that desk as a browser on the same machine would."""
    with TestClient(
        create_app(settings), base_url="http://127.0.0.1", client=("127.0.0.1", 50_000)
    ) as asking:
        yield asking


@pytest.fixture(scope="session")
def idlib(idlib_archive: Path) -> Picture:
    """The picture of the example."""
    with Archive(idlib_archive, create=False) as archive:
        picture = Cases(archive, [CASE]).picture("idlib", 2)
    assert picture is not None
    return picture


@pytest.fixture(autouse=True)
def _quick_hashing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Passwords of tests are hashed quickly, with Argon2's least effort."""
    import argon2

    from trucewatch.archive import passwords

    hasher = argon2.PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
    monkeypatch.setattr(passwords, "_hasher", lambda: hasher)


@pytest.fixture
def team(tmp_path: Path) -> Iterator[Team]:
    """A small desk with people of each role."""
    with opened(tmp_path) as made:
        yield made


@pytest.fixture
def alone(tmp_path: Path) -> Iterator[Team]:
    """A small desk without people."""
    with opened(tmp_path, staffed=False) as made:
        yield made
