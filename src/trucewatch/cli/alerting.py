"""The commands for alerts: one pass over the rules, and what rules there are."""

from __future__ import annotations

from pathlib import Path

import click

from trucewatch.cli.options import archive_option, complain, opened
from trucewatch.terminal import printable


@click.group()
def alerts() -> None:
    """Tell people of what happens in cases, by the rules that they made on the desk."""


@alerts.command()
@click.argument("cases", nargs=-1, required=True, metavar="CASE...", type=click.Path(path_type=Path))
@archive_option
@click.option("--address", "desk", metavar="URL", default="", help="Where others reach the desk, for links.")
@click.option(
    "--allow-private", is_flag=True, help="Let webhooks go to closed networks, such as this machine."
)
def run(cases: tuple[Path, ...], address: str, desk: str, allow_private: bool) -> None:
    """Send what is new by each rule on these cases, once; for a timer, where no desk is open.

    An open desk does the same by itself. E-mail goes by the server that TRUCEWATCH_SMTP_HOST and its like name.
    """
    try:
        from trucewatch.cases import CaseError
        from trucewatch.desk.alerting.mail import MailError
        from trucewatch.desk.alerting.running import Alerting, channels
        from trucewatch.desk.case_store import Cases
    except ImportError as error:
        raise click.ClickException(f"alerts need {error.name}: pip install 'trucewatch[desk]'") from None

    with opened(address) as archive:
        try:
            known = Cases(archive, cases)
            ways = channels(allow_private=allow_private)
        except CaseError as error:
            for problem in error.problems:
                complain(str(problem))
            raise SystemExit(1) from None
        except MailError as error:
            raise click.ClickException(str(error)) from None
        ran = Alerting(archive=archive, cases=known, channels=ways, address=desk).run()
    click.echo(f"{ran.new} new, {ran.sent} sent, {ran.waiting} to be tried again, {ran.given_up} given up")


@alerts.command("list")
@archive_option
def list_(address: str) -> None:
    """Show the rules that are at work: number, whose, on which case, and where they tell of what."""
    try:
        from trucewatch.desk.alerting.rules import Rule
    except ImportError as error:
        raise click.ClickException(f"alerts need {error.name}: pip install 'trucewatch[desk]'") from None
    from trucewatch.archive import alerts as kept

    with opened(address) as archive:
        for one in kept.listed(archive, active=True):
            words = Rule.model_validate_json(one.rule).words
            click.echo(
                printable(f"{one.number}\t{one.person}\t{one.case}\t{one.channel} {one.host}\t{words}")
            )


COMMANDS = (alerts,)
