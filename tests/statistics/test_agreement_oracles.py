"""Every number of the agreement reference cases, one by one.

The cases print what R irr 0.84.1, R irrCAC 1.4, DKPro, the ATLAS.ti manual and the cited publications give for their
data. Each printed number is found again here, to its stated tolerance or to its last printed digit; a number without a
check here and without a reason in EXCEPTIONS fails.
"""

import csv
import json
import math
from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import cache
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest

from alianza.statistics.agreement import (
    Agreement,
    Continuum,
    Unit,
    brennan_prediger,
    cohen_kappa,
    conger_kappa,
    fleiss_kappa,
    gwet_ac1,
    gwet_ac2,
    krippendorff_alpha,
    percent_agreement,
    presence,
    unitizing_alpha,
)
from alianza.statistics.agreement.bootstrap import resampled
from alianza.statistics.agreement.patterns import patterns
from alianza.statistics.agreement.ratings import read_pair
from alianza.statistics.agreement.two_coders import _cohen
from alianza.statistics.distributions import t_quantile, t_two_sided
from oracle import SHARED

CASES = SHARED / "oracles" / "agreement"
STUDY = SHARED / "data" / "agreement_es"

TEXT = {"source", "note", "layout", "why", "trap", "coeff.name", "w.name", "cat", "two_independent_sources", "units",
        "per_code", "families", "tol"}  # fmt: skip
"""Keys that describe a number and are none."""

MUST_NOT_MATCH = {
    "01_krippendorff_canonical_4obs": ("irrCAC_R/values/ordinal|krippen.alpha.raw/",),
    "03_fleiss1971_psychiatric": ("must_not_match_irr/value",),
}
"""Numbers of programs that compute something else under the same name."""

EXCEPTIONS = {
    "13_entrevistas_es_2coders/Resumen_Familias.csv": "the reference does not say which code belongs to which family, "
    "and no assignment of whole categories gives the four summaries; their totals are checked",
}

Found = dict[str, float]


def folder(case: str) -> Path:
    if not (CASES / case).exists():
        pytest.skip(f"reference cases are absent: ../shared/oracles/agreement/{case}")
    return CASES / case


def rows(case: str) -> list[list[str | None]]:
    with (folder(case) / "data.csv").open(encoding="utf-8-sig", newline="") as file:
        return [[cell or None for cell in row] for row in list(csv.reader(file))[1:]]


def numbers(case: str) -> list[list[float | None]]:
    return [[None if cell is None else float(cell) for cell in row] for row in rows(case)]


def leaves(node: object, path: str = "") -> Iterator[tuple[str, Decimal]]:
    """Every number of an expected.json with the path to it; both limits of a printed interval."""
    if isinstance(node, dict):
        for key, below in node.items():
            if key not in TEXT:
                yield from leaves(below, f"{path}/{key}" if path else key)
    elif isinstance(node, list):
        for place, below in enumerate(node):
            yield from leaves(below, f"{path}/{place}")
    elif isinstance(node, str):
        for end, limit in zip(("low", "high"), node.strip("()").split(","), strict=True):
            yield f"{path}/{end}", Decimal(limit)
    else:
        yield path, Decimal(node)


@cache
def expected(case: str) -> dict[str, Decimal]:
    text = (folder(case) / "expected.json").read_text(encoding="utf-8")
    return dict(leaves(json.loads(text, parse_float=Decimal)))


def stated(case: str) -> dict[str, float]:
    """Tolerances that the case states beside its numbers, by the path of what they are for."""
    text = (folder(case) / "expected.json").read_text(encoding="utf-8")

    def walk(node: object, path: str) -> Iterator[tuple[str, float]]:
        if isinstance(node, dict):
            if "tol" in node:
                yield path, node["tol"]
            for key, below in node.items():
                yield from walk(below, f"{path}{key}/")

    return dict(walk(json.loads(text), ""))


def tolerance(case: str, path: str, wanted: Decimal) -> float:
    """The tolerance stated nearest above a number; half of its last printed digit otherwise."""
    for above in sorted(stated(case), key=len, reverse=True):
        if path.startswith(above):
            return stated(case)[above]
    if path.endswith("/p"):
        return 0.0005  # printed with three decimals
    # irrCAC takes its p from 1 less the distribution, which leaves an error of some 1e-16.
    return 0.5001 * 10.0 ** int(wanted.as_tuple().exponent) + (2e-16 if path.endswith("p.value") else 0)


CAC = {
    "gwet.ac1.raw": gwet_ac2,
    "fleiss.kappa.raw": fleiss_kappa,
    "conger.kappa.raw": conger_kappa,
    "bp.coeff.raw": brennan_prediger,
    "pa.coeff.raw": percent_agreement,
}
LEVELS = {"unweighted": "nominal", "quadratic": "interval", "ordinal": "ordinal"}


def in_cac(name: str, data: list) -> Agreement:
    weights, function = name.split("|")
    if function == "krippen.alpha.raw":
        return krippendorff_alpha(data, LEVELS[weights], interval="analytic")
    return CAC[function](data, weights=weights, interval="analytic")


def cac_terms(name: str, one: Agreement, data: list) -> tuple[float, float]:
    """P_o and P_e as irrCAC prints them: alpha's are scaled to 0..1 and corrected for the number of codings."""
    if not name.endswith("krippen.alpha.raw"):
        return 1 - one.observed, 1 - one.expected
    given = [cell for row in data if sum(c is not None for c in row) >= 2 for cell in row if cell is not None]
    scale = (max(given) - min(given)) ** 2 if name.startswith("quadratic") else 1
    corrected = 1 - 1 / len(given)
    return 1 - corrected * one.observed / scale, 1 - corrected * one.expected / scale


def cac(prefix: str, names: tuple[str, ...], data: list) -> Found:
    """irrCAC's coefficient, standard error, interval, p (one-sided) and number of codings."""
    found: Found = {}
    texts = any(isinstance(cell, str) for row in data for cell in row)
    df = sum(any(cell is not None for cell in row) for row in data) - 1
    for name in names:
        one, path = in_cac(name, data), f"{prefix}/{name}"
        seen, by_chance = cac_terms(name, one, data)
        half = t_quantile(0.975, df) * one.se
        found |= {
            f"{path}/pa": seen,
            f"{path}/pe": by_chance,
            f"{path}/coeff.val": one.value,
            f"{path}/coeff.se": one.se,
            # irrCAC keeps the degrees of freedom of units that alpha drops.
            f"{path}/conf.int/low": one.value - half,
            f"{path}/conf.int/high": min(1.0, one.value + half),
            f"{path}/p.value": t_two_sided(one.value / one.se, df) / 2,
            # irrCAC takes the empty text for an observation when it counts, though not when it computes.
            f"{path}/tot.obs": sum(cell is not None or texts for row in data for cell in row),
        }
        if not name.endswith("krippen.alpha.raw"):
            assert math.isclose(one.low, one.value - half) and one.high == min(1.0, one.value + half)
    return found


def canonical(case: str) -> Found:
    data = numbers(case)
    alphas = {level: krippendorff_alpha(data, level).value for level in ("nominal", "ordinal", "interval", "ratio")}
    names = tuple(f"{w}|{f}" for w in LEVELS for f in (*CAC, "krippen.alpha.raw"))
    return (
        {"percent_agreement_pairable/value": percent_agreement(data, "values").value}
        | {f"alpha/{level}/value": value for level, value in alphas.items()}
        | {f"published/{level}": value for level, value in alphas.items()}
        | cac("irrCAC_R/values", names, data)
    )


def psychiatric(case: str) -> Found:
    data = rows(case)
    fleiss = fleiss_kappa(data)
    pair = cohen_kappa(*zip(*[row[:2] for row in data], strict=True))
    light = [cohen_kappa(*zip(*[(row[i], row[j]) for row in data], strict=True)) for i, j in combinations(range(6), 2)]
    alpha = krippendorff_alpha(data).value
    found = {
        "fleiss_kappa/value": fleiss.value,
        "z": fleiss.chance.statistic,
        "exact_conger": conger_kappa(data).value,
        "light": sum(one.value for one in light) / len(light),
        "cohen_r1_r2/value": pair.value,
        "cohen_r1_r2/stat": pair.chance.statistic,
        "cohen_r1_r2/p": pair.chance.p,
        "cohen_r1_r2/n": pair.n_units,
        "cohen_r1_r2/raters": 2,
        "percent_all_agree": 100 * percent_agreement(data, "unanimous").value,
        "alpha_nominal/value": alpha,
        "must_not_match_irr/value": alpha,
    }
    for place, one in enumerate(fleiss.by_code[code] for code in sorted(fleiss.by_code)):
        path = f"per_category/{place}"
        found |= {f"{path}/kappa": one.value, f"{path}/z": one.chance.statistic, f"{path}/p": one.chance.p}
    return found


def cohen_1960(case: str) -> Found:
    data = rows(case)
    kappa = cohen_kappa(*zip(*data, strict=True))
    assert kappa.value < 0
    return {
        "po/value": 1 - kappa.observed,
        "pe/value": 1 - kappa.expected,
        "gwet_ac1/value": gwet_ac1(data).value,
    }


def binary(case: str) -> Found:
    alpha = krippendorff_alpha(numbers(case))
    return {
        "percent/value": percent_agreement(numbers(case)).value,
        "observed_disagreement/value": alpha.observed,
        "expected_disagreement/value": alpha.expected,
        "alpha_nominal/value": alpha.value,
    }


def ben_and_gerry(case: str) -> Found:
    return cac("irrCAC_R_1_4", tuple(f"unweighted|{f}" for f in (*CAC, "krippen.alpha.raw")), rows(case))


def paradox(case: str) -> Found:
    ac1 = gwet_ac1(rows(case))
    return {"pa": 1 - ac1.observed, "ac1_pe": 1 - ac1.expected, "ac1/value": ac1.value}


def unitizing(case: str) -> Found:
    marked = [Unit(who, code, int(at), int(at) + int(length)) for who, at, length, code in rows(case)]
    start, length = (int(expected(case)[f"continuum_{part}"]) for part in ("start", "length"))
    alpha = unitizing_alpha(marked, Continuum(start, start + length))
    found = {"continuum_start": start, "continuum_length": length, "overall_alpha_U": alpha.value}
    for code, one in alpha.by_code.items():
        path = f"per_category/{code}"
        found |= {f"{path}/Do": one.observed, f"{path}/De": one.expected, f"{path}/alpha": one.value}
    return found


def interviews(case: str) -> Found:
    data = coded()
    return {"n_codes": len(data), "n_units": len(next(iter(data.values()))[0])}


CHECKS: dict[str, Callable[[str], Found]] = {
    "01_krippendorff_canonical_4obs": canonical,
    "03_fleiss1971_psychiatric": psychiatric,
    "05_cohen1960_p37": cohen_1960,
    "07_atlasti_manual_binary": binary,
    "10_gwet_ben_gerry": ben_and_gerry,
    "11_gwet_ac1_paradox": paradox,
    "13_entrevistas_es_2coders": interviews,
    "14_unitizing_krippendorff2004": unitizing,
}


@pytest.mark.parametrize("case", CHECKS)
def test_every_printed_number_is_found_again(case: str) -> None:
    wanted, found = expected(case), CHECKS[case](case)
    assert set(found) == set(wanted)
    different = MUST_NOT_MATCH.get(case, ())
    for path, number in wanted.items():
        if not path.startswith(different or ("\0",)):
            assert abs(found[path] - float(number)) <= tolerance(case, path, number), (path, found[path], number)


@pytest.mark.parametrize(
    ("case", "path"),
    [
        ("01_krippendorff_canonical_4obs", "irrCAC_R/values/ordinal|krippen.alpha.raw/coeff.val"),
        ("03_fleiss1971_psychiatric", "must_not_match_irr/value"),
    ],
)
def test_the_numbers_of_programs_that_compute_something_else_are_not_ours(case: str, path: str) -> None:
    wanted = float(expected(case)[path])
    assert abs(CHECKS[case](case)[path] - wanted) > 0.002


def as_irr(data: list) -> float:
    """Alpha of complete data by irr 0.84.1, which takes the number of ordered pairs for the number of codings."""
    alpha = krippendorff_alpha(data, interval="none")
    coders = len(data[0])
    n = len(data) * coders
    pairs = n * (coders - 1)
    return 1 - (pairs - 1) / pairs * alpha.observed / (alpha.expected * (n - 1) / n)


def test_irr_differs_because_it_does_not_divide_by_the_coders_less_one() -> None:
    case = "03_fleiss1971_psychiatric"
    assert abs(as_irr(rows(case)) - float(expected(case)["must_not_match_irr/value"])) < 1e-9


def test_numbering_the_labels_coder_by_coder_gives_another_alpha() -> None:
    data = rows("03_fleiss1971_psychiatric")
    own = [sorted(set(column)) for column in zip(*data, strict=True)]
    trapped = [[own[coder].index(code) for coder, code in enumerate(row)] for row in data]
    assert round(as_irr(trapped), 5) == 0.28296


def test_every_case_has_a_check() -> None:
    if not CASES.exists():
        pytest.skip("reference cases are absent: ../shared/oracles/agreement")
    assert {path.name for path in CASES.iterdir()} == set(CHECKS)
    read = {"README", "data.csv", "expected.json", "expected_kappa.csv"}
    others = {f"{path.parent.name}/{path.name}" for path in CASES.glob("*/*") if path.name not in read}
    assert others == set(EXCEPTIONS)


@cache
def coded() -> dict[str, tuple[list[int], list[int]]]:
    """Code to its presence by the two coders of the Spanish study, unit by unit."""
    lines = rows("13_entrevistas_es_2coders")
    units = sorted({unit for *_, unit in lines})
    given = {(code, who, unit) for *_, who, code, _, unit in lines}
    codes = sorted({code for _, _, _, code, _, _ in lines})
    return {code: tuple([int((code, who, unit) in given) for unit in units] for who in ("J", "P")) for code in codes}


@cache
def workbook() -> dict[str, tuple[list[int], list[int]]]:
    """The same from the workbook that the study's authors published."""
    if not STUDY.exists():
        pytest.skip("the Spanish study is absent: ../shared/data/agreement_es")
    import openpyxl

    book = openpyxl.load_workbook(STUDY / "INE_VE_PresenciaBinaria.xlsx", read_only=True, data_only=True)
    lines = [line for line in book["presencia_largo"].iter_rows(min_row=2, values_only=True) if line[0]]
    given = {(code, who, (interview, question)) for interview, question, who, code, _, _ in lines}
    units, codes = sorted({unit for *_, unit in given}), sorted({code for code, _, _ in given})
    return {code: tuple([int((code, who, unit) in given) for unit in units] for who in ("J", "P")) for code in codes}


def published(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("source", ["case", "workbook"])
def test_the_38_kappas_of_the_spanish_study(source: str) -> None:
    if source == "case":
        data, path = coded(), folder("13_entrevistas_es_2coders") / "expected_kappa.csv"
    else:
        data, path = workbook(), STUDY / "Reporte_Kappa_Extendido.csv"
    lines = published(path)
    assert len(lines) == len(data) == 38
    for line in lines:
        first, second = data[line["Code_full"]]
        kappa, used = cohen_kappa(first, second, interval="none"), presence(first, second)
        assert [used.both, used.first, used.second, used.neither] == [int(line[cell]) for cell in "abcd"]
        pabak = brennan_prediger(list(zip(first, second, strict=True)), codes=(0, 1), interval="none").value
        found = {"Kappa": kappa.value, "Po": 1 - kappa.observed, "Pe": 1 - kappa.expected, "PABAK": pabak}
        found |= {"PI": used.prevalence, "BI": used.bias}
        for name, value in found.items():
            assert abs(value - float(line[name])) <= 0.0006, (line["Code_full"], name)
        assert reading(kappa.value) == line["Interpretacion"]


def reading(kappa: float) -> str:
    """The words of Landis and Koch (1977) that the study prints."""
    bands = ((0, "Pobre"), (0.2, "Leve"), (0.4, "Aceptable"), (0.6, "Moderado"), (0.8, "Sustancial"))
    if kappa < -1e-12:
        return "Pobre"
    return next((word for limit, word in bands[1:] if kappa <= limit + 1e-12), "Casi perfecto")


def test_the_limits_of_the_spanish_study_are_percentiles_of_the_resamples_that_are_defined() -> None:
    # Theirs are random: the same table has -0.047 and -0.062 as its lower limit. We print none where resamples
    # without a value could hide a limit.
    for line in published(folder("13_entrevistas_es_2coders") / "expected_kappa.csv"):
        pair = read_pair(*coded()[line["Code_full"]])
        found = resampled(_cohen(patterns(pair.cells, who=True), np.eye(2)), 10_000, 1)
        low, high = np.nanquantile(found, [0.025, 0.975])
        assert abs(low - float(line["CI_Lower"])) < 0.02 and abs(high - float(line["CI_Upper"])) < 0.02, line


def test_the_families_of_the_spanish_study_add_up() -> None:
    lines = published(folder("13_entrevistas_es_2coders") / "Resumen_Familias.csv")
    kappas = [round(cohen_kappa(*pair, interval="none").value, 3) for pair in coded().values()]
    assert sum(int(line["N_Codigos"]) for line in lines) == len(kappas)
    total = sum(int(line["N_Codigos"]) * float(line["Media_Kappa"]) for line in lines)
    assert math.isclose(total, sum(kappas), abs_tol=1e-9)
    assert min(float(line["Min_Kappa"]) for line in lines) == min(kappas)
    assert max(float(line["Max_Kappa"]) for line in lines) == max(kappas)
