"""Cells and tests in words and numbers of one language."""

from alianza.render import numbers
from alianza.render.document import BodyCell
from alianza.render.messages import known, say, sentence
from alianza.study.estimate import Estimate, Test
from alianza.study.message import Message
from alianza.study.table import Cell, Column, Suppressed
from alianza.study.text import Text

P_COLUMNS = frozenset({"p", "p_holm", "p_value", "p_homogeneity", "p_small_studies"})
STATISTICS = {"cramers_v": "V", "wald": "W"}
"""Letter of a statistic that is neither F nor chi-squared."""


def cell(value: Cell, column: Column, language: str) -> BodyCell:
    """A cell of the report's table as it is printed; the unit stands in the column's header."""
    match value:
        case None:
            return BodyCell(numbers.MISSING, tone="grey")
        case Suppressed():
            return BodyCell(numbers.SUPPRESSED, tone="grey")
        case Estimate():
            return _estimate(value, column, language)
        case Test():
            return BodyCell(test(value, "", language))
        case Message() | Text():
            return BodyCell(say(value, language))
        case bool():
            return BodyCell(sentence("value.yes" if value else "value.no", language))
        case int() | float():
            return BodyCell(_bare(value, column, language))
    return BodyCell(value)


def _estimate(estimate: Estimate, column: Column, language: str) -> BodyCell:
    if estimate.value is None:
        return BodyCell(numbers.MISSING, tone="grey")
    if column.id in P_COLUMNS:
        return BodyCell(numbers.p_cell(estimate.value, language))
    limits = numbers.interval(estimate, language)
    value = numbers.plain(estimate.value, estimate.unit, estimate.n, language)
    return BodyCell(value, f"({limits})" if limits else "")


def _bare(value: float, column: Column, language: str) -> str:
    if column.id in P_COLUMNS:
        return numbers.p_cell(value, language)
    if isinstance(value, int) and column.unit in ("count", "number", "label"):
        return numbers.number(value, 0, language)
    return numbers.plain(value, column.unit, 0, language)


def test(result: Test, name: str, language: str) -> str:
    """A test as it is reported: «F(2; 139) = 3,21; p = 0,043», or why it is missing."""
    if result.statistic is None and result.p is None:
        return numbers.MISSING
    statistic = "" if result.statistic is None else _statistic(result, name, language)
    p = "" if result.p is None else numbers.p_value(result.p, language)
    return "; ".join(part for part in (statistic, p) if part)


def _statistic(result: Test, name: str, language: str) -> str:
    degrees = [_degrees(df, language) for df in (result.df, result.df2) if df is not None]
    letter = STATISTICS.get(name.rpartition(":")[2], "F" if result.df2 is not None else "χ²" if degrees else "")
    head = f"{letter}({'; '.join(degrees)})" if degrees else letter
    value = numbers.number(result.statistic or 0.0, 2, language)
    return f"{head} = {value}".removeprefix(" = ").replace(" ", numbers.NO_BREAK)


def _degrees(df: float, language: str) -> str:
    return numbers.number(df, 0 if abs(df - round(df)) < 0.005 else 2, language)


def test_name(name: str, language: str) -> str:
    """The name of a test: «conflictos, F de Rao-Scott» for `conflict:rao_scott_f`; unknown parts stay as they are."""
    parts = (part.strip() for part in name.split(":"))
    codes = ((part, f"tests.{part}") for part in parts)
    return ", ".join(sentence(code, language) if known(code, language) else part for part, code in codes)


def reasons(values: list[Cell], language: str) -> tuple[str, ...]:
    """Why cells are suppressed or missing, each reason once."""
    codes: dict[str, None] = {}
    for value in values:
        if isinstance(value, Suppressed):
            codes[f"suppressed.{value.why}"] = None
        elif isinstance(value, Estimate) and value.reason:
            codes[f"reasons.{value.reason}"] = None
        elif isinstance(value, Estimate) and value.value is None:
            codes["reasons.unspecified"] = None
    return tuple(sentence(code if known(code, language) else "reasons.unspecified", language) for code in sorted(codes))
