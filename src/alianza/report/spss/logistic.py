"""Logistic Regression: cases, encodings, fit, classification, Variables in the Equation, ROC, effects."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from alianza.report.spss.source import BLANK, Source, case_summary, marked, row, table, words
from alianza.statistics.errors import BadVariable
from alianza.statistics.models.coefficient import Coefficient
from alianza.statistics.models.likelihood import LikelihoodSample
from alianza.statistics.models.logistic_fit import (
    classification,
    fit_measures,
    hosmer_lemeshow,
    likelihood_ratio_tests,
    profile_limits,
)
from alianza.statistics.models.marginal_effects import average_marginal_effects
from alianza.statistics.models.maximum_likelihood import (
    SPARSE,
    LikelihoodLogistic,
    Rules,
    last_levels,
    likelihood_logistic,
)
from alianza.statistics.models.model_matrix import INTERCEPT
from alianza.statistics.models.roc import model_auc
from alianza.statistics.sampling.structure import Floats, Rows
from alianza.statistics.sampling.variables import MISSING
from alianza.study.message import Message
from alianza.study.table import Cell, Column, Row, Table
from alianza.study.text import Text


@dataclass(frozen=True, slots=True)
class Model:
    """A logistic regression as it is asked for.

    Attributes:
        outcome: The dependent variable.
        predictors: The covariates, in the order in which they are printed.
        categorical: Those of them that are categories; texts always are.
        reference: Reference category of each, `last` (SPSS's) or `first` (R's).
        method: `ml`, which turns to Firth's method where a variable separates the outcomes, or `firth`.
    """

    outcome: str
    predictors: tuple[str, ...]
    categorical: tuple[str, ...] = ()
    reference: str = "last"
    method: str = "ml"


@dataclass(frozen=True, slots=True, eq=False)
class Analysis:
    """A fitted model with what its tables need to know about the request."""

    source: Source
    model: Model
    fit: LikelihoodLogistic
    factors: tuple[str, ...]
    rows: Rows
    separated: tuple[str, ...] = ()


def logistic_tables(source: Source, model: Model) -> tuple[Table, ...]:
    """Everything that Logistic Regression prints.

    Raises:
        alianza.statistics.errors.BadVariable: If a column is absent or the outcome has more than two values.
    """
    done = analyse(source, model)
    n = float(source.counts[done.rows].sum())
    tables = [case_summary("logistic_cases", n, source.n, ("included", "missing_cases"))]
    if done.fit.fitted is None:
        note = Message(f"stats.notes.{done.fit.reason}", {"terms": _terms(done, done.separated)})
        return (*tables, table("equation", [], [], notes=[note]))
    tables += [_encoding(done), *_codings(done), _omnibus(done), _summary(done)]
    tables += [*_hosmer_lemeshow(done), _classification(done), _equation(done), _by_term(done), _profile(done)]
    return (*tables, _area(done), _effects(done))


def analyse(source: Source, model: Model) -> Analysis:
    """Fit the model; where a variable separates the outcomes, by Firth's method, and the variable is remembered."""
    columns, names = source.columns, (model.outcome, *model.predictors)
    texts = [name for name in model.predictors if not columns.series(name).dtype.is_numeric()]
    wrong = [name for name in model.categorical if name not in model.predictors]
    if wrong:
        raise BadVariable("no_such_variable", wrong[0], expected=", ".join(model.predictors))
    factors = tuple(name for name in model.predictors if name in model.categorical or name in texts)
    rows = source.complete(names)
    last = last_levels(columns, factors, rows)
    base = last if model.reference == "last" else {name: _first(source, name, rows) for name in last}

    def fitted(method: str) -> LikelihoodLogistic:
        rules = Rules(method, base)
        return likelihood_logistic(columns, model.outcome, model.predictors, (rows, source.counts), rules)

    fit = fitted(model.method)
    separated = fit.separated
    return Analysis(source, model, fitted("firth") if separated else fit, factors, rows, separated)


def _first(source: Source, name: str, rows: Rows) -> object:
    factor = source.factor(name)
    return factor.levels[int(factor.codes[rows].min())]


def _levels(done: Analysis, name: str) -> list[object]:
    """Levels of a factor that the model uses, the reference among them."""
    factor = done.source.factor(name)
    return [factor.levels[int(code)] for code in np.unique(factor.codes[done.rows]) if code != MISSING]


def _outcomes(done: Analysis) -> list[Text]:
    """Labels of the outcome's two values, the event second."""
    return [done.source.label(done.model.outcome, level) for level in _levels(done, done.model.outcome)]


def _sample(done: Analysis) -> LikelihoodSample:
    assert done.fit.fitted is not None
    return done.fit.fitted.sample


def _encoding(done: Analysis) -> Table:
    lines = [row(label, place) for place, label in enumerate(_outcomes(done))]
    return table("outcome_encoding", [Column("internal", "count")], lines)


def _codings(done: Analysis) -> list[Table]:
    """Frequency and dummy variables of each category; nothing without categorical predictors."""
    sizes = [len(_levels(done, name)) for name in done.factors]
    if not sizes:
        return []
    widest = max(sizes) - 1
    columns = [Column("level"), Column("frequency", "count")]
    columns += [Column(f"code_{k}", "count", Text(f"({k})")) for k in range(1, widest + 1)]
    lines: list[Row] = []
    for name in done.factors:
        factor = done.source.factor(name)
        used = [term for term, source in zip(_names(done), done.fit.sources, strict=True) if source == name]
        for place, level in enumerate(_levels(done, name)):
            at = done.rows[factor.codes[done.rows] == factor.levels.index(level)]
            codes: list[Cell] = [int(term == f"{name}={level}") for term in used]
            codes += [None] * (widest - len(codes))
            count = float(done.source.counts[at].sum())
            label = done.source.title(name) if not place else BLANK
            lines.append(row(label, done.source.label(name, level), count, *codes))
    return [table("codings", columns, lines)]


def _names(done: Analysis) -> list[str]:
    return [line.term for line in done.fit.coefficients]


def _omnibus(done: Analysis) -> Table:
    test = done.fit.omnibus
    cells = test.statistic, int(test.df or 0), test.p
    parts = ("step", "block", "model")
    lines = [row(words("step_1") if not at else BLANK, words(part), *cells) for at, part in enumerate(parts)]
    return table("omnibus", [Column("part"), Column("chi_square"), Column("df", "count"), Column("sig")], lines)


def _summary(done: Analysis) -> Table:
    """Minus two log-likelihood and the R squares; also McFadden's, and the information criteria."""
    fit = fit_measures(done.fit)
    columns = [Column(code) for code in ("minus2ll", "cox_snell", "nagelkerke", "mcfadden", "aic", "bic")]
    cells = done.fit.minus2ll, fit.cox_snell, fit.nagelkerke, fit.mcfadden, fit.aic, fit.bic
    note = Message("stats.notes.iterations", {"rounds": done.fit.iterations})
    return table("model_summary", columns, [row(words("step_1"), *cells)], notes=[note])


def _hosmer_lemeshow(done: Analysis) -> list[Table]:
    found = hosmer_lemeshow(done.fit)
    test = found.test
    columns = [Column("chi_square"), Column("df", "count"), Column("sig")]
    cells = test.statistic, int(test.df or 0), test.p
    lines = [
        row(words("step_1") if not at else BLANK, at + 1, seen[0], hoped[0], seen[1], hoped[1], sum(seen))
        for at, (seen, hoped) in enumerate(zip(found.observed, found.expected, strict=True))
    ]
    contingency = [Column("group", "count")]
    for place, label in enumerate(_outcomes(done)):
        named = {"outcome": done.source.title(done.model.outcome), "level": label}
        contingency.append(Column(f"observed_{place}", "count", Message("stats.columns.observed_level", named)))
        contingency.append(Column(f"expected_{place}", "number", Message("stats.columns.expected_level", named)))
    contingency.append(Column("total", "count"))
    return [
        table("hosmer_lemeshow", columns, [row(words("step_1"), *cells)]),
        table("hosmer_lemeshow_table", contingency, lines),
    ]


def _classification(done: Analysis) -> Table:
    found = classification(done.fit)
    labels = _outcomes(done)
    columns = [Column("outcome"), Column("observed")]
    columns += [Column(f"predicted_{at}", "count", label) for at, label in enumerate(labels)]
    title = done.source.title(done.model.outcome)
    lines = [
        row(
            words("step_1") if not at else BLANK,
            title if not at else None,
            label,
            *found.counts[at],
            found.correct[at],
        )
        for at, label in enumerate(labels)
    ]
    lines.append(row(BLANK, words("overall"), None, None, None, found.correct[2]))
    note = Message("stats.notes.cut", {"cut": found.cut})
    return table("classification", [*columns, Column("correct", "share")], lines, {"outcome": title}, [note])


def _equation(done: Analysis) -> Table:
    """Variables in the Equation: one overall row a factor, then its categories; the constant last."""
    columns = [Column("term"), Column("b"), Column("se"), Column("wald"), Column("df", "count"), Column("sig")]
    columns += [Column("exp_b"), Column("exp_b_low"), Column("exp_b_high")]
    lines: list[Row] = []
    for term, cells in _equation_lines(done):
        label = marked(words("step_1"), "a") if not lines else BLANK
        lines.append(row(label, term, *cells))
    entered = [done.source.title(name) for name in done.model.predictors]
    notes = [Message("stats.notes.entered", {"variables": entered}), *_warnings(done)]
    return table("equation", columns, lines, notes=notes)


def _equation_lines(done: Analysis) -> list[tuple[Text | Message, list[Cell]]]:
    lines: list[tuple[Text | Message, list[Cell]]] = []
    by_term = {line.term: line for line in done.fit.coefficients}
    for name in dict.fromkeys(source for source in done.fit.sources if source != INTERCEPT):
        title = done.source.title(name)
        own = [term for term, source in zip(by_term, done.fit.sources, strict=True) if source == name]
        if name not in done.factors:
            lines.append((title, _coefficient(by_term[own[0]])))
            continue
        overall = done.fit.wald(name)
        lines.append((title, [None, None, overall.statistic, int(overall.df or 0), overall.p, None, None, None]))
        lines += [(_numbered(title, k), _coefficient(by_term[term])) for k, term in enumerate(own, 1)]
    constant = _coefficient(by_term[INTERCEPT])
    return [*lines, (words("constant"), [*constant[:6], None, None])]


def _coefficient(line: Coefficient) -> list[Cell]:
    return [line.b, line.se, line.statistic**2, 1, line.p, line.odds_ratio, line.low, line.high]


def _numbered(title: Text, place: int) -> Message:
    return Message("stats.numbered", {"variable": title, "place": place})


def _term(done: Analysis, term: str) -> Text | Message:
    """A term of a model by the labels of its variable and value."""
    if term == INTERCEPT:
        return words("constant")
    name, _, level = term.partition("=")
    title = done.source.title(name)
    label = done.source.labels.get(name, {}).get(level, level)
    return Message("stats.valued", {"variable": title, "value": label}) if level else title


def _terms(done: Analysis, terms: Sequence[str]) -> tuple[Text | Message, ...]:
    return tuple(_term(done, term) for term in terms)


def _warnings(done: Analysis) -> list[Message]:
    """What a reader must know before trusting the coefficients."""
    notes = []
    if done.separated:
        notes.append(Message("stats.notes.firth", {"terms": _terms(done, done.separated)}))
    elif done.fit.method == "firth":
        notes.append(Message("stats.notes.firth_chosen"))
    if done.fit.aliased:
        notes.append(Message("stats.notes.aliased", {"terms": _terms(done, done.fit.aliased)}))
    events = done.fit.events_per_variable
    if events is not None and events < SPARSE:
        notes.append(Message("stats.notes.few_events", {"events": events, "least": SPARSE}))
    return notes


def _by_term(done: Analysis) -> Table:
    """Likelihood-ratio test of each predictor."""
    lines = [
        row(done.source.title(name), test.statistic, int(test.df or 0), test.p)
        for name, test in likelihood_ratio_tests(done.fit).items()
    ]
    return table("likelihood_ratio_tests", [Column("chi_square"), Column("df", "count"), Column("sig")], lines)


def _profile(done: Analysis) -> Table:
    """Limits of the odds ratios by profile likelihood."""
    limits: dict[str, Floats] = {term: np.exp(ends) for term, ends in profile_limits(done.fit).items()}
    lines = [
        row(_term(done, line.term), line.odds_ratio, *(float(end) for end in limits[line.term]))
        for line in sorted(done.fit.coefficients, key=lambda line: line.term == INTERCEPT)
    ]
    return table("profile_limits", [Column("exp_b"), Column("exp_b_low"), Column("exp_b_high")], lines)


def _area(done: Analysis) -> Table:
    found = model_auc(done.fit)
    cells = (None, None, None, None) if found is None else (found.value, found.se, found.low, found.high)
    columns = [Column("area"), Column("se"), Column("low_95"), Column("high_95")]
    return table("roc", columns, [row(words("probability"), *cells)], notes=[Message("stats.notes.delong")])


def _effects(done: Analysis) -> Table:
    """Average marginal effects, in percentage points."""
    columns = [Column("effect", "difference"), Column("effect_se", "difference"), Column("effect_low", "difference")]
    lines = [
        row(_term(done, term), one.value, one.se, one.low, one.high)
        for term, one in average_marginal_effects(done.fit).items()
    ]
    note = Message("stats.notes.marginal")
    return table("marginal_effects", [*columns, Column("effect_high", "difference")], lines, notes=[note])
