"""Inter-judge agreement against R: psych's kappas, and the authors' formulas written once more in R.

The numbers come from `Rscript tests/reference/agreement.R > tests/reference/agreement.json` (R 4.2.2, psych 2.2.9),
which goes through the data unit by unit and position by position, where our code goes through sums over patterns.
"""

import json
from pathlib import Path

import pytest

from alianza.statistics.agreement import (
    Agreement,
    Continuum,
    Unit,
    brennan_prediger,
    cohen_kappa,
    conger_kappa,
    cu_alpha,
    fleiss_kappa,
    gwet_ac2,
    holsti,
    krippendorff_alpha,
    percent_agreement,
    scott_pi,
    u_alpha,
    unitizing_alpha,
)
from oracle import assert_close

R = json.loads((Path(__file__).parents[1] / "reference" / "agreement.json").read_text(encoding="utf-8"))
TABLES = R["tables"]
PAIR = tuple(list(column) for column in zip(*TABLES["two"], strict=True))
UNITS = [Unit(who, code, int(start), int(end)) for who, code, start, end in R["units"]]
TEXT = Continuum(0, 200)
GWET = {"ac": gwet_ac2, "fleiss": fleiss_kappa, "bp": brennan_prediger, "percent": percent_agreement}
KINDS = ("unweighted", "linear", "quadratic", "ordinal")


def terms(one: Agreement) -> list[float]:
    return [one.value, one.observed, one.expected]


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("level", ["nominal", "ordinal", "interval", "ratio"])
def test_alpha(table: str, level: str) -> None:
    assert_close(terms(krippendorff_alpha(TABLES[table], level, interval="none")), R["alpha"][table][level])


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("weights", KINDS)
@pytest.mark.parametrize("name", GWET)
def test_gwets_coefficients_and_their_standard_errors(table: str, weights: str, name: str) -> None:
    one = GWET[name](TABLES[table], weights=weights, interval="analytic")
    assert_close([one.value, one.se, one.observed, one.expected], R["gwet"][table][weights][name])
    assert one.method == "linearised_t"


@pytest.mark.parametrize("table", TABLES)
def test_coefficients_of_who_gave_which_code(table: str) -> None:
    data = TABLES[table]
    for weights in KINDS:
        assert_close(conger_kappa(data, weights, interval="none").value, R["conger"][table][weights])
    assert_close(holsti(data, interval="none").value, R["holsti"][table])
    assert_close(percent_agreement(data, "unanimous", interval="none").value, R["unanimous"][table])


def test_fleiss_kappa_of_each_code_with_its_test() -> None:
    one, wanted = fleiss_kappa(TABLES["complete"], interval="none"), R["fleiss"]
    assert_close([one.value, one.chance.statistic], [wanted["kappa"], wanted["z"]])
    assert_close([each.value for each in one.by_code.values()], wanted["each"])
    assert_close([each.chance.statistic for each in one.by_code.values()], wanted["each_z"])


def test_fleiss_has_no_test_where_coders_left_units_out() -> None:
    assert fleiss_kappa(TABLES["gaps"], interval="none").chance is None


@pytest.mark.parametrize("weights", ["unweighted", "linear", "quadratic"])
def test_cohens_kappa_and_the_standard_error_of_fleiss_cohen_and_everitt(weights: str) -> None:
    one = cohen_kappa(*PAIR, weights, interval="analytic")
    assert_close([one.value, one.se], R["cohen"][weights])
    assert one.method == "fleiss_cohen_everitt_z"


def test_psychs_variance_of_weighted_kappa_is_not_that_of_fleiss_cohen_and_everitt() -> None:
    own = cohen_kappa(*PAIR, "quadratic", interval="analytic").se
    assert 1e-4 < abs(R["cohen"]["psych_quadratic"] / own - 1) < 1e-2


def test_the_limit_of_cohens_kappa() -> None:
    assert_close(cohen_kappa(*PAIR, interval="analytic").low, R["cohen"]["unweighted_low"])


@pytest.mark.parametrize("weights", KINDS)
def test_cohens_kappa_against_chance(weights: str) -> None:
    assert_close(cohen_kappa(*PAIR, weights, interval="none").chance.statistic, R["cohen_z"][weights])


def test_scotts_pi_and_its_standard_error() -> None:
    one = scott_pi(*PAIR, interval="analytic")
    assert_close([one.value, one.se], R["scott"])
    assert one.method == "scott_z"


def test_alpha_of_units_against_every_position_tried() -> None:
    alpha = unitizing_alpha(UNITS, TEXT)
    assert_close(alpha.value, R["unitizing"]["overall"])
    for code, one in alpha.by_code.items():
        assert_close(terms(one), R["unitizing"][code])


def test_alphas_of_a_continuum_against_every_position() -> None:
    wanted = R["continuum"]
    cu = cu_alpha(UNITS, TEXT)
    assert_close(u_alpha(UNITS, TEXT).value, wanted["u"])
    assert_close(u_alpha(UNITS, TEXT, binary=True).value, wanted["binary"])
    assert_close([cu.value, cu.coverage], [wanted["cu"], wanted["coverage"]])
    for code, one in cu.by_code.items():
        assert_close(one.value, wanted["k"][code])
