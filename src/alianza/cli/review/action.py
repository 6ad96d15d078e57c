"""What the review's actions share: their texts, their options, and how they say what was recorded."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from alianza.cli.parser import PATH, Argument, Command, Option, one_of
from alianza.cli.words import printable, user_language, word
from alianza.review.naming import unlabelled

if TYPE_CHECKING:
    from alianza.study.event import Event
    from alianza.workflow.journal import Recorded
    from alianza.workflow.review.reading import ReadReview

STAGES = ("title_abstract", "full_text")
VERDICTS = ("include", "exclude", "unsure")


class Action(Command):
    """An action of the review; its texts stand under `commands.review.actions.<name>`."""

    texts = "commands.review.actions"


study = click.argument("study", cls=Argument, type=PATH)
by = click.option("--by", cls=Option, default="")
as_json = click.option("--json", "as_json", cls=Option, is_flag=True)
stage = click.option("--stage", cls=Option, default="title_abstract", callback=one_of(*STAGES))
reason = click.option("--reason", cls=Option, default="")
note = click.option("--note", cls=Option, default="")


def plain_names(ctx: click.Context, param: click.Parameter, value: Any) -> Any:
    """A callback that takes articles with their letter, `A12.3`, or without it."""
    if isinstance(value, str):
        return unlabelled(value)
    return tuple(map(unlabelled, value)) if value else value


def spoken_verdict(*known: str) -> Any:
    """A callback that takes verdicts in words of either language, as batches do, or as codes."""

    def check(ctx: click.Context, param: click.Parameter, value: str | None) -> Any:
        from alianza.render.messages import sentence
        from alianza.workflow.batch_files import chosen

        found = chosen("verdicts", value, known) if value else value
        if found and found not in known:
            words = ", ".join(sentence(f"batch.verdicts.{one}", user_language()) for one in known)
            raise click.BadParameter(word("failures.unknown_choice", name=value, known=words), ctx, param)
        return found

    return check


def look(study: Path) -> "ReadReview":
    """The review as it stands, for a command that only shows it; what is wrong with its log is printed first."""
    from alianza.cli.problems import print_problems
    from alianza.workflow.review.reading import read_review

    read = read_review(study)
    print_problems(read.problems)
    return read


def say_recorded(recorded: "Recorded[Any]") -> None:
    """Print each recorded event in words, or that nothing changed; warnings first."""
    from alianza.cli.problems import print_problems

    print_problems(recorded.problems)
    for event in recorded.events:
        click.echo(event_line(event))
    if not recorded.events:
        click.echo(word("review.unchanged"))


def event_line(event: "Event") -> str:
    """An event in words, with its number."""
    from alianza.render.history import event_words

    return printable(f"{event.number:>5}  {event_words(event, user_language())}")


def event_records(events: Iterable["Event"]) -> list[dict[str, Any]]:
    """Events as plain values."""
    return [
        {"number": one.number, "kind": one.kind, "payload": dict(one.payload), "by": one.by, "at": one.at}
        for one in events
    ]


def sentences(messages: Sequence[Any]) -> list[str]:
    """Messages in the reader's language."""
    from alianza.render.messages import say

    return [printable(say(one, user_language())) for one in messages]
