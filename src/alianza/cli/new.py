"""`alianza new`: start a study in a new folder."""

from pathlib import Path

import click

from alianza.cli.languages import one_language
from alianza.cli.parser import PATH, Argument, Command, Option
from alianza.cli.words import printable, word


@click.command("new", cls=Command)
@click.argument("folder", cls=Argument, type=PATH)
@click.option("--from", "from_file", cls=Option, type=PATH)
@click.option("--lang", "language", cls=Option, callback=one_language)
def command(folder: Path, from_file: Path | None, language: str) -> None:
    """Write the protocol of a new study, from a template or proposed from a survey file."""
    from alianza.workflow.new import new_study

    new = new_study(folder, from_file, language)
    click.echo(printable(word("new.made", file=new.file)))
    if from_file is not None:
        _print_proposal(folder, new.proposed, new.unknown)
    click.echo(printable(word("new.next", folder=_typed(folder))))


def _print_proposal(folder: Path, proposed: int, unknown: int) -> None:
    """How many columns are proposed and how many are not, and how many tables could be computed as proposed."""
    from alianza.workflow.check import check_study

    checked = check_study(folder)
    click.echo(word("new.columns", proposed=proposed, unknown=unknown))
    click.echo(word("new.tables", computable=checked.computable, all=len(checked.tables), lines=checked.to_confirm))


def _typed(folder: Path) -> str:
    """The folder as it is typed on a command line: a name with spaces goes between quotation marks."""
    return f'"{folder}"' if " " in str(folder) else str(folder)
