"""Rank of replicate weights by quick proofs, against a QR decomposition with column exchange."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.linalg import qr

from alianza.statistics.sampling.structure import Floats
from alianza.statistics.sampling.weight_rank import rank

TOLERANCE = 1e-5


def by_pivots(matrix: Floats) -> int:
    pivots = np.abs(np.diag(qr(matrix, mode="r", pivoting=True)[0]))
    return int((pivots > TOLERANCE * pivots.max()).sum())


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**6), st.integers(2, 90), st.integers(1, 60), st.integers(2, 40))
def test_bootstrap_weights_of_clusters(seed: int, rows: int, replicates: int, clusters: int) -> None:
    random = np.random.default_rng(seed)
    counts = random.poisson(1.0, size=(clusters, replicates)).astype(np.float64)
    counts[0] += 1
    weights = counts[random.integers(0, clusters, rows)] * random.uniform(1, 9, (rows, 1))
    if weights.any():
        assert rank(np.asfortranarray(weights), TOLERANCE) == by_pivots(weights)


@pytest.mark.parametrize("rows", [40, 120, 700])
@pytest.mark.parametrize("small", [1e-2, 1e-4, 3e-5, 3e-6, 1e-7, 1e-12])
def test_columns_that_are_almost_dependent(rows: int, small: float) -> None:
    random = np.random.default_rng(rows)
    matrix = random.uniform(1, 2, (rows, 30))
    matrix[:, 7] = matrix[:, :7].sum(axis=1) / 7 + small * random.normal(size=rows)
    assert rank(matrix, TOLERANCE) == by_pivots(matrix)


def test_jackknife_weights_have_full_rank() -> None:
    units = np.repeat(np.arange(50), 4)
    assert rank((units[:, None] != np.arange(50)) * 50 / 49, TOLERANCE) == 50


def test_no_weights_have_no_rank() -> None:
    assert rank(np.zeros((5, 3)), TOLERANCE) == 0
    assert rank(np.zeros((0, 3)), TOLERANCE) == 0
