"""`alianza codes`: the codebook and the codings of a study, or of a project of another program."""

import click

from alianza.cli.parser import Program

_ROOM = "alianza.cli.codes"
ACTIONS = {
    "status": f"{_ROOM}.rounds:status",
    "import": f"{_ROOM}.editing:take_in",
    "add": f"{_ROOM}.editing:add",
    "change": f"{_ROOM}.editing:change",
    "move": f"{_ROOM}.editing:move",
    "merge": f"{_ROOM}.editing:merge",
    "remove": f"{_ROOM}.editing:remove",
    "tree": f"{_ROOM}.looking:tree",
    "stats": f"{_ROOM}.counting:stats",
    "round": f"{_ROOM}.rounds:open_round",
    "batch": f"{_ROOM}.rounds:batch",
    "judge": f"{_ROOM}.rounds:judge",
    "conflicts": f"{_ROOM}.rounds:conflicts",
    "settle": f"{_ROOM}.rounds:settle",
    "agreement": f"{_ROOM}.agreeing:agreement",
    "freeze": f"{_ROOM}.rounds:freeze",
    "history": f"{_ROOM}.history:versions",
    "restore": f"{_ROOM}.history:restore",
    "compare": f"{_ROOM}.looking:compare",
    "export": f"{_ROOM}.exchange:export",
    "undo": f"{_ROOM}.history:undo",
    "redo": f"{_ROOM}.history:redo",
    "log": f"{_ROOM}.history:log",
}
"""Action to the place of its command, in the order in which a study needs them."""


class Codes(Program):
    """The group of the actions on codes."""

    own, texts = "commands.codes", "commands.codes.actions"


@click.group("codes", cls=Codes, modules=ACTIONS)
def command() -> None:
    """Codes and codings of interviews."""
