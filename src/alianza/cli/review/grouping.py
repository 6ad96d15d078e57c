"""`alianza review dedup|queue|merge|split|apart`: which records are one article."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from alianza.cli.listing import cut_apart, number, print_columns, print_json
from alianza.cli.parser import Argument, Option, whole_number
from alianza.cli.review.action import (
    Action,
    as_json,
    by,
    event_line,
    event_records,
    look,
    plain_names,
    say_recorded,
    study,
)
from alianza.cli.words import printable, user_language, word
from alianza.review.naming import label

if TYPE_CHECKING:
    from alianza.review.grouping import DoubtfulPair
    from alianza.workflow.review.reading import ReadReview

SHOWN_MERGES, SHOWN_PAIRS, WIDTH = 12, 10, 110
COMPARED = ("title", "authors", "year", "source_title", "volume", "pages", "doi", "database")
"""Fields of a doubtful pair that are shown side by side."""

records = click.argument("records", cls=Argument, nargs=-1, required=True, callback=plain_names)


@click.command("dedup", cls=Action)
@study
@by
@as_json
def dedup(study: Path, by: str, as_json: bool) -> None:
    """Join what is surely one publication, and say what a person should look at."""
    from alianza.workflow.review.actions import deduplicate

    recorded = deduplicate(study, by)
    read = look(study)
    if as_json:
        print_json({"merged": event_records(recorded.events), "queue": [pair_record(read, one) for one in read.queue]})
        return
    for event in recorded.events[:SHOWN_MERGES]:
        click.echo(event_line(event))
    if len(recorded.events) > SHOWN_MERGES:
        click.echo(word("review.more_events", count=len(recorded.events) - SHOWN_MERGES))
    _print_databases(read)
    click.echo(word("review.deduplicated", records=len(read.references), articles=len(read.articles)))
    click.echo(word("review.doubtful" if read.queue else "review.no_doubts", pairs=len(read.queue)))


@click.command("queue", cls=Action)
@study
@click.option("--limit", cls=Option, default=str(SHOWN_PAIRS), callback=whole_number)
@as_json
def queue(study: Path, limit: int, as_json: bool) -> None:
    """Show the doubtful pairs side by side, the most likely first."""
    read = look(study)
    if as_json:
        print_json([pair_record(read, one) for one in read.queue])
        return
    for place, one in enumerate(read.queue[:limit], 1):
        _print_pair(read, place, one)
    if not read.queue:
        click.echo(word("review.no_doubts"))
    elif len(read.queue) > limit:
        click.echo(word("review.more_pairs", count=len(read.queue) - limit))


@click.command("merge", cls=Action)
@study
@records
@by
def merge(study: Path, records: tuple[str, ...], by: str) -> None:
    """Join the articles of some records."""
    from alianza.workflow.review.actions import merge as join

    say_recorded(join(study, records, by))


@click.command("split", cls=Action)
@study
@records
@by
def split(study: Path, records: tuple[str, ...], by: str) -> None:
    """Set records apart from the rest of their article."""
    from alianza.workflow.review.actions import split as set_apart

    say_recorded(set_apart(study, records, by))


@click.command("apart", cls=Action)
@study
@click.argument("pair", cls=Argument, nargs=2, callback=plain_names)
@by
def apart(study: Path, pair: tuple[str, str], by: str) -> None:
    """Decide that a doubtful pair are two publications."""
    from alianza.workflow.review.actions import keep_apart

    say_recorded(keep_apart(study, *pair, by))


def pair_record(read: "ReadReview", one: "DoubtfulPair") -> dict[str, Any]:
    """A doubtful pair as plain values, with the fields by which a person decides."""
    sides = [{"record": record, **_fields(read, record)} for record in one.records]
    return {
        "records": sides,
        "score": one.score,
        "agree": one.agree,
        "contradict": one.against,
        "forbidden": one.forbidden,
    }


def _fields(read: "ReadReview", record: str) -> dict[str, str]:
    reference = read.references[record]
    values = {name: getattr(reference, name) for name in COMPARED}
    return {name: "; ".join(value) if isinstance(value, tuple) else str(value or "") for name, value in values.items()}


def _print_pair(read: "ReadReview", place: int, one: "DoubtfulPair") -> None:
    """One pair: what agrees and contradicts, and its fields one below the other."""
    from alianza.render.messages import database

    first, second = map(label, one.records)
    click.echo(word("review.pair", place=place, score=number(one.score, 2), first=first, second=second))
    for kind, names in (("agree", one.agree), ("contradict", one.against)):
        if names:
            click.echo(f"  {word(f'review.{kind}')} {', '.join(_field(name) for name in names)}")
    upper, lower = (_fields(read, record) for record in one.records)
    for side in (upper, lower):
        side["database"] = database(side["database"], user_language())
    for name in COMPARED:
        if upper[name] or lower[name]:
            sign = "=" if upper[name] == lower[name] else "≠"
            above, below = _shown(name, upper[name] or "—", lower[name] or "—")
            click.echo(printable(f"  {sign} {_field(name)}: {above}"))
            if sign == "≠":
                click.echo(printable(f"    {' ' * len(_field(name))}  {below}"))
    click.echo()


def _shown(name: str, above: str, below: str) -> tuple[str, str]:
    """Two values of a field: titles whole, other texts cut so that it shows where they begin to differ."""
    return (above, below) if name == "title" else cut_apart(above, below, WIDTH)


def _field(name: str) -> str:
    from alianza.render.messages import sentence

    return sentence(f"review.fields.{name}", user_language())


def _print_databases(read: "ReadReview") -> None:
    """Records of each database, how many of them repeat another, and how many could not be read."""
    from alianza.render.history import database_words
    from alianza.review.flow import flow
    from alianza.study.review_protocol import Review
    from alianza.study.text import Text

    counts = flow(read.state, read.study.protocol.review or Review(question=Text("")))
    rows = [
        (database_words(name, user_language()), number(counts.identified[name]), number(counts.unreadable[name]),
         number(counts.duplicates.get(name, 0)))
        for name in counts.identified
    ]  # fmt: skip
    headings = ("database", "identified", "unreadable", "duplicates")
    print_columns([tuple(word(f"review.columns.{name}") for name in headings), *rows])
