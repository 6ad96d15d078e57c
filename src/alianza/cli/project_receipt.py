"""What `alianza import` says of a project of another program: how its positions were counted, and what came of it."""

from typing import TYPE_CHECKING, Any

import click

from alianza.cli.listing import number
from alianza.cli.words import printable, word

if TYPE_CHECKING:
    from alianza.coding.project import Positions, QualitativeProject
    from alianza.workflow.interviews.projects import ProjectFile

SIGNS = {"imported": "✓", "known": "=", "shown": "·", "refused": "✗"}
SHOWN_PROBLEMS = 8


def print_project(one: "ProjectFile") -> None:
    """One line on the project, one on its positions, then what is odd about it."""
    from alianza.cli.problems import print_in_order

    if one.project is None:
        click.echo(printable(f"{SIGNS[one.outcome]} {word('import.refused', file=one.file)}"), err=True)
    else:
        click.echo(printable(f"{SIGNS[one.outcome]} {_counts(one.file, one.project)}"))
        click.echo(f"  {_positions(one.project.positions)}")
    print_in_order(one.problems, SHOWN_PROBLEMS)


def project_record(one: "ProjectFile") -> dict[str, Any]:
    """The receipt as plain values."""
    from dataclasses import asdict

    from alianza.cli.problems import problem_record

    found = one.project
    counts = {} if found is None else {
        "documents": len(found.documents), "codes": len(found.codes), "codings": len(found.codings),
        "others": len(found.others), "origin": found.origin, "positions": asdict(found.positions),
    }  # fmt: skip
    return {"file": one.file, "outcome": one.outcome, **counts, "problems": [*map(problem_record, one.problems)]}


def _counts(file: str, found: "QualitativeProject") -> str:
    counts = {"documents": len(found.documents), "codes": len(found.codes), "codings": len(found.codings)}
    spoken = {name: number(count) for name, count in counts.items()}
    return word("codes.receipt", file=file, origin=found.origin or word("codes.origin_unknown"), **spoken)


def _positions(found: "Positions") -> str:
    """How the file counts, and how sure that is: its share of the boundaries, their number, and the next best share."""
    marks = {"mark": found.mark, "inline": found.inline_break == 2, "inclusive": found.end == "inclusive"}
    extra = "".join(word(f"codes.counted_too.{name}") for name, there in marks.items() if there)
    sure = {"score": number(100 * found.score, 1), "next": number(100 * found.runner_up, 1)}
    how = "declared" if found.how == "standard" and not found.boundaries else found.how
    unit = word(f"codes.units.{found.unit}") + extra
    return word(
        f"codes.positions.{how}", unit=unit, line_break=found.line_break, boundaries=number(found.boundaries), **sure
    )
