"""Merges that bring contrary decisions together: said when the records are joined, for somebody to settle."""

from collections.abc import Iterable, Sequence

from alianza.review.progress import STAGES, ReviewState
from alianza.review.screening import decisions
from alianza.study.problem import Problem
from alianza.study.review_protocol import Review


def clashes(state: ReviewState, review: Review, groups: Iterable[Sequence[str]]) -> tuple[Problem, ...]:
    """`merge_of_contrary_decisions`, a warning, for each group and stage with an included and an excluded article.

    Args:
        state: Where the review stands, before the merges.
        review: Its protocol.
        groups: The records that each merge joins.
    """
    home = {record: article for article, records in state.articles().items() for record in records}
    found, joined = [], [sorted({home[record] for record in group if record in home}) for group in groups]
    for stage in STAGES:
        decided = decisions(state, review, stage)
        for articles in joined:
            standings = {name: decided[name].standing for name in articles if name in decided}
            sides = {side: ", ".join(name for name in standings if standings[name] == side)
                     for side in ("included", "excluded")}  # fmt: skip
            if all(sides.values()):
                found.append(Problem("merge_of_contrary_decisions", "warning", place=stage, values=sides))
    return tuple(found)
