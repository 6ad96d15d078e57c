"""`alianza codes stats`: how often each code was given, in all or by interview, case or attribute, with its base."""

from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from alianza.cli.codes.action import Action, as_json, look, needs, project
from alianza.cli.listing import number, print_columns, print_json
from alianza.cli.parser import Option, one_of
from alianza.cli.words import printable, word
from alianza.coding.code_counts import COUNTED

if TYPE_CHECKING:
    from alianza.coding.code_counts import Counts, Frequencies
    from alianza.coding.project import QualitativeProject


@click.command("stats", cls=Action)
@project
@click.option("--by", "counted_by", cls=Option, default="", callback=one_of("document", "case", "attribute"))
@click.option("--attribute", "attribute", cls=Option, default="")
@click.option("--with-below", "with_below", cls=Option, is_flag=True)
@as_json
def stats(project: Path, counted_by: str, attribute: str, with_below: bool, as_json: bool) -> None:
    """Print the counts of every code; a passage counts once for a code, however many coders gave it."""
    if (counted_by == "attribute") != bool(attribute):
        raise needs("needs_attribute")
    found = _counted(look(project), counted_by, attribute)
    if as_json:
        print_json([_record(name, one) for name, one in found.items()])
        return
    for name, one in found.items():
        _print_group(name, one, counted_by, with_below)


def _counted(found: "QualitativeProject", by: str, attribute: str) -> "Mapping[str, Frequencies]":
    from alianza.coding import code_counts
    from alianza.formats import Refused
    from alianza.study.problem import Problem

    known = {name for one in found.documents for name in one.attributes}
    known |= {name for one in found.cases for name in one.attributes}
    if by == "attribute" and attribute not in known:
        raise Refused(Problem("attribute_unknown", found=attribute, expected=", ".join(sorted(known))))
    if by == "document":
        return code_counts.counts_by(found, code_counts.document_groups(found))
    if by == "case":
        return code_counts.counts_by(found, code_counts.case_groups(found))
    if by == "attribute":
        return code_counts.counts_by(found, code_counts.attribute_groups(found, attribute))
    return {"": code_counts.code_counts(found)}


def _print_group(name: str, found: "Frequencies", by: str, with_below: bool) -> None:
    """A table of the codes that the group has, with the base in its last line."""
    if by:
        click.echo(printable(f"{word(f'codes.groups.{by}')}: {name or word('codes.groups.none')}"))
    header = (word("codes.columns.code"), *(word(f"codes.counted.{kind}") for kind in COUNTED))
    counts = {path: one.with_below if with_below else one.own for path, one in found.codes.items()}
    rows = [_line(path, one) for path, one in counts.items() if one.codings or not by]
    print_columns([header, *rows, _line(word("codes.counted.base"), found.base)])


def _line(name: str, counts: "Counts") -> tuple[str, ...]:
    return name, *(number(getattr(counts, kind)) for kind in COUNTED)


def _record(name: str, found: "Frequencies") -> dict[str, Any]:
    codes = [{"path": path, **asdict(one)} for path, one in found.codes.items()]
    return {"group": name, "base": asdict(found.base), "codes": codes}
