"""`alianza codes tree|compare`: the codebook with how often each code was given, and two codebooks side by side."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from alianza.cli.codes.action import Action, as_json, look, positions, project
from alianza.cli.listing import number, print_json
from alianza.cli.parser import PATH, Argument
from alianza.cli.words import printable, word

if TYPE_CHECKING:
    from alianza.coding.codebook_comparison import CodeDifference
    from alianza.coding.project import Code

SIGNS = {"added": "+", "removed": "-", "moved": ">", "changed": "~"}


@click.command("tree", cls=Action)
@project
@positions
@as_json
def tree(project: Path, positions: str, as_json: bool) -> None:
    """Print the codes below one another, each with its passages and the documents that these are in."""
    from alianza.coding.code_use import code_use

    found = look(project, positions)
    used = code_use(found)
    if as_json:
        print_json([asdict(code) | asdict(used[code.path]) for code in found.codes])
        return
    for code in found.codes:
        click.echo(_line(code, used[code.path].passages, used[code.path].documents))
    codes, codings, documents = (number(len(one)) for one in (found.codes, found.codings, found.documents))
    click.echo(word("codes.totals", codes=codes, codings=codings, documents=documents))


def _line(code: "Code", passages: int, documents: int) -> str:
    from alianza.coding.project import path_names

    indent = "  " * (len(path_names(code.path)) - 1)
    used = word("codes.used", passages=passages, documents=documents) if passages else word("codes.unused")
    return printable(f"{indent}{code.name}  ({used})")


@click.command("compare", cls=Action)
@click.argument("before", cls=Argument, type=PATH)
@click.argument("after", cls=Argument, type=PATH)
@as_json
def compare(before: Path, after: Path, as_json: bool) -> None:
    """Print how the second codebook differs from the first."""
    from alianza.coding.codebook_comparison import compare_codebooks

    found = compare_codebooks(look(before).codes, look(after).codes)
    if as_json:
        print_json([asdict(one) for one in found])
        return
    for one in found:
        for line in difference_lines(one):
            click.echo(printable(line))
    if not found:
        click.echo(word("codes.same"))


def difference_lines(one: "CodeDifference") -> list[str]:
    """A line on the code, and one on each attribute that changed."""
    was = word("codes.was", path=one.before) if one.kind == "moved" else ""
    values = [f"    {word(f'codes.attributes.{name}')}: «{old}» → «{new}»" for name, (old, new) in one.values.items()]
    return [f"{SIGNS[one.kind]} {one.path}{was}", *values]
