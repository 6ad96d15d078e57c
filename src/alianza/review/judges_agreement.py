"""How far the judges agreed before anybody talked: from the first independent vote of each on each article."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import combinations

from alianza.review.progress import VERDICTS, ReviewState
from alianza.review.screening import first_votes
from alianza.statistics.agreement import Agreement, cohen_kappa, gwet_ac1, krippendorff_alpha, percent_agreement
from alianza.study.review_protocol import Stage


@dataclass(frozen=True, slots=True)
class JudgesAgreement:
    """The agreement of the judges at a stage.

    Attributes:
        stage: The stage.
        judges: The judges who voted, sorted.
        articles: Articles that at least one of them judged.
        percent: Share of pairs of votes that agree.
        ac1: Gwet's AC1; all three verdicts could be given.
        alpha: Krippendorff's alpha for nominal data.
        kappa: Cohen's kappa of each two judges who share articles.
    """

    stage: Stage
    judges: tuple[str, ...]
    articles: int
    percent: Agreement
    ac1: Agreement
    alpha: Agreement
    kappa: Mapping[tuple[str, str], Agreement] = field(default_factory=dict)


def judges_agreement(state: ReviewState, stage: Stage) -> JudgesAgreement | None:
    """The agreement of the judges at a stage; None before a vote was cast.

    Votes that a judge changed later, and settlements, do not enter: agreement is that of independent judgements.
    """
    judges, votes = first_votes(state, stage)
    if not judges:
        return None
    column = dict(enumerate(judges))
    kappa = {
        (column[one], column[other]): cohen_kappa(votes[:, one].tolist(), votes[:, other].tolist())
        for one, other in combinations(column, 2)
        if any(first is not None and second is not None for first, second in votes[:, [one, other]])
    }
    return JudgesAgreement(
        stage,
        judges,
        len(votes),
        percent_agreement(votes),
        gwet_ac1(votes, VERDICTS),
        krippendorff_alpha(votes),
        kappa,
    )
