"""`alianza interviews code|uncode|clear|relate|unrelate`: codes given to passages, and what is made of them."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from alianza.cli.interviews.action import Action, by, study
from alianza.cli.interviews.passages import passage_lines
from alianza.cli.listing import number
from alianza.cli.parser import PATH, Argument, Option, WrongUsage, listed
from alianza.cli.words import printable, word

if TYPE_CHECKING:
    from alianza.coding.open_coding import Passage
    from alianza.workflow.interviews.actions import CodingRecorded

codings = click.argument("codings", cls=Argument, nargs=-1, required=True)


def place_of(ctx: click.Context, param: click.Parameter, value: str | None) -> "Passage | None":
    """A callback that takes a place in a text, `120:154`."""
    from alianza.coding.open_coding import Passage

    if not value:
        return None
    start, _, end = value.partition(":")
    if not (start.isdecimal() and end.isdecimal()):
        raise click.BadParameter(word("interviews.no_place", found=value), ctx, param)
    return Passage(int(start), int(end))


def kind_of(ctx: click.Context, param: click.Parameter, value: str) -> tuple[str, bool]:
    """A callback that takes kinds of relations in words of either language: the kind, and whether it leads back."""
    from alianza.coding.axial import relation_kind

    found = relation_kind(value)
    if found is None:
        raise click.BadParameter(word("interviews.no_relation_kind", found=value), ctx, param)
    return found


@click.command("code", cls=Action)
@study
@click.argument("document", cls=Argument, default="")
@click.argument("given", cls=Argument, nargs=-1)
@click.option("--words", cls=Option, default="")
@click.option("--place", cls=Option, callback=place_of)
@click.option("--memo", cls=Option, default="")
@click.option("--file", "table", cls=Option, type=PATH)
@by
def code(
    study: Path, document: str, given: tuple[str, ...], words: str, place: Any, memo: str, table: Path | None, by: str
) -> int:
    """Give codes to one passage, or to those of a table; exit code 3 where a row was left out."""
    from alianza.workflow.interviews.actions import Target, code_passage
    from alianza.workflow.interviews.passage_table import code_from_table

    if table is not None:
        return _say_table(study, code_from_table(study, table, by))
    if not (document and given and (words or place)):
        raise WrongUsage(word("interviews.needs_passage"), click.get_current_context())
    say_given(study, code_passage(study, Target(document, place, words), given, by, memo))
    return 0


@click.command("uncode", cls=Action)
@study
@codings
@by
def uncode(study: Path, codings: tuple[str, ...], by: str) -> None:
    """Take codings away; they stay in the log."""
    from alianza.workflow.interviews.actions import remove_codings

    say_done(remove_codings(study, codings, by), "interviews.uncoded", names=", ".join(codings))


@click.command("clear", cls=Action)
@study
@codings
@by
def clear(study: Path, codings: tuple[str, ...], by: str) -> None:
    """Clear passages for printing: a second person has read them."""
    from alianza.workflow.interviews.actions import clear_passages

    say_done(clear_passages(study, codings, by), "interviews.passages_cleared", names=", ".join(codings))


@click.command("relate", cls=Action)
@study
@click.argument("source", cls=Argument)
@click.argument("toward", cls=Argument)
@click.option("--kind", "relation_kind", cls=Option, required=True, callback=kind_of)
@click.option("--evidence", cls=Option, multiple=True, callback=listed)
@by
def relate(
    study: Path, source: str, toward: str, relation_kind: tuple[str, bool], evidence: tuple[str, ...], by: str
) -> None:
    """Draw an axial relation between two codes, with the passages that it rests on."""
    from alianza.workflow.interviews.actions import relate as draw

    kind, leads_back = relation_kind
    ends = (toward, source) if leads_back else (source, toward)
    recorded = draw(study, ends, kind, evidence, by)
    said = {"source": ends[0], "kind": word(f"interviews.relations.{kind}"), "target": ends[1]}
    say_done(recorded, "interviews.related", **said, evidence=number(len(evidence)))


@click.command("unrelate", cls=Action)
@study
@click.argument("relation", cls=Argument)
@by
def unrelate(study: Path, relation: str, by: str) -> None:
    """Take an axial relation away."""
    from alianza.workflow.interviews.actions import unrelate as take_away

    say_done(take_away(study, relation, by), "interviews.unrelated", names=relation)


def say_given(study: Path, recorded: "CodingRecorded") -> None:
    """Print each coding that was recorded, with the number by which other commands know it."""
    from alianza.workflow.interviews.passages import passages_given

    for one in passages_given(study, recorded):
        for line in passage_lines(one):
            click.echo(line)
    if not recorded.events:
        click.echo(word("review.unchanged"))


def say_done(recorded: "CodingRecorded", key: str, **values: str) -> None:
    """Print what an action did, after the number of its event; or that nothing changed."""
    if not recorded.events:
        click.echo(word("review.unchanged"))
    for event in recorded.events:
        click.echo(printable(f"{event.number:>5}  {word(key, **values)}"))


def _say_table(study: Path, recorded: "CodingRecorded") -> int:
    from alianza.cli.problems import print_problems

    say_given(study, recorded)
    print_problems(recorded.problems)
    left_out = len({one.row for one in recorded.problems})
    click.echo(word("interviews.table_read", given=number(len(recorded.events)), left_out=number(left_out)))
    return 3 if left_out else 0
