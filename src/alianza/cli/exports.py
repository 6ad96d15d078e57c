"""`alianza export`: what a study holds, for other programs and other machines."""

from pathlib import Path

import click

from alianza.cli.parser import PATH, Argument, Command, Option, WrongUsage, one_of
from alianza.cli.words import user_language, word


@click.command("export", cls=Command)
@click.argument("study", cls=Argument, type=PATH)
@click.option("--log", "log_out", cls=Option, type=PATH)
@click.option("--references", "references_out", cls=Option, type=PATH)
@click.option("--which", cls=Option, default="all", callback=one_of("all", "included"))
@click.option("--codes", "as_codes", cls=Option, is_flag=True)
def command(study: Path, log_out: Path | None, references_out: Path | None, which: str, as_codes: bool) -> None:
    """Write the log, the references, or both."""
    from alianza.workflow.review.exports import Which, export_log, export_references

    if log_out is None and references_out is None:
        raise WrongUsage(word("export.needs_what"), click.get_current_context())
    if log_out is not None:
        click.echo(word("export.log", file=log_out, head=export_log(study, log_out)[:12]))
    if references_out is not None:
        chosen: Which = "included" if which == "included" else "all"
        done = export_references(study, references_out, chosen, None if as_codes else user_language())
        click.echo(
            word(f"export.references_{chosen}", file=references_out, count=done.articles, included=done.included)
        )
