"""`alianza review appraise|settle-appraisal|extract`: checklists and the extraction form."""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from alianza.cli.languages import one_language
from alianza.cli.listing import cut
from alianza.cli.parser import PATH, Argument, Option, WrongUsage
from alianza.cli.review.action import Action, by, look, plain_names, say_recorded, study
from alianza.cli.review.screening import say_handed_back, say_handed_out
from alianza.cli.words import printable, user_language, word
from alianza.review.naming import label

if TYPE_CHECKING:
    from alianza.review.progress import Appraisal

articles = click.argument("articles", cls=Argument, nargs=-1, callback=plain_names)
category = click.option("--category", cls=Option, default="")
answers = click.option("--answers", cls=Option, default="")


def by_batch(command: Callable[..., int]) -> Callable[..., int]:
    """The options of an action that hands a batch out and reads it back, and of its signature."""
    for option in (
        click.option("--lang", "language", cls=Option, callback=one_language),
        by,
        click.option("--out", "batch_out", cls=Option, type=PATH),
        click.option("--file", "batch_file", cls=Option, type=PATH),
    ):
        command = option(command)
    return command


@click.command("appraise", cls=Action)
@study
@articles
@category
@answers
@by_batch
def appraise(
    study: Path,
    articles: tuple[str, ...],
    category: str,
    answers: str,
    batch_file: Path | None,
    batch_out: Path | None,
    by: str,
    language: str,
) -> int:
    """Hand a checklist out, read it back, or record one article's answers."""
    from alianza.workflow.review import actions
    from alianza.workflow.review.handing import hand_out_appraisal

    if batch_file is not None:
        return say_handed_back(study, batch_file, "appraise", by)
    if batch_out is not None:
        return say_handed_out(hand_out_appraisal(study, category, by, batch_out, language, articles), batch_out)
    if not (category or answers):
        _print_disputes(study, articles)
        return 0
    if len(articles) != 1 or not answers:
        raise WrongUsage(word("review.needs_appraisal"), click.get_current_context())
    say_recorded(actions.appraise(study, articles[0], category, _pairs(answers.split(",")), by))
    return 0


@click.command("settle-appraisal", cls=Action)
@study
@click.argument("article", cls=Argument, callback=plain_names)
@click.option("--category", cls=Option, required=True)
@click.option("--answers", cls=Option, required=True)
@by
def settle_appraisal(study: Path, article: str, category: str, answers: str, by: str) -> None:
    """Record what the raters agree on after talking."""
    from alianza.workflow.review import actions

    say_recorded(actions.settle_appraisal(study, article, category, _pairs(answers.split(",")), by))


@click.command("extract", cls=Action)
@study
@articles
@click.option("--set", "values", cls=Option, multiple=True)
@by_batch
def extract(
    study: Path,
    articles: tuple[str, ...],
    values: tuple[str, ...],
    batch_file: Path | None,
    batch_out: Path | None,
    by: str,
    language: str,
) -> int:
    """Hand the form out, read it back, or record one line."""
    from alianza.workflow.review import actions
    from alianza.workflow.review.handing import hand_out_extraction

    if batch_file is not None:
        return say_handed_back(study, batch_file, "extract", by)
    if batch_out is not None:
        return say_handed_out(hand_out_extraction(study, by, batch_out, language, articles), batch_out)
    if len(articles) != 1 or not values:
        raise WrongUsage(word("review.needs_line"), click.get_current_context())
    say_recorded(actions.extract(study, articles[0], _pairs(values), by))
    return 0


def _print_disputes(study: Path, articles: tuple[str, ...]) -> None:
    """The questions on which raters differ, with all answers side by side; of every article where none is named."""
    from alianza.formats import Refused
    from alianza.render.messages import sentence
    from alianza.review.appraisal import disputes
    from alianza.study.problem import Problem

    read = look(study)
    if unknown := [name for name in articles if read.article_of(name) is None]:
        raise Refused(Problem("record_unknown", found=unknown[0]))
    wanted = {one.id for name in articles if (one := read.article_of(name)) is not None}
    found = {name: asked for name, asked in disputes(read.state).items() if not wanted or name in wanted}
    for name, asked in found.items():
        click.echo(printable(f"{label(name)}  {cut(read.articles[name].best.title, 100)}"))
        for question, given in asked.items():
            kind = "categories" if question == "category" else "answers"
            answers = [(one, sentence(f"batch.{kind}.{answer}", user_language())) for one, answer in given if answer]
            title = word("review.design") if question == "category" else question
            click.echo(printable(f"  {title}  " + "  ".join(f"{_rater(one, given)}: {said}" for one, said in answers)))
    click.echo(word("review.settle_appraisals" if found else "review.no_disputes"))


def _rater(one: "Appraisal", given: "Sequence[tuple[Appraisal, str]]") -> str:
    """A rater; of one who rated two records before a merge joined them, with the record."""
    several = sum(other.by == one.by for other, _ in given) > 1
    return f"{one.by} ({label(one.record)})" if several else one.by


def _pairs(texts: Iterable[str]) -> dict[str, str]:
    """`name=value` texts as a mapping, the last of each name.

    Raises:
        WrongUsage: If a text has no equals sign.
    """
    pairs = [text.partition("=") for text in texts]
    broken = [name for name, sign, _ in pairs if not sign]
    if broken:
        raise WrongUsage(word("review.no_pair", found=broken[0]), click.get_current_context())
    return {name.strip(): value.strip() for name, _, value in pairs}
