"""Fourfold tables joined over their layers: is the odds ratio the same in all, is there a relation, and how strong."""

import math
from collections.abc import Sequence

from alianza.report.spss.panel import Panel
from alianza.report.spss.source import Footnotes, row, table, words
from alianza.statistics.tables.mantel_haenszel import MantelHaenszel, mantel_haenszel
from alianza.study.estimate import Test
from alianza.study.message import Message
from alianza.study.table import Column, Row, Table

TEST_COLUMNS = Column("chi_square"), Column("df", "count"), Column("asymptotic_sig")


def stratified_tables(panels: Sequence[Panel]) -> list[Table]:
    """Homogeneity of the odds ratio, conditional independence and common odds ratio; nothing unless the whole is 2 x 2.

    Args:
        panels: The table of each layer, and last that of all.
    """
    *layers, whole = panels
    if whole.table.risk is None:
        return []
    found = mantel_haenszel([panel.table.counts for panel in layers if panel.table.risk is not None])
    return [_homogeneity(found), _independence(found), _common(found)]


def _homogeneity(found: MantelHaenszel) -> Table:
    lines = [_tested("breslow_day", found.breslow_day), _tested("tarone", found.tarone)]
    return table("homogeneity", TEST_COLUMNS, lines)


def _independence(found: MantelHaenszel) -> Table:
    """Cochran's test and Mantel and Haenszel's with continuity correction, as SPSS prints it."""
    lines = [_tested("cochran", found.cochran), _tested("mantel_haenszel", found.corrected)]
    return table("conditional_independence", TEST_COLUMNS, lines, notes=[Message("stats.notes.conditional")])


def _tested(code: str, test: Test) -> Row:
    return row(words(code), test.statistic, int(test.df or 0), test.p, identifier=code)


def _common(found: MantelHaenszel) -> Table:
    """The common odds ratio and its logarithm, one number a row."""
    odds, footnotes = found.odds_ratio, Footnotes()
    logs = [None if end is None or end <= 0 else math.log(end) for end in (odds.value, odds.low, odds.high)]
    numbers = {
        "common_log": logs[0],
        "common_log_se": found.log_se,
        "asymptotic_sig": found.significance,
        "common_low": odds.low,
        "common_high": odds.high,
        "common_log_low": logs[1],
        "common_log_high": logs[2],
    }
    estimate = footnotes.mark(words("common_estimate"), Message("stats.notes.common"))
    lines = [row(estimate, odds.value, identifier="common_estimate")]
    lines += [row(words(code), value, identifier=code) for code, value in numbers.items()]
    return table("common_odds_ratio", [Column("value")], lines, notes=footnotes.notes)
