"""`alianza codes undo|redo|log|history|restore`: what happened, taken back, and the versions of the codebook."""

from dataclasses import asdict
from pathlib import Path

import click

from alianza.cli.codes.action import Action, Look, as_json, by, event_line, say_recorded, study
from alianza.cli.codes.looking import difference_lines
from alianza.cli.listing import number, print_json
from alianza.cli.parser import Argument, Option, whole_number
from alianza.cli.words import printable, word


@click.command("undo", cls=Action)
@study
@click.argument("number", cls=Argument, required=False, callback=whole_number)
@by
@click.option("--event", "event", cls=Option, callback=whole_number)
def undo(study: Path, number: int | None, by: str, event: int | None) -> None:
    """Take back one's last change, or the event of a number, which may be given without the option's name."""
    from alianza.workflow.interviews.actions import take_back

    say_recorded(study, take_back(study, by, number if event is None else event))


@click.command("redo", cls=Action)
@study
@by
def redo(study: Path, by: str) -> None:
    """Bring back what one took back last."""
    from alianza.workflow.interviews.actions import bring_back

    say_recorded(study, bring_back(study, by))


@click.command("log", cls=Look)
@study
@click.option("--limit", cls=Option, callback=whole_number)
@as_json
def log(study: Path, limit: int | None, as_json: bool) -> None:
    """Tell what happened in the coding, oldest first; codes of a round that is not complete are left out."""
    from alianza.cli.review.action import event_records
    from alianza.workflow.interviews.history import history

    events, told = history(study)
    if as_json:
        print_json(event_records(events[-limit:] if limit else events))
        return
    for event in told[-limit:] if limit else told:
        click.echo(event_line(event))
    if not told:
        click.echo(word("review.nothing_happened"))


@click.command("history", cls=Look)
@study
@as_json
def versions(study: Path, as_json: bool) -> None:
    """Print the frozen versions of the codebook, and what changed from each to the next."""
    from alianza.workflow.interviews.history import versions as frozen

    found = frozen(study)
    if as_json:
        print_json(asdict(found))
        return
    for one in found.versions:
        when, who = one.freeze.at[:16].replace("T", " "), one.freeze.by
        click.echo(
            printable(word("codes.version", version=one.freeze.version, at=when, by=who, codes=number(one.codes)))
        )
        for line in (line for change in one.differences for line in difference_lines(change)):
            click.echo(printable(f"  {line}"))
    if not found.versions:
        click.echo(word("codes.not_frozen"))
    elif found.since:
        click.echo(word("codes.since"))
        for line in (line for change in found.since for line in difference_lines(change)):
            click.echo(printable(f"  {line}"))


@click.command("restore", cls=Action)
@study
@click.argument("version", cls=Argument)
@by
def restore(study: Path, version: str, by: str) -> None:
    """Bring the codebook back to a frozen version; codings stay as they are."""
    from alianza.workflow.interviews.actions import restore_codebook

    say_recorded(study, restore_codebook(study, version, by))
