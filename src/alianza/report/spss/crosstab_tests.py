"""The tests, symmetric measures and risk estimates of one panel of a crosstab."""

from collections.abc import Sequence

from alianza.report.spss.panel import Panel
from alianza.report.spss.source import BLANK, Footnotes, row, words
from alianza.statistics.tables.contingency import ContingencyTable, cochran_armitage
from alianza.statistics.tables.ordinal import Measure, correlation_measures, ordinal_measures
from alianza.statistics.tables.square import kappa, symmetry
from alianza.study.estimate import Estimate, Test
from alianza.study.message import Message
from alianza.study.table import Cell, Column, Row
from alianza.study.text import Text

TESTS = ("pearson", "continuity", "likelihood_ratio", "fisher", "linear_by_linear")
ORDINAL = {"btau": ("tau_b",), "ctau": ("tau_c",), "gamma": ("gamma",), "corr": ("spearman", "pearson_r")}
"""Keyword of a statistic to its measures."""


def tested(chosen: Sequence[str]) -> bool:
    """Whether a table of tests is asked for."""
    return any(kind in chosen for kind in ("chisq", "mcnemar", "trend"))


def rows_of_tests(panel: Panel, chosen: Sequence[str], footnotes: Footnotes) -> list[Row]:
    """The tests of one panel, with SPSS's footnotes on small expected counts and on what 2 x 2 tables alone have."""
    found = panel.table
    valid = row(words("valid_cases"), Estimate(found.n, unit="count"), None, None, None, None)
    if not found.tests:
        marked = [footnotes.mark(words("valid_cases"), note) for note in panel.constant_notes]
        return [row(marked[0] if marked else words("valid_cases"), *valid.cells)]
    lines = [_test_row(found, code, footnotes) for code in TESTS if code in found.tests and "chisq" in chosen]
    if "trend" in chosen and 2 in found.counts.shape:
        label = footnotes.mark(words("cochran_armitage"), Message("stats.notes.trend"))
        lines.append(_asymptotic(label, _trend(found), "trend"))
    if "mcnemar" in chosen:
        lines += _symmetry_rows(found, footnotes)
    return [*lines, valid]


def _test_row(found: ContingencyTable, code: str, footnotes: Footnotes) -> Row:
    test: Test = found.tests[code]
    if code == "fisher":
        one_sided = found.tests.get("fisher_one_sided")
        cells = None, None, None, test.p, one_sided.p if one_sided else None
        return row(_fisher_label(test, footnotes), *cells, identifier=code)
    label = words(code)
    if code == "pearson":
        percent = 100 * found.few / found.expected.size
        values = {"few": found.few, "percent": percent, "least": found.least_expected}
        label = footnotes.mark(label, Message("stats.notes.few_expected", values))
    if code == "continuity":
        label = footnotes.mark(label, Message("stats.notes.fourfold_only"))
    return _asymptotic(label, test, code)


def _asymptotic(label: Text | Message, test: Test, identifier: str) -> Row:
    df = int(test.df) if test.df is not None else None
    return row(label, test.statistic, df, test.p, None, None, identifier=identifier)


def _fisher_label(test: Test, footnotes: Footnotes) -> Text | Message:
    if test.method.startswith("monte_carlo"):
        return footnotes.mark(words("fisher"), Message("stats.notes.monte_carlo"))
    if test.reason == "too_many_cases":
        return footnotes.mark(words("fisher"), Message("stats.notes.too_many_cases"))
    return words("fisher")


def _trend(found: ContingencyTable) -> Test:
    """Cochran and Armitage's test of the variable with two values over the scores of the other."""
    assert found.scores is not None
    counts, scores = (
        (found.counts, found.scores[0]) if found.counts.shape[1] == 2 else (found.counts.T, found.scores[1])
    )
    return cochran_armitage(counts[:, 1], counts.sum(axis=1), scores)


def _symmetry_rows(found: ContingencyTable, footnotes: Footnotes) -> list[Row]:
    """McNemar's test, exact, of a 2 x 2 table; McNemar and Bowker's of a larger one."""
    if found.rows != found.columns:
        label = footnotes.mark(words("mcnemar"), Message("stats.notes.not_square"))
        return [row(label, None, None, None, None, None, identifier="mcnemar")]
    test = symmetry(found.counts)
    if test.method == "bowker":
        return [_asymptotic(words("bowker"), test, "mcnemar")]
    label = footnotes.mark(words("mcnemar"), Message("stats.notes.binomial"))
    return [row(label, None, None, None, test.p, None, identifier="mcnemar")]


def measured(chosen: Sequence[str]) -> bool:
    """Whether a table of symmetric measures is asked for."""
    return any(kind in chosen for kind in ("phi", "cc", "kappa", *ORDINAL))


def measure_columns(chosen: Sequence[str]) -> list[Column]:
    """Value and significance; between them error and t where a measure has them."""
    errors = [Column("asymptotic_se"), Column("approximate_t")] if _with_errors(chosen) else []
    return [Column("measure"), Column("value"), *errors, Column("approximate_sig")]


def _with_errors(chosen: Sequence[str]) -> bool:
    return any(kind in chosen for kind in ("kappa", *ORDINAL))


def measure_rows(panel: Panel, chosen: Sequence[str], footnotes: Footnotes) -> list[Row]:
    """Phi (signed in a 2 x 2 table), V and contingency coefficient with Pearson's p; ordinal measures and kappa."""
    found, wide = panel.table, _with_errors(chosen)
    if wide:
        for note in ("not_null", "under_null"):  # the headings of error and t carry the letters a and b
            footnotes.mark(BLANK, Message(f"stats.notes.{note}"))
    lines = []
    for group, measures in _groups(found, chosen, footnotes):
        for place, (label, cells) in enumerate(measures):
            shown = cells if wide else (cells[0], cells[-1])
            lines.append(row(words(group) if not place else BLANK, label, *shown, identifier=_code(label)))
    blanks = [None] * (3 if wide else 1)
    return [*lines, row(words("valid_cases"), None, Estimate(found.n, unit="count"), *blanks)]


Group = tuple[str, list[tuple[Text | Message, tuple[Cell, Cell, Cell, Cell]]]]


def _groups(found: ContingencyTable, chosen: Sequence[str], footnotes: Footnotes) -> list[Group]:
    """The measures by the kind of their variables; none of a table that has no tests."""
    if not found.tests:
        return []
    return [_nominal(found, chosen), _ordinal(found, chosen), *_kappa(found, chosen, footnotes)]


def _code(label: Text | Message) -> str:
    return label.code.rpartition(".")[2] if isinstance(label, Message) else ""


def _nominal(found: ContingencyTable, chosen: Sequence[str]) -> Group:
    p = found.tests["pearson"].p
    phi = None if found.phi is None else found.direction * found.phi
    wanted = {"phi": (("phi", phi), ("cramers_v", found.cramers_v)), "cc": (("contingency", found.contingency),)}
    values = [pair for kind, pairs in wanted.items() if kind in chosen for pair in pairs]
    return "nominal", [(words(code), (value, None, None, p)) for code, value in values]


def _ordinal(found: ContingencyTable, chosen: Sequence[str]) -> Group:
    names = [name for kind, names in ORDINAL.items() if kind in chosen for name in names]
    if not names:
        return "ordinal", []
    assert found.scores is not None
    values = ordinal_measures(found.counts) | correlation_measures(found.counts, *found.scores)
    return "ordinal", [(words(f"measure_{name}"), _cells_of(values[name])) for name in names]


def _kappa(found: ContingencyTable, chosen: Sequence[str], footnotes: Footnotes) -> list[Group]:
    if "kappa" not in chosen:
        return []
    square = found.rows == found.columns
    value = kappa(found.counts) if square else None
    label = words("kappa") if square else footnotes.mark(words("kappa"), Message("stats.notes.not_square"))
    return [("agreement", [(label, _cells_of(value) if value else (None, None, None, None))])]


def _cells_of(measure: Measure) -> tuple[Cell, Cell, Cell, Cell]:
    return measure.value, measure.se, measure.t, measure.p


def risky(chosen: Sequence[str], panels: Sequence[Panel]) -> bool:
    """Whether a table of risk estimates is asked for and there is a 2 x 2 table."""
    return "risk" in chosen and any(panel.table.risk for panel in panels)


def risk_rows(panel: Panel, chosen: Sequence[str], footnotes: Footnotes) -> list[Row]:
    """Odds ratio and cohort risks of a 2 x 2 table."""
    found = panel.table
    valid = row(words("valid_cases"), Estimate(found.n, unit="count"), None, None)
    if found.risk is None:
        label = footnotes.mark(words("odds_ratio_absent"), Message("stats.notes.no_risk"))
        return [row(label, None, None, None), valid]
    titles, levels = panel.titles, panel.row_labels
    labels = [words("odds_ratio", variable=titles["row"], first=levels[0], second=levels[1])]
    labels += [words("cohort", variable=titles["column"], level=level) for level in panel.column_labels]
    estimates = found.risk.odds_ratio, found.risk.first, found.risk.second
    empty = Message("stats.notes.empty_cell")
    told = [
        footnotes.mark(label, empty) if one.reason == "empty_cell" else label
        for label, one in zip(labels, estimates, strict=True)
    ]
    return [*(row(label, one.value, one.low, one.high) for label, one in zip(told, estimates, strict=True)), valid]
