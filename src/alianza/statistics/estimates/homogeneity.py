"""Whether a risk ratio is the same in every group, under the design."""

import numpy as np

from alianza.statistics.estimates.estimation import Quotients, covariance
from alianza.statistics.estimates.wald import METHOD, wald_test
from alianza.statistics.sampling.plan import Plan
from alianza.statistics.sampling.structure import Floats, Rows
from alianza.study.estimate import Test


def homogeneity(plan: Plan, y: Floats, exposed: Floats, group: Rows, rows: Rows) -> Test:
    """Wald F test that the log risk ratios of a binary outcome are equal in all groups.

    With K groups, theta_k = log p(exposed, k) - log p(unexposed, k) and V their covariance under the design,
    the statistic is (C theta)' (C V C')^-1 (C theta) / (K - 1), where C takes differences from the last group; it
    has K - 1 and the design's degrees of freedom.

    Args:
        plan: The sample and how its error is estimated.
        y: Outcome, 0, 1 or NaN, one a row of the frame.
        exposed: Exposure, 0, 1 or NaN.
        group: Code of the group, negative where missing.
        rows: Rows of the domain.

    Returns:
        The test; without statistic and with reason `no_answers` where a group lacks one side, or `at_bound` where a
        share is 0 so that its logarithm does not exist.

    Source: Korn and Graubard (1999), Analysis of Health Surveys, 3.4; the design-based counterpart of Breslow-Day.
    """
    used = rows[~np.isnan(y[rows] + exposed[rows]) & (group[rows] >= 0)]
    codes = np.unique(group[used])
    sides = [(group[used] == code) & (exposed[used] == side) for code in codes for side in (1, 0)]
    member = np.stack(sides, axis=1).astype(np.float64) if codes.size else np.zeros((used.size, 0))
    weights = plan.structure.weights[used]
    if codes.size < 2 or not (weights @ member > 0).all():
        return Test(None, None, None, None, METHOD, "no_answers")
    shares = Quotients(member * y[used, None], member, used)
    values = shares.values(weights)
    if (values <= 0).any():
        return Test(None, None, None, None, METHOD, "at_bound")
    contrasts = _contrasts(codes.size)
    theta = contrasts @ np.log(values)
    slope = contrasts / values
    spread = slope @ covariance(plan, shares) @ slope.T
    return _wald(theta, spread, plan.degrees(used))


def equal_means(plan: Plan, y: Floats, group: Rows, rows: Rows) -> Test:
    """Wald F test that the mean of `y` is the same in every group.

    Groups may share strata and units: the covariance of their means enters. With K groups the test has K - 1 and
    the design's degrees of freedom minus K - 1, as R's regTermTest of svyglm(y ~ group).

    Args:
        plan: The sample and how its error is estimated.
        y: Values, NaN where missing.
        group: Code of the group, negative where missing.
        rows: Rows of the domain.

    Returns:
        The test; without statistic and with reason `no_answers` for fewer than two groups, or `no_df`.

    Source: Korn and Graubard (1999), Analysis of Health Surveys, 3.5.
    """
    used = rows[~np.isnan(y[rows]) & (group[rows] >= 0)]
    codes = np.unique(group[used])
    weights = plan.structure.weights[used]
    member = np.stack([group[used] == code for code in codes], axis=1).astype(np.float64) if codes.size else None
    if member is None or codes.size < 2 or not (weights @ member > 0).all():
        return Test(None, None, None, None, METHOD, "no_answers")
    means = Quotients(member * y[used, None], member, used)
    differences = np.eye(codes.size)[:-1] - np.eye(codes.size)[-1]
    theta = differences @ means.values(weights)
    spread = differences @ covariance(plan, means) @ differences.T
    return _wald(theta, spread, plan.degrees(used) - (codes.size - 1))


def _contrasts(groups: int) -> Floats:
    """Differences of log risk ratios from the last group's, over the 2K log shares (exposed, unexposed by group)."""
    ratios = np.kron(np.eye(groups), np.array([[1.0, -1.0]]))
    return np.asarray(ratios[:-1] - ratios[-1])


def _wald(theta: Floats, spread: Floats, df: float) -> Test:
    if df <= 0 or not np.isfinite(spread).all():
        return Test(None, None, None, None, METHOD, "no_df")
    return wald_test(theta, spread, df)
