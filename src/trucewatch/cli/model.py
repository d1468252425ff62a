"""The options of a command that may ask a language model, and what it says about it on standard error.

Invariant: with `--reader rules`, which is the default, nothing that has to do with a model is imported or sent.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from trucewatch.cli.options import complain

if TYPE_CHECKING:
    from trucewatch.reading.llm import ModelReader
    from trucewatch.records import ModelReading

_OPTIONS = (
    click.option(
        "--reader",
        type=click.Choice(["rules", "llm", "both"]),
        default="rules",
        help="Read by the rules (the default), by a language model held to the text, or by both.",
    ),
    click.option("--confidential", is_flag=True, help="Treat every report as confidential."),
    click.option(
        "--llm-settings",
        "settings",
        metavar="FILE",
        help="Settings of the model, as TOML; TRUCEWATCH_LLM_… variables and options go over it.",
    ),
    click.option("--llm-address", "address", metavar="URL", help="Where the model is asked."),
    click.option("--llm-model", "model", metavar="NAME", help="The model's name there."),
    click.option(
        "--llm-requests",
        "most_requests",
        type=click.IntRange(min=0),
        metavar="N",
        help="Send at most N requests.",
    ),
    click.option(
        "--llm-tokens",
        "most_tokens",
        type=click.IntRange(min=0),
        metavar="N",
        help="Spend at most about N tokens.",
    ),
)


def model_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options of a language model, for a command that reads."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


@contextmanager
def opened_model(reader: str, settings: str | None, **given: Any) -> Iterator[ModelReader | None]:
    """The reader on a model, announcing where it sends; None for the rules. Wrong settings end the command."""
    if reader == "rules":
        yield None
        return
    from trucewatch.reading.llm import ModelError, ModelReader, load

    try:
        asked = ModelReader(load(settings, **given), announce=complain)
    except ModelError as error:
        raise click.ClickException(str(error)) from None
    with asked:
        yield asked
    if asked.budget.requests:
        complain(f"{asked.budget.requests:,} requests, about {asked.budget.tokens:,} tokens")


def remarks(model: ModelReading) -> Iterator[str]:
    """What whoever reads the output has to know about the model's part in it, a line each."""
    if model.language is None:
        yield "the language is not plain: it is read as English"
    if model.withheld:
        number = len(model.withheld)
        spoken = "1 stretch of it speaks" if number == 1 else f"{number} stretches of it speak"
        yield f"{spoken} to a machine and is not sent to the model"
    if model.cut_short:
        yield f"{model.cut_short} of the model's answers broke off or were no JSON: what came through is used"
    if model.rejected:
        whole = sum(item.slot is None for item in model.rejected)
        kept = sum(reader != "rules" for reader in model.readers)
        yield (
            f"of {model.offered} records that the model gave {kept} are kept, {whole} rejected; "
            f"{len(model.rejected) - whole} values dropped that the words do not bear out"
        )
    if model.conflicts:
        number = len(model.conflicts)
        yield f"{number} {'value' if number == 1 else 'values'} on which rules and model differ, for review"
