"""What Logistic Regression prints before its model: cases, encodings, and block 0 with the constant alone."""

from alianza.report.spss.logistic_model import Analysis, levels_of, outcomes, term_lines
from alianza.report.spss.source import BLANK, Footnotes, row, table, words
from alianza.statistics.models.constant_alone import classification_alone, constant_alone, score_tests
from alianza.statistics.models.logistic_fit import Classification
from alianza.statistics.models.model_matrix import INTERCEPT
from alianza.study.estimate import Test
from alianza.study.message import Message
from alianza.study.table import Cell, Column, Row, Table
from alianza.study.text import Text


def cases(done: Analysis) -> Table:
    """Unweighted cases: those of the model, those that miss an answer, and all."""
    used, total = int(done.rows.size), done.source.columns.height
    footnotes = Footnotes()
    selected = footnotes.mark(words("selected_cases"), Message("stats.notes.unweighted"))
    parts: list[tuple[Text | Message, Text | Message, int]] = [
        (selected, words("included"), used),
        (BLANK, words("missing_cases"), total - used),
        (BLANK, words("total"), total),
        (words("unselected_cases"), BLANK, 0),
        (words("total"), BLANK, total),
    ]
    lines = [row(label, part, n, n / total if total else None) for label, part, n in parts]
    columns = [Column("part"), Column("n", "count"), Column("percent", "share")]
    return table("logistic_cases", columns, lines, notes=footnotes.notes)


def encoding(done: Analysis) -> Table:
    """Internal value of each value of the outcome."""
    lines = [row(label, place) for place, label in enumerate(outcomes(done))]
    return table("outcome_encoding", [Column("internal", "count")], lines)


def codings(done: Analysis) -> list[Table]:
    """Frequency and dummy variables of each category; nothing without categorical predictors."""
    sizes = [len(levels_of(done, name)) for name in done.factors]
    if not sizes:
        return []
    widest = max(sizes) - 1
    columns = [Column("level"), Column("frequency", "count")]
    columns += [Column(f"code_{k}", "count", Text(f"({k})")) for k in range(1, widest + 1)]
    return [table("codings", columns, [line for name in done.factors for line in _codes(done, name, widest)])]


def _codes(done: Analysis, name: str, widest: int) -> list[Row]:
    factor, names = done.source.factor(name), [line.term for line in done.fit.coefficients]
    used = [term for term, source in zip(names, done.fit.sources, strict=True) if source == name]
    lines = []
    for place, level in enumerate(levels_of(done, name)):
        at = done.rows[factor.codes[done.rows] == factor.levels.index(level)]
        codes: list[Cell] = [int(term == f"{name}={level}") for term in used]
        count = float(done.source.counts[at].sum())
        label = Text(name) if not place else BLANK
        cells = done.source.label(name, level), count, *codes, *[None] * (widest - len(codes))
        lines.append(row(label, *cells))
    return lines


def block_0(done: Analysis) -> list[Table]:
    """The model with the constant alone, and what each predictor would add to it."""
    return [
        classified(
            done, classification_alone(done.fit), "classification_0", [Message("stats.notes.constant_included")]
        ),
        _constant(done),
        _outside(done),
    ]


def classified(done: Analysis, found: Classification, identifier: str, notes: list[Message]) -> Table:
    """Observed against predicted outcomes, with the share that is right."""
    labels, title = outcomes(done), done.source.title(done.model.outcome)
    columns = [Column("outcome"), Column("observed")]
    columns += [
        Column(f"predicted_{at}", "count", Message("stats.columns.predicted_level", {"level": label}))
        for at, label in enumerate(labels)
    ]
    step = words("step_0" if identifier.endswith("_0") else "step_1")
    lines = [
        row(step if not at else BLANK, title if not at else None, label, *found.counts[at], found.correct[at])
        for at, label in enumerate(labels)
    ]
    lines.append(row(BLANK, words("overall"), None, None, None, found.correct[2]))
    notes = [*notes, Message("stats.notes.cut", {"cut": found.cut})]
    return table(identifier, [*columns, Column("correct", "share")], lines, notes=notes)


def _constant(done: Analysis) -> Table:
    line = constant_alone(done.fit)
    columns = [Column("term"), Column("b"), Column("se"), Column("wald"), Column("df", "count"), Column("sig")]
    cells = line.b, line.se, line.statistic**2, 1, line.p, line.odds_ratio
    return table("equation_0", [*columns, Column("exp_b")], [row(words("step_0"), words("constant"), *cells)])


def _outside(done: Analysis) -> Table:
    """Score test of every variable that is not in the equation yet, and of all together."""
    tests = score_tests(done.fit)
    terms = [line.term for line in done.fit.coefficients if line.term != INTERCEPT]
    lines: list[Row] = []
    for name, label, term in term_lines(done, terms):
        first = not lines
        parts = words("step_0") if first else BLANK, words("variables") if first else None
        lines.append(row(parts[0], parts[1], label, *_tested(tests[term or name])))
    lines.append(row(BLANK, words("overall_statistics"), None, *_tested(tests[""])))
    columns = [Column("part"), Column("term"), Column("score"), Column("df", "count"), Column("sig")]
    return table("not_in_equation", columns, lines)


def _tested(test: Test) -> tuple[Cell, Cell, Cell]:
    return test.statistic, int(test.df or 0), test.p
