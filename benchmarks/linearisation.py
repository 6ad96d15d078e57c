"""Times and largest differences behind docs/decisions/0002-linearisation.md: own linearisation and svy.

    python benchmarks/linearisation.py

Prints milliseconds per call (best of five) for a survey of 2,610 firms and for a million rows.
"""

import os
import time
from collections.abc import Callable

import numpy as np
import polars as pl

os.environ["SVY_RICH"] = "0"
STRATA = 42


def firms(rows: int) -> pl.DataFrame:
    """An invented stratified sample."""
    random = np.random.default_rng(1)
    return pl.DataFrame(
        {
            "stratum": random.integers(0, STRATA, rows),
            "weight": random.uniform(1, 9, rows),
            "sales": random.lognormal(size=rows),
            "sector": random.integers(0, 4, rows),
            "allied": random.random(rows) < 0.3,
        }
    )


def best(call: Callable[[], object], times: int = 5) -> float:
    """Milliseconds of the fastest of some calls."""
    spent = []
    for _ in range(times):
        start = time.perf_counter()
        call()
        spent.append(time.perf_counter() - start)
    return min(spent) * 1000


def compare(rows: int) -> None:
    """Time the same estimates both ways and print how far they lie apart."""
    import svy

    from alianza.statistics import Design

    frame = firms(rows)

    def theirs() -> object:
        # svy changes a sample in place, so every estimate starts from a fresh one.
        return svy.Sample(frame, svy.Design(stratum="stratum", wgt="weight"))

    own = Design(frame, weights="weight", strata="stratum")
    pairs = {
        "means by sector": (
            lambda: own.mean("sales", by="sector"),
            lambda: theirs().estimation.mean("sales", by="sector", deff="wor"),
        ),
        "median by sector": (
            lambda: own.quantile("sales", 0.5, by="sector"),
            lambda: theirs().estimation.median("sales", by="sector"),
        ),
        "logistic model": (
            lambda: own.logistic("allied", ["sales", "sector"]),
            lambda: theirs().glm.fit(y="allied", x=["sales", "sector"], family="binomial"),
        ),
    }
    print(f"{rows:,} rows")
    print(f"  declare           own {best(lambda: Design(frame, weights='weight', strata='stratum')):8.1f} ms")
    for name, (ours, others) in pairs.items():
        print(f"  {name:17} own {best(ours):8.1f} ms   svy {best(others):8.1f} ms")
    table = theirs().estimation.mean("sales", by="sector", deff="wor").to_polars().sort("sector")
    apart = [abs(e.se / se - 1) for e, se in zip(own.mean("sales", by="sector"), table["se"], strict=True)]
    print(f"  largest relative difference of a standard error: {max(apart):.1e}")


if __name__ == "__main__":
    compare(2_610)
    compare(1_000_000)
