"""What the actions on codes share: their texts and their arguments."""

import click

from alianza.cli.parser import PATH, Argument, Command, Option


class Action(Command):
    """An action on codes; its texts stand under `commands.codes.actions.<name>`."""

    texts = "commands.codes.actions"


project = click.argument("project", cls=Argument, type=PATH)
as_json = click.option("--json", "as_json", cls=Option, is_flag=True)
