"""The script and style of the desk: pinned, small, named by their content, licensed."""

from __future__ import annotations

import gzip
import hashlib
import json
import re
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from trucewatch.desk import assets

ROOT = Path(__file__).parents[2]
BUDGET = 600_000
SOURCES = [*(ROOT / "assets").glob("*/*.css"), *(ROOT / "assets").glob("*/*.js")]


@pytest.fixture
def built() -> dict[str, str]:
    try:
        return assets.built()
    except assets.AssetsError as error:
        pytest.skip(str(error))


def test_every_package_is_pinned_to_one_version() -> None:
    package = json.loads((ROOT / "assets/package.json").read_text())
    for version in (package["dependencies"] | package["devDependencies"]).values():
        assert re.fullmatch(r"\d+\.\d+\.\d+", version)


def test_the_lock_file_says_what_is_installed_but_not_from_where() -> None:
    lock = json.loads((ROOT / "assets/package-lock.json").read_text())
    packages = {name: entry for name, entry in lock["packages"].items() if name}
    assert all(entry["integrity"].startswith("sha512-") for entry in packages.values())
    assert not [name for name, entry in packages.items() if "resolved" in entry]


def test_no_source_asks_anything_of_another_machine() -> None:
    assert SOURCES
    asking = [path.name for path in SOURCES if re.search(r"(https?:)?//[a-z0-9-]+\.[a-z]", path.read_text())]
    assert asking == []


def test_script_and_style_stay_small(built: dict[str, str]) -> None:
    sizes = {name: len(gzip.compress((assets.STATIC / file).read_bytes())) for name, file in built.items()}
    assert sum(sizes.values()) <= BUDGET, sizes


def test_a_file_is_named_by_its_content(built: dict[str, str]) -> None:
    for name, file in built.items():
        digest = hashlib.sha256((assets.STATIC / file).read_bytes()).hexdigest()
        assert file == f"{Path(name).stem}-{digest[:10]}{Path(name).suffix}"
        assert assets.asset_url(name) == f"/static/{file}"


def test_a_name_that_was_not_built_is_an_error(built: dict[str, str]) -> None:
    with pytest.raises(assets.AssetsError, match=r"other\.js is no file of the desk"):
        assets.asset_url("other.js")


def test_without_a_build_pages_still_have_addresses_and_the_desk_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(assets, "_MANIFEST", tmp_path / "manifest.json")
    assert assets.asset_url("desk.css") == "/static/desk.css"
    assert assets.missing() == "the desk's script and style were not built; run: make assets"


def test_a_browser_keeps_what_is_named_by_its_content_and_gets_it_compressed(
    built: dict[str, str], client: TestClient
) -> None:
    answer = client.get(assets.asset_url("desk.css"))
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.headers["content-type"].startswith("text/css")
    assert "immutable" not in client.get("/static/LICENCES.txt").headers.get("cache-control", "")
    assert client.get("/static/../app.py").status_code == 404


def test_the_licences_of_all_that_is_bundled_are_shipped(built: dict[str, str]) -> None:
    licences = (assets.STATIC / "LICENCES.txt").read_text()
    lock = json.loads((ROOT / "assets/package-lock.json").read_text())
    for name, entry in lock["packages"].items():
        if name and not entry.get("dev") and not entry.get("optional"):
            assert f"{name.removeprefix('node_modules/')} {entry['version']} (" in licences
