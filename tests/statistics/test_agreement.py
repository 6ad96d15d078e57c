"""Inter-judge agreement: what always holds, the authors' examples, and the fast paths against plain twins."""

import math
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import permutations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array

from alianza.statistics.agreement import (
    Agreement,
    Continuum,
    Presence,
    Unit,
    agreement_by_code,
    brennan_prediger,
    cohen_kappa,
    conger_kappa,
    cu_alpha,
    fleiss_kappa,
    gwet_ac1,
    gwet_ac2,
    holsti,
    krippendorff_alpha,
    percent_agreement,
    presence,
    scott_pi,
    u_alpha,
    unitizing_alpha,
)
from alianza.statistics.agreement.bootstrap import _summed
from alianza.statistics.agreement.coefficient import values
from alianza.statistics.agreement.krippendorff import _coefficient
from alianza.statistics.agreement.multinomial import are_many, multinomial
from alianza.statistics.agreement.patterns import patterns
from alianza.statistics.agreement.ratings import read_ratings

Table = list[list[object]]

OBSERVERS: Table = [
    [1, 1, None, 1], [2, 2, 3, 2], [3, 3, 3, 3], [3, 3, 3, 3], [2, 2, 2, 2], [1, 2, 3, 4],
    [4, 4, 4, 4], [1, 1, 2, 1], [2, 2, 2, 2], [None, 5, 5, 5], [None, None, 1, 1], [None, None, 3, None],
]  # fmt: skip
"""Krippendorff (2011), Computing Krippendorff's Alpha-Reliability: four observers, twelve units."""

OVER_UNITS: dict[str, Callable[..., Agreement]] = {
    "percent_agreement": percent_agreement,
    "percent_agreement, values": lambda x, **how: percent_agreement(x, "values", **how),
    "percent_agreement, unanimous": lambda x, **how: percent_agreement(x, "unanimous", **how),
    "holsti": holsti,
    "fleiss_kappa": fleiss_kappa,
    "conger_kappa": conger_kappa,
    "gwet_ac1": gwet_ac1,
    "gwet_ac2": gwet_ac2,
    "gwet_ac2, ordinal": lambda x, **how: gwet_ac2(x, "ordinal", **how),
    "brennan_prediger": brennan_prediger,
    "alpha nominal": krippendorff_alpha,
    "alpha ordinal": lambda x, **how: krippendorff_alpha(x, "ordinal", **how),
    "alpha interval": lambda x, **how: krippendorff_alpha(x, "interval", **how),
    "alpha ratio": lambda x, **how: krippendorff_alpha(x, "ratio", **how),
}
NOMINAL = [name for name in OVER_UNITS if "," not in name or "percent" in name]
NOMINAL = [name for name in NOMINAL if name not in ("gwet_ac2", "alpha ordinal", "alpha interval", "alpha ratio")]


@st.composite
def tables(draw: st.DrawFn, missing: bool = True) -> Table:
    """A table of codings by two to four coders."""
    coders = draw(st.integers(2, 4))
    cell = st.integers(1, 4) | st.none() if missing else st.integers(1, 4)
    return draw(st.lists(st.lists(cell, min_size=coders, max_size=coders), min_size=2, max_size=12))


def point(name: str, table: Table) -> float | None:
    return OVER_UNITS[name](table, interval="none").value


def same(one: float | None, other: float | None) -> bool:
    return one is other if one is None or other is None else math.isclose(one, other, rel_tol=1e-9, abs_tol=1e-9)


# What always holds


@pytest.mark.parametrize("name", OVER_UNITS)
@given(table=tables(), random=st.randoms(use_true_random=False))
@settings(max_examples=30, deadline=None)
def test_the_order_of_units_and_coders_changes_nothing(name: str, table: Table, random: object) -> None:
    shuffled = random.sample(table, len(table))
    order = random.sample(range(len(table[0])), len(table[0]))
    assert same(point(name, table), point(name, [[row[coder] for coder in order] for row in shuffled]))


def test_the_order_of_units_and_coders_changes_no_interval() -> None:
    turned = [row[::-1] for row in OBSERVERS[::-1]]
    assert krippendorff_alpha(OBSERVERS) == krippendorff_alpha(turned)
    assert gwet_ac1(OBSERVERS) == gwet_ac1(turned)


@pytest.mark.parametrize("name", NOMINAL)
@given(table=tables(), names=st.permutations(["contrato", "confianza", "flexibilidad", "poder"]))
@settings(max_examples=30, deadline=None)
def test_the_names_of_codes_change_no_nominal_coefficient(name: str, table: Table, names: Sequence[str]) -> None:
    renamed = [[None if cell is None else names[cell - 1] for cell in row] for row in table]
    assert same(point(name, table), point(name, renamed))


@pytest.mark.parametrize("name", OVER_UNITS)
@given(codes=st.lists(st.integers(1, 4), min_size=2, max_size=12), coders=st.integers(2, 4))
@settings(max_examples=20, deadline=None)
def test_coders_who_always_agree_have_one(name: str, codes: list[int], coders: int) -> None:
    assume(len(set(codes)) > 1)
    found = OVER_UNITS[name]([[code] * coders for code in codes], interval="none")
    assert (found.value, found.observed) == (1.0, 0.0)


@given(table=tables())
@settings(max_examples=50, deadline=None)
def test_two_coders_of_complete_units_tie_the_coefficients_together(table: Table) -> None:
    pair = [row[:2] for row in table if None not in row[:2]]
    assume(pair)
    first, second = zip(*pair, strict=True)
    assert same(cohen_kappa(first, second, interval="none").value, point("conger_kappa", pair))
    assert same(scott_pi(first, second, interval="none").value, point("fleiss_kappa", pair))
    assert same(point("holsti", pair), point("percent_agreement", pair))
    pi, alpha, n = point("fleiss_kappa", pair), point("alpha nominal", pair), 2 * len(pair)
    assert pi is None or same(alpha, 1 - (1 - pi) * (n - 1) / n)


@given(table=tables(missing=False))
@settings(max_examples=30, deadline=None)
def test_quadratic_weights_and_interval_alpha_are_one_measure(table: Table) -> None:
    kappa = fleiss_kappa(table, "quadratic", interval="none").value
    n = len(table) * len(table[0])
    assert kappa is None or same(point("alpha interval", table), 1 - (1 - kappa) * (n - 1) / n)


# Plain twins, written from the formulas


def plain_alpha(table: Table, distance: Callable[[object, object, Counter], float]) -> float | None:
    units = [[cell for cell in row if cell is not None] for row in table]
    units = [unit for unit in units if len(unit) >= 2]
    used = Counter(cell for unit in units for cell in unit)
    n = sum(used.values())
    observed = sum(distance(a, b, used) / (len(unit) - 1) for unit in units for a, b in permutations(unit, 2))
    expected = sum(used[a] * used[b] * distance(a, b, used) for a in used for b in used) / (n - 1) if n else 0
    return 1 - observed / expected if expected else None


def ordinal(a: object, b: object, used: Counter) -> float:
    low, high = sorted((a, b))
    between = sum(count for code, count in used.items() if low <= code <= high)
    return (between - (used[low] + used[high]) / 2) ** 2 if a != b else 0.0


DISTANCES: dict[str, Callable[[object, object, Counter], float]] = {
    "nominal": lambda a, b, used: float(a != b),
    "ordinal": ordinal,
    "interval": lambda a, b, used: (a - b) ** 2,
    "ratio": lambda a, b, used: ((a - b) / (a + b)) ** 2,
}


@pytest.mark.parametrize("level", DISTANCES)
@given(table=tables())
@settings(max_examples=60, deadline=None)
def test_alpha_is_what_its_definition_says(level: str, table: Table) -> None:
    assert same(point(f"alpha {level}", table), plain_alpha(table, DISTANCES[level]))


def plain_gwet(table: Table, chance: Callable[[list[float]], float]) -> float | None:
    units = [[cell for cell in row if cell is not None] for row in table]
    units = [unit for unit in units if unit]
    twice = [unit for unit in units if len(unit) >= 2]
    codes = sorted({cell for unit in units for cell in unit})
    if not twice or len(codes) < 2:
        return None
    agreeing = [sum(a == b for a, b in permutations(unit, 2)) / (len(unit) * (len(unit) - 1)) for unit in twice]
    shares = [sum(unit.count(code) / len(unit) for unit in units) / len(units) for code in codes]
    seen, expected = sum(agreeing) / len(twice), chance(shares)
    return None if math.isclose(expected, 1) else (seen - expected) / (1 - expected)


CHANCES: dict[str, Callable[[list[float]], float]] = {
    "fleiss_kappa": lambda p: sum(x * x for x in p),
    "gwet_ac1": lambda p: sum(x * (1 - x) for x in p) / (len(p) - 1),
    "brennan_prediger": lambda p: 1 / len(p),
}


@pytest.mark.parametrize("name", CHANCES)
@given(table=tables())
@settings(max_examples=60, deadline=None)
def test_gwets_family_is_what_its_definition_says(name: str, table: Table) -> None:
    assert same(point(name, table), plain_gwet(table, CHANCES[name]))


@pytest.mark.parametrize("level", DISTANCES)
@given(table=tables(), data=st.data())
@settings(max_examples=40, deadline=None)
def test_a_resample_by_counts_is_the_resample_of_its_units(level: str, table: Table, data: st.DataObject) -> None:
    ratings = read_ratings(table)
    found = patterns(ratings.cells, who=False).coded_by(2)
    assume(len(found.times))
    drawn = data.draw(st.lists(st.integers(0, len(found.times) - 1), min_size=2, max_size=10))
    coefficient = _coefficient(found, ratings, level)
    counts = np.bincount(drawn, minlength=len(found.times)).astype(float)
    fast = float(values(coefficient.disagreement, counts[None, :] @ coefficient.parts)[0])
    units = [[None if cell < 0 else ratings.codes[cell] for cell in found.rows[place]] for place in drawn]
    assert same(None if math.isnan(fast) else fast, plain_alpha(units, DISTANCES[level]))


@pytest.mark.parametrize("level", ["nominal", "ordinal", "interval", "ratio"])
def test_thousands_of_different_numbers_go_the_sparse_way_and_stay_right(level: str) -> None:
    random = np.random.default_rng(3)
    true = random.gamma(2, 20, 1_100)
    table = np.round(true[:, None] + random.normal(0, 1, (1_100, 2)), 6).clip(0.5)
    codes, cells = np.unique(table, return_inverse=True)
    used = np.bincount(cells.ravel()).astype(float)
    rank = np.cumsum(used) - used / 2
    where = {"ordinal": rank, "interval": codes}.get(level, codes)
    apart = where[:, None] - where[None, :]
    distance = {
        "nominal": (apart != 0).astype(float),
        "ratio": (apart / (codes[:, None] + codes[None, :])) ** 2,
    }.get(level, apart**2)
    first, second = cells.reshape(table.shape).T
    n = used.sum()
    expected = used @ distance @ used / (n * (n - 1))
    assert len(codes) * len(table) > 2**20
    found = krippendorff_alpha(table, level, draws=50)
    assert math.isclose(found.value, 1 - 2 * distance[first, second].sum() / n / expected, rel_tol=1e-9)
    assert found.low < found.high


# Resamples


@pytest.mark.parametrize("times", [(10, 20), (1_000, 500, 3), (2, 1, 1), (40, 0, 2)])
def test_counts_of_patterns_are_a_multinomial_sample(times: tuple[int, ...]) -> None:
    n, rows = sum(times), 60_000
    p = np.array(times) / n
    counts = multinomial(np.array(times))(np.random.default_rng(5), rows)
    assert (counts.sum(axis=1) == n).all() and (counts >= 0).all()
    spread = n * (np.diag(p) - np.outer(p, p))
    assert np.allclose(counts.mean(axis=0), n * p, atol=5 * math.sqrt(n / rows))
    assert np.allclose(np.cov(counts.T), spread, atol=0.03 * n)


def test_the_distribution_of_one_count_is_binomial() -> None:
    rows = 200_000
    counts = multinomial(np.array([10, 20]))(np.random.default_rng(7), rows)[:, 0].astype(int)
    chances = np.array([math.comb(30, k) / 3**30 * 2 ** (30 - k) for k in range(31)])
    likely = chances * rows > 10
    seen = np.bincount(counts, minlength=31)
    chi_squared = ((seen - rows * chances)[likely] ** 2 / (rows * chances[likely])).sum()
    assert chi_squared < 45  # 21 cells; the 99.9 % point of 20 degrees of freedom is 45.3


@pytest.mark.parametrize(
    "times",
    [
        np.ones(12_000, dtype=np.int64),
        np.sort(np.random.default_rng(9).integers(1, 6, 6_000)),
        np.random.default_rng(9).permutation([*[1] * 9_000, *[2] * 900, *[500] * 3, 9_000]),
    ],
)
def test_counts_of_many_patterns_are_a_multinomial_sample(times: np.ndarray) -> None:
    """Moments of linear functions of the counts, which see what any two counts have to do with each other."""
    assert are_many(times)
    n, p, rows = int(times.sum()), times / times.sum(), 2_000
    sample, random = multinomial(times), np.random.default_rng(5)
    weights = np.column_stack([np.random.default_rng(6).normal(size=(len(times), 40)), times > 1, times == 1])
    counts = np.concatenate([sample(random, 100) for _ in range(rows // 100)]).astype(float)
    assert (counts.sum(axis=1) == n).all() and (counts >= 0).all() and (counts == np.rint(counts)).all()
    assert np.allclose(counts.mean(axis=0), n * p, atol=5.5 * math.sqrt(n * p.max() / rows))
    mean, variance = n * p @ weights, n * (p @ weights**2 - (p @ weights) ** 2)
    sums = (counts @ weights)[:, variance > 1e-6]
    mean, variance = mean[variance > 1e-6], variance[variance > 1e-6]
    assert (np.abs(sums.mean(axis=0) - mean) < 4.5 * np.sqrt(variance / rows)).all()
    assert abs((sums.var(axis=0) / variance).mean() - 1) < 4 * math.sqrt(2 / rows / len(mean))


def test_the_distribution_of_one_count_of_many_is_poisson_to_its_last_bits() -> None:
    # With so many units a count of one of them is binomial, here as good as a Poisson number of rate 1.
    counts = multinomial(np.ones(200_000, dtype=np.int64))(np.random.default_rng(7), 10).ravel().astype(int)
    chances = np.array([math.exp(-1) / math.factorial(k) for k in range(9)])
    seen = np.bincount(counts, minlength=9)[:9]
    chi_squared = ((seen - len(counts) * chances) ** 2 / (len(counts) * chances)).sum()
    assert chi_squared < 26.1  # The 99.9 % point of 8 degrees of freedom.


def test_the_interval_of_few_units_comes_from_these_draws() -> None:
    """What was published with a seed can be drawn again: units one by one, in two blocks of PCG64 streams."""
    random = np.random.default_rng(3)
    table = random.integers(1, 5, (60, 3))
    ratings = read_ratings(table)
    found = patterns(ratings.cells, who=False)
    parts, place = np.unique(_coefficient(found, ratings, "nominal").parts, axis=0, return_inverse=True)
    owner = np.repeat(np.arange(len(parts)), np.bincount(place.ravel(), weights=found.times).astype(int))
    drawn = []
    for stream in np.random.SeedSequence(8).spawn(2):
        generator = np.random.Generator(np.random.PCG64(stream))
        drawn += [parts[owner[generator.integers(0, 60, 60)]].sum(axis=0) for _ in range(50)]
    alphas = values(_coefficient(found, ratings, "nominal").disagreement, np.array(drawn))
    agreement = krippendorff_alpha(table, draws=100, seed=8)
    assert (agreement.low, agreement.high) == pytest.approx(tuple(np.quantile(alphas, [0.025, 0.975])), rel=1e-12)


@pytest.mark.parametrize("density", [0.02, 0.5, 1.0])
def test_sums_in_single_precision_and_of_sparse_tables_are_those_of_the_plain_product(density: float) -> None:
    random = np.random.default_rng(4)
    filled = random.random((9_000, 7)) < density
    parts = np.where(filled, random.integers(-4, 5, (9_000, 7)).astype(float), 0.0)
    parts[:, 2] *= 1 / 3
    parts[:, 5] = filled[:, 5] * 5_000.0  # Times 9,000 units more than single precision counts.
    counts = random.integers(0, 4, (6, 9_000)).astype(np.float32)
    plain = counts.astype(float) @ parts
    for table in (parts, csr_array(parts)):
        sums = _summed(table, 9_000)(counts)
        assert np.allclose(sums, plain, rtol=1e-12, atol=1e-9)
        assert (sums[:, [0, 1, 3, 4, 5, 6]] == plain[:, [0, 1, 3, 4, 5, 6]]).all()


@pytest.mark.parametrize("level", ["nominal", "interval"])
def test_many_units_of_many_patterns_have_the_interval_of_the_formula(level: str) -> None:
    random = np.random.default_rng(12)
    measured = random.normal(0, 1, (12_000, 1)) + random.normal(0, 0.5, (12_000, 4))
    table = measured if level == "interval" else np.floor(measured * 4)
    by_draws, again = (krippendorff_alpha(table, level, draws=4_000) for _ in range(2))
    by_formula = krippendorff_alpha(table, level, interval="analytic")
    assert by_draws == again
    assert math.isclose(by_draws.se, by_formula.se, rel_tol=0.05)
    assert np.allclose([by_draws.low, by_draws.high], [by_formula.low, by_formula.high], atol=0.0015)


def test_the_interval_is_that_of_resampling_units_one_by_one() -> None:
    random = np.random.default_rng(11)
    true = random.integers(1, 4, 60)[:, None]
    table = np.where(random.random((60, 3)) < 0.7, true, random.integers(1, 4, (60, 3))).tolist()
    loop = [plain_alpha([table[row] for row in random.integers(0, 60, 60)], ordinal) for _ in range(2_000)]
    found = krippendorff_alpha(table, "ordinal")
    assert np.allclose([found.low, found.high], np.quantile(loop, [0.025, 0.975]), atol=0.03)
    assert math.isclose(found.se, np.std(loop), rel_tol=0.06)
    assert found.method == "bootstrap_units"


def test_the_bootstrap_and_the_formula_agree_on_many_units() -> None:
    random = np.random.default_rng(12)
    true = random.integers(1, 4, 800)[:, None]
    table = np.where(random.random((800, 3)) < 0.7, true, random.integers(1, 4, (800, 3)))
    names = "percent_agreement", "fleiss_kappa", "conger_kappa", "gwet_ac1", "gwet_ac2", "alpha ordinal", "holsti"
    for name in names:
        by_draws, by_formula = OVER_UNITS[name](table), OVER_UNITS[name](table, interval="analytic")
        assert math.isclose(by_draws.se, by_formula.se, rel_tol=0.03), name
        assert np.allclose([by_draws.low, by_draws.high], [by_formula.low, by_formula.high], atol=0.004), name


def test_the_seed_makes_the_interval() -> None:
    one, again, other = (krippendorff_alpha(OBSERVERS, seed=seed) for seed in (4, 4, 5))
    assert one == again
    assert (one.low, one.high) != (other.low, other.high) and one.value == other.value


def test_a_lower_level_gives_a_narrower_interval() -> None:
    wide, narrow = gwet_ac1(OBSERVERS), gwet_ac1(OBSERVERS, level=0.8)
    assert wide.low < narrow.low < narrow.value < narrow.high <= wide.high
    assert krippendorff_alpha(OBSERVERS, confidence=0.8).level == narrow.level == 0.8


# Missing codings, by author


def test_krippendorff_drops_units_that_one_coder_coded_and_gwet_keeps_them_in_the_chance_term() -> None:
    fewer = OBSERVERS[:-1]
    for level in DISTANCES:
        assert replace(krippendorff_alpha(OBSERVERS, level), by_code={}) == krippendorff_alpha(fewer, level)
    for coefficient in (gwet_ac1, fleiss_kappa):
        with_it, without = coefficient(OBSERVERS, interval="none"), coefficient(fewer, interval="none")
        assert with_it.observed == without.observed and with_it.n_units == without.n_units == 11
        assert abs(with_it.expected - without.expected) > 1e-4


def test_holsti_counts_what_one_coder_left_out_against_agreement() -> None:
    table = [["a", "a"], ["b", "b"], ["a", None]]
    assert percent_agreement(table, interval="none").value == 1.0
    assert holsti(table, interval="none").value == 0.8


@pytest.mark.parametrize("gap", [None, float("nan"), np.nan])
def test_none_and_nan_are_gaps_beside_numbers_and_beside_texts(gap: object) -> None:
    numbers = krippendorff_alpha([[1, 1], [1, 2], [2, gap], [2, 2]], interval="none")
    texts = krippendorff_alpha([["a", "a"], ["a", "b"], ["b", gap], ["b", "b"]], interval="none")
    assert numbers == texts and numbers.n_units == 3


def test_arrays_and_rows_are_read_alike() -> None:
    rows = [[1, 1], [1, 0], [0, 0], [0, 0]]
    found = [krippendorff_alpha(kind) for kind in (
        rows, np.array(rows), np.array(rows, dtype=float), np.array(rows, dtype=bool), np.array(rows).astype(str),
        np.array(rows, dtype=object), tuple(map(tuple, rows)))]  # fmt: skip
    assert all(one == found[0] for one in found)


# Published examples


def test_krippendorffs_four_observers() -> None:
    found = [krippendorff_alpha(OBSERVERS, level, interval="none").value for level in DISTANCES]
    assert [round(value, 3) for value in found] == [0.743, 0.815, 0.849, 0.797]


def test_cohens_weighted_kappa_of_1968() -> None:
    # 200 patients by two psychiatrists; disagreement weights 1, 3 and 6. R's psych::cohen.kappa has the same table.
    shares = [[0.44, 0.07, 0.09], [0.05, 0.20, 0.05], [0.01, 0.03, 0.06]]
    pairs = [(i, j) for i in range(3) for j in range(3) for _ in range(round(200 * shares[i][j]))]
    first, second = zip(*pairs, strict=True)
    weights = 1 - np.array([[0, 1, 3], [1, 0, 6], [3, 6, 0]]) / 6
    assert round(cohen_kappa(first, second, interval="none").value, 3) == 0.492
    assert round(cohen_kappa(first, second, weights, interval="none").value, 3) == 0.348


def test_fleiss_kappa_of_the_ten_subjects_and_fourteen_raters() -> None:
    # The example of the encyclopaedias, 0.210.
    counts = [
        [0, 0, 0, 0, 14], [0, 2, 6, 4, 2], [0, 0, 3, 5, 6], [0, 3, 9, 2, 0], [2, 2, 8, 1, 1],
        [7, 7, 0, 0, 0], [3, 2, 6, 3, 0], [2, 5, 3, 2, 2], [6, 5, 2, 1, 0], [0, 2, 2, 3, 7],
    ]  # fmt: skip
    table = [[code for code, times in enumerate(row) for _ in range(times)] for row in counts]
    assert round(fleiss_kappa(table, interval="none").value, 3) == 0.210


UNITIZED = [
    Unit("i", "c", 225, 295), Unit("i", "c", 370, 400), Unit("i", "k", 180, 240), Unit("i", "k", 300, 350),
    Unit("j", "c", 220, 300), Unit("j", "c", 355, 375), Unit("j", "c", 400, 420), Unit("j", "k", 180, 240),
    Unit("j", "k", 300, 350),
]  # fmt: skip


def test_krippendorffs_unitized_text_of_2004() -> None:
    found = unitizing_alpha(UNITIZED, Continuum(150, 450))
    c = found.by_code["c"]
    assert [round(x, 4) for x in (c.observed, c.expected, c.value)] == [0.0144, 0.0532, 0.7286]
    assert found.by_code["k"].value == 1.0
    assert abs(found.value - 0.8591) < 0.0005


def test_the_three_observers_of_krippendorffs_continuum() -> None:
    # Krippendorff (2019), figure 12.11, also in Krippendorff et al. (2016): 0.510, 0.413 (we find 0.4136), 0.724.
    marked = {
        "Alex": ((0, 7, "1"), (7, 13, "2"), (30, 32, "5"), (32, 37, "6"), (37, 44, "6"), (44, 60, "7")),
        "Paul": ((0, 7, "1"), (7, 13, "3"), (13, 21, "5"), (32, 44, "6")),
        "Suzan": ((0, 7, "1"), (7, 13, "4"), (13, 21, "5"), (32, 37, "6"), (37, 41, "6"), (41, 44, "6")),
    }
    units = [Unit(who, code, start, end) for who, those in marked.items() for start, end, code in those]
    text = Continuum(0, 60)
    cu = cu_alpha(units, text)
    assert round(u_alpha(units, text).value, 3) == 0.510
    assert abs(u_alpha(units, text, binary=True).value - 0.413) < 0.001
    assert round(cu.value, 3) == 0.724 and round(cu.coverage, 2) == 0.46
    assert {code: one.value for code, one in cu.by_code.items()} == {
        "1": 1.0, "2": 0.0, "3": 0.0, "4": 0.0, "5": 1.0, "6": 1.0, "7": None}  # fmt: skip
    assert round(cu.by_code["5"].coverage, 2) == 0.44 and cu.by_code["7"].coverage == 0


# Units on a continuum


@st.composite
def unitizations(draw: st.DrawFn) -> list[Unit]:
    """Units of two or three coders on 40 positions; those of one coder do not overlap."""
    units = []
    for coder in range(draw(st.integers(2, 3))):
        cuts = sorted(draw(st.sets(st.integers(0, 40), max_size=8)))
        for start, end in zip(cuts[::2], cuts[1::2], strict=False):
            units.append(Unit(coder, draw(st.sampled_from("ckz")), start, end))
    return units


@given(units=unitizations(), moved=st.integers(-50, 50), random=st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None)
def test_place_and_order_of_units_change_no_alpha(units: list[Unit], moved: int, random: object) -> None:
    other = [replace(unit, start=unit.start + moved, end=unit.end + moved) for unit in units]
    random.shuffle(other)
    for alpha in (unitizing_alpha, u_alpha, cu_alpha):
        here, there = alpha(units, Continuum(0, 40, (0, 1, 2))), alpha(other, Continuum(moved, 40 + moved, (2, 0, 1)))
        assert same(here.value, there.value) and here.reason == there.reason


@given(units=unitizations())
@settings(max_examples=30, deadline=None)
def test_coders_who_mark_the_same_agree(units: list[Unit]) -> None:
    # Two codes and a gap are always there, or nothing could have been expected by chance.
    own = [unit for unit in units if unit.coder == 0 and unit.end <= 30]
    own += [Unit(0, "c", 31, 33), Unit(0, "k", 35, 37)]
    twice = [*own, *(replace(unit, coder=1) for unit in own)]
    for alpha in (unitizing_alpha, u_alpha, cu_alpha):
        assert same(alpha(twice, Continuum(0, 40)).value, 1.0)


def test_a_coder_who_marked_nothing_counts_where_declared() -> None:
    two, three = Continuum(150, 450), Continuum(150, 450, ("i", "j", "l"))
    assert unitizing_alpha(UNITIZED, three).value < unitizing_alpha(UNITIZED, two).value


@pytest.mark.parametrize(
    ("units", "continuum"),
    [
        ([Unit("i", "c", 0, 9), Unit("i", "c", 5, 12), Unit("j", "c", 0, 9)], Continuum(0, 20)),
        ([Unit("i", "c", 5, 5), Unit("j", "c", 0, 9)], Continuum(0, 20)),
        ([Unit("i", "c", 0, 9), Unit("j", "c", 15, 21)], Continuum(0, 20)),
        ([Unit("i", "c", 0, 9), Unit("j", "c", 0, 9)], Continuum(0, 20, ("i",))),
    ],
)
def test_units_that_cannot_be_are_refused(units: list[Unit], continuum: Continuum) -> None:
    for alpha in (unitizing_alpha, u_alpha, cu_alpha):
        with pytest.raises(ValueError, match="overlap|does not lie|not declared"):
            alpha(units, continuum)


# Where there is no number


@pytest.mark.parametrize("name", OVER_UNITS)
def test_what_is_undefined_says_why(name: str) -> None:
    coefficient = OVER_UNITS[name]
    assert coefficient([[1], [2]]).reason == "one_coder"
    assert coefficient([]).reason == "one_coder"
    assert coefficient([[1, None], [2, None]]).reason == "one_coder"
    assert coefficient([[1, None], [None, 2]]).reason == "no_pairs"
    assert coefficient([[None, None], [None, None]]).reason == "no_pairs"
    if "percent" not in name and name != "holsti":
        found = coefficient([[1, 1], [1, 1], [1, 1]])
        assert (found.value, found.reason, found.n_units) == (None, "one_code", 3)
    one = coefficient([[1, 2, 1]])
    assert one.value is not None and (one.low, one.reason) == (None, "one_unit")


def test_two_coders_without_codings_or_with_one_code() -> None:
    assert cohen_kappa([], []).reason == scott_pi([], []).reason == "no_pairs"
    assert cohen_kappa(["a", "a"], ["a", "a"]).reason == scott_pi(["a", "a"], ["a", "a"]).reason == "one_code"
    assert cohen_kappa(["a", "a", "a"], ["a", "a", "b"], interval="none").chance.reason == "one_code"


def test_no_interval_where_resamples_without_a_value_could_hide_a_limit() -> None:
    found = cohen_kappa([1] + [0] * 33, [1] + [0] * 33)
    assert (found.value, found.low, found.reason) == (1.0, None, "resamples_undefined")
    assert abs(found.undefined / 10_000 - (33 / 34) ** 34) < 0.02
    assert cohen_kappa([1] * 9 + [0] * 25, [1] * 8 + [0] * 26).reason == ""


def test_nothing_on_a_continuum_says_why() -> None:
    for alpha in (unitizing_alpha, u_alpha, cu_alpha):
        assert alpha([], Continuum(0, 9, ("i", "j"))).reason == "no_pairs"
        assert alpha([Unit("i", "c", 0, 3)], Continuum(0, 9)).reason == "one_coder"
    apart = [Unit("i", "c", 0, 3), Unit("j", "c", 5, 9)]
    assert cu_alpha(apart, Continuum(0, 9)).reason == "no_pairs"
    assert cu_alpha([Unit("i", "c", 0, 3), Unit("j", "c", 1, 9)], Continuum(0, 9)).reason == "one_code"


def test_a_continuum_of_one_position_says_why() -> None:
    found = unitizing_alpha([Unit("i", "c", 0, 1), Unit("j", "c", 0, 1)], Continuum(0, 1))
    assert (found.value, found.reason, found.by_code["c"].reason) == (None, "one_code", "one_code")


def test_what_is_seen_of_a_code_without_chance_counts_in_the_alpha_of_all() -> None:
    # The whole continuum is one unit of "k": no chance of another, but the second coder marked none.
    units = [Unit("i", "c", 0, 3), Unit("j", "c", 0, 3), Unit("i", "k", 0, 10)]
    found, alone = unitizing_alpha(units, Continuum(0, 10)), unitizing_alpha(units[:2], Continuum(0, 10))
    seen, whole = found.by_code["k"], found.by_code["c"]
    assert alone.value == 1.0 and seen.observed > 0
    assert found.value == pytest.approx(1 - (seen.observed + whole.observed) / (seen.expected + whole.expected))


def test_a_code_that_no_unit_had_to_get_has_no_prevalence() -> None:
    assert (Presence(0, 0, 0, 0).prevalence, Presence(0, 0, 0, 0).bias) == (None, None)
    assert (presence([None], [1]).prevalence, presence([1], [1]).prevalence) == (None, 1.0)


# What a coefficient can be


@pytest.mark.parametrize("name", OVER_UNITS)
@given(table=tables())
@settings(max_examples=40, deadline=None)
def test_an_interval_of_the_formula_holds_the_value_and_ends_where_the_coefficient_does(
    name: str, table: Table
) -> None:
    found = OVER_UNITS[name](table, interval="analytic")
    if found.low is None:
        return
    assert found.low <= found.value + 1e-12 and found.high <= 1
    complete = all(cell is not None for row in table for cell in row)
    if "percent" in name or name == "holsti":
        assert found.low >= 0
    elif name != "alpha ratio" and (complete or name not in ("fleiss_kappa", "conger_kappa")):
        assert found.low >= -1 - 1e-12 or "gwet_ac2" in name


@given(table=tables(missing=False), weights=st.sampled_from(["unweighted", "linear", "quadratic", "ordinal"]))
@settings(max_examples=60, deadline=None)
def test_the_interval_of_two_coders_ends_at_one_below_zero(table: Table, weights: str) -> None:
    first, second = [row[0] for row in table], [row[1] for row in table]
    for found in (
        cohen_kappa(first, second, weights, interval="analytic"),
        scott_pi(first, second, interval="analytic"),
    ):
        assert found.low is None or -1 <= found.low <= found.value + 1e-12


def test_few_units_make_no_share_below_zero_and_no_ac1_below_its_least() -> None:
    assert percent_agreement([[1, 1], [1, 2]], interval="analytic").low == 0.0
    three = [[1, 2], [2, 3], [3, 3]]
    assert gwet_ac1(three, interval="analytic").low == pytest.approx(-1 / 2)
    assert brennan_prediger([[1, 2], [2, 1], [1, 1]], interval="analytic").low == pytest.approx(-1.0)


def test_the_interval_of_a_kappa_that_has_no_least_is_not_cut() -> None:
    table = [["a", None]] * 50 + [["a", "b"], ["b", "a"], [None, "a"]]
    found = fleiss_kappa(table, interval="analytic")
    assert found.value < -1 and found.low < found.value


# Orders, weights and codes


@pytest.mark.parametrize(
    "call",
    [
        lambda: krippendorff_alpha([["bajo", "alto"], ["medio", "alto"]], "ordinal"),
        lambda: krippendorff_alpha([["bajo", "alto"], ["medio", "alto"]], "interval", ["bajo", "medio", "alto"]),
        lambda: krippendorff_alpha([[-1, 1], [2, 2]], "ratio"),
        lambda: krippendorff_alpha([[1, 1], [2, 2]], "cardinal"),
        lambda: gwet_ac2([["bajo", "alto"], ["medio", "alto"]]),
        lambda: gwet_ac2([[1, 2], [2, 2]], "cubic"),
        lambda: gwet_ac2([[1, 2], [2, 2]], [[1, 0, 0], [0, 1, 0], [0, 0, 1]]),
        lambda: gwet_ac2([[1, 2], [2, 2]], [[1, 0.5], [0, 1]]),
        lambda: gwet_ac1([["a", "c"], ["b", "b"]], codes=["a", "b"]),
        lambda: cohen_kappa(["a", "b"], ["a"]),
        lambda: percent_agreement([[1, 1], [1, 2]], "median"),
        lambda: percent_agreement([[1, 1], [1, 2]], interval="exact"),
        lambda: krippendorff_alpha([1, 2, 3]),
        lambda: krippendorff_alpha(np.zeros((2, 2, 2))),
        lambda: presence([1, 0], [2, 0]),
    ],
)
def test_mistakes_in_a_call_are_exceptions(call: Callable[[], object]) -> None:
    with pytest.raises((ValueError, TypeError)):
        call()


def test_declared_texts_are_ordered_as_declared() -> None:
    order = ["bajo", "medio", "alto"]
    texts = [["bajo", "medio"], ["medio", "medio"], ["alto", "alto"], ["bajo", "alto"], ["alto", "medio"]]
    numbers = [[order.index(cell) + 1 for cell in row] for row in texts]
    for coefficient in (OVER_UNITS["alpha ordinal"], gwet_ac2):
        assert coefficient(texts, codes=order) == coefficient(numbers)
    first, second = zip(*texts, strict=True)
    assert cohen_kappa(first, second, "linear", order) == cohen_kappa(*zip(*numbers, strict=True), "linear")


def test_a_code_that_nobody_used_counts_where_the_author_counts_codes() -> None:
    table = [["a", "a"], ["a", "b"], ["b", "b"], ["b", "b"]]
    for coefficient in (gwet_ac1, brennan_prediger):
        three = coefficient(table, codes=["a", "b", "c"], interval="none").value
        assert three > coefficient(table, interval="none").value
    for coefficient in (fleiss_kappa, krippendorff_alpha, conger_kappa):
        three = coefficient(table, codes=["a", "b", "c"], interval="none").value
        assert same(three, coefficient(table, interval="none").value)


def test_a_code_that_is_infinite_is_a_name_and_has_an_order_and_no_distance() -> None:
    table = [[1, math.inf], [2, 2], [1, 1]]
    assert (
        krippendorff_alpha(table, interval="none").value
        == krippendorff_alpha([[1, 9], [2, 2], [1, 1]], interval="none").value
    )
    assert point("alpha ordinal", table) == point("alpha ordinal", [[1, 9], [2, 2], [1, 1]])
    for name in ("alpha interval", "alpha ratio", "gwet_ac2"):
        with pytest.raises(ValueError, match="infinite"):
            point(name, table)


def test_weights_in_a_table_give_fleiss_kappa_without_that_of_each_code() -> None:
    table = [["a", "a", "a"], ["a", "a", "b"], ["b", "b", "b"], ["b", "b", "b"]]
    named, given_ = fleiss_kappa(table), fleiss_kappa(table, np.eye(2))
    assert (given_.value, given_.low, given_.by_code) == (named.value, named.low, {})


def test_numbers_stand_at_their_value_when_weighted() -> None:
    near, far = [[1, 2], [2, 2], [9, 9], [1, 1]], [[1, 9], [2, 2], [9, 9], [1, 1]]
    assert gwet_ac2(near, "linear", interval="none").value > gwet_ac2(far, "linear", interval="none").value


def test_agreement_on_each_code_takes_the_coefficient_that_is_asked_for() -> None:
    tables = {"contrato": [[1, 1], [0, 1], [0, 0], [1, 1]], "confianza": [[False, False], [True, True], [False, None]]}
    found = agreement_by_code(tables, gwet_ac1, interval="none")
    assert list(found) == ["contrato", "confianza"]
    assert found["contrato"] == gwet_ac1(tables["contrato"], interval="none")
    assert found["confianza"].value == 1.0 and found["confianza"].n_units == 2


@pytest.mark.parametrize("coefficient", [percent_agreement, gwet_ac1, conger_kappa, fleiss_kappa])
def test_units_that_are_repeated_in_a_cluster_make_no_interval_narrower(coefficient: Callable[..., Agreement]) -> None:
    table = [[1, 1], [1, 0], [0, 0], [0, 0], [1, 1], [0, 1], [0, 0], [1, 1], [1, 1], [0, 0]] * 4
    once = coefficient(table, draws=500)
    twice = coefficient([row for row in table for _ in range(2)], draws=500, clusters=[k // 2 for k in range(80)])
    assert (twice.value, twice.n_units, twice.method) == (pytest.approx(once.value), 80, "bootstrap_clusters")
    assert (twice.low, twice.high) == pytest.approx((once.low, once.high))


def test_clusters_are_drawn_whole() -> None:
    """Two clusters, one of agreement and one of none: a resample is all, half or nothing."""
    table = [[1, 1]] * 10 + [[1, 0]] * 10
    found = percent_agreement(table, clusters=["a"] * 10 + ["b"] * 10, draws=1000)
    assert (found.value, found.low, found.high) == (0.5, 0.0, 1.0)


def test_one_cluster_has_no_interval_and_an_analytic_one_is_refused() -> None:
    assert percent_agreement([[1, 1], [1, 0]], clusters=[1, 1]).reason == "one_unit"
    with pytest.raises(ValueError, match="bootstrap"):
        gwet_ac1([[1, 1], [1, 0]], clusters=[1, 2], interval="analytic")
    with pytest.raises(ValueError, match="one is needed for each unit"):
        gwet_ac1([[1, 1], [1, 0]], clusters=[1])
