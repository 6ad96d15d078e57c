"""`alianza power`: the answers that a study needs, or the power that it has."""

import json
import math
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from alianza.cli.languages import one_language
from alianza.cli.parser import PATH, Argument, Command, Option, WrongUsage
from alianza.cli.quantities import a_quantity, quantities, sizes
from alianza.cli.tables import show_table
from alianza.cli.words import user_language, word

if TYPE_CHECKING:
    from alianza.statistics.planning.question import Answer, Given, Question

ASKED = {
    "two_shares": "--two-shares", "two_means": "--two-means", "table_effect": "--table", "growth": "--growth",
    "reduction": "--reduction", "one_share": "--one-share", "one_mean": "--one-mean",
}  # fmt: skip
"""The options of which one asks the question."""
MARGINS = {**dict.fromkeys(ASKED, 1.0), "growth": 1.20, "reduction": 0.35, "one_share": 0.05}
"""Margins where none is given: those of H1 and H2, and five points for a share; the others do not use theirs."""
PERCENT = 100
MOST_RUNS = 1_000_000
MOST_SEEDS = 2**32


@click.command("power", cls=Command)
@click.argument("study", cls=Argument, type=PATH, required=False)
@click.option("--two-shares", cls=Option, nargs=2, callback=quantities)
@click.option("--two-means", cls=Option, nargs=2, callback=quantities)
@click.option("--table", "table_effect", cls=Option, nargs=2, callback=quantities)
@click.option("--growth", cls=Option, nargs=2, callback=quantities)
@click.option("--reduction", cls=Option, nargs=2, callback=quantities)
@click.option("--one-share", cls=Option, callback=a_quantity)
@click.option("--one-mean", cls=Option, callback=a_quantity)
@click.option("--margin", cls=Option, callback=a_quantity)
@click.option("--population", cls=Option, callback=a_quantity)
@click.option("--n", "answers", cls=Option, callback=sizes)
@click.option("--power", "wanted_power", cls=Option, default="0.8", callback=a_quantity)
@click.option("--alpha", cls=Option, default="0.05", callback=a_quantity)
@click.option("--deff", cls=Option, default="1", callback=a_quantity)
@click.option("--response", cls=Option, default="1", callback=a_quantity)
@click.option("--runs", cls=Option, default="4000", callback=a_quantity)
@click.option("--seed", "start", cls=Option, default="1", callback=a_quantity)
@click.option("--json", "as_json", cls=Option, is_flag=True)
@click.option("--lang", "language", cls=Option, callback=one_language)
@click.pass_context
def command(ctx: click.Context, /, study: Path | None, as_json: bool, **options: Any) -> int:
    """Print the answers that are needed or the power that they give, with what it rests on beside it."""
    asked = [name for name in ASKED if options[name] is not None]
    if (study is not None) + len(asked) != 1:
        raise WrongUsage(word("power.one_question", options=", ".join(ASKED.values())), ctx)
    if study is not None:
        return _study(study, as_json)
    given = _given(ctx, options)
    question = _question(ctx, asked[0], options)
    answer = _answered(ctx, question, options["answers"], given)
    return _print(question, given, answer, as_json)


def _given(ctx: click.Context, options: dict[str, Any]) -> "Given":
    from alianza.statistics.planning.question import Given

    if not (0 < options["runs"] <= MOST_RUNS and 0 <= options["start"] < MOST_SEEDS):
        raise WrongUsage(word("power.no_runs"), ctx)
    alpha, power, deff, response = (options[name] for name in ("alpha", "wanted_power", "deff", "response"))
    given = Given(alpha, power, deff, response, int(options["runs"]), int(options["start"]))
    if not given.sound:
        raise WrongUsage(word("power.unsound_given"), ctx)
    return given


def _question(ctx: click.Context, asked: str, options: dict[str, Any]) -> "Question":
    """The question that an option asks.

    Raises:
        WrongUsage: If its numbers admit no answer.
    """
    if asked == "one_mean" and options["margin"] is None and not options["answers"]:
        raise WrongUsage(word("power.needs_margin"), ctx)
    margin = MARGINS[asked] if options["margin"] is None else options["margin"]
    population = math.inf if options["population"] is None else options["population"]
    question = _made(asked, options[asked], margin, population)
    if not question.sound:
        refused = word(f"power.unsound.{question.kind}", option=ASKED[asked])
        raise WrongUsage(" ".join(filter(None, (refused, _meant(asked, options[asked], options["margin"])))), ctx)
    return question


def _meant(asked: str, given: Any, margin: float | None) -> str:
    """The question whether percentages were meant, where shares or their margin are numbers above one."""
    shares = {"two_shares": given, "one_share": (given, margin or 0.0)}.get(asked, ())
    above = [f"{share:g} %" for share in shares if 1 < share <= PERCENT]
    return word("power.percent_asked", shares=", ".join(above)) if above else ""


def _made(asked: str, given: Any, margin: float, population: float) -> "Question":
    from alianza.statistics.planning import question as planning

    match asked:
        case "two_shares":
            return planning.TwoShares(*given)
        case "two_means":
            return planning.TwoMeans(*given)
        case "table_effect":
            return planning.TableOfCounts(*given)
        case "growth":
            return planning.GrowthRatio(given[0], given[1], margin)
        case "reduction":
            return planning.RelativeReduction(given[0], given[1], margin)
        case "one_share":
            return planning.OneShare(given, margin, population)
    return planning.OneMean(given, margin, population)


def _answered(ctx: click.Context, question: "Question", answers: tuple[int, ...], given: "Given") -> "Answer":
    if len(answers) > question.groups:
        raise WrongUsage(word("power.one_group", option="--n"), ctx)
    try:
        if answers:
            return question.at(answers * (question.groups // len(answers)), given)
        return question.needed(given)
    except ValueError:
        raise WrongUsage(word("power.out_of_reach"), ctx) from None


def _print(question: "Question", given: "Given", answer: "Answer", as_json: bool) -> int:
    from alianza.render.power_table import answer_record, question_table

    if as_json:
        record = {"question": finite(asdict(question)), "given": asdict(given), "answer": answer_record(answer)}  # type: ignore[call-overload]
        click.echo(json.dumps(record, ensure_ascii=False, indent=2, allow_nan=False))
    else:
        show_table(question_table(question, given, answer, user_language()))
    return 0


def finite(values: dict[str, Any]) -> dict[str, Any]:
    """Values without infinite numbers, which JSON lacks: an endless population is null."""
    return {name: None if value == math.inf else value for name, value in values.items()}


def _study(study: Path, as_json: bool) -> int:
    from alianza.cli.problems import print_problems, problem_record
    from alianza.render.power_table import planned_record, study_table
    from alianza.workflow.power import power_of_study

    planned, problems = power_of_study(study)
    if as_json:
        records = [planned_record(one, user_language()) for one in planned]
        shown = {"hypotheses": records, "problems": [problem_record(one) for one in problems]}
        click.echo(json.dumps(shown, ensure_ascii=False, indent=2, allow_nan=False))
    else:
        print_problems(problems)
        show_table(study_table(planned, user_language()))
    return 3 if any(one.severity == "error" for one in problems) else 0
