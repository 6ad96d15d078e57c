"""What a screening in order of likeness says about what is left: information for people, who decide when to stop.

Nothing here stops a screening or leaves an article out. Below 500 articles nothing is computed: reading everything
costs little there, and the statistics have nothing to stand on.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from alianza.statistics.distributions import hypergeometric_cdf
from alianza.study.estimate import Estimate
from alianza.study.message import Message

LEAST_RECORDS = 500
TARGET = 0.95
"""Share of the relevant articles that a screening should find."""

LATEST_SHARE, LATEST_LEAST = 0.10, 100
"""The latest decisions stand for what is left: a tenth of all records, at least a hundred."""


@dataclass(frozen=True, slots=True)
class Stopping:
    """Where a screening stands.

    Attributes:
        records: Records to screen.
        screened: Records that are decided.
        included: Those of them that are included.
        since_last: Exclusions since the last inclusion.
        target: Recall that the test asks about.
        p_missed: P-value of the hypothesis that less than the target was found, or None before anything was included.
        recall: Estimated share of all relevant records that was found, with its interval.
    """

    records: int
    screened: int
    included: int
    since_last: int
    target: float
    p_missed: float | None
    recall: Estimate


def stopping(decided: Sequence[bool], records: int, target: float = TARGET) -> Stopping | None:
    """What the decisions so far say about the articles that are left; None below 500 records or before any decision.

    Args:
        decided: Whether each decided record is included, in the order of the decisions.
        records: Records to screen, decided or not.
        target: Recall that the test asks about, above 0 and at most 1.
    """
    if records < LEAST_RECORDS or not decided:
        return None
    since = next((place for place, included in enumerate(reversed(decided)) if included), len(decided))
    return Stopping(
        records,
        len(decided),
        sum(decided),
        since,
        target,
        missed_target(decided, records, target),
        estimated_recall(decided, records),
    )


def missed_target(decided: Sequence[bool], records: int, target: float = TARGET) -> float | None:
    """Smallest p-value of the hypothesis that recall is below the target, over all starts of a last stretch.

    The last n decisions are taken as drawn at random from the N records that were left before them, which the order
    makes a cautious assumption: it draws relevant records first. If recall were below the target τ, those N held at
    least K = ⌊r/τ + 1 − s⌋ relevant ones, r being included so far and s of them before the stretch; p = P(X ≤ r − s)
    for X hypergeometric with N, K and n. As published, the smallest p over all n is not adjusted for their number.

    Returns:
        The p-value, or None where nothing was included.

    Source:
        Callaghan and Müller-Hansen (2020), Systematic Reviews 9:273, ranked quasi-sampling. Compared with R's phyper;
        commands in tests/reference/stopping.R.
    """
    included = sum(decided)
    if not included:
        return None
    lengths = np.arange(1, len(decided) + 1)
    found = np.cumsum(np.asarray(decided, dtype=np.int64)[::-1])
    # 0.95 is no binary fraction: 19 / 0.95 must not fall below 20.
    relevant = np.floor(included / target + 1e-9).astype(np.int64) + 1 - (included - found)
    population = records - len(decided) + lengths
    return float(hypergeometric_cdf(found, relevant, lengths, population).min())


def estimated_recall(decided: Sequence[bool], records: int, level: float = 0.95) -> Estimate:
    """Share of all relevant records that was found, if the latest decisions are like the records that are left.

    The latest w decisions are taken as a random sample of themselves and of the u records that are left. With k
    included among them the estimate is r / (r + u k / w); the interval's ends come from the exact hypergeometric limits
    of the relevant records among the w + u. The order shows likely records first, so what is left rather holds fewer:
    the lower end is cautious.
    """
    screened, included = len(decided), sum(decided)
    left = records - screened
    if not included:
        return Estimate(None, n=screened, unit="share", method="latest_decisions", reason="nothing_included")
    latest = min(screened, max(LATEST_LEAST, math.ceil(LATEST_SHARE * records)))
    found = sum(decided[screened - latest :])
    fewest, most = _relevant_limits(found, latest, left, level)
    value, low, high = (included / (included + more) for more in (left * found / latest, most - found, fewest - found))
    return Estimate(value, low=low, high=high, n=screened, level=level, unit="share", method="latest_decisions")


def _relevant_limits(found: int, drawn: int, left: int, level: float) -> tuple[int, int]:
    """Fewest and most relevant records in `drawn + left` that neither tail of the draw rejects."""
    counts = np.arange(found, found + left + 1)
    one = np.ones_like(counts)
    below = hypergeometric_cdf(found * one, counts, drawn * one, (drawn + left) * one)
    above = 1.0 - hypergeometric_cdf((found - 1) * one, counts, drawn * one, (drawn + left) * one) if found else one
    kept = counts[(below > (1 - level) / 2) & (above > (1 - level) / 2)]
    return int(kept[0]), int(kept[-1])


def stopping_notes(found: Stopping | None, records: int) -> tuple[Message, ...]:
    """What to tell people, and that they decide."""
    if found is None:
        few = records < LEAST_RECORDS
        return (Message("stopping.few" if few else "stopping.nothing_decided", {"least": LEAST_RECORDS}),)
    notes = [
        Message("stopping.since_last", {"since": found.since_last, "screened": found.screened, "n": found.records})
    ]
    if found.p_missed is not None:
        notes.append(Message("stopping.recall", {"recall": found.recall}))
        notes.append(Message("stopping.missed", {"p": found.p_missed, "target": found.target}))
    return (*notes, Message("stopping.people_decide"))
