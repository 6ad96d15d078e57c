"""`alianza sample`: draw firms from a directory with a certificate, or verify a certificate."""

import json
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from alianza.cli.languages import one_language
from alianza.cli.parser import PATH, Argument, Command, Option, WrongUsage
from alianza.cli.words import user_language, word

if TYPE_CHECKING:
    from alianza.survey.certificate import Plan
    from alianza.workflow.sample import FrameFile

CONTRADICTORY = 3
SEAL_DIGITS = 64


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


def _date(ctx: click.Context, param: click.Parameter, value: str) -> str:
    """An ISO date, or nothing."""
    try:
        return date.fromisoformat(value).isoformat() if value else ""
    except ValueError:
        raise click.BadParameter(word("sample.no_date", found=value), ctx, param) from None


def _seal(ctx: click.Context, param: click.Parameter, value: str) -> str:
    """The 64 hexadecimal digits of a seal, however spaced, or nothing."""
    digits = "".join(value.split()).lower()
    if digits and not (len(digits) == SEAL_DIGITS and set(digits) <= set("0123456789abcdef")):
        raise click.BadParameter(word("sample.no_seal", digits=SEAL_DIGITS), ctx, param)
    return digits


@click.command("sample", cls=Command)
@click.argument("frame", cls=Argument, type=PATH)
@click.option("--n", "size", cls=Option, callback=_whole)
@click.option("--strata", cls=Option, callback=_names)
@click.option("--ciiu", cls=Option, default="")
@click.option("--province", cls=Option, default="")
@click.option("--keep-unknown", "keep_unknown", cls=Option, is_flag=True)
@click.option("--seed", cls=Option, callback=_whole)
@click.option("--allocation", cls=Option, default="proportional", callback=_rule)
@click.option("--minimum", cls=Option, default="0", callback=_whole)
@click.option("--power", "exponent", cls=Option, default="0.5", callback=_fraction)
@click.option("--size-by", "size_by", cls=Option, default="")
@click.option("--replacements", cls=Option, default="1", callback=_fraction)
@click.option("--id", "identifier", cls=Option, default="")
@click.option("--keep", "kept", cls=Option, callback=_names)
@click.option("--date", cls=Option, default="", callback=_date)
@click.option("--out", cls=Option, type=PATH)
@click.option("--verify", "certificate", cls=Option, type=PATH)
@click.option("--seal", cls=Option, default="", callback=_seal)
@click.option("--json", "as_json", cls=Option, is_flag=True)
@click.option("--lang", "language", cls=Option, callback=one_language)
@click.pass_context
def command(ctx: click.Context, /, frame: Path, certificate: Path | None, as_json: bool, **options: Any) -> int:
    """Draw and print the allocation, or verify and print what changed."""
    if certificate is not None:
        return _verify(frame, certificate, options["seal"], as_json)
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


def _frame_file(frame: Path, options: dict[str, Any]) -> "FrameFile":
    """The directory with its stratum columns: those of the file, then province and sector by their codes."""
    from alianza.survey.frame_codes import RULES, Derivation
    from alianza.workflow.sample import FrameFile

    columns = {"province": options["province"], "sector": options["ciiu"]}
    derived = tuple(
        Derivation(name, columns[name], RULES[name], options["keep_unknown"])
        for name in ("province", "sector")
        if columns[name]
    )
    return FrameFile(frame, options["strata"], options["identifier"], options["size_by"], derived, options["kept"])


def _draw(frame: Path, options: dict[str, Any], as_json: bool) -> int:
    from alianza.cli.draw_report import print_allocation, spaced_seal
    from alianza.cli.problems import print_problems
    from alianza.survey.certificate import fields
    from alianza.workflow.sample import draw_sample

    file, out = _frame_file(frame, options), options["out"]
    sample = draw_sample(file, _plan(options), out, options["date"], user_language())
    certificate = sample.certificate
    print_problems(sample.warnings)
    if as_json:
        click.echo(json.dumps(fields(certificate), ensure_ascii=False, indent=2))
        return 0
    print_allocation(certificate)
    click.echo(word("sample.seal", seal=spaced_seal(certificate)))
    click.echo(word("sample.written", folder=out) if out else word("sample.not_written"))
    return 0


def _verify(frame: Path, path: Path, seal: str, as_json: bool) -> int:
    from alianza.cli.draw_report import print_verdict
    from alianza.cli.problems import print_in_order, problem_record
    from alianza.workflow.sample import verify_sample

    certificate, found = verify_sample(path, frame, seal)
    if as_json:
        problems = [*map(problem_record, found.problems)]
        record = {"verified": found.verified, "seal": certificate.seal, "parts": found.parts, "problems": problems}
        click.echo(json.dumps(record, ensure_ascii=False, indent=2))
    else:
        print_in_order(found.problems)
        print_verdict(certificate, found, bool(seal))
    return 0 if found.verified else CONTRADICTORY
