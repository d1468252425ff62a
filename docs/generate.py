"""Write the pages of the documentation that follow from the code: `python docs/generate.py`.

They are docs/commands.md, from the commands, docs/schema/reading.schema.json, from the models, and the output
that README.md shows. A test compares them with what is checked in.
"""

from __future__ import annotations

import json
from pathlib import Path

import click

import trucewatch
from trucewatch.cli import commands
from trucewatch.schema import reading_schema

_HERE = Path(__file__).parent
_README = _HERE.parent / "README.md"
_EXAMPLE = "examples/coastal-road.md"
_MARKS = ("<!-- output: written by docs/generate.py -->\n", "<!-- end of output -->\n")
_SHOWN = 56  # lines: enough to see what a dossier is
_OPENING = """# Commands

<!-- Written by docs/generate.py from the commands themselves; change their help and run it again. -->
"""


def pages() -> dict[Path, str]:
    """Each generated page, by its file."""
    schema = json.dumps(reading_schema(), indent=2, ensure_ascii=False)
    return {
        _HERE / "commands.md": _OPENING + "".join(_command(["trucewatch"], commands)),
        _HERE / "schema" / "reading.schema.json": schema + "\n",
        _README: _readme(),
    }


def _readme() -> str:
    """The readme with the example read by the reader as it is."""
    before, _, rest = _README.read_text("utf-8").partition(_MARKS[0])
    _, _, after = rest.partition(_MARKS[1])
    (reading,) = trucewatch.read_files([str(_HERE.parent / _EXAMPLE)])
    assert not isinstance(reading, trucewatch.SourceError)
    named = reading.model_copy(update={"report": reading.report.model_copy(update={"path": _EXAMPLE})})
    lines = trucewatch.to_text(named).rstrip("\n").split("\n")
    shown = "\n".join(line.rstrip() for line in [*lines[:_SHOWN], "…"])
    return f"{before}{_MARKS[0]}```text\n{shown}\n```\n{_MARKS[1]}{after}"


def _command(names: list[str], command: click.Command) -> list[str]:
    context = click.Context(command, info_name=names[-1])
    arguments = [parameter for parameter in command.params if isinstance(parameter, click.Argument)]
    options = [parameter for parameter in command.get_params(context) if isinstance(parameter, click.Option)]
    is_group = isinstance(command, click.Group)
    usage = [
        *names,
        "[OPTIONS]",
        *(argument.metavar or argument.human_readable_name for argument in arguments),
    ]
    parts = [
        f"\n## {' '.join(names)}\n\n",
        f"    {' '.join([*usage, *(['COMMAND'] if is_group else [])])}\n\n",
        *(f"{' '.join(paragraph.split())}\n\n" for paragraph in (command.help or "").split("\n\n")),
        "| option | what it does |\n| --- | --- |\n",
        *(_option(option) for option in options),
    ]
    if isinstance(command, click.Group):
        for name in sorted(command.commands):
            parts += _command([*names, name], command.commands[name])
    return parts


def _option(option: click.Option) -> str:
    names = ", ".join(f"`{name}`" for name in option.opts)
    value = "" if option.is_flag else f" {option.metavar or option.type.name.removesuffix(' range').upper()}"
    return f"| {names}{value} | {option.help} |\n"


def main() -> None:
    """Write every generated page."""
    for path, content in pages().items():
        path.parent.mkdir(exist_ok=True)
        path.write_text(content, encoding="utf-8")


if __name__ == "__main__":
    main()
