"""Merges that bring contrary decisions together: said when the records are joined, for somebody to settle."""

from collections.abc import Iterable, Iterator, Sequence

from alianza.review.deciding import Decision, Rule
from alianza.review.progress import STAGES, ReviewState
from alianza.review.screening import QUALITY, decisions
from alianza.study.problem import Problem
from alianza.study.review_protocol import Review


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
