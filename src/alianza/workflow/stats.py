"""`alianza stats`: SPSS-shaped tables of one data file, without a study."""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl

from alianza.formats import Refused
from alianza.formats.sheet import Sheet, read
from alianza.report.spss.compare_means import Groups, ttest_tables
from alianza.report.spss.correlations import correlation_table, rank_correlation_table
from alianza.report.spss.crosstab import USUAL, Crossing, crosstab_tables
from alianza.report.spss.crosstab_cells import CELLS
from alianza.report.spss.descriptives import descriptive_table
from alianza.report.spss.expansion import expanded, with_note
from alianza.report.spss.frequencies import frequency_tables
from alianza.report.spss.logistic import logistic_tables
from alianza.report.spss.logistic_model import Model
from alianza.report.spss.overview import codes_and_measures, dictionary_table, overview_tables, value_labels_table
from alianza.report.spss.reliability import reliability_tables
from alianza.report.spss.source import Source
from alianza.statistics.errors import DesignError
from alianza.statistics.sampling.variables import EXACT, Columns
from alianza.study.problem import Problem
from alianza.study.table import Table
from alianza.survey.values import near, value_text

SHORT = 10
"""Files of up to so many variables are described at once where nothing is asked for."""

LARGEST = 1e70
"""Larger numbers overflow the fourth powers of kurtosis, and no survey asks for them."""

EVERYTHING = frozenset({"all", "todas", "todos"})
MISSING = ("exclude", "include", "pairwise", "listwise")
"""What the subcommand MISSING may say: codes declared missing are left out or taken in; cases by pair or by list."""


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked about a file; variables are lists such as `age, q1 to q5` or `all`.

    Attributes:
        frequencies: Variables for Frequencies.
        descriptives: Variables for Descriptives.
        crosstabs: Row and column variables of each crosstab.
        layer: Variable by whose values the crosstabs are repeated.
        cells: What the cells of crosstabs show; everything where empty.
        statistics: What is computed about crosstabs; the usual where empty.
        ttest: Grouping variable, with its two values in parentheses where it has more, and variables compared.
        correlations: Variables for Correlations.
        nonpar_corr: Variables for Nonparametric Correlations.
        logistic: Outcome and predictors.
        categorical: Predictors that are categories.
        reference: Reference category, `last` or `first`.
        method: `ml` or `firth`.
        influence: Also list the cases that the logistic model fits badly.
        reliability: Items of a scale.
        dictionary: Variables to list with their labels and missing codes.
        missing: Some of `MISSING`; codes declared missing are left out where nothing is said.
        weight: Variable of frequency weights.
    """

    frequencies: str = ""
    descriptives: str = ""
    crosstabs: tuple[tuple[str, str], ...] = ()
    layer: str = ""
    cells: tuple[str, ...] = ()
    statistics: tuple[str, ...] = ()
    ttest: tuple[str, str] | None = None
    correlations: str = ""
    nonpar_corr: str = ""
    logistic: tuple[str, str] | None = None
    categorical: str = ""
    reference: str = "last"
    method: str = "ml"
    influence: bool = False
    reliability: str = ""
    dictionary: str = ""
    missing: tuple[str, ...] = ()
    weight: str = ""

    @property
    def empty(self) -> bool:
        """Whether nothing particular is asked for."""
        described = self.dictionary or self.frequencies or self.descriptives or self.crosstabs
        compared = self.ttest or self.correlations or self.nonpar_corr
        return not (described or compared or self.logistic or self.reliability)

    @property
    def listwise(self) -> bool:
        """Whether only cases that answered all variables of a list count."""
        return "listwise" in self.missing


def quick_look(file: Path, request: Request) -> tuple[tuple[Table, ...], tuple[Problem, ...]]:
    """The tables that are asked for, and what was odd about the file.

    Where nothing is asked for: an overview, and of a file of few variables also frequencies of texts and codes and
    descriptives of other numbers.

    Raises:
        alianza.formats.Refused: If the file cannot be read, lacks a variable, or a variable is of the wrong kind.
    """
    sheet = read(file, user_missing=True)
    if "include" in request.missing:
        sheet = _with_declared_codes(sheet)
    try:
        source = _source(sheet, request.weight)
        note = expanded(source)
        tables = tuple(with_note(table, note) for table in _tables(sheet, source, request))
        return tables, (*sheet.problems, *_invisible(sheet, source), *_texts_left_out(sheet, request))
    except DesignError as broken:
        code = "text_not_number" if broken.problem.code == "not_numeric" else broken.problem.code
        raise Refused(replace(broken.problem, code=code, file=sheet.name)) from broken


def _with_declared_codes(sheet: Sheet) -> Sheet:
    """The sheet where codes that the file declares missing are answers like any other."""
    declared = sheet.declared_missing
    filled = [pl.coalesce(pl.col(name), codes).alias(name) for name, codes in declared.items()]
    return replace(sheet, frame=sheet.frame.with_columns(filled), declared_missing={})


def _source(sheet: Sheet, weight: str) -> Source:
    columns = Columns(sheet.frame)
    weights = columns.numbers(_known(sheet, weight)) if weight else None
    source = Source(columns, sheet.titles, sheet.labels, sheet.declared_missing, weights, weight, sheet.missing_ranges)
    if source.n > EXACT:
        raise Refused(Problem("weight_too_large", "error", sheet.name, None, weight, f"{source.n:g}"))
    return source


def _invisible(sheet: Sheet, source: Source) -> list[Problem]:
    """A warning where the weight leaves cases out."""
    out = int((source.counts <= 0).sum())
    return [Problem("invisible_cases", "warning", sheet.name, None, source.weight, str(out))] if out else []


def _tables(sheet: Sheet, source: Source, request: Request) -> Iterable[Table]:
    """The tables in the order in which SPSS's menus have their procedures."""
    if request.empty:
        yield from _first_sight(sheet, source)
    if request.dictionary:
        names = _listed(sheet, request.dictionary)
        yield dictionary_table(source, names)
        if any(name in source.labels for name in names):
            yield value_labels_table(source, names)
    yield from _described(source, _listed(sheet, request.frequencies), _numbers(sheet, request.descriptives), request)
    for crossing in _crossings(sheet, request):
        yield from crosstab_tables(source, crossing)
    if request.ttest:
        groups, names = _groups(sheet, source, request.ttest[0]), _numbers(sheet, request.ttest[1])
        yield from ttest_tables(source.listwise(names) if request.listwise else source, groups, names)
    if request.correlations:
        yield correlation_table(source, _numbers(sheet, request.correlations), request.listwise)
    if request.nonpar_corr:
        yield rank_correlation_table(source, _numbers(sheet, request.nonpar_corr), request.listwise)
    if request.logistic:
        yield from logistic_tables(source, _model(sheet, request))
    if request.reliability:
        yield from reliability_tables(source, _numbers(sheet, request.reliability))


def _first_sight(sheet: Sheet, source: Source) -> Iterable[Table]:
    """The overview; of a file of few variables also their frequencies and descriptives."""
    names = [name for name in sheet.frame.columns if name != source.weight]
    yield from overview_tables(source, names)
    if len(names) <= SHORT:
        codes, measures = codes_and_measures(source, names)
        yield from _described(source, codes, [_measurable(sheet, name) for name in measures], Request())


def _described(
    source: Source, frequencies: Sequence[str], descriptives: Sequence[str], request: Request
) -> Iterable[Table]:
    if frequencies:
        yield from frequency_tables(source, frequencies)
    if descriptives:
        yield descriptive_table(source.listwise(descriptives) if request.listwise else source, descriptives)


def _crossings(sheet: Sheet, request: Request) -> Iterable[Crossing]:
    layer = _known(sheet, request.layer) if request.layer else ""
    if layer and not request.crosstabs:
        raise Refused(Problem("layer_without_crosstab", "error", sheet.name, None, layer))
    for row, column in request.crosstabs:
        names = _known(sheet, row), _known(sheet, column)
        yield Crossing(*names, layer, request.cells or CELLS, request.statistics or USUAL)


def _groups(sheet: Sheet, source: Source, asked: str) -> Groups:
    """The two groups of `name` or `name(first,second)`.

    Raises:
        alianza.formats.Refused: If there are not two groups.
    """
    name, _, values = asked.removesuffix(")").partition("(")
    whole = asked in sheet.columns
    name = _known(sheet, asked if whole else name.strip())
    levels = [value_text(level) for level in source.factor(name).levels]
    wanted = _values(values) if values and not whole else levels
    absent = [value for value in wanted if value not in levels]
    if absent or len(set(wanted)) != 2:
        code, found = ("no_such_group", absent[0]) if absent else ("two_groups_needed", str(len(levels)))
        raise Refused(Problem(code, "error", sheet.name, None, name, found, "2", _proposed(source, name, levels)))
    return Groups(name, levels.index(wanted[0]), levels.index(wanted[1]))


def _values(text: str) -> list[str]:
    """Values between commas; one that holds a comma stands in single quotes."""
    [values] = csv.reader([text], quotechar="'", skipinitialspace=True)
    return [value.strip() for value in values]


def _proposed(source: Source, name: str, levels: Sequence[str]) -> dict[str, object]:
    """The codes with their labels, and a request with the first two of them that works as it is."""
    labels = source.labels.get(name, {})
    named = [f"{level} = {labels[level]}" if level in labels else level for level in levels[:12]]
    quoted = [f"'{level}'" if "," in level else level for level in levels[:2]]
    return {"levels": named, "name": name, "example": f"{name}({','.join(quoted)})"}


def _model(sheet: Sheet, request: Request) -> Model:
    outcome, predictors = request.logistic or ("", "")
    outcome, covariates = _known(sheet, outcome), _listed(sheet, predictors)
    if not covariates:
        raise Refused(Problem("model_without_predictors", "error", sheet.name, None, outcome))
    categorical = _listed(sheet, request.categorical)
    for name in categorical:
        if name not in covariates:
            values = {"outcome": outcome, "predictors": ",".join(covariates)}
            raise Refused(Problem("categorical_not_predictor", "error", sheet.name, None, name, values=values))
    return Model(outcome, covariates, categorical, request.reference, request.method, request.influence)


def _listed(sheet: Sheet, text: str) -> tuple[str, ...]:
    """The variables of a list; `a to c` takes all columns between, `all` every column."""
    names = dict.fromkeys(name for name, _ in _asked(sheet, text))
    if text and not names:
        _known(sheet, text)
    return tuple(_measurable(sheet, name) for name in names)


def _numbers(sheet: Sheet, text: str) -> tuple[str, ...]:
    """The same without the texts that `all` or a range sweeps in, as in SPSS; a text that is named is refused.

    Raises:
        alianza.formats.Refused: If only texts are left.
    """
    left = _texts(sheet, text)
    names = tuple(name for name in _listed(sheet, text) if name not in left)
    if left and not names:
        raise Refused(Problem("text_not_number", "error", sheet.name, None, left[0]))
    return names


def _texts(sheet: Sheet, text: str) -> list[str]:
    """The texts among the variables that are not named themselves."""
    asked = _asked(sheet, text)
    named = {name for name, swept in asked if not swept}
    kept = sheet.frame.select(list(dict.fromkeys(name for name, _ in asked if name not in named)))
    # A text column of nothing but numerals is read as numbers.
    return [column.name for column in kept if column.cast(pl.Float64, strict=False).null_count() > column.null_count()]


def _texts_left_out(sheet: Sheet, request: Request) -> list[Problem]:
    """A notice of the texts that were swept in where numbers are needed."""
    lists = [request.descriptives, request.correlations, request.nonpar_corr, request.reliability]
    lists.append(request.ttest[1] if request.ttest else "")
    names = list(dict.fromkeys(name for text in lists for name in _texts(sheet, text)))
    values = {"names": names, "count": len(names), "first": names[0] if names else ""}
    return [Problem("texts_left_out", "notice", sheet.name, values=values)] if names else []


def _asked(sheet: Sheet, text: str) -> list[tuple[str, bool]]:
    """The variables of a list in order, each with whether a range or `all` swept it in."""
    found: list[tuple[str, bool]] = []
    for part in (piece.strip() for piece in text.split(",")):
        first, _, last = part.partition(" to ")
        if part.lower() in EVERYTHING and part not in sheet.columns:
            found += [(name, True) for name in sheet.frame.columns]
        elif last and part not in sheet.columns:
            between = _between(sheet.columns, _known(sheet, first.strip()), _known(sheet, last.strip()))
            found += [(name, True) for name in between]
        elif part:
            found.append((_known(sheet, part), False))
    return found


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
