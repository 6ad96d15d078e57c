"""`alianza sample`: draw firms from a directory with a certificate, or verify a certificate."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from alianza.cli.parser import PATH, Argument, Command, Option, WrongUsage
from alianza.cli.words import printable, user_language, word

if TYPE_CHECKING:
    from alianza.study.problem import Problem
    from alianza.survey.certificate import Certificate, Plan

CONTRADICTORY = 3


def _names(ctx: click.Context, param: click.Parameter, value: str | None) -> tuple[str, ...]:
    """Column names of a comma-separated list, each once."""
    return tuple(dict.fromkeys(name.strip() for name in (value or "").split(",") if name.strip()))


def _rule(ctx: click.Context, param: click.Parameter, value: str) -> str:
    """A rule of allocation.

    Raises:
        click.BadParameter: If there is none of that name.
    """
    from alianza.survey.allocation import RULES

    if value not in RULES:
        raise click.BadParameter(word("sample.unknown_rule", name=value, known=", ".join(RULES)), ctx, param)
    return value


def _whole(ctx: click.Context, param: click.Parameter, value: str | None) -> int | None:
    """A whole number: any for a seed, 1 or more firms, and no minimum below zero or beyond what a certificate holds."""
    if value is None:
        return None
    from alianza.survey.certificate import MOST

    try:
        number = int(value)
    except ValueError:
        raise click.BadParameter(word("sample.no_whole_number", found=value), ctx, param) from None
    least = {"size": 1, "minimum": 0}.get(str(param.name))
    if least is not None and not least <= number <= MOST:
        raise click.BadParameter(word("sample.no_whole_number", found=value), ctx, param)
    return number


def _fraction(ctx: click.Context, param: click.Parameter, value: str) -> float:
    """A number from 0 to 100, with point or comma."""
    try:
        number = float(value.replace(",", "."))
    except ValueError:
        number = -1.0
    if not 0 <= number <= 100:
        raise click.BadParameter(word("sample.no_number", found=value), ctx, param)
    return number


@click.command("sample", cls=Command)
@click.argument("frame", cls=Argument, type=PATH)
@click.option("--n", "size", cls=Option, callback=_whole)
@click.option("--strata", cls=Option, callback=_names)
@click.option("--seed", cls=Option, callback=_whole)
@click.option("--allocation", cls=Option, default="proportional", callback=_rule)
@click.option("--minimum", cls=Option, default="0", callback=_whole)
@click.option("--power", "exponent", cls=Option, default="0.5", callback=_fraction)
@click.option("--size-by", "size_by", cls=Option, default="")
@click.option("--replacements", cls=Option, default="1", callback=_fraction)
@click.option("--id", "identifier", cls=Option, default="")
@click.option("--out", cls=Option, type=PATH)
@click.option("--verify", "certificate", cls=Option, type=PATH)
@click.option("--json", "as_json", cls=Option, is_flag=True)
@click.pass_context
def command(ctx: click.Context, /, frame: Path, certificate: Path | None, as_json: bool, **options: Any) -> int:
    """Draw and print the allocation, or verify and print what changed."""
    if certificate is not None:
        return _verify(frame, certificate, as_json)
    _check(ctx, options)
    return _draw(frame, options, as_json)


def _check(ctx: click.Context, options: dict[str, Any]) -> None:
    """Refuse a draw that leaves open what it must say."""
    for name, option in (("size", "--n"), ("seed", "--seed")):
        if options[name] is None:
            raise WrongUsage(word("sample.needs", option=option), ctx)
    if options["allocation"] == "neyman" and not options["size_by"]:
        raise WrongUsage(word("sample.needs_size"), ctx)


def _plan(options: dict[str, Any]) -> "Plan":
    from alianza.survey.certificate import Plan

    return Plan(
        options["size"],
        options["seed"],
        options["allocation"],
        options["minimum"],
        options["exponent"],
        options["replacements"],
    )


def _draw(frame: Path, options: dict[str, Any], as_json: bool) -> int:
    from alianza.cli.problems import print_problems
    from alianza.survey.certificate import unrepresented
    from alianza.workflow.sample import FrameFile, draw_sample

    file = FrameFile(frame, options["strata"], options["identifier"], options["size_by"])
    certificate = draw_sample(file, _plan(options), options["out"]).certificate
    print_problems(unrepresented(certificate))
    if as_json:
        click.echo(json.dumps(asdict(certificate), ensure_ascii=False, indent=2))
        return 0
    _print_allocation(certificate)
    click.echo(word("sample.seal", seal=certificate.seal))
    click.echo(word("sample.written", folder=options["out"]) if options["out"] else word("sample.not_written"))
    return 0


def _print_allocation(certificate: "Certificate") -> None:
    """One line a stratum: name, firms of the frame, selected, replacements, weight."""
    from alianza.render.numbers import number

    def shown(value: float, decimals: int = 0) -> str:
        return number(value, decimals, user_language())

    strata = certificate.strata
    lines = [tuple(word(f"sample.{name}") for name in ("stratum", "firms", "selected", "replacements", "weight"))]
    for one in strata:
        weight = shown(one.firms / one.n, 2) if one.n else "·"
        label = one.label or word("sample.all")
        lines.append((label, shown(one.firms), shown(one.n), shown(one.replacements), weight))
    n, spare = sum(one.n for one in strata), sum(one.replacements for one in strata)
    lines.append((word("sample.total"), shown(certificate.firms), shown(n), shown(spare), ""))
    widths = [max(len(line[column]) for line in lines) for column in range(5)]
    for first, *rest in lines:
        cells = [first.ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(rest, widths[1:], strict=True))]
        click.echo(printable("  ".join(cells).rstrip()))


def _verify(frame: Path, path: Path, as_json: bool) -> int:
    from alianza.cli.problems import print_problems, problem_record
    from alianza.workflow.sample import verify_sample

    certificate, problems = verify_sample(path, frame)
    if as_json:
        record = {"verified": not problems, "seal": certificate.seal, "problems": [*map(problem_record, problems)]}
        click.echo(json.dumps(record, ensure_ascii=False, indent=2))
    else:
        print_problems(problems)
        _print_verdict(certificate, problems)
    return CONTRADICTORY if problems else 0


def _print_verdict(certificate: "Certificate", problems: "list[Problem]") -> None:
    """Whether the draw stands, and the seal to compare with the one that was deposited."""
    if problems:
        click.echo(word("sample.changed"), err=True)
        return
    from alianza.render.numbers import number

    n, firms = (number(value, 0, user_language()) for value in (certificate.plan.n, certificate.firms))
    click.echo(word("sample.verified", n=n, firms=firms, seed=certificate.plan.seed))
    click.echo(word("sample.seal", seal=certificate.seal))
