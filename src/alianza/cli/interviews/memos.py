"""`alianza interviews memo|memos`: what the team notes, written, changed, erased and listed."""

from dataclasses import asdict, replace
from pathlib import Path

import click

from alianza.cli.interviews.action import Action, Look, as_json, by, study
from alianza.cli.interviews.coding import say_done
from alianza.cli.listing import number, print_json
from alianza.cli.parser import Argument, Option, WrongUsage, one_of
from alianza.cli.words import printable, word
from alianza.coding.progress import MEMO_KINDS


@click.command("memo", cls=Action)
@study
@click.argument("about", cls=Argument, nargs=-1)
@click.option("--words", cls=Option, default="")
@click.option("--kind", "memo_kind", cls=Option, default="theoretical", callback=one_of(*MEMO_KINDS))
@click.option("--change", "changed", cls=Option, default="")
@click.option("--erase", "erased", cls=Option, default="")
@by
def memo(study: Path, about: tuple[str, ...], words: str, memo_kind: str, changed: str, erased: str, by: str) -> None:
    """Write a memo about documents, codes, codings or relations, or about the study; change one, or erase it."""
    from alianza.workflow.interviews.memos import change_memo, erase_memo, write_memo

    if sum(map(bool, (words, erased))) != 1 or (changed and erased) or (about and (changed or erased)):
        raise WrongUsage(word("interviews.needs_memo"), click.get_current_context())
    if erased:
        done = erase_memo(study, erased, by)
        done = replace(done, events=done.events[-1:])  # the version of a document that it lay with is no second memo
        say_done(done, "interviews.memo_erased", memo=str(done.events[-1].payload["memo"]))
    elif changed:
        done = change_memo(study, changed, words, by)
        say_done(done, "interviews.memo_changed", memo=str(done.events[-1].payload["memo"]))
    else:
        names = ", ".join(about) or "—"
        say_done(write_memo(study, memo_kind, about, words, by), "interviews.memo_written", names=names)


@click.command("memos", cls=Look)
@study
@by
@as_json
def memos(study: Path, by: str, as_json: bool) -> None:
    """Print the memos and the notes on codings with their numbers, by which they are changed and erased."""
    from alianza.workflow.interviews.memos import list_memos

    found = list_memos(study, by)
    if as_json:
        print_json([asdict(one) for one in found])
        return
    for one in found:
        parts = (
            word(f"interviews.memo_kinds.{one.kind}"),
            word("interviews.memo_title", title=one.title) if one.title else "",
            ", ".join(one.about),
            one.by,
            one.at[:10],
        )
        click.echo(printable(f"{one.id:>5}  " + "  ".join(part for part in parts if part)))
        click.echo(printable(f"       {' '.join(one.words.split())}"))
    click.echo(word("interviews.memos_found", count=number(len(found))))
