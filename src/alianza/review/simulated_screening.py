"""A screening whose outcome is known, done again in the order that the machine proposes, and how early it finds things.

The measures look at the records that are screened after the priors, in that order: whether each is relevant.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from alianza.review.ranking import Ranker, random_order

RECALL = Fraction(95, 100)
EARLY = Fraction(10, 100)


@dataclass(frozen=True, slots=True)
class Measures:
    """How early a screening finds the relevant records.

    Attributes:
        wss_95: Work saved over sampling at 95 % recall: share of the records that are left when 95 % of the relevant
            ones are found, minus the 5 % that stopping a random order there would leave (Cohen et al. 2006, J. Am. Med.
            Inform. Assoc. 13(2)).
        recall_10: Share of the relevant records among the first tenth of the records (rounded down).
        atd: Average time to discovery: mean place of the relevant records (Ferdinands et al. 2023, Syst. Rev. 12:100).
        loss: Area between the best possible recall curve and this one, over the area between best and worst: 0 best, 1
            worst. With N records, R relevant ones and recall counts c: (R (N - (R - 1) / 2) - sum c) / (R (N - R))
            (ASReview Insights, README, "Loss"; `asreview.metrics.loss`).
    """

    wss_95: float
    recall_10: float
    atd: float
    loss: float


def priors(relevant: Mapping[str, bool], seed: int) -> tuple[str, str]:
    """One relevant and one irrelevant record to begin with: the first of each in the seed's random order.

    Raises:
        ValueError: If there is none of one kind.
    """
    if len(set(relevant.values())) < 2:
        raise ValueError("priors need a relevant and an irrelevant record")
    order = random_order(list(relevant), seed)
    return next(name for name in order if relevant[name]), next(name for name in order if not relevant[name])


def screened(ranker: Ranker, relevant: Mapping[str, bool], begin: Sequence[str]) -> list[bool]:
    """Whether each record is relevant, in the order in which they are screened after the priors.

    One record is screened at a time and the machine learns from each. After the last relevant record the order no
    longer matters: the others follow as irrelevant.
    """
    for name in begin:
        ranker.learn(name, relevant[name])
    left = sum(relevant.values()) - sum(relevant[name] for name in begin)
    found: list[bool] = []
    while left:
        following = ranker.first()
        assert following is not None
        ranker.learn(following, relevant[following])
        found.append(relevant[following])
        left -= relevant[following]
    return found + [False] * (len(relevant) - len(begin) - len(found))


def measures(found: Sequence[bool]) -> Measures:
    """The measures of a screening.

    Args:
        found: Whether each record is relevant, in the order of screening.

    Raises:
        ValueError: If all or none are relevant: then every order is as good.

    >>> measures([True, False, True, False, False, False, False, False, False, False])
    Measures(wss_95=0.65, recall_10=0.5, atd=2.0, loss=0.0625)
    """
    size, ranks = len(found), [rank for rank, relevant in enumerate(found, 1) if relevant]
    many = len(ranks)
    if not 0 < many < size:
        raise ValueError("a screening is measured where some records are relevant and some are not")
    last = ranks[-(-RECALL.numerator * many // RECALL.denominator) - 1]
    early = size * EARLY.numerator // EARLY.denominator
    return Measures(
        wss_95=float(Fraction(size - last, size) - (1 - RECALL)),
        recall_10=sum(rank <= early for rank in ranks) / many,
        atd=sum(ranks) / many,
        # The area under the curve loses one for every place that a relevant record comes too late.
        loss=(sum(ranks) - many * (many + 1) / 2) / (many * (size - many)),
    )
