"""`alianza interviews`: transcripts, the codes of their passages, quotes, and participants who withdraw."""

import click

from alianza.cli.parser import Program

_ROOM = "alianza.cli.interviews"
ACTIONS = {
    "add": f"{_ROOM}.transcripts:add",
    "names": f"{_ROOM}.texts:names",
    "redact": f"{_ROOM}.texts:redact",
    "reveal": f"{_ROOM}.texts:reveal",
    "revise": f"{_ROOM}.texts:revise",
    "code": f"{_ROOM}.coding:code",
    "uncode": f"{_ROOM}.coding:uncode",
    "passages": f"{_ROOM}.passages:passages",
    "clear": f"{_ROOM}.coding:clear",
    "memo": f"{_ROOM}.memos:memo",
    "memos": f"{_ROOM}.memos:memos",
    "relate": f"{_ROOM}.coding:relate",
    "unrelate": f"{_ROOM}.coding:unrelate",
    "relations": f"{_ROOM}.passages:relations",
    "quotes": f"{_ROOM}.analysis:quotes",
    "search": f"{_ROOM}.analysis:search",
    "suggest": f"{_ROOM}.analysis:suggest",
    "saturation": f"{_ROOM}.analysis:saturation",
    "co-occurrence": f"{_ROOM}.analysis:co_occurrence",
    "matrix": f"{_ROOM}.analysis:matrix",
    "withdraw": f"{_ROOM}.withdrawing:withdraw",
}
"""Action to the place of its command."""


class Interviews(Program):
    """The group of the actions on interviews."""

    own, texts = "commands.interviews", "commands.interviews.actions"


@click.group("interviews", cls=Interviews, modules=ACTIONS)
def command() -> None:
    """Interviews, from their transcripts on."""
