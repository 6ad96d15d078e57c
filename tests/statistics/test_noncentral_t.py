"""Limits of the noncentrality of t, also of large ones, against tests/reference/noncentral_t.R."""

import json
from pathlib import Path

import pytest

from alianza.statistics.tables.effect_size import noncentrality

R = json.loads((Path(__file__).parents[1] / "reference" / "noncentral_t.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize(("t", "df", "low", "high"), R)
def test_both_limits_are_those_of_r(t: float, df: float, low: float, high: float) -> None:
    assert noncentrality(t, df, 0.975) == pytest.approx(low, rel=1e-9, abs=1e-9)
    assert noncentrality(t, df, 0.025) == pytest.approx(high, rel=1e-9, abs=1e-9)


@pytest.mark.parametrize("df", [1, 4, 1e6])
@pytest.mark.parametrize("t", [0.3, 40.0, 1e6])
def test_the_other_sign_turns_the_limits_round(t: float, df: float) -> None:
    assert noncentrality(-t, df, 0.025) == pytest.approx(-noncentrality(t, df, 0.975), rel=1e-9, abs=1e-9)
