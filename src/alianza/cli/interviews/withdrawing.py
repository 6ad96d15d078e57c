"""`alianza interviews withdraw`: everything of a participant erased, after saying what that is."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from alianza.cli.interviews.action import Action, by, study
from alianza.cli.listing import number
from alianza.cli.parser import Argument, Option
from alianza.cli.words import printable, word

if TYPE_CHECKING:
    from alianza.workflow.interviews.withdrawing import Withdrawn


@click.command("withdraw", cls=Action)
@study
@click.argument("participant", cls=Argument)
@by
@click.option("--yes", "confirmed", cls=Option, is_flag=True)
def withdraw(study: Path, participant: str, by: str, confirmed: bool) -> None:
    """Erase the texts, passages, memos, cases and files of a participant; without `--yes` only say what they are."""
    from alianza.workflow.interviews.withdrawing import withdraw as erase

    found = erase(study, participant, by, confirmed)
    if found.before:
        click.echo(printable(word("interviews.withdrawn_before", who=participant)))
    else:
        _print_erased(found)
    if found.left:
        click.echo(word("interviews.left"))
    for one in found.left:
        click.echo(printable(f"  · {word(f'interviews.left_kinds.{one.kind}', name=one.name)}"))
    if not found.done and not found.before:
        click.echo(word("interviews.confirm"))


def _print_erased(found: "Withdrawn") -> None:
    """What is erased, or would be."""
    told = "interviews.withdrawn" if found.done else "interviews.would_withdraw"
    click.echo(printable(word(told, who=found.participant)))
    click.echo(printable(word("interviews.documents", names=", ".join(found.documents) or "—")))
    click.echo(word("interviews.contents", count=number(found.contents)))
    click.echo(printable(word("interviews.files", names=", ".join(found.files) or "—")))
    if found.cases:
        click.echo(printable(word("interviews.cases", names=", ".join(found.cases))))
    if found.media:
        click.echo(printable(word("interviews.media", names=", ".join(found.media))))
