"""`alianza where`: the module that computes a table of the report."""

import ast
import re
from pathlib import Path

import click

from alianza.cli.parser import Argument, Command, WrongUsage
from alianza.cli.words import user_language, word

IDENTIFIERS = re.compile(r"\b[A-Z]{1,3}\d+[a-z]?(?:\.[\w*]+)*")
"""Requirements (R055) and claims (F01, T1.joint_venture.growth, T1.*) in a module's docstring."""


@click.command("where", cls=Command)
@click.argument("table", cls=Argument)
@click.pass_context
def command(ctx: click.Context, table: str) -> None:
    """Print the file and module of each table of that name or beginning, and what it answers."""
    files = {name: file for name, file in table_files().items() if name.startswith(table)}
    if not files:
        raise WrongUsage(word("where.unknown", table=table, tables=", ".join(table_files())), ctx)
    click.echo("\n\n".join(_described(file) for file in files.values()))


def table_files() -> dict[str, Path]:
    """Every table's id and the file that computes it: a table's id is its file's name."""
    import alianza.report

    folder = Path(alianza.report.__path__[0])
    return {file.stem: file for file in sorted(folder.glob("*.py")) if "\ndef compute(" in file.read_text("utf-8")}


def _described(file: Path) -> str:
    """The lines about one table: title, file, module, and the claims and requirements that it answers."""
    from alianza.render.messages import known, sentence

    title = f"tables.{file.stem}.title"
    answers = IDENTIFIERS.findall(ast.get_docstring(ast.parse(file.read_text("utf-8"))) or "")
    lines = [
        sentence(title, user_language()) if known(title, user_language()) else file.stem,
        f"  {word('where.file')} {file}",
        f"  {word('where.module')} alianza.report.{file.stem}",
        f"  {word('where.answers')} {', '.join(dict.fromkeys(answers))}" if answers else "",
    ]
    return "\n".join(line for line in lines if line)
