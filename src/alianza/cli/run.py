"""`alianza run`: from a study's folder to its report."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from alianza.cli.languages import several_languages
from alianza.cli.parser import PATH, Argument, Command, Option
from alianza.cli.words import printable, user_language, word

if TYPE_CHECKING:
    from alianza.workflow.run import Outcome

SHOWN_FINDINGS = 3


@click.command("run", cls=Command)
@click.argument("study", cls=Argument, type=PATH)
@click.option("--data", cls=Option, type=PATH)
@click.option("--out", cls=Option, type=PATH)
@click.option("--lang", cls=Option, default="es,en", callback=several_languages)
@click.option("--quiet", cls=Option, is_flag=True)
@click.option("--json", "as_json", cls=Option, is_flag=True)
def command(
    study: Path, data: Path | None, out: Path | None, lang: tuple[str, ...], quiet: bool, as_json: bool
) -> None:
    """Compute the study, write its report, and say where it is and what it found."""
    from alianza.cli.terminal import Steps
    from alianza.workflow.run import run_study

    with Steps(quiet) as steps:
        outcome = run_study(study, data=data, out=out, languages=lang, progress=steps)
    if as_json:
        click.echo((outcome.folder / "results.json").read_text(encoding="utf-8"))
    else:
        _print_summary(outcome, quiet)


def _print_summary(outcome: "Outcome", quiet: bool) -> None:
    """Print the first findings, what is wrong with the data, and where the report lies; quietly, no mere notices."""
    from alianza.cli.problems import print_problems
    from alianza.render.messages import say

    if problems := [one for one in outcome.results.problems if not (quiet and one.severity == "notice")]:
        print_problems(problems)
    if outcome.results.deviations:
        click.echo(word("run.deviations", count=len(outcome.results.deviations), date=outcome.results.frozen))
    click.echo(word("run.findings" if outcome.results.highlights else "run.no_findings"))
    for number, finding in enumerate(outcome.results.highlights[:SHOWN_FINDINGS], start=1):
        click.echo(f"  {number}. {printable(say(finding, user_language()))}")
    for report in sorted(outcome.folder.glob("report.*.html"), key=lambda file: user_language() not in file.name):
        click.echo(word("run.report", file=report))
    if outcome.to_confirm:
        click.echo(word("check.confirm", lines=outcome.to_confirm))
    if outcome.results.synthetic:
        click.echo(word("run.synthetic"))
