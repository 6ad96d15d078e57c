"""`alianza stats`: SPSS-shaped tables of a data file."""

import json
from pathlib import Path

import click

from alianza.cli.languages import one_language
from alianza.cli.parser import PATH, Argument, Command, Option
from alianza.cli.tables import show_table
from alianza.cli.words import word

REFERENCES = ("last", "first")
METHODS = ("ml", "firth")


def _one_of(ctx: click.Context, param: click.Parameter, value: str) -> str:
    """A value among those that the option knows."""
    return _among(ctx, param, value, REFERENCES if param.name == "reference" else METHODS)


def _several_of(ctx: click.Context, param: click.Parameter, value: str) -> tuple[str, ...]:
    """Values of a comma-separated list among those that the option knows; `all` is every one of them."""
    from alianza.report.spss.crosstab import STATISTICS
    from alianza.report.spss.crosstab_cells import CELLS
    from alianza.workflow.stats import MISSING

    known = {"cells": CELLS, "statistics": STATISTICS, "missing": MISSING}[param.name or ""]
    names = [name.strip().lower() for name in value.split(",") if name.strip()]
    if names == ["all"] and param.name != "missing":
        return known
    return tuple(_among(ctx, param, name, known) for name in names)


def _among(ctx: click.Context, param: click.Parameter, value: str, known: tuple[str, ...]) -> str:
    if value not in known:
        raise click.BadParameter(word("failures.unknown_choice", name=value, known=", ".join(known)), ctx, param)
    return value


@click.command("stats", cls=Command)
@click.argument("data_file", cls=Argument, type=PATH)
@click.option("--dictionary", cls=Option, default="")
@click.option("--frequencies", cls=Option, default="")
@click.option("--descriptives", cls=Option, default="")
@click.option("--crosstab", "crosstabs", cls=Option, nargs=2, multiple=True)
@click.option("--layer", cls=Option, default="")
@click.option("--cells", cls=Option, default="", callback=_several_of)
@click.option("--statistics", cls=Option, default="", callback=_several_of)
@click.option("--ttest", cls=Option, nargs=2)
@click.option("--correlations", cls=Option, default="")
@click.option("--nonpar-corr", cls=Option, default="")
@click.option("--logistic", cls=Option, nargs=2)
@click.option("--categorical", cls=Option, default="")
@click.option("--reference", cls=Option, default="last", callback=_one_of)
@click.option("--method", cls=Option, default="ml", callback=_one_of)
@click.option("--influence", cls=Option, is_flag=True)
@click.option("--reliability", cls=Option, default="")
@click.option("--missing", cls=Option, default="", callback=_several_of)
@click.option("--weight", cls=Option, default="")
@click.option("--json", "as_json", cls=Option, is_flag=True)
@click.option("--lang", "language", cls=Option, callback=one_language)
def command(data_file: Path, as_json: bool, language: str, **asked: object) -> int:
    """Print the tables that are asked for, one below the other; exit code 3 where something in the file is an error."""
    from alianza.cli.failures import INPUTS
    from alianza.cli.problems import print_problems
    from alianza.render.stats_tables import printed, record
    from alianza.workflow.stats import Request, quick_look

    tables, problems = quick_look(data_file, Request(**asked))  # type: ignore[arg-type]  # the options are its fields
    print_problems(problems)
    if as_json:
        records = [record(table, language) for table in tables]
        click.echo(json.dumps(records, ensure_ascii=False, indent=1, allow_nan=False))
    for table in () if as_json else tables:
        show_table(printed(table, language))
        click.echo()
    return INPUTS if any(problem.severity == "error" for problem in problems) else 0
