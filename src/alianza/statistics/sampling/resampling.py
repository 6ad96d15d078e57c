"""Replicate weights made from a design: jackknife, balanced repeated replication, Fay's method, bootstrap.

Scales and degrees of freedom are those of R survey's as.svrepdesign. Population sizes of the first stage enter
the jackknife and the bootstrap; balanced replication drops them. A stratum that was sampled whole gives no
replicates.

`bootstrap` draws the units of a stratum with replacement, or without from the sample repeated to the population's
size where that is known (Canty and Davison); `subbootstrap` draws one unit fewer with replacement (Rao and Wu).

Source: Canty and Davison (1999), The Statistician 48; Rao and Wu (1988), JASA 83(401); Judkins (1990), JOS 6;
Wolter (2007), Introduction to Variance Estimation, 3 and 4.
"""

from collections.abc import Callable

import numpy as np

from alianza.statistics.errors import BadDesign, LonelyPsu
from alianza.statistics.sampling.hadamard import hadamard
from alianza.statistics.sampling.replicates import Replicates
from alianza.statistics.sampling.structure import Floats, Rows, Stage, Structure

KINDS = ("JK1", "JKn", "BRR", "Fay", "bootstrap", "subbootstrap")
REPLICATES = 50
"""Bootstrap replicates where no number is given (R's default)."""


def resampled(structure: Structure, kind: str, count: int | None, seed: int, rho: float, mse: bool) -> Replicates:
    """Replicate weights of a design.

    Args:
        structure: The design.
        kind: One of `KINDS`.
        count: Replicates of a bootstrap; the other kinds know theirs.
        seed: Of a bootstrap; the same seed gives the same weights.
        rho: Fay's factor: the share of its weight that a left-out unit keeps.
        mse: Centre the replicates at the full-sample estimate.

    Raises:
        BadDesign: If the kind is unknown or the strata do not fit it.
        LonelyPsu: If a stratum has one unit and no rule says what to do.
    """
    stage = structure.stages[0]
    _fits(stage, kind)
    makers: dict[str, Callable[[], tuple[Floats, float, Floats]]] = {
        "JK1": lambda: _jackknife_one(stage),
        "JKn": lambda: _jackknife(structure),
        "BRR": lambda: _balanced(structure, 0.0),
        "Fay": lambda: _balanced(structure, rho),
        "bootstrap": lambda: _bootstrap(stage, count or REPLICATES, np.random.default_rng(seed)),
        "subbootstrap": lambda: _subbootstrap(structure, count or REPLICATES, np.random.default_rng(seed)),
    }
    factors, scale, rscales = makers[kind]()
    return Replicates(factors[stage.unit] * structure.weights[:, None], scale, rscales, mse)


def _fits(stage: Stage, kind: str) -> None:
    if kind not in KINDS:
        raise BadDesign("replicate_type", "kind", found=kind, expected=", ".join(KINDS))
    stratified = len(stage.labels) > 1
    if kind == "JK1" and stratified:
        raise BadDesign("replicate_strata", kind, found=str(len(stage.labels)), expected="JKn, bootstrap")
    if kind in ("JKn", "BRR", "Fay") and not stratified:
        raise BadDesign("replicate_strata", kind, found=str(len(stage.labels)), expected="JK1, bootstrap")


def _jackknife_one(stage: Stage) -> tuple[Floats, float, Floats]:
    n = stage.home.size
    return _left_out_once(n), float(stage.left_out[0]) * (n - 1) / n, np.ones(n)


def _left_out_once(n: int) -> Floats:
    """Units by replicates: each leaves one unit out and weights the others up."""
    return np.asarray((1.0 - np.eye(n)) * (n / max(n - 1, 1)))


def _jackknife(structure: Structure) -> tuple[Floats, float, Floats]:
    stage = structure.stages[0]
    strata = len(stage.labels)
    parts, rscales = [], []
    for stratum in range(strata):
        units = np.flatnonzero(stage.home == stratum)
        left_out = float(stage.left_out[stratum])
        if left_out == 0 or (units.size == 1 and structure.lonely != "adjust"):
            _refuse_lonely(structure, units, stratum)
            continue
        part = np.ones((stage.home.size, units.size))
        if units.size == 1:
            # The lonely unit's whole stratum is left out against all others.
            part[:, 0] = strata / (strata - 1)
            part[units, 0] = 0.0
            rscales.append((strata - 1) / strata)
        else:
            part[units] = _left_out_once(units.size)
            rscales.extend([left_out * (units.size - 1) / units.size] * units.size)
        parts.append(part)
    if not parts:
        raise BadDesign("replicate_census", ", ".join(structure.columns) or "fpc")
    factors = np.concatenate(parts, axis=1)
    scale = stage.home.size / factors.shape[1] if structure.lonely == "average" else 1.0
    return factors, scale, np.array(rscales)


def _refuse_lonely(structure: Structure, units: Rows, stratum: int) -> None:
    stage = structure.stages[0]
    if units.size == 1 and stage.left_out[stratum] > 0 and structure.lonely == "fail":
        raise LonelyPsu([stage.labels[stratum]], structure.columns)


def _balanced(structure: Structure, rho: float) -> tuple[Floats, float, Floats]:
    """Half samples: of each pair of units a replicate keeps one, as a Hadamard matrix says.

    A stratum of more than two units is split into pairs in the order of its units (R's large="split").
    """
    if not 0 <= rho < 1:
        raise BadDesign("replicate_rho", "rho", found=f"{rho:g}")
    pair, second = _pairs(structure)
    matrix = hadamard(int(pair.max()) + 1)
    kept = matrix[1 + pair] == np.where(second, 0, 1)[:, None]
    factors = np.where(kept, 2.0 - rho, rho)
    count = factors.shape[1]
    return factors, 1.0 / (count * (1 - rho) ** 2), np.ones(count)


def _pairs(structure: Structure) -> tuple[Rows, Rows]:
    """Unit to its pair, numbered first over the large strata and then over those of two, as R does.

    Strata are taken in the order of their names, units in that of their first row.
    """
    stage = structure.stages[0]
    first = np.full(stage.home.size, stage.unit.size)
    np.minimum.at(first, stage.unit, np.arange(stage.unit.size))
    odd = np.flatnonzero(stage.units % 2 == 1)
    if (stage.units == 1).any():
        raise LonelyPsu([stage.labels[s] for s in np.flatnonzero(stage.units == 1)], structure.columns)
    if odd.size:
        raise BadDesign("replicate_pairs", stage.labels[odd[0]], found=f"{stage.units[odd[0]]:g}", expected="2")
    pair, second = np.zeros(stage.home.size, dtype=np.intp), np.zeros(stage.home.size, dtype=np.intp)
    upto = 0
    for stratum in sorted(range(len(stage.labels)), key=lambda s: (stage.units[s] == 2, stage.labels[s])):
        units = np.flatnonzero(stage.home == stratum)
        units = units[np.argsort(first[units])]
        place = np.arange(units.size)
        pair[units], second[units] = upto + place // 2, place % 2
        upto += units.size // 2
    return pair, second


def _bootstrap(stage: Stage, count: int, rng: np.random.Generator) -> tuple[Floats, float, Floats]:
    factors = np.ones((stage.home.size, count))
    for stratum in range(len(stage.labels)):
        units = np.flatnonzero(stage.home == stratum)
        factors[units] = _drawn(units.size, float(stage.left_out[stratum]), count, rng)
    # The harmonic mean of the strata's sizes corrects the bootstrap's bias, as in R.
    size = 1.0 / float((1.0 / stage.units).mean())
    if size <= 1:
        raise BadDesign("replicate_single_units", "bootstrap", expected="adjust, collapse")
    return factors, size / ((size - 1) * (count - 1)), np.ones(count)


def _drawn(n: int, left_out: float, count: int, rng: np.random.Generator) -> Floats:
    """Times that each of `n` units is drawn in `count` replicates."""
    if left_out >= 1:
        return rng.multinomial(n, np.full(n, 1 / n), size=count).T.astype(np.float64)
    population = max(n, round(n / (1 - left_out)))
    repeated = np.bincount(np.arange(population) % n, minlength=n)
    drawn = [rng.multivariate_hypergeometric(rng.permutation(repeated), n) for _ in range(count)]
    return np.stack(drawn, axis=1).astype(np.float64)


def _subbootstrap(structure: Structure, count: int, rng: np.random.Generator) -> tuple[Floats, float, Floats]:
    stage = structure.stages[0]
    if (stage.units == 1).any():
        raise LonelyPsu([stage.labels[s] for s in np.flatnonzero(stage.units == 1)], structure.columns)
    factors = np.ones((stage.home.size, count))
    for stratum in range(len(stage.labels)):
        units = np.flatnonzero(stage.home == stratum)
        n = units.size
        factors[units] = rng.multinomial(n - 1, np.full(n, 1 / n), size=count).T * (n / (n - 1))
    return factors, 1.0 / (count - 1), np.ones(count)
