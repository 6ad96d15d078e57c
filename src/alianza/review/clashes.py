"""What becomes of decisions when records are joined or set apart again: said at once, for somebody to look at."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from alianza.review.deciding import Decision, Rule
from alianza.review.joining import Statement
from alianza.review.progress import STAGES, ReviewState
from alianza.review.screening import QUALITY, decisions
from alianza.study.message import Message
from alianza.study.problem import Problem
from alianza.study.review_protocol import Review

FINAL = ("included", "excluded")
"""Standings that nobody has to look at again."""


def clashes(state: ReviewState, review: Review, groups: Iterable[Sequence[str]]) -> tuple[Problem, ...]:
    """A warning for each group and stage in which contrary decisions meet.

    Args:
        state: Where the review stands, before the merges.
        review: Its protocol.
        groups: The records that each merge joins.

    Returns:
        `merge_of_contrary_decisions` for included and excluded articles, `merge_of_contrary_reasons` for articles that
        are excluded for different reasons by full text, `merge_of_contrary_appraisals` for included ones and ones that
        their appraisal leaves out.
    """
    home = {record: article for article, records in state.articles().items() for record in records}
    joined = [sorted({home[record] for record in group if record in home}) for group in groups]
    return tuple(
        problem
        for stage in STAGES
        for decided in (decisions(state, review, stage),)
        for names in joined
        for problem in _met([decided[name] for name in names if name in decided], Rule(review, stage))
    )


def shifted(before: ReviewState, after: ReviewState, review: Review) -> tuple[Problem, ...]:
    """`decision_shifted`, a notice, for each article that was included or excluded and now stands otherwise.

    Args:
        before: Where the review stood.
        after: Where it stands now; what is no longer in it shifts nothing.
        review: Its protocol.
    """
    return tuple(
        Problem("decision_shifted", "notice", found=name, place=stage, values=_turned(decided[name], one))
        for stage in STAGES
        for decided in (decisions(before, review, stage),)
        for name, one in decisions(after, review, stage).items()
        if name in decided and decided[name].standing in FINAL and decided[name].standing != one.standing
    )


def said_of_merged(state: ReviewState, merge: int) -> Iterator[Problem]:
    """`said_of_merged`, a notice, for each record that keeps what was said of the whole article after a merge.

    Args:
        state: Where the review stands, before the merge is taken back.
        merge: The merge's event.
    """
    joined = {record for one in state.joins if one.number == merge for side in one.sides for record in side}
    said: tuple[Statement, ...] = (*state.votes, *state.settled, *state.appraisals, *state.settled_appraisals)
    later = Counter(one.record for one in said if one.number > merge and one.record in joined)
    for record, count in later.items():
        yield Problem("said_of_merged", "notice", found=record, values={"count": count})


def _turned(before: Decision, after: Decision) -> dict[str, object]:
    standings = {"before": before.standing, "after": after.standing}
    return {name: Message(f"review.article_standings.{standing}") for name, standing in standings.items()}


def _met(decided: Sequence[Decision], rule: Rule) -> Iterator[Problem]:
    """What meets at a stage where some articles become one."""
    poor = [one for one in decided if one.reason == QUALITY]
    judged = [one for one in decided if one.reason != QUALITY]
    excluded = [one for one in judged if one.standing == "excluded"]
    included = [one for one in judged if one.standing == "included"]
    if excluded and (included or poor):
        sides = {"included": _names([*included, *poor]), "excluded": _names(excluded)}
        yield Problem("merge_of_contrary_decisions", "warning", place=rule.stage, values=sides)
    elif rule.are_contrary(excluded):
        reasons = ", ".join(f"{one.article} ({one.reason})" for one in excluded)
        yield Problem("merge_of_contrary_reasons", "warning", place=rule.stage, found=reasons)
    if included and poor:
        sides = {"included": _names(included), "excluded": _names(poor)}
        yield Problem("merge_of_contrary_appraisals", "warning", values=sides)


def _names(decided: Iterable[Decision]) -> str:
    return ", ".join(one.article for one in decided)
