"""One logistic model with linearised standard errors on a million rows: own, svy and R survey.

    python benchmarks/linearised_logistic.py          # R included (about a minute)
    python benchmarks/linearised_logistic.py --no-r   # without R

Every call starts from a fresh design. Prints seconds (best of some calls, made in turn; R's clock runs inside R,
without start and reading), their ratios, and the largest relative difference of a standard error to R with a tight
tolerance. Beside the wall's time stands the processor's, which other programs on the machine disturb less.
"""

import argparse
import os
import time
import warnings
from collections.abc import Callable

import numpy as np
import polars as pl
from beside_r import in_r, print_beside

os.environ["SVY_RICH"] = "0"
ROWS, CLUSTERS, STRATA, ROUNDS = 1_000_000, 20_000, 42, 5
NUMBERS = [f"x{k}" for k in range(1, 9)]

IN_R = """
firms <- as.data.frame(values)
firms$sector <- factor(firms$sector)
fit <- function(...) {{
  design <- svydesign(ids = {ids}, strata = ~stratum, weights = ~weight, data = firms)
  suppressWarnings(svyglm({formula}, design, family = quasibinomial(), ...))
}}
spent <- system.time(fit())[["elapsed"]]
tight <- fit(control = glm.control(epsilon = 1e-15, maxit = 30))
"""


def firms() -> pl.DataFrame:
    """An invented sample of clusters in strata."""
    random = np.random.default_rng(1)
    x = random.normal(size=(len(NUMBERS), ROWS))
    sector = random.integers(0, 4, ROWS)
    chance = 1 / (1 + np.exp(0.4 - 0.5 * x[0] + 0.3 * x[1] - 0.2 * x[2] - 0.1 * (sector == 2)))
    cluster = random.permutation(ROWS) % CLUSTERS
    columns = {name: x[j] for j, name in enumerate(NUMBERS)}
    columns |= {"allied": (random.random(ROWS) < chance).astype(np.float64), "weight": random.uniform(1, 9, ROWS)}
    return pl.DataFrame(columns | {"stratum": cluster % STRATA, "cluster": cluster, "sector": sector}).with_columns(
        pl.col("sector").replace_strict({0: "a", 1: "b", 2: "c", 3: "d"})
    )


def best_in_turn(*calls: tuple[Callable[[], object], int]) -> list[tuple[float, float]]:
    """Seconds of the wall and of the processor of the fastest runs of calls made in turn, after one not counted."""
    spent: list[list[tuple[float, float]]] = [[] for _ in calls]
    for round_ in range(1 + ROUNDS):
        for (call, times), own in zip(calls, spent, strict=True):
            for _ in range(times):
                start, busy = time.perf_counter(), time.process_time()
                call()
                own.append((time.perf_counter() - start, time.process_time() - busy))
            if not round_:
                own.clear()
    return [(min(wall for wall, _ in own), min(busy for _, busy in own)) for own in spent]


def by_svy(frame: pl.DataFrame, cluster: str | None, predictors: list[str]) -> object:
    """The same model by svy."""
    import svy

    sample = svy.Sample(frame, svy.Design(stratum="stratum", psu=cluster, wgt="weight"))
    terms = [svy.Cat(name) if name == "sector" else name for name in predictors]
    return sample.glm.fit(y="allied", x=terms, family="binomial")


def by_r(frame: pl.DataFrame, cluster: str | None, predictors: list[str]) -> tuple[float, list[float]]:
    """Seconds and standard errors of R survey."""
    numbers = frame.with_columns(pl.col("sector").cast(pl.Enum(["a", "b", "c", "d"])).to_physical())
    ids, formula = f"~{cluster}" if cluster else "~1", "allied ~ " + " + ".join(predictors)
    return in_r(numbers, IN_R.format(ids=ids, formula=formula))


def compare(frame: pl.DataFrame, cluster: str | None, predictors: list[str], with_r: bool) -> None:
    """Time the same model three ways."""
    from alianza.statistics import Design

    def own() -> object:
        return Design(frame, weights="weight", strata="stratum", psu=cluster).logistic("allied", predictors)

    (ours, busy), (theirs, their_busy) = best_in_turn((own, 3), (lambda: by_svy(frame, cluster, predictors), 1))
    print(f"{frame.height:,} rows, {'clusters' if cluster else 'no clusters'}, {' + '.join(predictors)}")
    print(f"  own        {ours:8.3f} s  processor {busy:8.3f} s")
    print(f"  svy        {theirs:8.3f} s  processor {their_busy:8.3f} s", end="")
    print(f"   {theirs / ours:6.1f} times own, of the processor {their_busy / busy:.1f}")
    if with_r:
        spent, errors = by_r(frame, cluster, predictors)
        print_beside(ours, spent, [c.se for c in own().coefficients], errors)


if __name__ == "__main__":
    warnings.filterwarnings("ignore")
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--no-r", action="store_true", help="leave R out")
    asked = parser.parse_args()
    sample = firms()
    for unit in (None, "cluster"):
        for columns in (NUMBERS[:4], [*NUMBERS[:3], "sector"], NUMBERS):
            compare(sample, unit, columns, not asked.no_r and columns is not NUMBERS)
