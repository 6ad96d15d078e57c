"""`alianza review undo|redo|log|verify`: what happened, taken back, and checked."""

from pathlib import Path

import click

from alianza.cli.listing import print_json
from alianza.cli.parser import Option, whole_number
from alianza.cli.review.action import Action, as_json, by, event_line, event_records, look, say_recorded, study
from alianza.cli.words import word


@click.command("undo", cls=Action)
@study
@by
@click.option("--event", "event", cls=Option, callback=whole_number)
@click.option("--with-decisions", "with_decisions", cls=Option, is_flag=True)
def undo(study: Path, by: str, event: int | None, with_decisions: bool) -> None:
    """Take back one's last change, or the event of a number."""
    from alianza.workflow.review.actions import take_back

    say_recorded(take_back(study, by, event, with_decisions))


@click.command("redo", cls=Action)
@study
@by
def redo(study: Path, by: str) -> None:
    """Bring back what one took back last."""
    from alianza.workflow.review.actions import bring_back

    say_recorded(bring_back(study, by))


@click.command("log", cls=Action)
@study
@click.option("--limit", cls=Option, callback=whole_number)
@as_json
def log(study: Path, limit: int | None, as_json: bool) -> None:
    """Tell the review's history, oldest first."""
    events = look(study).events
    shown = events[-limit:] if limit else events
    if as_json:
        print_json(event_records(shown))
        return
    for event in shown:
        click.echo(event_line(event))
    if not events:
        click.echo(word("review.nothing_happened"))


@click.command("verify", cls=Action)
@study
@as_json
def verify(study: Path, as_json: bool) -> int:
    """Check the chain, the stored contents and the state; exit code 3 where one does not hold."""
    from alianza.cli.failures import INPUTS
    from alianza.cli.problems import print_problems, problem_record
    from alianza.workflow.review.verification import verify_log

    found = verify_log(study)
    broken = any(one.severity != "notice" for one in found.problems)
    if as_json:
        problems = [problem_record(one) for one in found.problems]
        print_json({"sound": not broken, "events": found.events, "head": found.head, "problems": problems})
    else:
        print_problems(found.problems)
        if not broken:
            click.echo(
                word("review.sound" if found.events else "review.no_log", events=found.events, head=found.head[:12])
            )
    return INPUTS if broken else 0
