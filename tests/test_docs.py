"""The documentation keeps up with the code: what is generated is current, and what it shows runs."""

import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest

from tests.readings import reading
from trucewatch import reading as reading_room
from trucewatch.cli import commands
from trucewatch.records import Report

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"


def generator() -> ModuleType:
    specification = importlib.util.spec_from_file_location("generate", DOCS / "generate.py")
    assert specification and specification.loader
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


@pytest.mark.parametrize("page", sorted(generator().pages(), key=str), ids=lambda path: path.name)
def test_what_follows_from_the_code_is_current_in_the_docs(page: Path) -> None:
    assert page.read_text("utf-8") == generator().pages()[page], "run python docs/generate.py"


def test_every_command_and_option_is_in_the_docs() -> None:
    text = (DOCS / "commands.md").read_text("utf-8")
    for name, command in commands.commands.items():
        assert f"trucewatch {name}" in text
        for parameter in command.params:
            assert all(option in text for option in parameter.opts if option.startswith("--"))


def python_blocks(page: str) -> str:
    return "\n".join(re.findall(r"```python\n(.*?)```", (ROOT / page).read_text("utf-8"), re.DOTALL))


@pytest.mark.parametrize("page", ["README.md", "docs/python.md"])
def test_the_python_that_is_shown_runs(page: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def fake(report: Report, **options: bool) -> object:
        return reading()

    monkeypatch.setattr(reading_room, "read_report", fake)
    names: dict[str, object] = {}
    exec(compile(python_blocks(page), page, "exec"), names)
    assert names["reading"] == reading()
    assert names.get("killed", [2]) == [2]


@pytest.mark.parametrize(
    "page",
    sorted(
        [
            *ROOT.glob("*.md"),
            *ROOT.glob("docs/*.md"),
            *ROOT.glob("examples/*.md"),
            *ROOT.glob("examples/*/*.md"),
        ]
    ),
)
def test_every_page_that_is_linked_to_is_there(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", page.read_text("utf-8")):
        assert target.startswith("https://") or (page.parent / target).exists(), target


def test_every_key_of_a_case_file_and_every_kind_of_commitment_is_in_the_docs() -> None:
    from trucewatch.cases import file
    from trucewatch.cases.undertakings import UNDERTAKINGS

    text = (DOCS / "cases.md").read_text("utf-8")
    parts = [
        value for value in vars(file).values() if isinstance(value, type) and issubclass(value, file.Part)
    ]
    keys = {key for part in parts for key in part.model_fields}
    assert {key for key in keys if f"`{key}`" not in text and f"[{key}]" not in text} == set()
    assert {kind for kind in UNDERTAKINGS if kind not in " ".join(text.split())} == set()
