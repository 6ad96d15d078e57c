"""Correlations and Nonparametric Correlations: coefficient, two-sided significance and cases of every pair."""

from collections.abc import Callable, Iterable, Sequence
from itertools import combinations_with_replacement

from alianza.report.spss.source import BLANK, Source, row, table, words
from alianza.statistics.sampling.structure import Floats
from alianza.statistics.tables.correlation import kendall_correlation, pearson_correlation, spearman_correlation
from alianza.study.estimate import Estimate, Test
from alianza.study.message import Message
from alianza.study.table import Column, Row, Table

Correlation = Callable[[Floats, Floats, Floats], Test]
RANKED: dict[str, Correlation] = {"tau_b": kendall_correlation, "rho": spearman_correlation}


def correlation_table(source: Source, names: Sequence[str], listwise: bool) -> Table:
    """Pearson's correlation of every pair of variables.

    Args:
        source: The data.
        names: Numeric variables.
        listwise: Only cases with all variables count.

    Raises:
        alianza.statistics.errors.BadVariable: If a column is absent or holds text.
    """
    rows, notes = _square(source, names, ("pearson_r", pearson_correlation), listwise)
    return table("correlations", [Column("statistic"), *_across(source, names)], rows, notes=notes)


def rank_correlation_table(source: Source, names: Sequence[str], listwise: bool) -> Table:
    """Kendall's tau-b and Spearman's rho of every pair of variables; arguments as for `correlation_table`."""
    lines: list[Row] = []
    notes: list[Message] = []
    for code, method in RANKED.items():
        rows, found = _square(source, names, ("coefficient", method), listwise)
        for place, line in enumerate(rows):
            label = words(code) if not place else BLANK
            lines.append(Row(f"{code}_{line.id}", label, (line.label, *line.cells)))
        notes += [note for note in found if note not in notes]
    columns = [Column("variable"), Column("statistic"), *_across(source, names)]
    return table("nonparametric_correlations", columns, lines, notes=notes)


def _across(source: Source, names: Sequence[str]) -> list[Column]:
    return [Column(name, "log", source.title(name)) for name in names]


def _square(
    source: Source, names: Sequence[str], method: tuple[str, Correlation], listwise: bool
) -> tuple[list[Row], list[Message]]:
    """Three rows a variable (two where all pairs rest on the same cases), and the notes on stars and cases."""
    used = source.listwise(names) if listwise else source
    code, correlate = method
    pairs = {pair: _pair(used, pair, correlate) for pair in combinations_with_replacement(names, 2)}
    tests = pairs | {(other, one): test for (one, other), test in pairs.items()}
    lines: list[Row] = []
    for name in names:
        cells = [tests[name, other] for other in names]
        p = [None if name == other else tests[name, other].p for other in names]
        lines.append(row(source.title(name), words(code), *cells, identifier=name))
        lines.append(row(BLANK, words("two_sided"), *p, identifier=f"{name}.two_sided"))
        if not listwise:
            sizes = [Estimate(_cases(used, (name, other)), unit="count") for other in names]
            lines.append(row(BLANK, words("n"), *sizes, identifier=f"{name}.n"))
    notes = _stars(test for (one, other), test in tests.items() if one != other)
    return lines, [*notes, *([Message("stats.notes.listwise_n", {"n": used.n})] if listwise else [])]


def _pair(source: Source, pair: tuple[str, str], correlate: Correlation) -> Test:
    x, y = (source.columns.numbers(name) for name in pair)
    found = correlate(x, y, source.counts)
    # A variable with itself has no test, and therefore no stars.
    return found if pair[0] != pair[1] else Test(found.statistic, None, None, None, found.method, found.reason)


def _cases(source: Source, pair: tuple[str, str]) -> float:
    return float(source.counts[source.complete(pair)].sum())


def _stars(tests: Iterable[Test]) -> list[Message]:
    """The notes that explain the stars that occur."""
    found = [test.p for test in tests if test.p is not None]
    notes = []
    if any(p <= 0.01 for p in found):
        notes.append(Message("stats.notes.significant_01"))
    if any(0.01 < p <= 0.05 for p in found):
        notes.append(Message("stats.notes.significant_05"))
    return notes
