"""The tables in SPSS's shape against GNU PSPP 1.6.2, cell for cell with the precision that it prints.

The reference cases' pspp.sps holds the commands. Each table of expected_pspp.json is compared or excepted by name.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from alianza.report.spss.crosstab import Crossing, crosstab_tables
from alianza.report.spss.descriptives import descriptive_table
from alianza.report.spss.frequencies import frequency_table, statistics_table
from alianza.report.spss.logistic import logistic_tables
from alianza.report.spss.logistic_model import Model
from alianza.report.spss.reliability import reliability_tables
from alianza.report.spss.source import Source
from alianza.statistics.estimates.descriptives import describe, percentiles
from alianza.statistics.models.roc import auc
from alianza.statistics.sampling.variables import Columns
from alianza.statistics.tables.correlation import pearson_correlation
from alianza.statistics.tables.two_samples import compare_two
from alianza.study.message import Message
from alianza.study.table import Row, Table
from tests.report.pspp import assert_rows, numbers_of, printed, same

FOLDER = Path(__file__).resolve().parents[3] / "shared" / "oracles" / "statistics"
CASES = ("titanic_crosstabs", "birthwt_logit", "attitude_descriptives", "bfi_reliability")
EARLY = 2e-4
"""PSPP stops its logistic iteration at a parameter change of 0.001: coefficients are right to 1e-6, errors to 2e-4."""

Line = Sequence[float | None]
EXCEPTIONS = {
    "Risk Estimate": "PSPP 1.6.2 prints one number three times; the case itself says not to use it",
}


def pspp(case: str) -> list[tuple[str, list[list[object]]]]:
    if not (FOLDER / case).exists():
        return []
    tables = json.loads((FOLDER / case / "expected_pspp.json").read_text(encoding="utf-8"))["tables"]
    return [(table["table"], table["rows"]) for table in tables]


def cells() -> Iterator[tuple[str, int, str, list[list[object]]]]:
    for case in CASES:
        for place, (title, rows) in enumerate(pspp(case)):
            yield case, place, title, rows


def source(case: str) -> Source:
    frame = pl.read_csv(FOLDER / case / "data.csv", infer_schema_length=None)
    yes_no = {"0": "No", "1": "Yes"}
    if case == "titanic_crosstabs":
        frame = frame.with_columns(
            surv=(pl.col("Survived") == "Yes").cast(pl.Int64),
            male=(pl.col("Sex") == "Male").cast(pl.Int64),
            adult=(pl.col("Age") == "Adult").cast(pl.Int64),
            cls=pl.col("Class").replace_strict({"1st": 1, "2nd": 2, "3rd": 3, "Crew": 4}),
        )
    if case == "bfi_reliability":
        frame = frame.with_columns((7 - pl.col(name)).alias(f"{name}r") for name in ("A1", "C4", "C5"))
    labels = {"low": yes_no, "smoke": yes_no} if case == "birthwt_logit" else {}
    return Source(Columns(frame), {}, labels)


def labelled(row: Row, code: str) -> bool:
    """Whether a row, or its second label, is the message `stats.rows.<code>`."""
    return any(isinstance(part, Message) and part.code == f"stats.rows.{code}" for part in (row.label, *row.cells))


def check_frequency(case: str, title: str, rows: list[list[object]]) -> None:
    names = {"Smoked in pregnancy": "smoke", "Low birth weight": "low"}
    table = frequency_table(source(case), names.get(title, title))
    # SPSS also adds the valid answers up; PSPP does not.
    ours = [row for row in table.rows if row.cells[0] != Message("stats.rows.total")]
    wanted = printed(rows[1:], 2)
    if len(ours) < len(rows) - 1:  # without missing answers SPSS's last line is the sum of the valid ones
        ours.append(next(row for row in table.rows if row.cells[0] == Message("stats.rows.total")))
        wanted[-1].append("100.0%")
    assert_rows([numbers_of(row) for row in ours], wanted)


STATISTICS = {
    "Mean": "mean", "S.E. Mean": "se_mean", "Median": "median", "Mode": "mode", "Std Dev": "sd", "Variance": "variance",
    "Kurtosis": "kurtosis", "S.E. Kurt": "se_kurtosis", "Skewness": "skewness", "S.E. Skew": "se_skewness",
    "Range": "range", "Minimum": "minimum", "Maximum": "maximum", "Sum": "sum",
}  # fmt: skip


def check_statistics(case: str, rows: list[list[object]]) -> None:
    names = [{"Smoked in pregnancy": "smoke", "Low birth weight": "low"}.get(str(n), str(n)) for n in rows[0][2:]]
    table = statistics_table(source(case), names)
    for line in rows[1:]:
        if line[0] in STATISTICS:
            code = STATISTICS[str(line[0])]
            row = next(row for row in table.rows if labelled(row, code) or labelled(row, f"{code}_marked"))
            shown = [cell for cell in row.cells[1:]]
            for ours, theirs in zip(shown, line[2:], strict=True):
                # PSPP prints no mode where there are several; SPSS the smallest with a footnote.
                if theirs == ".":
                    assert labelled(row, "mode_marked") and table.notes
                else:  # where PSPP prints an answer's label, SPSS prints the answer
                    answers = {"No": 0, "Yes": 1}
                    assert same(float(ours), answers.get(theirs, theirs) if isinstance(theirs, str) else theirs)
    assert_rows([numbers_of(row) for row in table.rows[:2]], printed(rows[1:3], 2))
    check_percentiles(case, names, rows)


def check_percentiles(case: str, names: list[str], rows: list[list[object]]) -> None:
    """PSPP's FREQUENCIES interpolates percentiles as R's type 7 and prints them as whole numbers."""
    start = next((at for at, row in enumerate(rows) if row[0] == "Percentiles"), len(rows))
    for line in rows[start:]:
        share = float(str(line[1])) / 100
        for name, seen in zip(names, line[2:], strict=True):
            values = source(case).columns.numbers(name)
            found = percentiles(values, [share], rule="interpolated")[0]
            assert abs(found - seen) <= 0.5 + 1e-9


def check_descriptives(case: str, rows: list[list[object]]) -> None:
    order = ("n", "mean", "se_mean", "sd", "variance", "kurtosis", "se_kurtosis", "skewness", "se_skewness", "range",
             "minimum", "maximum", "total")  # fmt: skip
    ours = source(case)
    for line in rows[1:-2]:
        found = describe(ours.columns.numbers(str(line[0])))
        assert_rows([[getattr(found, code) for code in order]], [line[1:]])
    table = descriptive_table(ours, [str(line[0]) for line in rows[1:-2]])
    columns = [column.id for column in table.columns]
    assert {*columns} == {*order} - {"total"} | {"sum"}
    assert_rows([numbers_of(table.rows[-1])], printed(rows[-2:-1], 1))
    assert rows[-1][1] == 0.0


def tables_of(case: str, title: str) -> dict[str, Table]:
    first, second = {"cls": ("cls", "surv"), "male": ("male", "surv"), "Smoked in pregnancy": ("smoke", "low")}[
        title.split(" × ")[0]
    ]
    return {table.id: table for table in crosstab_tables(source(case), Crossing(first, second))}


def check_crosstab(case: str, title: str, rows: list[list[object]]) -> None:
    codes = {"Count": "count", "Expected": "expected", "Row %": "row_percent", "Column %": "column_percent",
             "Total %": "total_percent", "Adjusted Residual": "adjusted_residual"}  # fmt: skip
    by_id = {row.id: row for row in tables_of(case, title)["crosstab"].rows}
    level = -1
    for line in rows[2:]:
        level += line[2] == "Count"
        code = codes[str(line[2])]
        place = "total" if level == sum(row.id.endswith("_count") for row in by_id.values()) - 1 else level
        ours, theirs = numbers_of(by_id[f"{place}_{code}"]), [cell for cell in line[3:] if cell != ""]
        if code == "expected":  # PSPP prints shares in the margins of expected counts, where SPSS prints the counts
            ours, theirs = ([], []) if place == "total" else (ours[:-1], theirs[:-1])
        assert len(ours) == len(theirs)
        tolerance = 5.001e-3 if code == "adjusted_residual" else None
        for mine, seen in zip(ours, theirs, strict=True):
            assert same(mine, seen) if tolerance is None else abs(mine - float(seen)) <= tolerance


def check_tests(case: str, title: str, rows: list[list[object]]) -> None:
    codes = {"Pearson Chi-Square": "pearson", "Likelihood Ratio": "likelihood_ratio", "Fisher's Exact Test": "fisher",
             "Continuity Correction": "continuity", "Linear-by-Linear Association": "linear_by_linear"}  # fmt: skip
    by_id = {row.id: row for row in tables_of(case, title)["chi_square_tests"].rows}
    for line in rows[1:-1]:
        seen = [float(cell) for cell in line[1:] if cell != ""]
        ours = numbers_of(by_id[codes[str(line[0])]])
        significance = 2 if line[0] == "Fisher's Exact Test" else 1
        assert_rows([ours[:-significance]], [seen[:-significance]])
        for mine, printed_p in zip(ours[-significance:], seen[-significance:], strict=True):
            assert abs(mine - printed_p) <= 5.001e-4
    assert numbers_of(by_id[""]) == [rows[-1][1]]


NEGATIVE = ("male × surv",)
"""Crosstabs whose first cell holds fewer cases than expected: men survived less often."""


def check_measures(case: str, title: str, rows: list[list[object]]) -> None:
    codes = {"Phi": "phi", "Cramer's V": "cramers_v", "Contingency Coefficient": "contingency"}
    table = tables_of(case, title)["symmetric_measures"]
    for line in rows[1:-1]:
        row = next(row for row in table.rows if labelled(row, codes[str(line[1])]))
        # SPSS gives phi of a 2 x 2 table the sign of the association; PSPP does not.
        sign = -1 if line[1] == "Phi" and title in NEGATIVE else 1
        assert same(sign * numbers_of(row)[0], line[2])
    assert numbers_of(table.rows[-1])[:1] == [rows[-1][2]]


MODELS = {
    ("titanic_crosstabs", 0): Model("surv", ("male", "adult", "cls"), ("cls",)),
    ("birthwt_logit", 0): Model("low", ("age", "lwt", "smoke", "ptl", "ht", "ui", "ftv", "race"), ("race",)),
    ("birthwt_logit", 1): Model("low", ("smoke", "ht")),
}


def check_logistic(case: str, number: int, title: str, rows: list[list[object]]) -> None:
    ours = {table.id: table for table in logistic_tables(source(case), MODELS[case, number])}
    match title:
        case "Dependent Variable Encoding":
            assert_rows([numbers_of(row) for row in ours["outcome_encoding"].rows], printed(rows[1:], 1))
        case "Case Processing Summary":
            found = [numbers_of(row) for row in ours["logistic_cases"].rows]
            assert_rows(found[:3], printed(rows[1:], 1))
            # SPSS adds the cases outside the selection, of which a file without one has none, and the sum.
            assert found[3:] == [[0.0, 0.0], found[2]]
        case "Model Summary":
            [row] = ours["model_summary"].rows
            assert_rows([numbers_of(row)[:3]], printed(rows[1:], 1), 1e-7)
        case "Categorical Variables' Codings":
            assert_rows([numbers_of(row) for row in ours["codings"].rows], printed(rows[2:], 2))
        case "Classification Table":
            assert_rows([numbers_of(row) for row in ours["classification"].rows], printed(rows[3:], 3))
        case "Variables in the Equation":
            check_equation(ours["equation"], rows[2:])


def check_equation(table: Table, rows: list[list[object]]) -> None:
    assert len(table.rows) == len(rows)
    for row, line in zip(table.rows, rows, strict=True):
        for cell, seen, column in zip(row.cells[1:], line[2:], table.columns[1:], strict=True):
            if column.id == "sig":
                assert abs(cell - seen) <= 5.001e-4
            else:
                assert cell is None and seen == "" or same(cell, seen, 1e-6 if column.id == "b" else EARLY)


def check_groups(rows: list[list[object]]) -> None:
    births = source("birthwt_logit").columns
    for at, name in ((3, "age"), (5, "lwt")):
        values, low = births.numbers(name), births.numbers("low")
        found = compare_two(values[low == 0], values[low == 1])
        for line, one in ((rows[at], found.student), (rows[at + 1], found.welch)):
            seen = [float(cell) for cell in line[4:]]
            assert_rows([[one.test.statistic, one.test.df]], [seen[:2]])
            assert abs(one.test.p - seen[2]) <= 5.001e-4
            assert_rows([[one.value, one.se, one.low, one.high]], [seen[3:]])
        assert same(found.levene.statistic, rows[at][2])
        assert abs(found.levene.p - float(rows[at][3])) <= 5.001e-4


def check_group_statistics(rows: list[list[object]]) -> None:
    births = source("birthwt_logit").columns
    for at, (name, low) in enumerate((name, low) for name in ("age", "lwt") for low in (0, 1)):
        found = describe(births.numbers(name)[births.numbers("low") == low])
        assert_rows([[found.n, found.mean, found.sd, found.se_mean]], [rows[at + 1][2:]])


def check_areas(rows: list[list[object]]) -> None:
    """Area, standard error and significance; PSPP's limits are those of 90 %, whatever its heading says."""
    births = source("birthwt_logit").columns
    for line in rows[2:]:
        found = auc(births.numbers(str(line[0])), births.numbers("low"))
        assert_rows([[found.value, found.se_hanley]], [line[1:3]])
        assert abs(found.p - float(line[3])) <= 5.001e-4
        reach = 1.6448536269514722 * found.se_hanley
        assert_rows([[found.value - reach, found.value + reach]], [line[4:]])


def check_case_summary(rows: list[list[object]]) -> None:
    low = source("birthwt_logit").columns.numbers("low")
    found = auc(low, low)
    assert_rows([[found.positive] * 2, [found.negative] * 2], printed(rows[-2:], 1))


def check_correlations(rows: list[list[object]]) -> None:
    columns = source("attitude_descriptives").columns
    names = [str(name) for name in rows[0][2:]]
    for at, first in enumerate(names):
        for place, second in enumerate(names):
            found = pearson_correlation(columns.numbers(first), columns.numbers(second))
            r, p, n = (rows[1 + 3 * at + part][2 + place] for part in range(3))
            assert abs(found.statistic - r) <= 5.001e-4
            assert p == "" or abs(found.p - p) <= 5.001e-4
            assert found.df + 2 == n


SCALES = {
    ("attitude_descriptives", 0): ["rating", "complaints", "privileges", "learning", "raises", "critical", "advance"],
    ("bfi_reliability", 0): ["A1r", "A2", "A3", "A4", "A5"],
    ("bfi_reliability", 1): ["C1", "C2", "C3", "C4r", "C5r"],
}


def check_reliability(case: str, number: int, title: str, rows: list[list[object]]) -> None:
    tables = {table.id: table for table in reliability_tables(source(case), SCALES[case, number])}
    match title:
        case "Case Processing Summary":
            assert_rows([numbers_of(row) for row in tables["reliability_cases"].rows], printed(rows[1:], 1))
        case "Reliability Statistics":
            found = numbers_of(tables["reliability"].rows[0])
            assert_rows([[found[0], found[-1]]], rows[1:])
        case "Item-Total Statistics":
            ours = [numbers_of(row) for row in tables["item_total_statistics"].rows]
            assert_rows([line[:3] + line[4:] for line in ours], printed(rows[1:], 1))


def nth(case: str, place: int, title: str) -> int:
    """How many tables of that title stand before this one."""
    return sum(other == title for other, _ in pspp(case)[:place])


def crossed(case: str, place: int) -> str:
    """Title of the crosstab that a table of tests belongs to."""
    return next(title for title, _ in reversed(pspp(case)[:place]) if " × " in title)


LOGISTIC = {"Dependent Variable Encoding", "Model Summary", "Categorical Variables' Codings", "Classification Table",
            "Variables in the Equation"}  # fmt: skip
SCALE = {"Reliability Statistics", "Item-Total Statistics"}
PLAIN: dict[str, Callable[[list[list[object]]], None]] = {
    "Group Statistics": check_group_statistics,
    "Independent Samples Test": check_groups,
    "Area Under the Curve": check_areas,
    "Case Summary": check_case_summary,
    "Correlations": check_correlations,
}


@pytest.mark.skipif(not FOLDER.exists(), reason="reference cases are absent: ../shared/oracles/statistics")
def test_the_cases_hold_tables() -> None:
    assert len(list(cells())) == 59


@pytest.mark.parametrize(
    ("case", "place", "title", "rows"), list(cells()), ids=lambda part: part if isinstance(part, str) else ""
)
def test_table(case: str, place: int, title: str, rows: list[list[object]]) -> None:
    number = nth(case, place, title)
    if title in EXCEPTIONS:
        assert EXCEPTIONS[title]
    elif title in PLAIN:
        PLAIN[title](rows)
    elif title == "Summary":
        [row] = tables_of(case, pspp(case)[place + 1][0])["case_summary"].rows
        assert_rows([numbers_of(row)], printed(rows[3:], 1))
    elif title == "Statistics":
        check_statistics(case, rows)
    elif title == "Descriptive Statistics":
        check_descriptives(case, rows)
    elif " × " in title:
        check_crosstab(case, title, rows)
    elif title == "Chi-Square Tests":
        check_tests(case, crossed(case, place), rows)
    elif title == "Symmetric Measures":
        check_measures(case, crossed(case, place), rows)
    elif title in SCALE or (
        title == "Case Processing Summary" and case in ("attitude_descriptives", "bfi_reliability")
    ):
        check_reliability(case, number, title, rows)
    elif title in LOGISTIC or title == "Case Processing Summary":
        check_logistic(case, number, title, rows)
    else:
        check_frequency(case, title, rows)


def test_codes_declared_missing_keep_their_line_and_leave_the_percentages() -> None:
    declared = pl.Series("q", [None, None, 99, None])
    file = Source(Columns(pl.DataFrame({"q": [1, 2, None, None]})), {}, {"q": {"99": "No contesta"}}, {"q": declared})
    lines = [(row.cells[0], *numbers_of(row)) for row in frequency_table(file, "q").rows]
    assert [line[1] for line in lines] == [1, 1, 2, 1, 1, 4]
    assert lines[3][0].es == "No contesta"
    assert lines[0][2:] == (0.25, 0.5, 0.5)


def test_frequency_weights_are_rounded_by_cell() -> None:
    frame = pl.DataFrame({"a": [0, 0, 1, 1], "b": [0, 1, 0, 1]})
    file = Source(Columns(frame), weights=np.array([2.4, 3.5, 1.2, np.nan]), weight="w")
    [count, *_] = [row for row in crosstab_tables(file, Crossing("a", "b"))[1].rows if row.id == "0_count"]
    assert numbers_of(count) == [2.0, 4.0, 6.0]
