"""`alianza review approve|search`: the planning stage, written down."""

from pathlib import Path

import click

from alianza.cli.listing import cut, number, print_json, print_texts
from alianza.cli.parser import Argument, Option, whole_number
from alianza.cli.review.action import Action, as_json, by, look, note, say_recorded, study
from alianza.cli.words import user_language, word


@click.command("approve", cls=Action)
@study
@by
@note
def approve(study: Path, by: str, note: str) -> None:
    """Approve the review's protocol as it stands."""
    from alianza.workflow.confirmation import lines_to_confirm
    from alianza.workflow.review import actions

    say_recorded(actions.approve(study, note, by))
    waiting = lines_to_confirm(study)
    if waiting:
        click.echo(word("check.confirm", lines=waiting))


@click.command("search", cls=Action)
@study
@click.argument("database", cls=Argument, default="")
@click.option("--query", cls=Option, default="")
@click.option("--date", cls=Option, default="")
@click.option("--hits", cls=Option, callback=whole_number)
@by
@as_json
def search(study: Path, database: str, query: str, date: str, hits: int | None, by: str, as_json: bool) -> None:
    """Write a search down, or list those that are."""
    from alianza.cli.parser import WrongUsage
    from alianza.review.progress import SearchRun
    from alianza.workflow.review.actions import log_search

    if not database:
        _list_searches(study, as_json)
        return
    if hits is None:
        raise WrongUsage(word("review.needs", option="--hits"), click.get_current_context())
    say_recorded(log_search(study, SearchRun(0, database, query, date, hits), by))


def _list_searches(study: Path, as_json: bool) -> None:
    from alianza.render.history import database_words

    runs = look(study).state.searches
    if as_json:
        print_json([{"database": one.database, "query": one.query, "date": one.date, "hits": one.hits, "by": one.by}
                    for one in runs])  # fmt: skip
    elif not runs:
        click.echo(word("review.no_searches"))
    else:
        rows = [(one.date, database_words(one.database, user_language()), number(one.hits), cut(one.query, 80))
                for one in runs]  # fmt: skip
        headings = tuple(word(f"review.columns.{name}") for name in ("date", "database", "hits", "query"))
        print_texts([headings, *rows])
