"""`alianza interviews passages|relations`: the passages with their codes, and the axial relations between codes."""

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from alianza.cli.interviews.action import Look, as_json, by, study
from alianza.cli.listing import cut, number, print_json
from alianza.cli.parser import Argument, Option
from alianza.cli.words import printable, word

if TYPE_CHECKING:
    from alianza.workflow.interviews.passages import CodedPassage, DrawnRelation

QUOTED = 160
"""Signs of a passage that a list shows; `--json` has all of it."""


@click.command("passages", cls=Look)
@study
@click.argument("document", cls=Argument, default="")
@click.option("--code", "of_code", cls=Option, default="")
@by
@as_json
def passages(study: Path, document: str, of_code: str, by: str, as_json: bool) -> None:
    """Print the passages with their numbers, places, codes and words."""
    from alianza.workflow.interviews.passages import Wanted
    from alianza.workflow.interviews.passages import passages as find

    found = find(study, Wanted(document, of_code, by))
    if as_json:
        print_json({"passages": [asdict(one) for one in found.passages], "hidden": found.hidden})
        return
    for one in found.passages:
        for line in passage_lines(one):
            click.echo(line)
    click.echo(word("interviews.passages_found", count=number(len(found.passages))))
    if found.hidden:
        click.echo(word("interviews.passages_hidden", count=number(found.hidden)))


@click.command("relations", cls=Look)
@study
@as_json
def relations(study: Path, as_json: bool) -> None:
    """Print the axial relations with their numbers and the passages that they rest on."""
    from alianza.workflow.interviews.passages import relations as find

    found = find(study)
    if as_json:
        print_json([asdict(one) for one in found])
        return
    for one in found:
        click.echo(printable(f"{one.id:>5}  {_told(one)}"))
    click.echo(word("interviews.relations_found", count=number(len(found))))


def _told(one: "DrawnRelation") -> str:
    """A relation in words: as its kind reads it, or by the name that another program gave it."""
    from alianza.coding.axial import relation_kind

    known, evidence = relation_kind(one.kind), ", ".join(one.evidence) or "—"
    if known is None:
        named = {"source": one.source, "kind": one.kind, "target": one.target}
        return word("interviews.relation_named", **named, evidence=evidence)
    kind, leads_back = known
    source, target = (one.target, one.source) if leads_back else (one.source, one.target)
    said = word(f"interviews.relations.{kind}")
    return word("interviews.relation", source=source, kind=said, target=target, evidence=evidence)


def passage_lines(one: "CodedPassage") -> Iterator[str]:
    """A passage as two lines: its number, place, code and coder, then its words; a third with what was noted."""
    turn = word("interviews.turn", turn=one.turn, speaker=one.speaker or "—") if one.turn else ""
    cleared = word("interviews.is_cleared") if one.cleared else ""
    parts = (one.document, one.participant, f"{one.start}:{one.end}", turn, one.code, one.coder, one.round, cleared)
    yield printable(f"{one.id:>5}  " + "  ".join(part for part in parts if part))
    yield printable(f"       «{cut(' '.join(one.quotation.split()), QUOTED)}»")
    if one.memo:
        yield printable(f"       {word('interviews.note', memo=cut(one.memo, QUOTED))}")
