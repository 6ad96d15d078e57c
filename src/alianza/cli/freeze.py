"""`alianza freeze`: the date and hash of a protocol."""

from pathlib import Path

import click

from alianza.cli.parser import PATH, Argument, Command
from alianza.cli.words import word


@click.command("freeze", cls=Command)
@click.argument("study", cls=Argument, type=PATH)
def command(study: Path) -> None:
    """Store the protocol's hash and date, or register what was edited since."""
    from alianza.storage.freeze import freeze

    frozen = freeze(study)
    click.echo(word("freeze.done", date=frozen.date, digest=frozen.digest))
    if frozen.deviations:
        click.echo(word("freeze.deviations", count=len(frozen.deviations)))
