"""What `alianza import` says of a project of another program: how its positions were counted, and what came of it."""

from typing import TYPE_CHECKING, Any

import click

from alianza.cli.listing import number
from alianza.cli.words import printable, word

if TYPE_CHECKING:
    from alianza.coding.project import Positions, QualitativeProject
    from alianza.workflow.interviews.projects import Adopted, ProjectFile

SIGNS = {"imported": "✓", "known": "=", "shown": "·", "refused": "✗"}
SHOWN_PROBLEMS = 8
SHOWN_DOCUMENTS = 8


def print_project(one: "ProjectFile") -> None:
    """What came of it, how its positions were counted, what of it the study had, then what is odd about it."""
    from alianza.cli.problems import print_in_order

    sign, found = SIGNS[one.outcome], one.adopted
    if found is None:
        click.echo(printable(f"{sign} {word('import.refused', file=one.file)}"), err=True)
    elif one.outcome == "known":
        click.echo(printable(f"{sign} {_known(one.file, found)}"))
    else:
        click.echo(printable(f"{sign} {_counts(one.file, found.project)}"))
        click.echo(f"  {_positions(found.project)}")
        if found.documents:
            click.echo(printable(f"  {_joined(found)}"))
    print_in_order(one.problems, SHOWN_PROBLEMS)


def project_record(one: "ProjectFile") -> dict[str, Any]:
    """The receipt as plain values."""
    from dataclasses import asdict

    from alianza.cli.problems import problem_record

    found = one.adopted.project if one.adopted else None
    counts = {} if found is None else {
        "documents": len(found.documents), "codes": len(found.codes), "codings": len(found.codings),
        "others": len(found.others), "origin": found.origin, "positions": asdict(found.positions),
    }  # fmt: skip
    joined = {"joined": {"documents": [*one.adopted.documents], **asdict(one.adopted.counts)}} if one.adopted else {}
    problems = [*map(problem_record, one.problems)]
    return {"file": one.file, "outcome": one.outcome, **counts, **joined, "problems": problems}


def _counts(file: str, found: "QualitativeProject") -> str:
    counts = {"documents": len(found.documents), "codes": len(found.codes), "codings": len(found.codings)}
    spoken = {name: number(count) for name, count in counts.items()}
    return word("codes.receipt", file=file, origin=found.origin or word("codes.origin_unknown"), **spoken)


def _known(file: str, found: "Adopted") -> str:
    """A file that brought nothing: what of it stands."""
    here = found.here
    return word(
        "codes.known",
        file=file,
        documents=number(here.documents),
        codes=number(here.codes),
        codings=number(here.codings),
    )


def _joined(found: "Adopted") -> str:
    names = ", ".join(found.documents[:SHOWN_DOCUMENTS]) + "…" * (len(found.documents) > SHOWN_DOCUMENTS)
    return word("codes.joined", documents=names, new=number(found.counts.new), known=number(found.counts.known))


def _positions(project: "QualitativeProject") -> str:
    """How the file counts, and how sure that is: its share of the boundaries, their number, and the next best share."""
    found = project.positions
    marks = {"mark": found.mark, "inline": found.inline_break == 2, "inclusive": found.end == "inclusive"}
    extra = "".join(word(f"codes.counted_too.{name}") for name, there in marks.items() if there)
    how = "declared" if found.how == "standard" and not found.boundaries else found.how
    if how == "only" and not project.codings:
        return word("codes.positions.no_quotations")
    sure = _shares(found)
    unit = word(f"codes.units.{found.unit}") + extra
    said = word(
        f"codes.positions.{how}", unit=unit, line_break=found.line_break, boundaries=number(found.boundaries), **sure
    )
    tied = how in ("inferred", "standard") and sure["score"] == sure["next"]
    return said + " " + word(f"codes.positions.tied.{how}") if tied else said


def _shares(found: "Positions") -> dict[str, str]:
    """The two shares, with as many decimals as it takes to tell them apart."""
    shares = (100 * found.score, 100 * found.runner_up)
    decimals = next((one for one in range(1, 4) if number(shares[0], one) != number(shares[1], one)), 1)
    return {"score": number(shares[0], decimals), "next": number(shares[1], decimals)}
