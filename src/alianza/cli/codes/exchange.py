"""`alianza codes export`: a study's coding, or a project, for another program."""

from pathlib import Path

import click

from alianza.cli.codes.action import Action, positions, project
from alianza.cli.listing import number
from alianza.cli.parser import PATH, Argument
from alianza.cli.words import word


@click.command("export", cls=Action)
@project
@click.argument("target", cls=Argument, type=PATH)
@positions
def export(project: Path, target: Path, positions: str) -> None:
    """Write the project in the format of the file's ending."""
    from alianza.cli.problems import print_in_order
    from alianza.workflow.interviews.projects import export_project

    found = export_project(project, target, positions)
    counts = {"codes": number(len(found.codes)), "codings": number(len(found.codings))}
    click.echo(word("codes.exported", file=target.name, **counts, documents=number(len(found.documents))))
    print_in_order(found.problems)
