"""`alianza interviews names|redact|reveal|revise`: names out of the texts and back in, and new versions of a text."""

import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from alianza.cli.interviews.action import Action, by, study
from alianza.cli.listing import cut_apart, number
from alianza.cli.parser import PATH, Argument, Option, WrongUsage
from alianza.cli.problems import print_in_order, print_problems
from alianza.cli.words import printable, word

if TYPE_CHECKING:
    from alianza.coding.revision import Moved
    from alianza.storage.redaction_key import Identity, Passphrase
    from alianza.workflow.interviews.redacting import Vault

PASSPHRASE = "ALIANZA_KEY_PASSPHRASE"  # noqa: S105 - the name of the variable, not what it holds
SHOWN = 60
"""Signs of a passage that a line about its new version shows."""

identity = click.option("--identity", cls=Option, type=PATH)
documents = click.argument("documents", cls=Argument, nargs=-1)


@click.command("names", cls=Action)
@study
@documents
@click.option("--known", "names_known", cls=Option, type=PATH)
@click.option("--out", "names_out", cls=Option, type=PATH)
def names(study: Path, documents: tuple[str, ...], names_known: Path | None, names_out: Path | None) -> None:
    """Propose what may tell who somebody is; nothing is replaced."""
    from alianza.workflow.interviews.name_table import propose, write_proposals

    found = propose(study, documents, names_known)
    for one in found:
        kind = word(f"interviews.name_kinds.{one.kind}")
        click.echo(printable(f"{kind}: {one.text}  × {one.times}  ({', '.join(one.documents)})"))
    click.echo(word("interviews.proposals"))
    if names_out is not None:
        write_proposals(study, found, names_out)
        click.echo(printable(word("interviews.names_written", file=names_out.name)))


@click.command("redact", cls=Action)
@study
@documents
@click.option("--names", "names_file", cls=Option, type=PATH, required=True)
@click.option("--key", "key_file", cls=Option, type=PATH, required=True)
@click.option("--recipient", "recipients", cls=Option, multiple=True)
@identity
@click.option("--yes", "confirmed", cls=Option, is_flag=True)
@by
def redact(
    study: Path,
    documents: tuple[str, ...],
    names_file: Path,
    key_file: Path,
    recipients: tuple[str, ...],
    identity: Path | None,
    confirmed: bool,
    by: str,
) -> None:
    """Replace the names of a table; without `--yes` only say what that does."""
    from alianza.workflow.interviews.name_table import read_names
    from alianza.workflow.interviews.redacting import redact_documents

    vault = _vault(key_file, recipients, identity)
    done = redact_documents(study, documents, read_names(names_file), vault, by, confirmed)
    for one in done.documents:
        counts = ", ".join(f"{replacement} × {count}" for replacement, count in one.counts.items())
        click.echo(printable(f"{one.document}: {counts}"))
        _print_moved(one.passages)
    print_problems(done.problems)
    if done.undecided:
        click.echo(word("interviews.names_undecided", count=number(done.undecided)))
    ending = "redacted" if done.done else "would_redact" if done.documents else "no_names"
    click.echo(printable(word(f"interviews.{ending}", file=key_file.name)))


@click.command("reveal", cls=Action)
@study
@click.argument("document", cls=Argument)
@click.option("--key", "key_file", cls=Option, type=PATH, required=True)
@identity
def reveal(study: Path, document: str, key_file: Path, identity: Path | None) -> None:
    """Print a text with its names; what the key does not know is named."""
    from alianza.workflow.interviews.redacting import reveal_document

    found = reveal_document(study, document, key_file, _secret(identity))
    for line in found.text.splitlines():
        click.echo(printable(line))
    if found.unknown:
        click.echo(printable(word("interviews.unknown_replacements", names=", ".join(found.unknown))), err=True)


@click.command("revise", cls=Action)
@study
@click.argument("document", cls=Argument)
@click.argument("text_file", cls=Argument, type=PATH)
@click.option("--yes", "confirmed", cls=Option, is_flag=True)
@by
def revise(study: Path, document: str, text_file: Path, confirmed: bool, by: str) -> None:
    """Give a document a new text, and say what became of its passages."""
    from alianza.workflow.interviews.revising import revise as give

    done = give(study, document, text_file, by, confirmed)
    _print_moved(done.passages)
    print_in_order(done.problems)
    if done.number:
        click.echo(printable(word("interviews.revised", event=done.number, document=document)))
    else:
        click.echo(word("interviews.would_revise") if done.touched else word("review.unchanged"))


def _print_moved(passages: "Iterable[Moved]") -> None:
    """How many passages there are of each fate, and those whose words changed or that are lost, with their words."""
    found = list(passages)
    fates = ("exact", "shifted", "changed", "lost")
    counts = {fate: number(sum(one.fate == fate for one in found)) for fate in fates}
    if found:
        click.echo(word("interviews.fates", **counts))
    for one in found:
        if one.fate in ("changed", "lost"):
            before, now = cut_apart(one.before, one.after, SHOWN)
            after = f"«{now}»" if one.fate == "changed" else word("interviews.lost")
            click.echo(printable(f"  {one.id}  {one.code}  {one.coder}  «{before}» → {after}"))
        if one.elsewhere is not None:
            click.echo(word("interviews.elsewhere", start=one.elsewhere, end=one.elsewhere + len(one.before)))


def _vault(path: Path, recipients: tuple[str, ...], identity: Path | None) -> "Vault":
    from alianza.storage.redaction_key import Passphrase, Recipients
    from alianza.workflow.interviews.redacting import Vault, read_identity

    if recipients:
        return Vault(path, Recipients(recipients), read_identity(identity) if identity else None)
    words = Passphrase(_passphrase(twice=not path.exists()))
    return Vault(path, words, words)


def _secret(identity: Path | None) -> "Passphrase | Identity":
    """What opens a key: an identity in a file, or a passphrase."""
    from alianza.storage.redaction_key import Passphrase
    from alianza.workflow.interviews.redacting import read_identity

    return read_identity(identity) if identity is not None else Passphrase(_passphrase(twice=False))


def _passphrase(*, twice: bool) -> str:
    """A passphrase from the environment or the keyboard, a new one twice; empty where nobody sits there."""
    known = os.environ.get(PASSPHRASE, "")
    if known or not sys.stdin.isatty():
        return known
    words: str = click.prompt(word("interviews.passphrase"), hide_input=True, err=True)
    if twice and words != click.prompt(word("interviews.passphrase_again"), hide_input=True, err=True):
        raise WrongUsage(word("interviews.passphrases_differ"), click.get_current_context())
    return words
