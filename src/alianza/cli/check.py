"""`alianza check`: the problems of a study's protocol and data."""

import json
from pathlib import Path

import click

from alianza.cli.parser import PATH, Argument, Command, Option
from alianza.cli.words import word


@click.command("check", cls=Command)
@click.argument("study", cls=Argument, type=PATH)
@click.option("--data", cls=Option, type=PATH)
@click.option("--json", "as_json", cls=Option, is_flag=True)
def command(study: Path, data: Path | None, as_json: bool) -> int:
    """Print every problem; exit code 3 where one of them is an error."""
    from alianza.cli.failures import INPUTS
    from alianza.cli.problems import print_problems, problem_record
    from alianza.workflow.check import check_study

    _, problems = check_study(study, data)
    if as_json:
        click.echo(json.dumps([problem_record(problem) for problem in problems], ensure_ascii=False, indent=2))
    elif problems:
        print_problems(problems)
    else:
        click.echo(word("check.sound"))
    return INPUTS if any(problem.severity == "error" for problem in problems) else 0
