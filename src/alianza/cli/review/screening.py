"""`alianza review batch|judge|conflicts|settle|unobtained`: blind judging, and the third person."""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from alianza.cli.languages import one_language
from alianza.cli.listing import cut, print_json
from alianza.cli.parser import PATH, Argument, Option, WrongUsage, whole_number
from alianza.cli.review.action import (
    VERDICTS,
    Action,
    as_json,
    by,
    look,
    note,
    plain_names,
    reason,
    say_recorded,
    spoken_verdict,
    stage,
    study,
)
from alianza.cli.words import printable, user_language, word
from alianza.review.naming import label

if TYPE_CHECKING:
    from alianza.review.deciding import Decision
    from alianza.review.progress import Vote
    from alianza.study.review_protocol import Stage
    from alianza.workflow.review.reading import ReadReview

article = click.argument("article", cls=Argument, callback=plain_names)
verdict = click.option("--verdict", cls=Option, default="", callback=spoken_verdict(*VERDICTS))


@click.command("batch", cls=Action)
@study
@stage
@by
@click.option("--out", "batch_out", cls=Option, type=PATH, required=True)
@click.option("--size", cls=Option, default="0", callback=whole_number)
@click.option("--import-order", "as_imported", cls=Option, is_flag=True)
@click.option("--lang", "language", cls=Option, callback=one_language)
def batch(study: Path, stage: "Stage", by: str, batch_out: Path, size: int, as_imported: bool, language: str) -> int:
    """Write the file that one judge fills in alone."""
    from alianza.workflow.review.handing import Cut, hand_out

    return say_handed_out(hand_out(study, stage, by, batch_out, language, Cut(size, as_imported)), batch_out)


@click.command("judge", cls=Action)
@study
@click.argument("article", cls=Argument, default="", callback=plain_names)
@stage
@verdict
@reason
@note
@click.option("--file", "batch_file", cls=Option, type=PATH)
@by
def judge(
    study: Path,
    article: str,
    stage: "Stage",
    verdict: str,
    reason: str,
    note: str,
    batch_file: Path | None,
    by: str,
) -> int:
    """Cast one vote, or read a batch back."""
    from alianza.review.judging import Ballot
    from alianza.workflow.review.actions import vote

    if batch_file is not None:
        return say_handed_back(study, batch_file, "judge", by)
    if not (article and verdict):
        raise WrongUsage(word("review.needs_vote"), click.get_current_context())
    say_recorded(vote(study, stage, Ballot(article, verdict, reason, note), by))
    return 0


@click.command("conflicts", cls=Action)
@study
@stage
@as_json
def conflicts(study: Path, stage: "Stage", as_json: bool) -> None:
    """Show the articles on which the judges disagree, with their votes, for a third person."""
    from alianza.render.messages import sentence
    from alianza.review.screening import conflicts as open_conflicts

    read = look(study)
    found = open_conflicts(read.state, read.study.review, stage)
    if as_json:
        print_json([_conflict_record(one, read) for one in found])
        return
    if not found:
        click.echo(word("review.no_conflicts", stage=sentence(f"review.stages.{stage}", user_language())))
    for one in found:
        click.echo(printable(f"{label(one.article)}  {cut(read.articles[one.article].best.title, 100)}"))
        _print_clash(one, read) if one.clash else _print_votes(one.votes, "  ")


@click.command("settle", cls=Action)
@study
@article
@stage
@click.option("--verdict", cls=Option, required=True, callback=spoken_verdict(*VERDICTS[:2]))
@reason
@note
@by
def settle(study: Path, article: str, stage: "Stage", verdict: str, reason: str, note: str, by: str) -> None:
    """Decide a conflict."""
    from alianza.review.judging import Ballot
    from alianza.workflow.review import actions

    say_recorded(actions.settle(study, stage, Ballot(article, verdict, reason, note), by))


@click.command("unobtained", cls=Action)
@study
@click.argument("articles", cls=Argument, nargs=-1, required=True, callback=plain_names)
@by
def unobtained(study: Path, articles: tuple[str, ...], by: str) -> None:
    """Say that the full text of some articles could not be had."""
    from alianza.workflow.review.actions import not_obtained

    say_recorded(not_obtained(study, articles, by))


def say_handed_out(count: int, out: Path) -> int:
    """Print how much is in a batch, or that nothing is left to do; exit code 0 either way."""
    click.echo(word("review.handed_out", count=count, file=out) if count else word("review.nothing_left"))
    return 0


def say_handed_back(study: Path, file: Path, action: str, by: str) -> int:
    """Read a batch back and print what came of it; exit code 3 where rows are wrong."""
    from alianza.cli import batches
    from alianza.workflow.review.handing import hand_back

    return batches.say_handed_back(hand_back(study, file, action, by))


def _print_clash(one: "Decision", read: "ReadReview") -> None:
    """What was decided on each side of a merge under its own title, and what judges said since then."""
    from alianza.render.messages import sentence

    assert one.clash is not None
    click.echo(f"  {word('review.clash', event=one.clash.number)}")
    for side in one.clash.sides:
        standing = sentence(f"review.article_standings.{side.standing}", user_language())
        click.echo(printable(f"  {label(side.article)}: {standing}  {side.reason}".rstrip()))
        click.echo(printable(f"    {cut(read.references[side.article].title, 100)}"))
        _print_votes(side.votes, "    ")
        _print_votes((side.settled,) if side.settled else (), "    ", word("review.clash_settled"))
    since = [vote for vote in one.votes if vote.number > one.clash.number]
    if since:
        click.echo(f"  {word('review.clash_since')}")
        _print_votes(since, "    ")


def _print_votes(votes: "Iterable[Vote]", indent: str, verb: str = "") -> None:
    from alianza.render.messages import sentence

    for vote in votes:
        said = sentence(f"batch.verdicts.{vote.verdict}", user_language())
        words = "  ".join(part for part in (vote.by, verb, said, vote.reason, vote.note) if part)
        click.echo(printable(indent + words))


def _conflict_record(one: "Decision", read: "ReadReview") -> dict[str, object]:
    title = read.articles[one.article].best.title
    sides = [_side_record(side, read) for side in one.clash.sides] if one.clash else []
    clash = {"event": one.clash.number, "sides": sides} if one.clash else None
    return {"article": one.article, "title": title, "votes": [*map(_vote_record, one.votes)], "clash": clash}


def _side_record(side: "Decision", read: "ReadReview") -> dict[str, object]:
    settled = _vote_record(side.settled) if side.settled else None
    said = {"votes": [*map(_vote_record, side.votes)], "settled": settled}
    title = read.references[side.article].title
    return {"article": side.article, "title": title, "standing": side.standing, "reason": side.reason, **said}


def _vote_record(vote: "Vote") -> dict[str, str]:
    return {"by": vote.by, "verdict": vote.verdict, "reason": vote.reason, "note": vote.note}
