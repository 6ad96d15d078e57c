"""What an allocation costs: Kish's design effect, the firms that the minimum decided, replacements that ran out."""

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from alianza.survey.certificate import Certificate, CertifiedStratum, Plan
from alianza.survey.draw_weights import decided_by_minimum, short_of_replacements, weight_effect, weight_warnings
from alianza.survey.firm_hash import RULE


def certificate(
    strata: Sequence[tuple[int, int, int]], minimum: int = 0, rule: str = "proportional", size: str = ""
) -> Certificate:
    made = tuple(CertifiedStratum((f"s{h}",), *one, "0" * 16) for h, one in enumerate(strata))
    plan = Plan(sum(one.n for one in made), 1, rule, minimum)
    return Certificate(2, RULE, plan, "ruc", ("zone",), size, made, "", "")


@given(
    st.lists(st.tuples(st.integers(1, 10_000), st.integers(0, 40)), min_size=1).filter(lambda s: any(n for _, n in s))
)
def test_the_design_effect_is_one_plus_the_squared_variation_of_the_weights(strata: list[tuple[int, int]]) -> None:
    drawn = [(max(firms, n), n, 0) for firms, n in strata]
    weights = np.array([firms / n for firms, n, _ in drawn for _ in range(n)])
    effect = weight_effect(certificate(drawn))
    assert effect.deff == pytest.approx(1 + (weights.std() / weights.mean()) ** 2)
    assert effect.effective == pytest.approx(weights.sum() ** 2 / (weights**2).sum())


def test_the_minimum_decides_only_where_the_rule_gave_less() -> None:
    made = certificate([(9000, 26, 26), (10, 2, 2), (1, 1, 0), (700, 2, 2)], minimum=2)
    assert [one.name for one in decided_by_minimum(made)] == [("s1",), ("s2",)]
    assert decided_by_minimum(certificate([(9, 2, 2), (9, 2, 2)], 2, "equal")) == []
    assert decided_by_minimum(certificate([(90, 8, 8), (10, 2, 2)])) == []
    by_size = certificate([(90, 8, 8), (10, 2, 2)], 2, "neyman", "sales")
    assert [one.name for one in decided_by_minimum(by_size)] == [("s1",)]


def test_a_minimum_that_makes_weights_unequal_is_a_warning_with_its_price() -> None:
    made = certificate([(24_000, 10, 10), *[(4, 2, 2)] * 20], minimum=2)
    (warning,) = weight_warnings(made)
    assert (warning.code, warning.severity) == ("minimum_decided", "warning")
    assert (warning.values["count"], warning.values["strata"], warning.values["n"]) == (40, 20, 50)
    assert weight_warnings(certificate([(100, 10, 10), (100, 10, 10)], minimum=2)) == []


def test_strata_that_run_out_of_replacements_are_listed() -> None:
    made = certificate([(100, 10, 10), (12, 10, 2)])
    assert [one.name for one in short_of_replacements(made)] == [("s1",)]
    (warning,) = weight_warnings(made)
    assert (warning.code, warning.found) == ("replacements_short", "s1")
    assert (warning.values["given"], warning.values["asked"]) == (12, 20)
