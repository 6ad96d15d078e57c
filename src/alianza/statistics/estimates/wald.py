"""Wald tests that several quantities are zero together (R's regTermTest)."""

from collections.abc import Sequence

import numpy as np

from alianza.statistics.distributions import f_tail
from alianza.statistics.sampling.structure import Floats
from alianza.study.estimate import Test

METHOD = "wald_f"


def places_of(wanted: str | Sequence[str], terms: Sequence[str], sources: Sequence[str]) -> list[int]:
    """Places of the coefficients that belong to predictors or are single terms, in the model's order.

    Raises:
        KeyError: If a name is neither a predictor nor a term of the model.
    """
    names = {wanted} if isinstance(wanted, str) else set(wanted)
    places = [place for place, pair in enumerate(zip(terms, sources, strict=True)) if names & set(pair)]
    missing = names - {terms[place] for place in places} - {sources[place] for place in places}
    if missing:
        raise KeyError(", ".join(sorted(missing)))
    return places


def wald_test(b: Floats, vcov: Floats, df: float) -> Test:
    """F test b' V^-1 b / p with p and `df` degrees of freedom.

    Without statistic and with reason `no_df` where the covariance matrix has not full rank; without p where the
    design leaves no degrees of freedom.

    Source: Korn and Graubard (1999), Analysis of Health Surveys, 3.4.
    """
    if np.linalg.matrix_rank(vcov) < b.size:
        return Test(None, b.size, df, None, METHOD, "no_df")
    statistic = float(b @ np.linalg.solve(vcov, b)) / b.size
    p = f_tail(statistic, b.size, df) if df > 0 else None
    return Test(statistic, b.size, df, p, METHOD, "" if p is not None else "no_df")
