"""What SPSS leaves to other commands or leaves out: likelihood-ratio tests, profile limits, ROC, effects, influence."""

import numpy as np

from alianza.report.spss.logistic_model import Analysis, outcomes, term_words
from alianza.report.spss.source import row, table, words
from alianza.statistics.models.influence import Influence, influence
from alianza.statistics.models.logistic_fit import CUT, likelihood_ratio_tests, profile_limits
from alianza.statistics.models.marginal_effects import average_marginal_effects
from alianza.statistics.models.model_matrix import INTERCEPT
from alianza.statistics.models.roc import model_auc
from alianza.statistics.sampling.structure import Floats
from alianza.study.message import Message
from alianza.study.table import Column, Row, Table
from alianza.study.text import Text

OUTLYING = 2.0
"""Standardised residual beyond which a case is listed (SPSS's OUTLIER)."""


def by_term(done: Analysis) -> Table:
    """Likelihood-ratio test of each predictor."""
    lines = [
        row(Text(name), test.statistic, int(test.df or 0), test.p)
        for name, test in likelihood_ratio_tests(done.fit).items()
    ]
    return table("likelihood_ratio_tests", [Column("chi_square"), Column("df", "count"), Column("sig")], lines)


def profile(done: Analysis) -> Table:
    """Limits of the odds ratios by profile likelihood."""
    limits: dict[str, Floats] = {term: np.exp(ends) for term, ends in profile_limits(done.fit).items()}
    lines = [
        row(term_words(done, line.term), line.odds_ratio, *(float(end) for end in limits[line.term]))
        for line in sorted(done.fit.coefficients, key=lambda line: line.term == INTERCEPT)
    ]
    return table("profile_limits", [Column("exp_b"), Column("exp_b_low"), Column("exp_b_high")], lines)


def area(done: Analysis) -> Table:
    """Area under the curve of the predicted probabilities."""
    found = model_auc(done.fit)
    cells = (None, None, None, None) if found is None else (found.value, found.se, found.low, found.high)
    columns = [Column("area"), Column("se"), Column("low_95"), Column("high_95")]
    return table("roc", columns, [row(words("probability"), *cells)], notes=[Message("stats.notes.delong")])


def effects(done: Analysis) -> Table:
    """Average marginal effects, in percentage points."""
    columns = [Column("effect", "difference"), Column("effect_se", "difference"), Column("effect_low", "difference")]
    lines = [
        row(term_words(done, term), one.value, one.se, one.low, one.high)
        for term, one in average_marginal_effects(done.fit).items()
    ]
    note = Message("stats.notes.marginal")
    return table("marginal_effects", [*columns, Column("effect_high", "difference")], lines, notes=[note])


def casewise(done: Analysis) -> Table:
    """The cases that the model fits badly, and how much each sways it."""
    found = influence(done.fit)
    assert found is not None and done.fit.fitted is not None
    columns = [Column("observed"), Column("predicted"), Column("predicted_group"), Column("residual")]
    columns += [Column("zresid"), Column("leverage"), Column("cook")]
    columns += [
        Column(f"dfbeta_{at}", "number", Message("stats.columns.dfbeta", {"term": term_words(done, line.term)}))
        for at, line in enumerate(done.fit.coefficients)
    ]
    y = done.fit.fitted.sample.y
    standardised = (y - found.chance) / np.sqrt(found.chance * (1 - found.chance))
    listed = np.flatnonzero(np.abs(standardised) > OUTLYING)
    if not listed.size:
        return table("casewise", [], [], notes=[Message("stats.notes.no_outliers", {"limit": OUTLYING})])
    labels = outcomes(done)
    lines = [_case(found, int(at), float(y[at]), labels, float(standardised[at])) for at in listed]
    notes = [Message("stats.notes.outliers", {"limit": OUTLYING}), Message("stats.notes.misclassified")]
    return table("casewise", columns, lines, notes=notes)


def _case(found: Influence, at: int, y: float, labels: list[Text | Message], standardised: float) -> Row:
    """One case, named by its row among the data; `**` marks a wrong classification."""
    chance, number = float(found.chance[at]), str(int(found.rows[at]) + 1)
    guess = int(chance > CUT)
    seen: Text | Message = labels[int(y)] if guess == y else Message("stats.missed", {"label": labels[int(y)]})
    cells = chance, labels[guess], y - chance, standardised, float(found.leverage[at]), float(found.cook_spss[at])
    return row(Text(number), seen, *cells, *(float(change) for change in found.dfbeta[at]), identifier=number)
