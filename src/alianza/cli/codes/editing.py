"""`alianza codes import|add|change|move|merge|remove`: the codebook of a study."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from alianza.cli.codes.action import Action, by, needs, say_recorded, study
from alianza.cli.listing import number
from alianza.cli.parser import PATH, Argument, Option
from alianza.cli.words import printable, word

code = click.argument("code", cls=Argument)
ATTRIBUTES = ("definition", "include", "exclude", "example", "construct", "direction", "colour")
SHOWN_PROBLEMS = 20


def described(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options that say what a code means."""
    for name in reversed(ATTRIBUTES):
        command = click.option(f"--{name}", f"code_{name}", cls=Option)(command)
    return command


@click.command("import", cls=Action)
@study
@click.argument("codebook", cls=Argument, type=PATH)
@by
def take_in(study: Path, codebook: Path, by: str) -> int:
    """Take the codes of a file in; exit code 3 where rows are wrong."""
    from alianza.cli.failures import INPUTS
    from alianza.cli.problems import print_in_order
    from alianza.workflow.interviews.codebooks import import_codebook

    found = import_codebook(study, codebook, by)
    print_in_order(found.problems, SHOWN_PROBLEMS)
    counts = {"added": number(found.added), "known": number(found.known)}
    click.echo(printable(word("codes.codebook_imported", file=codebook.name, **counts)))
    return INPUTS if any(one.severity == "error" for one in found.problems) else 0


@click.command("add", cls=Action)
@study
@code
@described
@by
def add(study: Path, code: str, by: str, **values: str | None) -> None:
    """Add a code below one that exists."""
    from alianza.workflow.interviews.actions import add_code

    say_recorded(study, add_code(study, code, _given(values), by))


@click.command("change", cls=Action)
@study
@code
@click.option("--name", "code_name", cls=Option)
@described
@by
def change(study: Path, code: str, by: str, **values: str | None) -> None:
    """Give a code another name or another description."""
    from alianza.workflow.interviews.actions import change_code

    given = _given(values)
    if not given:
        raise needs("needs_change")
    say_recorded(study, change_code(study, code, given, by))


@click.command("move", cls=Action)
@study
@code
@click.argument("below", cls=Argument, default="")
@by
def move(study: Path, code: str, below: str, by: str) -> None:
    """Put a code below another one, or at the root."""
    from alianza.workflow.interviews.actions import move_code

    say_recorded(study, move_code(study, code, below, by))


@click.command("merge", cls=Action)
@study
@click.argument("merged", cls=Argument, nargs=-1, required=True)
@click.option("--into", "into_code", cls=Option, required=True)
@by
def merge(study: Path, merged: tuple[str, ...], into_code: str, by: str) -> None:
    """Make several codes one."""
    from alianza.workflow.interviews.actions import merge_codes

    say_recorded(study, merge_codes(study, merged, into_code, by))


@click.command("remove", cls=Action)
@study
@code
@click.option("--yes", "confirmed", cls=Option, is_flag=True)
@by
def remove(study: Path, code: str, confirmed: bool, by: str) -> None:
    """Take a code out of the codebook; without `--yes` only one that bears no codings."""
    from alianza.workflow.interviews.actions import remove_code

    say_recorded(study, remove_code(study, code, by, confirmed))


def _given(values: dict[str, str | None]) -> dict[str, str]:
    """What was said about a code, by attribute; a direction in words of either language."""
    from alianza.coding.codebook import DIRECTIONS
    from alianza.workflow.batch_files import chosen

    given = {name.removeprefix("code_"): value for name, value in values.items() if value is not None}
    if "direction" in given:
        given["direction"] = chosen("directions", given["direction"], DIRECTIONS)
    return given
