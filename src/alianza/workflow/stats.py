"""`alianza stats`: SPSS-shaped tables of one data file, without a study."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from alianza.formats import Refused
from alianza.formats.sheet import Sheet, read
from alianza.report.spss.crosstab import crosstab_tables
from alianza.report.spss.descriptives import descriptive_table
from alianza.report.spss.frequencies import frequency_tables
from alianza.report.spss.logistic import Model, logistic_tables
from alianza.report.spss.reliability import reliability_tables
from alianza.report.spss.source import Source
from alianza.statistics.errors import DesignError
from alianza.statistics.sampling.variables import Columns
from alianza.study.problem import Problem
from alianza.study.table import Table
from alianza.survey.values import near

FEW = 12
"""Columns of numbers with at most so many different answers count as codes where nothing is asked for."""

LARGEST = 1e70
"""Larger numbers overflow the fourth powers of kurtosis, and no survey asks for them."""

MOST_CASES = 2.0**53
"""Sum of weights beyond which whole numbers are no longer exact."""

EVERYTHING = frozenset({"all", "todas", "todos"})


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked about a file; variables are lists such as `age, q1 to q5` or `all`.

    Attributes:
        frequencies: Variables for Frequencies.
        descriptives: Variables for Descriptives.
        crosstabs: Row and column variables of each crosstab.
        logistic: Outcome and predictors.
        categorical: Predictors that are categories.
        reference: Reference category, `last` or `first`.
        method: `ml` or `firth`.
        reliability: Items of a scale.
        weight: Variable of frequency weights.
    """

    frequencies: str = ""
    descriptives: str = ""
    crosstabs: tuple[tuple[str, str], ...] = ()
    logistic: tuple[str, str] | None = None
    categorical: str = ""
    reference: str = "last"
    method: str = "ml"
    reliability: str = ""
    weight: str = ""

    @property
    def empty(self) -> bool:
        """Whether nothing particular is asked for."""
        return not (self.frequencies or self.descriptives or self.crosstabs or self.logistic or self.reliability)


def quick_look(file: Path, request: Request) -> tuple[tuple[Table, ...], tuple[Problem, ...]]:
    """The tables that are asked for, and what was odd about the file.

    Where nothing is asked for: frequencies of texts and codes, descriptives of other numbers.

    Raises:
        alianza.formats.Refused: If the file cannot be read, lacks a variable, or a variable is of the wrong kind.
    """
    sheet = read(file, user_missing=True)
    try:
        source = _source(sheet, request.weight)
        return tuple(_tables(sheet, source, request)), (*sheet.problems, *_invisible(sheet, source))
    except DesignError as broken:
        raise Refused(replace(broken.problem, file=sheet.name)) from broken


def _source(sheet: Sheet, weight: str) -> Source:
    columns = Columns(sheet.frame)
    weights = columns.numbers(_known(sheet, weight)) if weight else None
    source = Source(columns, sheet.titles, sheet.labels, sheet.declared_missing, weights, weight)
    if source.n > MOST_CASES:
        raise Refused(Problem("weight_too_large", "error", sheet.name, None, weight, f"{source.n:g}"))
    return source


def _invisible(sheet: Sheet, source: Source) -> list[Problem]:
    """A warning where the weight leaves cases out."""
    out = int((source.counts <= 0).sum())
    return [Problem("invisible_cases", "warning", sheet.name, None, source.weight, str(out))] if out else []


def _tables(sheet: Sheet, source: Source, request: Request) -> Iterable[Table]:
    frequencies, descriptives = _suggested(sheet, request) if request.empty else (
        _listed(sheet, request.frequencies),
        _listed(sheet, request.descriptives),
    )  # fmt: skip
    if frequencies:
        yield from frequency_tables(source, frequencies)
    if descriptives:
        yield descriptive_table(source, descriptives)
    for row, column in request.crosstabs:
        yield from crosstab_tables(source, _known(sheet, row), _known(sheet, column))
    if request.logistic:
        yield from logistic_tables(source, _model(sheet, request))
    if request.reliability:
        yield from reliability_tables(source, _listed(sheet, request.reliability))


def _model(sheet: Sheet, request: Request) -> Model:
    outcome, predictors = request.logistic or ("", "")
    outcome, covariates = _known(sheet, outcome), _listed(sheet, predictors)
    if not covariates:
        raise Refused(Problem("model_without_predictors", "error", sheet.name, None, outcome))
    return Model(outcome, covariates, _listed(sheet, request.categorical), request.reference, request.method)


def _suggested(sheet: Sheet, request: Request) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Columns worth a frequency table, and columns worth descriptives; identifiers and free texts get neither."""
    names = [name for name in sheet.frame.columns if name != request.weight]
    few = [name for name in names if name in sheet.labels or sheet.frame[name].n_unique() <= FEW]
    many = [name for name in names if name not in few and sheet.frame[name].dtype.is_numeric()]
    return tuple(few), tuple(_measurable(sheet, name) for name in many)


def _listed(sheet: Sheet, text: str) -> tuple[str, ...]:
    """The variables of a list; `a to c` takes all columns between, `all` every column."""
    found: list[str] = []
    for part in (piece.strip() for piece in text.split(",")):
        first, _, last = part.partition(" to ")
        if part.lower() in EVERYTHING and part not in sheet.columns:
            found += [_measurable(sheet, name) for name in sheet.frame.columns]
        elif last and part not in sheet.columns:
            between = _between(sheet.columns, _known(sheet, first.strip()), _known(sheet, last.strip()))
            found += [_measurable(sheet, name) for name in between]
        elif part:
            found.append(_known(sheet, part))
    if text and not found:
        _known(sheet, text)
    return tuple(dict.fromkeys(found))


def _between(columns: Sequence[str], first: str, last: str) -> Sequence[str]:
    start, end = sorted((columns.index(first), columns.index(last)))
    return columns[start : end + 1]


def _known(sheet: Sheet, name: str) -> str:
    """The column of that name, also where only upper and lower case differ, as in SPSS.

    Raises:
        alianza.formats.Refused: If the file has no such column, or its numbers are too large to compute with.
    """
    if name in sheet.columns:
        return _measurable(sheet, name)
    folded = [column for column in sheet.columns if column.lower() == name.lower()]
    if len(folded) == 1:
        return _measurable(sheet, folded[0])
    values = {"near": near(name, sheet.columns)}
    raise Refused(Problem("unknown_stats_variable", "error", sheet.name, None, "", name, "", values))


def _measurable(sheet: Sheet, name: str) -> str:
    """The column, refused where a finite number in it would overflow sums of powers."""
    values = sheet.frame[name]
    if values.dtype.is_float():
        finite = values.filter(values.is_finite())
        worst = finite.filter(finite.abs() > LARGEST)
        if len(worst):
            raise Refused(Problem("value_too_large", "error", sheet.name, None, name, f"{worst[0]:g}"))
    return name
