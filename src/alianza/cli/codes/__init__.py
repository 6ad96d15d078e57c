"""`alianza codes`: the codebook and the codings of a study, or of a project of another program."""

import click

from alianza.cli.parser import Program

_ROOM = "alianza.cli.codes"
ACTIONS = {
    "status": f"{_ROOM}.rounds:status",
    "round": f"{_ROOM}.rounds:open_round",
    "batch": f"{_ROOM}.rounds:batch",
    "judge": f"{_ROOM}.rounds:judge",
    "conflicts": f"{_ROOM}.rounds:conflicts",
    "settle": f"{_ROOM}.rounds:settle",
    "freeze": f"{_ROOM}.rounds:freeze",
    "tree": f"{_ROOM}.looking:tree",
    "compare": f"{_ROOM}.looking:compare",
    "export": f"{_ROOM}.exchange:export",
}
"""Action to the place of its command."""


class Codes(Program):
    """The group of the actions on codes."""

    own, texts = "commands.codes", "commands.codes.actions"


@click.group("codes", cls=Codes, modules=ACTIONS)
def command() -> None:
    """Codes and codings of interviews."""
