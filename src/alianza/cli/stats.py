"""`alianza stats`: SPSS-shaped tables of a data file."""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from alianza.cli.languages import one_language
from alianza.cli.parser import PATH, Argument, Command, Option
from alianza.cli.words import printable, word

if TYPE_CHECKING:
    from rich.table import Table as RichTable

    from alianza.render.stats_tables import Printed

REFERENCES = ("last", "first")
METHODS = ("ml", "firth")


def _one_of(ctx: click.Context, param: click.Parameter, value: str) -> str:
    """A value among those that the option knows."""
    known = REFERENCES if param.name == "reference" else METHODS
    if value not in known:
        raise click.BadParameter(word("failures.unknown_choice", name=value, known=", ".join(known)), ctx, param)
    return value


@click.command("stats", cls=Command)
@click.argument("data_file", cls=Argument, type=PATH)
@click.option("--frequencies", cls=Option, default="")
@click.option("--descriptives", cls=Option, default="")
@click.option("--crosstab", cls=Option, nargs=2, multiple=True)
@click.option("--logistic", cls=Option, nargs=2)
@click.option("--categorical", cls=Option, default="")
@click.option("--reference", cls=Option, default="last", callback=_one_of)
@click.option("--method", cls=Option, default="ml", callback=_one_of)
@click.option("--reliability", cls=Option, default="")
@click.option("--weight", cls=Option, default="")
@click.option("--json", "as_json", cls=Option, is_flag=True)
@click.option("--lang", "language", cls=Option, callback=one_language)
def command(
    data_file: Path,
    crosstab: tuple[tuple[str, str], ...],
    logistic: tuple[str, str] | None,
    as_json: bool,
    language: str,
    **asked: str,
) -> int:
    """Print the tables that are asked for, one below the other; exit code 3 where something in the file is an error."""
    from alianza.cli.failures import INPUTS
    from alianza.cli.problems import print_problems
    from alianza.render.stats_tables import printed, record
    from alianza.workflow.stats import Request, quick_look

    tables, problems = quick_look(data_file, Request(crosstabs=crosstab, logistic=logistic, **asked))
    print_problems(problems)
    if as_json:
        records = [record(table, language) for table in tables]
        click.echo(json.dumps(records, ensure_ascii=False, indent=1, allow_nan=False))
    for table in () if as_json else tables:
        _show(printed(table, language))
    return INPUTS if any(problem.severity == "error" for problem in problems) else 0


NARROW = 24
"""Characters to which a column of words may fold."""
GAP = 3
"""Blanks and rules between two columns."""


def _show(table: "Printed") -> None:
    """A table for the eye: drawn on a terminal, aligned text elsewhere."""
    from alianza.render.stats_tables import plain_text

    if sys.stdout.isatty():
        _draw(table)
    else:
        click.echo(printable_lines(plain_text(table)) + "\n")


def printable_lines(text: str) -> str:
    """A text of several lines without signs that could command a terminal."""
    return "\n".join(printable(line) for line in text.split("\n"))


def _draw(table: "Printed") -> None:
    """The table on a terminal; too wide a one in blocks of columns, each with the row's words: no number is cut."""
    from rich.console import Console
    from rich.text import Text

    console = Console()
    blocks = column_blocks(table, console.width) if table.rows else []
    for columns in blocks:
        console.print(_block(table, columns, first=columns is blocks[0]))
    for note in table.notes if table.rows else (table.title, *table.notes):
        console.print(Text(printable(note)), style="dim")


def _block(table: "Printed", columns: list[int], first: bool) -> "RichTable":
    from rich import box
    from rich.table import Table
    from rich.text import Text

    title = Text(printable(table.title), style="bold") if first else None
    drawn = Table(title=title, box=box.SIMPLE_HEAD, title_justify="left")
    for place in columns:
        numeric = table.numeric[place]
        heading = Text(printable_lines(table.headings[place]))
        narrowest = _width(table, place) if numeric else min(_width(table, place), NARROW)
        drawn.add_column(heading, justify="right" if numeric else "left", width=narrowest, overflow="fold")
    for line in table.rows:
        drawn.add_row(*(Text(printable(line[place])) for place in columns))
    return drawn


def column_blocks(table: "Printed", width: int) -> list[list[int]]:
    """Columns to print side by side within `width`: the leading words are repeated in every block.

    Words may fold down to `NARROW` characters; numbers never do.
    """
    count = len(table.headings)
    words = [place for place in range(count) if not any(table.numeric[: place + 1])]
    taken = sum(min(_width(table, place), NARROW) + GAP for place in words)
    blocks: list[list[int]] = []
    room = 0
    for place in range(len(words), count):
        needed = _width(table, place) + GAP
        if not blocks or needed > room:
            blocks.append([*words])
            room = width - taken - GAP
        blocks[-1].append(place)
        room -= needed
    return blocks or [words]


def _width(table: "Printed", place: int) -> int:
    """Characters of a column's longest cell or of the longest word of its heading."""
    return max(len(text) for text in (*table.headings[place].split(), "", *(line[place] for line in table.rows)))
