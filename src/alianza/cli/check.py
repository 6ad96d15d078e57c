"""`alianza check`: the problems of a study's protocol and data."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from alianza.cli.parser import PATH, Argument, Command, Option
from alianza.cli.words import user_language, word

if TYPE_CHECKING:
    from alianza.workflow.check import Checked


@click.command("check", cls=Command)
@click.argument("study", cls=Argument, type=PATH)
@click.option("--data", cls=Option, type=PATH)
@click.option("--json", "as_json", cls=Option, is_flag=True)
def command(study: Path, data: Path | None, as_json: bool) -> int:
    """Print every problem and how much of the report the data suffice for; exit code 3 where a problem is an error."""
    from alianza.cli.failures import INPUTS
    from alianza.cli.problems import print_problems, problem_record
    from alianza.workflow.check import check_study

    checked = check_study(study, data)
    if as_json:
        click.echo(json.dumps([problem_record(problem) for problem in checked.problems], ensure_ascii=False, indent=2))
    else:
        print_problems(checked.problems)
        _print_readiness(checked)
    return INPUTS if any(problem.severity == "error" for problem in checked.problems) else 0


def _print_readiness(checked: "Checked") -> None:
    """Print how many tables can be computed, what the others need, and how many lines a person has to confirm."""
    from alianza.render.messages import joined, sentence, variable

    language = user_language()
    if not checked.problems:
        click.echo(word("check.sound"))
    if checked.tables:
        click.echo(word("check.tables", computable=checked.computable, all=len(checked.tables)))
    for table, needs in checked.lacking.items():
        wanted = joined([f"{variable(name, language)} [{name}]" for name in needs], language)
        click.echo(word("check.lacking", table=table, title=sentence(f"tables.{table}.title", language), needs=wanted))
    if checked.to_confirm:
        click.echo(word("check.confirm", lines=checked.to_confirm))
