"""`alianza codes agreement`: how far coders agreed, by code, branch, interview or round."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from alianza.cli.codes.action import Look, as_json, round_name, study
from alianza.cli.listing import number, print_json, print_texts
from alianza.cli.parser import Option, one_of, whole_number
from alianza.cli.words import printable, word

if TYPE_CHECKING:
    from alianza.coding.agreement_tables import AgreementRow
    from alianza.statistics.agreement import Agreement
    from alianza.workflow.interviews.agreement import AgreementTable, By

COEFFICIENTS = ("percent", "kappa", "ac1", "alpha")


@click.command("agreement", cls=Look)
@study
@click.option("--by", "grouped", cls=Option, default="code", callback=one_of("code", "group", "document", "round"))
@round_name
@click.option("--seed", cls=Option, callback=whole_number)
@as_json
def agreement(study: Path, grouped: "By", round_name: str, seed: int | None, as_json: bool) -> None:
    """Print four coefficients with their intervals, and which round the study reports."""
    from alianza.statistics.agreement.interval import SEED
    from alianza.workflow.interviews.agreement import agreement as computed

    found = computed(study, grouped, round_name, SEED if seed is None else seed)
    if as_json:
        print_json(_record(found))
        return
    _print_table(found)
    for line in _remarks(found):
        click.echo(printable(line))


def _print_table(found: "AgreementTable") -> None:
    from alianza.cli.problems import problem_text

    for problem in found.incomplete:
        click.echo(problem_text(problem))
    if not found.rows:
        return
    if found.by != "round":
        click.echo(printable(_heading(found)))
    names = [_coefficient(found, kind) for kind in COEFFICIENTS]
    given = word("codes.columns.given", coders=", ".join(dict.fromkeys(c for one in found.rounds for c in one.coders)))
    header = (word(f"codes.columns.{found.by}"), word("codes.columns.segments"), given, *names)
    print_texts([header, *(_line(found, row) for row in found.rows)])


def _heading(found: "AgreementTable") -> str:
    [opened] = found.rounds
    version = found.versions[opened.name]
    said = word("codes.of_version", version=version) if version else word("codes.of_no_version")
    return word("codes.agreement_of", round=opened.name, version=said, seed=found.seed)


def _coefficient(found: "AgreementTable", kind: str) -> str:
    """What a coefficient is called; kappa by whose it is."""
    several = kind == "kappa" and max(len(one.coders) for one in found.rounds) > 2
    return word(f"codes.coefficients.{'conger' if several else kind}")


def _line(found: "AgreementTable", row: "AgreementRow") -> tuple[str, ...]:
    version = found.versions.get(row.name, "") if found.by == "round" else ""
    name = f"{row.name} ({version})" if version else row.name
    cells = [_cell(getattr(row, kind), 0 if kind == "percent" else 2) for kind in COEFFICIENTS]
    return name, number(row.segments), ", ".join(map(number, row.given.values())), *cells


def _cell(one: "Agreement", decimals: int) -> str:
    """Value and interval; a dash for what cannot be computed."""
    if one.value is None:
        return "—"
    scale = 1 if decimals else 100
    value = number(scale * one.value, decimals)
    if one.low is None or one.high is None:
        return value
    return f"{value} [{number(scale * one.low, decimals)}; {number(scale * one.high, decimals)}]"


def _remarks(found: "AgreementTable") -> list[str]:
    """What is missing and why, which codes let no construct vote, what was left out, and which round is reported."""
    low = [row.name for row in found.rows if found.by == "code" and _votes_not(row, found)]
    opened = found.reported.round
    return [
        *(word("codes.missing", reason=word(f"codes.undefined.{why}"), names=names) for why, names in _missing(found)),
        *([word("codes.low_alpha", enough=number(found.enough, 3), names=", ".join(low))] if low else []),
        *([word("codes.left_out", count=number(found.left_out))] if found.left_out else []),
        word(
            f"codes.reported.{found.reported.why}",
            round=opened.name if opened else "",
            version=found.reported.version,
        ),
    ]


def _votes_not(row: "AgreementRow", found: "AgreementTable") -> bool:
    """Whether a code's construct has no vote from it, for its coders agreed too little."""
    return row.name in found.measuring and row.alpha.value is not None and row.alpha.value < found.enough


def _missing(found: "AgreementTable") -> list[tuple[str, str]]:
    """Each reason for which something is missing, with the rows and coefficients that lack it."""
    reasons: dict[str, list[str]] = {}
    for row in found.rows:
        lacking: dict[str, list[str]] = {}
        for kind in COEFFICIENTS:
            if reason := getattr(row, kind).reason:
                lacking.setdefault(reason, []).append(_coefficient(found, kind))
        for reason, kinds in lacking.items():
            reasons.setdefault(reason, []).append(f"{row.name} ({', '.join(kinds)})")
    return [(reason, "; ".join(rows)) for reason, rows in reasons.items()]


def _record(found: "AgreementTable") -> dict[str, Any]:
    from alianza.cli.problems import problem_record

    opened = found.reported.round
    told = {
        "why": found.reported.why, "round": opened.name if opened else "", "version": found.reported.version,
        "waiting": found.reported.waiting,
    }  # fmt: skip
    rounds = [
        {"name": one.name, "version": found.versions[one.name], "coders": one.coders, "share": one.share,
         "seed": one.seed}
        for one in found.rounds
    ]  # fmt: skip
    rows = [_row_record(row, found) for row in found.rows]
    waiting = [*map(problem_record, found.incomplete)]
    rest = {"left_out": found.left_out, "seed": found.seed, "enough": found.enough, "incomplete": waiting}
    return {"by": found.by, "rounds": rounds, "reported": told, **rest, "rows": rows}


def _row_record(row: "AgreementRow", found: "AgreementTable") -> dict[str, Any]:
    from alianza.cli.agreement_record import coefficient_record

    enough = None if row.alpha.value is None else row.alpha.value >= found.enough
    counts = {"name": row.name, "segments": row.segments, "given": dict(row.given)}
    return {**counts, **{kind: coefficient_record(getattr(row, kind)) for kind in COEFFICIENTS}, "enough": enough}
