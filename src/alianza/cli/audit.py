"""`alianza audit`: whether published figures can come from whole firms."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from alianza.cli.parser import PATH, Argument, Command, Option
from alianza.cli.words import printable, user_language, word

if TYPE_CHECKING:
    from alianza.study.claim import Audit, Claim

WIDEST = 12
"""Characters of a published figure that the list shows; lists of names are longer than any figure."""


@click.command("audit", cls=Command)
@click.argument("study", cls=Argument, type=PATH)
@click.option("--json", "as_json", cls=Option, is_flag=True)
def command(study: Path, as_json: bool) -> None:
    """Print one line a claim: what was published, what the audit found, and why."""
    from alianza.workflow.audit import audit_claims

    audited = audit_claims(study)
    if as_json:
        records = [_record(claim, audit) for claim, audit in audited]
        click.echo(json.dumps(records, ensure_ascii=False, indent=2))
    else:
        _print_lines([_line(claim, audit) for claim, audit in audited])


def _line(claim: "Claim", audit: "Audit") -> tuple[str, str, str, str]:
    """The cells of one claim: id, published figure, status, and the reason in a sentence."""
    published = claim.published if len(claim.published) <= WIDEST else f"{claim.published[: WIDEST - 1]}…"
    return claim.id, published, word(f"audit.status.{audit.status}"), _reason(audit)


def _reason(audit: "Audit") -> str:
    from alianza.render.messages import say

    return say(audit.note, user_language()) if audit.note else ""


def _print_lines(lines: list[tuple[str, str, str, str]]) -> None:
    """Print the cells under headings, the first three as wide as their widest."""
    headings = tuple(word(f"audit.{name}") for name in ("claim", "published", "verdict", "reason"))
    widths = [max(len(line[column]) for line in (headings, *lines)) for column in range(3)]
    for claim, published, status, reason in (headings, *lines):
        columns = (claim.ljust(widths[0]), published.rjust(widths[1]), status.ljust(widths[2]), reason)
        click.echo(printable("  ".join(columns).rstrip()))


def _record(claim: "Claim", audit: "Audit") -> dict[str, Any]:
    """A claim's audit as plain values; `attainable` maps each base to the counts that round to the figure."""
    return {
        "id": claim.id,
        "published": claim.published,
        "unit": claim.unit,
        "status": audit.status,
        "attainable": {str(base): list(counts) for base, counts in audit.attainable.items()},
        "smallest_base": audit.smallest_base,
        "reason": _reason(audit),
    }
