"""Logistic Regression: cases, encodings, block 0, and the tables of the model itself in block 1."""

from alianza.report.spss.logistic_further import area, by_term, casewise, effects, profile
from alianza.report.spss.logistic_model import Analysis, Model, analyse, legend, outcomes, term_lines, terms_words
from alianza.report.spss.logistic_start import block_0, cases, classified, codings, encoding
from alianza.report.spss.source import BLANK, Source, marked, row, table, words
from alianza.statistics.models.coefficient import Coefficient
from alianza.statistics.models.logistic_fit import classification, fit_measures, hosmer_lemeshow
from alianza.statistics.models.maximum_likelihood import SPARSE
from alianza.statistics.models.model_matrix import INTERCEPT
from alianza.study.message import Message
from alianza.study.table import Cell, Column, Row, Table
from alianza.study.text import Text


def logistic_tables(source: Source, model: Model) -> tuple[Table, ...]:
    """Everything that Logistic Regression prints.

    Raises:
        alianza.statistics.errors.BadVariable: If a column is absent or the outcome has more than two values.
    """
    done = analyse(source, model)
    if done.fit.fitted is None:
        note = Message(f"stats.notes.{done.fit.reason}", {"terms": terms_words(done, done.separated)})
        return cases(done), table("equation", [], [], notes=[note])
    start = [cases(done), encoding(done), *codings(done), *block_0(done)]
    block_1 = [_omnibus(done), _summary(done), *_hosmer_lemeshow(done)]
    block_1 += [classified(done, classification(done.fit), "classification", []), _equation(done)]
    further = [by_term(done), profile(done), area(done), effects(done)]
    return (*start, *block_1, *further, *([casewise(done)] if model.influence else []))


def _omnibus(done: Analysis) -> Table:
    test = done.fit.omnibus
    cells = test.statistic, int(test.df or 0), test.p
    parts = ("step", "block", "model")
    lines = [row(words("step_1") if not at else BLANK, words(part), *cells) for at, part in enumerate(parts)]
    columns = [Column("part"), Column("chi_square"), Column("df", "count"), Column("sig")]
    notes = [] if done.fit.penalised is None else [Message("stats.notes.firth_omnibus")]
    return table("omnibus", columns, lines, notes=notes)


def _summary(done: Analysis) -> Table:
    """Minus two log-likelihood and the R squares; also McFadden's, and the information criteria."""
    fit = fit_measures(done.fit)
    columns = [Column(code) for code in ("minus2ll", "cox_snell", "nagelkerke", "mcfadden", "aic", "bic")]
    cells = done.fit.minus2ll, fit.cox_snell, fit.nagelkerke, fit.mcfadden, fit.aic, fit.bic
    notes = [Message("stats.notes.iterations", {"rounds": done.fit.iterations})]
    if done.fit.penalised is not None:
        notes.append(Message("stats.notes.firth_measures", {"value": -2 * done.fit.penalised}))
    return table("model_summary", columns, [row(words("step_1"), *cells)], notes=notes)


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
    for place, label in enumerate(outcomes(done)):
        named = {"outcome": done.source.title(done.model.outcome), "level": label}
        contingency.append(Column(f"observed_{place}", "count", Message("stats.columns.observed_level", named)))
        contingency.append(Column(f"expected_{place}", "number", Message("stats.columns.expected_level", named)))
    contingency.append(Column("total", "count"))
    return [
        table("hosmer_lemeshow", columns, [row(words("step_1"), *cells)]),
        table("hosmer_lemeshow_table", contingency, lines),
    ]


def _equation(done: Analysis) -> Table:
    """Variables in the Equation: one overall row a factor, then its categories; the constant last."""
    columns = [Column("term"), Column("b"), Column("se"), Column("wald"), Column("df", "count"), Column("sig")]
    columns += [Column("exp_b"), Column("exp_b_low"), Column("exp_b_high")]
    lines: list[Row] = []
    for term, cells in _equation_lines(done):
        label = marked(words("step_1"), "a") if not lines else BLANK
        lines.append(row(label, term, *cells))
    entered = [Text(name) for name in done.model.predictors]
    notes = [Message("stats.notes.entered", {"variables": entered}), *_warnings(done), *legend(done)]
    return table("equation", columns, lines, notes=notes)


def _equation_lines(done: Analysis) -> list[tuple[Text | Message, list[Cell]]]:
    by_term = {line.term: line for line in done.fit.coefficients}
    lines: list[tuple[Text | Message, list[Cell]]] = []
    for name, label, term in term_lines(done, [term for term in by_term if term != INTERCEPT]):
        if term:
            lines.append((label, _coefficient(by_term[term])))
            continue
        overall = done.fit.wald(name)
        lines.append((label, [None, None, overall.statistic, int(overall.df or 0), overall.p, None, None, None]))
    constant = _coefficient(by_term[INTERCEPT])
    return [*lines, (words("constant"), [*constant[:6], None, None])]


def _coefficient(line: Coefficient) -> list[Cell]:
    return [line.b, line.se, line.statistic**2, 1, line.p, line.odds_ratio, line.low, line.high]


def _warnings(done: Analysis) -> list[Message]:
    """What a reader must know before trusting the coefficients."""
    notes = []
    if done.separated:
        notes.append(Message("stats.notes.firth", {"terms": terms_words(done, done.separated)}))
    elif done.fit.method == "firth":
        notes.append(Message("stats.notes.firth_chosen"))
    if done.fit.aliased:
        notes.append(Message("stats.notes.aliased", {"terms": terms_words(done, done.fit.aliased)}))
    events = done.fit.events_per_variable
    if events is not None:
        code = "few_events" if events < SPARSE else "events"
        notes.append(Message(f"stats.notes.{code}", {"events": events, "least": SPARSE}))
    return notes
