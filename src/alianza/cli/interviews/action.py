"""What the actions on interviews share: their texts and their options."""

import click

from alianza.cli.looking import Looking
from alianza.cli.parser import PATH, Argument, Command, Option


class Action(Command):
    """An action on interviews; its texts stand under `commands.interviews.actions.<name>`."""

    texts = "commands.interviews.actions"


class Look(Looking, Action):
    """An action that only shows a study."""


study = click.argument("study", cls=Argument, type=PATH)
by = click.option("--by", cls=Option, default="")
as_json = click.option("--json", "as_json", cls=Option, is_flag=True)
