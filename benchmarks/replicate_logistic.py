"""A logistic model under 1,000 replicate weights: own, svy and R survey on the same numbers.

    python benchmarks/replicate_logistic.py          # both sizes, R included (about two minutes)
    python benchmarks/replicate_logistic.py --no-r   # without R

Every call starts from a fresh design. Prints seconds (best of some calls; R's clock runs inside R, without start
and reading), their ratios, the largest score of a replicate at its solution, and the largest relative difference
of a standard error to R with the same scale and a tight tolerance.
"""

import argparse
import os
import warnings

import numpy as np
import polars as pl
from beside_r import best, in_r, print_beside

os.environ["SVY_RICH"] = "0"
REPLICATES = 1_000
WEIGHTS = [f"r{k}" for k in range(1, REPLICATES + 1)]
PREDICTORS = ["sales", "age", "staff", "export"]

IN_R = """
firms <- as.data.frame(values[, 1:6])
replicates <- values[, -(1:6)]
fit <- function(...) {{
  design <- svrepdesign(data = firms, weights = ~weight, repweights = replicates, type = "bootstrap",
                        combined.weights = TRUE, scale = 1 / ({replicates} - 1), rscales = rep(1, {replicates}))
  suppressWarnings(svyglm(allied ~ sales + age + staff + export, design, family = quasibinomial(), ...))
}}
spent <- min(replicate({times}, system.time(fit())[["elapsed"]]))
tight <- fit(control = glm.control(epsilon = 1e-14, maxit = 50))
"""


def firms(rows: int) -> pl.DataFrame:
    """An invented sample with bootstrap weights."""
    random = np.random.default_rng(1)
    x = random.normal(size=(rows, len(PREDICTORS)))
    chance = 1 / (1 + np.exp(0.4 - x @ np.array([0.5, -0.3, 0.2, 0.0])))
    weight = random.uniform(1, 9, rows)
    replicates = np.asfortranarray(random.poisson(1.0, size=(rows, REPLICATES)) * weight[:, None])
    columns = {"allied": (random.random(rows) < chance).astype(np.float64)}
    columns |= {name: x[:, j] for j, name in enumerate(PREDICTORS)} | {"weight": weight}
    return pl.DataFrame(columns | {name: replicates[:, k] for k, name in enumerate(WEIGHTS)})


def by_svy(frame: pl.DataFrame) -> object:
    """The same model by svy."""
    import svy

    weights = svy.RepWeights(method="Bootstrap", prefix="r", n_reps=REPLICATES)
    sample = svy.Sample(frame, svy.Design(wgt="weight", rep_wgts=weights))
    return sample.glm.fit(y="allied", x=PREDICTORS, family="binomial", method="replication")


def largest_score(frame: pl.DataFrame) -> float:
    """Largest coordinate of a replicate's score equations at its solution."""
    from alianza.statistics.models.replicate_logistic import replicate_coefficients
    from alianza.statistics.models.score_equations import chance, solve

    x = np.column_stack([np.ones(frame.height), frame.select(PREDICTORS).to_numpy()])
    y, weights = frame["allied"].to_numpy(), np.ascontiguousarray(frame.select(WEIGHTS).to_numpy().T)
    b, unsolved = replicate_coefficients(x, y, weights, solve(x, y, frame["weight"].to_numpy()))
    assert not unsolved
    return float(np.abs((weights * (y - chance(b @ x.T))) @ x).max())


def compare(rows: int, with_r: bool) -> None:
    """Time the same model three ways."""
    from alianza.statistics import Design

    frame = firms(rows)

    def own() -> object:
        design = Design(frame, weights="weight", replicate_weights=WEIGHTS, replicate_type="bootstrap")
        return design.logistic("allied", PREDICTORS)

    times = 5 if rows > 1_000 else 20
    ours, theirs = best(own, times), best(lambda: by_svy(frame), 5)
    print(f"n = {rows:,}, {REPLICATES:,} replicates")
    print(f"  own        {ours:8.4f} s   largest score {largest_score(frame):.1e}")
    print(f"  svy        {theirs:8.4f} s   {theirs / ours:6.1f} times own")
    if with_r:
        spent, errors = in_r(frame, IN_R.format(replicates=REPLICATES, times=2))
        print_beside(ours, spent, [c.se for c in own().coefficients], errors)


if __name__ == "__main__":
    warnings.filterwarnings("ignore")
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--no-r", action="store_true", help="leave R out")
    asked = parser.parse_args()
    for size in (150, 10_000):
        compare(size, not asked.no_r)
