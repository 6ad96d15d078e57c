"""`alianza codes agreement`: how far coders agreed, by code, branch, interview or round."""

from collections.abc import Mapping
from pathlib import Path
from string import ascii_lowercase
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
    marks = _marks(found)
    print_texts([header, *(_line(found, row, marks) for row in found.rows)])


def _heading(found: "AgreementTable") -> str:
    [opened] = found.rounds
    version = found.versions[opened.name]
    said = word("codes.of_version", version=version) if version else word("codes.of_no_version")
    draws = number(found.draws)
    return word("codes.agreement_of", round=opened.name, version=said, seed=found.seed, draws=draws)


def _coefficient(found: "AgreementTable", kind: str) -> str:
    """What a coefficient is called; kappa by whose it is."""
    several = kind == "kappa" and max(len(one.coders) for one in found.rounds) > 2
    return word(f"codes.coefficients.{'conger' if several else kind}")


def _line(found: "AgreementTable", row: "AgreementRow", marks: Mapping[str, str]) -> tuple[str, ...]:
    version = found.versions.get(row.name, "") if found.by == "round" else ""
    name = f"{row.name} ({version})" if version else row.name
    cells = [
        " ".join([_cell(getattr(row, kind), 0 if kind == "percent" else 2), *_marked(found, row, kind, marks)])
        for kind in COEFFICIENTS
    ]
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
    """What the marks of the table mean, what was left out, and which round is reported."""
    opened, enough = found.reported.round, number(found.enough, 3)
    return [
        *(
            word("codes.marked", mark=mark, reason=word(f"codes.undefined.{why}", enough=enough))
            for why, mark in _marks(found).items()
        ),
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


def _marks(found: "AgreementTable") -> dict[str, str]:
    """Each reason that some cell of the table has, to its letter."""
    reasons = (why for row in found.rows for kind in COEFFICIENTS for why in _reasons(found, row, kind))
    return {why: ascii_lowercase[place] for place, why in enumerate(dict.fromkeys(reasons))}


def _marked(found: "AgreementTable", row: "AgreementRow", kind: str, marks: Mapping[str, str]) -> list[str]:
    """The letters of a cell."""
    return [f"({', '.join(letters)})"] if (letters := [marks[why] for why in _reasons(found, row, kind)]) else []


def _reasons(found: "AgreementTable", row: "AgreementRow", kind: str) -> list[str]:
    """Why a coefficient or its interval is missing, and whether the code lets its construct not vote."""
    why = getattr(row, kind).reason
    votes_not = kind == "alpha" and found.by == "code" and _votes_not(row, found)
    return [*([why] if why else []), *(["low_alpha"] if votes_not else [])]


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
