"""`alianza interviews add`: transcripts into a study, each with what was recognised in it."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from alianza.cli.interviews.action import Action, by, study
from alianza.cli.listing import number
from alianza.cli.parser import PATH, Argument, Option, WrongUsage
from alianza.cli.words import printable, word

if TYPE_CHECKING:
    from alianza.workflow.interviews.transcripts import Added

SHOWN_PROBLEMS = 8


@click.command("add", cls=Action)
@study
@click.argument("files", cls=Argument, type=PATH, nargs=-1)
@click.option("--registered", cls=Option, is_flag=True)
@by
def add(study: Path, files: tuple[Path, ...], registered: bool, by: str) -> int:
    """Take transcripts in; exit code 3 or 4 where one was refused, though others were taken."""
    from alianza.cli.codes.action import say_recorded
    from alianza.workflow.interviews.transcripts import add_transcripts, follow_registry

    if registered == bool(files):
        raise WrongUsage(word("interviews.needs_transcripts"), click.get_current_context())
    if registered:
        say_recorded(study, follow_registry(study, by))
        return 0
    done = add_transcripts(study, files, by, _print_added)
    return max(one.exit_code for one in done)


def _print_added(one: "Added") -> None:
    from alianza.cli.problems import print_in_order

    outcome = "refused" if not one.document else "added" if one.number else "known"
    sign = {"refused": "✗", "added": "✓", "known": "="}[outcome]
    who = one.participant or word("interviews.nobody")
    said = word(f"interviews.{outcome}", file=one.file, document=one.document, who=who, turns=number(one.turns))
    click.echo(printable(f"{sign} {said}"), err=outcome == "refused")
    print_in_order(one.problems, SHOWN_PROBLEMS)
