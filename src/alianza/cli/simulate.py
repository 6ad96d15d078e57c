"""`alianza simulate`: the synthetic data of a study."""

from pathlib import Path

import click

from alianza.cli.parser import PATH, Argument, Command, Option
from alianza.cli.words import printable, user_language, word


@click.command("simulate", cls=Command)
@click.argument("study", cls=Argument, type=PATH)
@click.option("--out", cls=Option, type=PATH)
def command(study: Path, out: Path | None) -> None:
    """Draw the data that simulate.toml describes, say which figures cannot be met together, and name the files."""
    from alianza.render.messages import say
    from alianza.workflow.simulate import simulate

    drawn = simulate(study, out)
    for message in drawn.messages:
        click.echo(f"· {printable(say(message, user_language()))}", err=True)
    for file in drawn.files:
        click.echo(word("simulate.done", file=file))
