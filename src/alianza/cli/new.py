"""`alianza new`: start a study in a new folder."""

from pathlib import Path

import click

from alianza.cli.languages import one_language
from alianza.cli.parser import PATH, Argument, Command, Option
from alianza.cli.words import word


@click.command("new", cls=Command)
@click.argument("folder", cls=Argument, type=PATH)
@click.option("--from", "from_file", cls=Option, type=PATH)
@click.option("--lang", "language", cls=Option, callback=one_language)
def command(folder: Path, from_file: Path | None, language: str) -> None:
    """Write the protocol of a new study, from a template or proposed from a survey file."""
    from alianza.workflow.new import new_study

    file = new_study(folder, from_file, language)
    click.echo(word("new.made", file=file))
    click.echo(word("new.next", folder=folder))
