"""`alianza new`: start a study in a new folder."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from alianza.cli.languages import one_language
from alianza.cli.parser import PATH, Argument, Command, Option, WrongUsage
from alianza.cli.words import LANGUAGES, printable, user_language, word

if TYPE_CHECKING:
    from alianza.study.finding import Strand


def _spoken_strands(ctx: click.Context, param: click.Parameter, value: str | None) -> "tuple[Strand, ...]":
    """The strands of a comma-separated list, in words of either language, with accents or without.

    Raises:
        click.BadParameter: If a study cannot begin with one of them.
    """
    from alianza.render.messages import sentence
    from alianza.survey.values import fold
    from alianza.workflow.template import STRANDS

    names = {fold(sentence(f"cli.new.strands.{one}", language)): one for one in STRANDS for language in LANGUAGES}
    asked = [] if value is None else [name.strip() for name in value.split(",")]
    if unknown := [name for name in asked if fold(name) not in names]:
        known = ", ".join(sentence(f"cli.new.strands.{one}", user_language()) for one in STRANDS)
        raise click.BadParameter(word("failures.unknown_choice", name=unknown[0], known=known), ctx, param)
    return tuple(dict.fromkeys(names[fold(name)] for name in asked))


@click.command("new", cls=Command)
@click.argument("folder", cls=Argument, type=PATH)
@click.option("--from", "from_file", cls=Option, type=PATH)
@click.option("--strands", cls=Option, callback=_spoken_strands)
@click.option("--lang", "language", cls=Option, callback=one_language)
def command(folder: Path, from_file: Path | None, strands: "tuple[Strand, ...]", language: str) -> None:
    """Write the protocol of a new study, from a template or proposed from a survey file."""
    from alianza.workflow.new import new_study

    if from_file and strands and "survey" not in strands:
        raise WrongUsage(word("new.needs_survey"))
    new = new_study(folder, from_file, language, strands)
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
