"""Saturation: whether the last interviews still brought codes that no earlier one had.

The rule has a base (the first interviews), a run (the last ones) and a threshold: new codes in the run, as a share of
the distinct codes of the base. Because a share that depends on who was asked last says as much of the calendar as of
the codes, it is averaged over random orders of the interviews (METHODS, "Coding and agreement"). The order in which
they were held is shown beside it, run by run. Averaging over orders is a rule of METHODS and no part of the source,
whose authors validate theirs by bootstrapping interviews of three studies.

Source:
    Guest, Namey and Chen (2020), A simple method to assess and report thematic saturation in qualitative research,
    PLoS ONE 15(5), e0232076, doi 10.1371/journal.pone.0232076: base size, run length, new information threshold.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from alianza.coding.project import QualitativeProject, code_path, path_names
from alianza.study.interview_protocol import SaturationRule

ALL: Final = ""
"""The topic that takes all codes together."""

Reason = Literal["", "closed_codebook", "no_codes", "too_few_interviews", "base_without_codes"]
FEW: Final = 0.05
"""Share of the orders whose base may have no code."""
BAND: Final = (0.05, 0.95)
"""Quantiles of the orders between which the band lies."""


@dataclass(frozen=True, slots=True)
class Curve:
    """Distinct codes after each interview.

    Attributes:
        conducted: In the order in which the interviews were held.
        low: 5 % of the random orders have fewer.
        high: 5 % of the random orders have more.
    """

    conducted: tuple[int, ...] = ()
    low: tuple[float, ...] = ()
    high: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Saturation:
    """Saturation of a topic.

    Attributes:
        topic: The topic.
        interviews: Interviews held.
        codes: Distinct codes given in them.
        share: New codes in the last run as a share of those in the base, averaged over the orders; None without one.
        reached: Whether that is at most the threshold; None likewise.
        runs: The share of each run in the order as conducted, the run that follows the base first; runs overlap.
        curve: Distinct codes after each interview.
        undefined: Orders whose base had no code. A few are left out of the average; with more nothing is claimed, since
            the average would be that of the orders in which the base happened to have one.
        reason: Why nothing is claimed; empty where something is.
    """

    topic: str
    interviews: int
    codes: int
    share: float | None = None
    reached: bool | None = None
    runs: tuple[float, ...] = ()
    curve: Curve = Curve()
    undefined: int = 0
    reason: Reason = ""


def topics_of_roots(project: QualitativeProject) -> Mapping[str, tuple[str, ...]]:
    """Each code at the root as a topic, with itself and the codes below it."""
    topics: dict[str, list[str]] = {}
    for path in project.code:
        topics.setdefault(code_path(path_names(path)[:1]), []).append(path)
    return {topic: tuple(codes) for topic, codes in topics.items()}


def all_and_topics(project: QualitativeProject) -> Mapping[str, tuple[str, ...]]:
    """All codes together, as the topic `ALL`, then the topics where there are several."""
    by_topic = topics_of_roots(project)
    return {ALL: tuple(project.code), **(by_topic if len(by_topic) > 1 else {})}


def saturation(
    project: QualitativeProject,
    conducted: Sequence[str],
    rule: SaturationRule,
    topics: Mapping[str, Collection[str]] | None = None,
) -> tuple[Saturation, ...]:
    """Saturation by topic.

    Args:
        project: The project.
        conducted: Names of the documents, one for each interview that was coded, in the order in which they were held.
        rule: The protocol's rule.
        topics: Topic to the paths of its codes; by default the codes at the root, each with those below it.

    Raises:
        ValueError: If a document is named twice, or the rule's numbers are below one.
    """
    if len(set(conducted)) < len(conducted) or min(rule.base, rule.run, rule.orders) < 1:
        raise ValueError("interviews are held once, and base, run and orders are one or more")
    given = {(one.document, one.code) for one in project.codings}
    orders = _orders(len(conducted), rule)
    found = []
    for topic, codes in (topics_of_roots(project) if topics is None else topics).items():
        seen = np.array([[(name, code) in given for code in codes] for name in conducted], np.bool_)
        found.append(_of_topic(topic, seen.reshape(len(conducted), len(codes)), orders, rule))
    return tuple(found)


def cumulative_codes(seen: NDArray[np.bool_], orders: NDArray[np.intp]) -> NDArray[np.int64]:
    """Distinct codes after each interview of each order.

    Args:
        seen: Whether a code was given, interviews by codes.
        orders: Places of the interviews, orders by interviews.
    """
    packed = np.packbits(seen, axis=1)
    heard = np.zeros((len(orders), packed.shape[1]), np.uint8)
    counts = np.zeros(orders.shape, np.int64)
    for place in range(orders.shape[1]):
        heard |= packed[orders[:, place]]
        counts[:, place] = np.bitwise_count(heard).sum(axis=1)
    return counts


def _orders(interviews: int, rule: SaturationRule) -> NDArray[np.intp]:
    """The order as conducted, then random ones."""
    places = np.arange(interviews)
    drawn = np.random.default_rng(rule.seed).permuted(np.tile(places, (rule.orders, 1)), axis=1)
    return np.vstack((places, drawn))


def _of_topic(topic: str, seen: NDArray[np.bool_], orders: NDArray[np.intp], rule: SaturationRule) -> Saturation:
    interviews, codes = len(seen), int(seen.any(axis=0).sum())
    if rule.closed:
        return Saturation(topic, interviews, codes, reason="closed_codebook")
    if not codes:
        return Saturation(topic, interviews, codes, reason="no_codes")
    counts = cumulative_codes(seen, orders)
    curve = _curve(counts)
    if interviews < rule.base + rule.run:
        return Saturation(topic, interviews, codes, curve=curve, reason="too_few_interviews")
    shares = _shares(counts, rule)
    last = shares[1:, -1]
    known = last[~np.isnan(last)]
    undefined = len(last) - len(known)
    runs = tuple(shares[0].tolist()) if counts[0, rule.base - 1] else ()
    if undefined > FEW * len(last):
        return Saturation(topic, interviews, codes, None, None, runs, curve, undefined, "base_without_codes")
    share = float(known.mean())
    return Saturation(topic, interviews, codes, share, share <= rule.threshold, runs, curve, undefined)


def _shares(counts: NDArray[np.int64], rule: SaturationRule) -> NDArray[np.float64]:
    """New codes in each run as a share of those in the base, orders by runs; NaN where the base has none."""
    base = counts[:, rule.base - 1 : rule.base]
    new = counts[:, rule.base - 1 + rule.run :] - counts[:, rule.base - 1 : -rule.run]
    shares: NDArray[np.float64] = np.full(new.shape, np.nan)
    np.divide(new, base, out=shares, where=np.broadcast_to(base > 0, new.shape))
    return shares


def _curve(counts: NDArray[np.int64]) -> Curve:
    low, high = np.quantile(counts[1:], BAND, axis=0)
    return Curve(tuple(counts[0].tolist()), tuple(low.tolist()), tuple(high.tolist()))
