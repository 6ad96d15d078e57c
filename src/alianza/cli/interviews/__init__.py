"""`alianza interviews`: transcripts into a study, and participants who withdraw."""

import click

from alianza.cli.parser import Program

_ROOM = "alianza.cli.interviews"
ACTIONS = {
    "add": f"{_ROOM}.transcripts:add",
    "withdraw": f"{_ROOM}.withdrawing:withdraw",
}
"""Action to the place of its command."""


class Interviews(Program):
    """The group of the actions on interviews."""

    own, texts = "commands.interviews", "commands.interviews.actions"


@click.group("interviews", cls=Interviews, modules=ACTIONS)
def command() -> None:
    """Interviews, from their transcripts on."""
