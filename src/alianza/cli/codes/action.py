"""What the actions on codes share: their texts, their arguments, and how they say what was recorded."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from alianza.cli.looking import Looking
from alianza.cli.parser import PATH, Argument, Command, Option, WrongUsage
from alianza.cli.words import printable, user_language, word

if TYPE_CHECKING:
    from alianza.coding.project import QualitativeProject
    from alianza.study.event import Event
    from alianza.workflow.interviews.actions import CodingRecorded


class Action(Command):
    """An action on codes; its texts stand under `commands.codes.actions.<name>`."""

    texts = "commands.codes.actions"


class Look(Looking, Action):
    """An action that only shows a study."""


INFER = "infer"
"""How positions of a file are counted where nobody says it."""
project = click.argument("project", cls=Argument, type=PATH)
positions = click.option("--positions", cls=Option, default=INFER)
study = click.argument("study", cls=Argument, type=PATH)
as_json = click.option("--json", "as_json", cls=Option, is_flag=True)
by = click.option("--by", cls=Option, default="")
round_name = click.option("--round", "round_name", cls=Option, default="")


def named_segment(ctx: click.Context, param: click.Parameter, value: str | None) -> int | None:
    """A callback that takes segments by their names, `S12`; none where it is left out."""
    from alianza.workflow.interviews.blind_batches import segment_named

    found = segment_named(value) if value else None
    if value and found is None:
        raise click.BadParameter(word("codes.no_segment", found=value), ctx, param)
    return found


def say_recorded(study: Path, recorded: "CodingRecorded") -> None:
    """Print each recorded event in words, or that nothing changed; warnings first."""
    from alianza.cli.problems import print_problems
    from alianza.workflow.interviews.history import told

    print_problems(recorded.problems)
    for event in told(study, recorded):
        click.echo(event_line(event))
    if not recorded.events:
        click.echo(word("review.unchanged"))


def event_line(event: "Event") -> str:
    """An event in words, with its number."""
    from alianza.render.history import event_words

    return printable(f"{event.number:>5}  {event_words(event, user_language())}")


def needs(key: str) -> WrongUsage:
    """A mistake on the command line: something is missing that the catalogue names."""
    return WrongUsage(word(f"codes.{key}"), click.get_current_context())


def sentences(messages: Any) -> list[str]:
    """Messages in the reader's language."""
    from alianza.render.messages import say

    return [printable(say(one, user_language())) for one in messages]


def look(project: Path, positions: str = INFER) -> "QualitativeProject":
    """A project, for a command that only shows it; what is wrong with it or with its log is printed first."""
    from alianza.cli.problems import print_problems
    from alianza.workflow.interviews.projects import project_at

    found = project_at(project, positions)
    print_problems(found.problems)
    return found
