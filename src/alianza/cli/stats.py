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
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    drawn = Table(title=Text(printable(table.title), style="bold"), box=box.SIMPLE_HEAD, title_justify="left")
    for heading, numeric in zip(table.headings, table.numeric, strict=True):
        drawn.add_column(Text(printable_lines(heading)), justify="right" if numeric else "left")
    for line in table.rows:
        drawn.add_row(*(Text(printable(text)) for text in line))
    console = Console()
    if table.rows:
        console.print(drawn)
    for note in table.notes if table.rows else (table.title, *table.notes):
        console.print(Text(printable(note)), style="dim")
