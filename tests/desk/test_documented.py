"""What docs/api.md and docs/alerts.md show is what happens."""

from __future__ import annotations

import re
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

uvicorn = pytest.importorskip("uvicorn", reason="needs the extra desk")

from trucewatch.archive import Archive, people, tokens  # noqa: E402
from trucewatch.archive.alerts import CHANNELS  # noqa: E402
from trucewatch.desk import Settings  # noqa: E402
from trucewatch.desk.alerting.rules import CONDITIONS, Rule  # noqa: E402
from trucewatch.desk.alerting.webhooks import SIGNATURE, signature  # noqa: E402
from trucewatch.desk.app import create_app  # noqa: E402

DOCS = Path(__file__).parents[2] / "docs"


def blocks(page: str, language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", (DOCS / page).read_text("utf-8"), re.DOTALL)


EXAMPLES = re.findall(r"curl (?:\\\n|[^\n])+", "\n".join(blocks("api.md", "sh")))


@pytest.fixture(scope="module")
def served(idlib_archive: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """A desk that listens, with somebody's token of every scope: $DESK and $TOKEN."""
    address = tmp_path_factory.mktemp("served") / "archive.db"
    shutil.copy(idlib_archive, address)
    with Archive(address, who="tester") as archive:
        people.add(archive, "ada", role="administrator", clearance=2)
        _, token = tokens.make(archive, "ada", label="docs", scopes=tokens.SCOPES)
    case = DOCS.parent / "examples" / "idlib" / "case.toml"
    settings = Settings(archive=str(address), cases=(case,), alerts=False)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        app = create_app(replace(settings, port=port))
        server = uvicorn.Server(uvicorn.Config(app, log_level="error", access_log=False))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        deadline = time.monotonic() + 30
        while not server.started and time.monotonic() < deadline:
            time.sleep(0.02)
        yield {"DESK": f"http://127.0.0.1:{port}", "TOKEN": token}
        server.should_exit = True
        thread.join(timeout=30)


@pytest.mark.skipif(not shutil.which("curl"), reason="needs the program curl")
@pytest.mark.parametrize("command", EXAMPLES, ids=lambda command: command.rpartition("/")[2].strip('"'))
def test_each_call_that_is_shown_is_answered(command: str, served: dict[str, str], tmp_path: Path) -> None:
    path = {"PATH": str(Path(shutil.which("curl") or "").parent)}
    bash = shutil.which("bash")
    if bash is None:
        pytest.skip("needs the program bash")
    done = subprocess.run(
        [bash, "-c", command], env=served | path, cwd=tmp_path, capture_output=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr.decode()
    assert done.stdout or any(file.stat().st_size for file in tmp_path.iterdir())


def test_there_are_examples_of_all_that_a_program_does() -> None:
    assert len(EXAMPLES) >= 7


def test_the_signature_is_checked_as_the_documentation_shows() -> None:
    names: dict[str, object] = {}
    exec(compile(blocks("alerts.md", "python")[0], "alerts.md", "exec"), names)
    genuine = names["is_genuine"]
    now = int(time.time())
    assert callable(genuine)
    assert genuine("hush", signature("hush", now, b"{}"), b"{}")
    assert not genuine("hush", signature("hush", now, b"{}"), b"{ }")
    assert not genuine("other", signature("hush", now, b"{}"), b"{}")
    assert not genuine("hush", signature("hush", now - 1000, b"{}"), b"{}")


def test_every_condition_limit_and_setting_is_in_the_documentation() -> None:
    text = (DOCS / "alerts.md").read_text("utf-8")
    for name in (
        *CONDITIONS,
        *(n for n in Rule.model_fields if n not in ("condition", "name", "past")),
        SIGNATURE,
    ):
        assert f"`{name}`" in text, name
    for name in ("HOST", "PORT", "FROM", "SECURITY", "USER", "PASSWORD"):
        assert f"_{name}`" in text, name
    assert set(CHANNELS) == {"webhook", "email"}
    scopes = (DOCS / "api.md").read_text("utf-8")
    assert all(f"`{scope}`" in scopes for scope in tokens.SCOPES)
