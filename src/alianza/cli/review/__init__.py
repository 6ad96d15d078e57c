"""`alianza review`: the actions of a literature review, each a command of its own."""

import click

from alianza.cli.parser import Program

_ROOM = "alianza.cli.review"
ACTIONS = {
    "status": f"{_ROOM}.looking:status",
    "approve": f"{_ROOM}.planning:approve",
    "search": f"{_ROOM}.planning:search",
    "dedup": f"{_ROOM}.grouping:dedup",
    "queue": f"{_ROOM}.grouping:queue",
    "merge": f"{_ROOM}.grouping:merge",
    "split": f"{_ROOM}.grouping:split",
    "apart": f"{_ROOM}.grouping:apart",
    "order": f"{_ROOM}.ordering:order",
    "batch": f"{_ROOM}.screening:batch",
    "judge": f"{_ROOM}.screening:judge",
    "conflicts": f"{_ROOM}.screening:conflicts",
    "settle": f"{_ROOM}.screening:settle",
    "unobtained": f"{_ROOM}.screening:unobtained",
    "appraise": f"{_ROOM}.forms:appraise",
    "settle-appraisal": f"{_ROOM}.forms:settle_appraisal",
    "extract": f"{_ROOM}.forms:extract",
    "agreement": f"{_ROOM}.looking:agreement",
    "flow": f"{_ROOM}.looking:flow",
    "articles": f"{_ROOM}.looking:articles",
    "simulate": f"{_ROOM}.ordering:simulate",
    "undo": f"{_ROOM}.history:undo",
    "redo": f"{_ROOM}.history:redo",
    "log": f"{_ROOM}.history:log",
    "verify": f"{_ROOM}.history:verify",
}
"""Action to the place of its command, in the order in which a review needs them."""


class Review(Program):
    """The group of the review's actions."""

    own, texts = "commands.review", "commands.review.actions"


@click.group("review", cls=Review, modules=ACTIONS)
def command() -> None:
    """A literature review, from its exports to the flow of its records."""
