"""Krippendorff's alpha and other coefficients with 10,000 resamples of units: own, and a loop over a peer.

    python benchmarks/agreement.py            # the peer on some resamples, its time extrapolated
    python benchmarks/agreement.py --whole    # the peer on all 10,000 resamples of the smaller table

The peer is the package krippendorff (GPL-3, hence no dependency): `pip install krippendorff==0.9.0` in an environment
beside this one. It is timed twice: from the codings of the units drawn, as its documentation calls it, and from counts
of codes by unit, which it computes faster from. Prints processor seconds (of all threads, so that other programs on
the machine change little), their ratios, and the difference of the value. Without the peer, own times alone.
"""

import argparse
import time
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from alianza.statistics import agreement

DRAWS = 10_000
Table = NDArray[np.float64]


def codings(units: int, coders: int, codes: int) -> Table:
    """Invented codings: a true code a unit, seen by each coder three times in four; 5 % are missing."""
    random = np.random.default_rng(1)
    true = np.minimum(random.geometric(0.35, units), codes)[:, None]
    guess = random.integers(1, codes + 1, (units, coders))
    seen = np.where(random.random((units, coders)) < 0.75, true, guess)
    return np.where(random.random((units, coders)) < 0.05, np.nan, seen.astype(np.float64))


def seconds(call: Callable[[], object], times: int = 1) -> float:
    """Processor seconds of the fastest of some calls."""
    spent = []
    for _ in range(times):
        start = time.process_time()
        call()
        spent.append(time.process_time() - start)
    return min(spent)


def by_peer(table: Table, level: str, draws: int, counted: bool) -> float:
    """Processor seconds of the peer for 10,000 resamples, from fewer."""
    import krippendorff

    codes = np.unique(table[~np.isnan(table)])
    # A unit with one coding says nothing to the peer either.
    table = table[(~np.isnan(table)).sum(axis=1) >= 2]
    counts = (table[:, :, None] == codes).sum(axis=1)
    random = np.random.default_rng(2)

    def resamples() -> None:
        for _ in range(draws):
            rows = random.integers(0, len(counts), len(counts))
            if counted:
                krippendorff.alpha(value_counts=counts[rows], value_domain=codes, level_of_measurement=level)
            else:
                krippendorff.alpha(reliability_data=table[rows].T, level_of_measurement=level)

    return seconds(resamples) * DRAWS / draws


def difference(table: Table, level: str) -> float:
    """How far own alpha is from the peer's."""
    import krippendorff

    other = krippendorff.alpha(reliability_data=table.T, level_of_measurement=level)
    return abs(agreement.krippendorff_alpha(table, level, interval="none").value - float(other))


def peer_is_there() -> bool:
    """Whether the peer can be imported."""
    try:
        import krippendorff  # noqa: F401
    except ImportError:
        print("the peer is not installed (pip install krippendorff==0.9.0): own times alone")
        return False
    return True


def alphas(table: Table, draws: int, peer: bool) -> None:
    """Time alpha at each level of measurement, with the peer beside it."""
    print(f"{table.shape[0]:,} units x {table.shape[1]} coders, {DRAWS:,} resamples")
    for level in ("nominal", "ordinal", "interval", "ratio"):
        own = seconds(lambda level=level: agreement.krippendorff_alpha(table, level), 5)
        line = f"  alpha {level:9} own {own:8.3f} s"
        if peer:
            for counted, how in ((False, "codings"), (True, "counts")):
                theirs = by_peer(table, level, draws, counted)
                line += f"   peer from {how} {theirs:8.1f} s, {theirs / own:7,.0f} times own"
            line += f"   difference {difference(table, level):.0e}"
        print(line)
    if peer and draws < DRAWS:
        print(f"  the peer's times are those of {draws:,} resamples, extrapolated")


def others(table: Table) -> None:
    """Time the other coefficients."""
    pair = table[:, 0].tolist(), table[:, 1].tolist()
    calls: dict[str, Callable[[], object]] = {
        "percent_agreement": lambda: agreement.percent_agreement(table),
        "fleiss_kappa, each code too": lambda: agreement.fleiss_kappa(table),
        "gwet_ac1": lambda: agreement.gwet_ac1(table),
        "gwet_ac2": lambda: agreement.gwet_ac2(table),
        "brennan_prediger": lambda: agreement.brennan_prediger(table),
        "conger_kappa": lambda: agreement.conger_kappa(table),
        "holsti": lambda: agreement.holsti(table),
        "cohen_kappa, two of them": lambda: agreement.cohen_kappa(*pair),
    }
    for name, call in calls.items():
        print(f"  {name:28} {seconds(call):8.3f} s")


def spread_out(codes: int) -> None:
    """Time alpha where nearly every unit has a pattern of its own."""
    table = codings(100_000, 5, codes)
    for level in ("nominal", "ordinal", "interval"):
        own = seconds(lambda level=level: agreement.krippendorff_alpha(table, level))
        print(f"  {codes} codes, alpha {level:9} own {own:8.3f} s")
    print(f"  {codes} codes, conger_kappa    own {seconds(lambda: agreement.conger_kappa(table)):8.3f} s")


def no_two_alike() -> None:
    """Time alpha where every unit has a pattern of its own: codes given by chance, and measurements."""
    random = np.random.default_rng(1)
    by_chance = random.integers(1, 39, (100_000, 5)).astype(np.float64)
    measured = random.normal(0, 1, (100_000, 1)) + random.normal(0, 0.5, (100_000, 5))
    for level, table in (("nominal", by_chance), ("interval", measured)):
        own = seconds(lambda level=level, table=table: agreement.krippendorff_alpha(table, level))
        print(f"  all different, alpha {level:9} own {own:8.3f} s")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--whole", action="store_true", help="let the peer do all resamples of the smaller table")
    asked = parser.parse_args()
    installed = peer_is_there()
    alphas(codings(1_000, 3, 5), DRAWS if asked.whole else 200, installed)
    large = codings(100_000, 5, 5)
    alphas(large, 3, installed)
    others(large)
    for number in (10, 20, 38, 100):
        spread_out(number)
    no_two_alike()
