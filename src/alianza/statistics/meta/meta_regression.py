"""How effects depend on properties of their studies: mixed-effects meta-regression.

Source: Thompson and Higgins (2002), Statistics in Medicine 21(11); Knapp and Hartung (2003), Statistics in Medicine
22(17), for tests and intervals; Raudenbush (2009), in Cooper, Hedges and Valentine, chapter 16, for the share of tau2
that moderators explain. Compared with R metafor's rma(mods=...).
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from alianza.statistics.distributions import chi2_tail, f_tail
from alianza.statistics.meta.evidence import (
    Evidence,
    LeftOut,
    Weighted,
    evidence_of,
    not_comparable,
    usable,
)
from alianza.statistics.meta.heterogeneity import COMMON, ESTIMATORS, Heterogeneity, heterogeneity
from alianza.statistics.meta.pooling import DEFAULT, Model, coefficient, likelihood, wald
from alianza.statistics.models.model_matrix import ModelMatrix, model_matrix
from alianza.statistics.sampling.structure import Floats
from alianza.statistics.sampling.variables import Columns
from alianza.study.estimate import Estimate, Test


@dataclass(frozen=True, slots=True)
class Moderator:
    """One coefficient: `(Intercept)`, a number's name, or `factor=level`."""

    term: str
    estimate: Estimate
    test: Test


@dataclass(frozen=True, slots=True)
class MetaRegression:
    """A fitted meta-regression.

    Attributes:
        coefficients: One a term; empty where the model could not be fitted.
        vcov: Their covariance matrix.
        moderators: Test that all coefficients but the intercept are zero (QM): chi-squared, or F by Knapp and Hartung.
        heterogeneity: tau2 that remains, and the residual Q.
        r2: Share of tau2 that the moderators explain; not below zero.
        left_out: Studies that did not enter, with reasons.
        aliased: Terms that earlier ones determine.
        log_likelihood: Of the model, restricted for REML.
        reason: Why there is no model, or empty.
    """

    coefficients: tuple[Moderator, ...]
    vcov: Floats | None
    moderators: Test
    heterogeneity: Heterogeneity | None
    r2: Estimate
    left_out: tuple[LeftOut, ...]
    aliased: tuple[str, ...] = ()
    log_likelihood: float | None = None
    reason: str = ""


def meta_regression(
    effects: Sequence[Estimate],
    moderators: pl.DataFrame,
    model: Model = DEFAULT,
    reference: Mapping[str, object] | None = None,
) -> MetaRegression:
    """Regress effects on moderators.

    Args:
        effects: One a study.
        moderators: One row a study; numbers enter as they are, text as one column a level but the first.
        model: How effects are pooled.
        reference: Level of a category that the others are compared with.

    Raises:
        ValueError: If there is not one row a study.
        BadVariable: If a reference level does not occur.
    """
    if moderators.height != len(effects):
        raise ValueError(f"{len(effects)} effects and {moderators.height} rows of moderators")
    places, left_out = usable(effects)
    columns = Columns(moderators)
    matrix = model_matrix(columns, moderators.columns, reference or {}, np.array(places, dtype=np.intp))
    gone = sorted(set(places) - {int(row) for row in matrix.rows})
    left_out = (*left_out, *(LeftOut(i, "no_moderator") for i in gone))
    kept = [effects[int(row)] for row in matrix.rows]
    if not_comparable(kept) or len(kept) <= len(matrix.terms):
        return _nothing(model, left_out, "not_comparable" if not_comparable(kept) else "too_few", len(kept))
    return replace(_fitted(kept, matrix, model), left_out=left_out)


def _nothing(model: Model, left_out: tuple[LeftOut, ...], reason: str, k: int) -> MetaRegression:
    test = Test(None, None, None, None, "qm", reason)
    r2 = Estimate(None, n=k, level=model.level, unit="share", method="r2", reason=reason)
    return MetaRegression((), None, test, None, r2, left_out, reason=reason)


def _fitted(kept: Sequence[Estimate], matrix: ModelMatrix, model: Model) -> MetaRegression:
    evidence = evidence_of(kept, np.ascontiguousarray(matrix.values))
    found = ESTIMATORS[model.tau2](evidence)
    fit = evidence.weighted(found.value)
    estimates = [coefficient(fit, model, evidence.df, place, "number") for place in range(len(matrix.terms))]
    vcov = fit.covariance * model.scale(fit, evidence.df)
    return MetaRegression(
        tuple(Moderator(term, e, wald(e, model.name)) for term, e in zip(matrix.terms, estimates, strict=True)),
        vcov,
        _moderators_test(fit, vcov, model, evidence.df),
        heterogeneity(evidence, model.tau2, found, model.level),
        _explained(evidence, found.value, model),
        (),
        matrix.aliased,
        likelihood(evidence, model, found.value),
    )


def _moderators_test(fit: Weighted, vcov: Floats, model: Model, df: int) -> Test:
    m = fit.b.size - 1
    if m == 0 or np.linalg.matrix_rank(vcov[1:, 1:]) < m:
        return Test(None, m, None, None, "qm", "no_df" if m == 0 else "no_spread")
    statistic = float(fit.b[1:] @ np.linalg.solve(vcov[1:, 1:], fit.b[1:]))
    if math.isinf(model.degrees(df)):
        return Test(statistic, m, None, chi2_tail(statistic, m), "qm")
    return Test(statistic / m, m, df, f_tail(statistic / m, m, df), "qm_f")


def _explained(evidence: Evidence, tau2: float, model: Model) -> Estimate:
    """1 - tau2 / tau2 of the same studies without moderators."""
    if model.tau2 == COMMON:
        return Estimate(None, n=evidence.k, level=model.level, unit="share", method="r2", reason="no_heterogeneity")
    alone = ESTIMATORS[model.tau2](Evidence(evidence.y, evidence.v, np.ones((evidence.k, 1)))).value
    if alone == 0:
        return Estimate(None, n=evidence.k, level=model.level, unit="share", method="r2", reason="no_heterogeneity")
    return Estimate(max(0.0, 1 - tau2 / alone), n=evidence.k, level=model.level, unit="share", method="r2")
