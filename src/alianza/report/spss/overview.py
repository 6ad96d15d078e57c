"""A file at first sight: how many cases and variables, what its dictionary declares, and what to ask next."""

from collections.abc import Sequence
from dataclasses import replace

from alianza.report.spss.source import BLANK, Source, as_written, row, table, words
from alianza.study.message import Message
from alianza.study.table import Cell, Column, Row, Table
from alianza.study.text import Text
from alianza.survey.values import value_text

SHOWN = 40
"""Variables that the overview lists; `dictionary_table` has no such limit."""
FEW = 12
"""Columns of numbers with at most so many different answers count as codes."""
OPEN = 1e300
"""Ends of ranges beyond this stand for the lowest or the highest number."""
WEIGHTS = ("fexp", "factor de expansión", "ponderador", "ponderación", "peso muestral", "weight")
"""Parts of names and labels by which a variable looks like a weight."""


def codes_and_measures(source: Source, names: Sequence[str]) -> tuple[list[str], list[str]]:
    """Variables worth a frequency table, and variables worth descriptives; identifiers and free texts are neither."""
    frame = source.columns.frame
    codes = [name for name in names if name in source.labels or frame[name].n_unique() <= FEW]
    return codes, [name for name in names if name not in codes and frame[name].dtype.is_numeric()]


def overview_tables(source: Source, names: Sequence[str]) -> tuple[Table, Table]:
    """The file in a few lines with what to ask for next, and its first variables."""
    notes = [Message("stats.notes.more_variables", {"n": len(names) - SHOWN})] if len(names) > SHOWN else []
    return _file(source, names), replace(dictionary_table(source, names[:SHOWN]), notes=tuple(notes))


def _file(source: Source, names: Sequence[str]) -> Table:
    declared = [name for name in names if name in source.declared_missing]
    numbers: dict[str, Cell] = {
        "cases": source.columns.height,
        "weighted_cases": None if source.weights is None else source.n,
        "variables_in_all": len(names),
        "labelled_variables": sum(name in source.labels for name in names),
        "declared_variables": len(declared),
    }
    lines = [row(words(code), value, identifier=code) for code, value in numbers.items() if value is not None]
    return table("overview", [Column("n", "count")], lines, notes=_hints(source, names))


def dictionary_table(source: Source, names: Sequence[str]) -> Table:
    """The variables with their labels, answers, missing cases and the codes declared missing."""
    declared = any(name in source.declared_missing or name in source.missing_ranges for name in names)
    columns = [Column("label"), Column("valid_cases", "count"), Column("missing_cases", "count")]
    columns += [Column("distinct", "count"), *([Column("declared_codes")] if declared else [])]
    return table("dictionary", columns, [_variable(source, name, declared) for name in names])


def _variable(source: Source, name: str, declared: bool) -> Row:
    series = source.columns.series(name)
    cells: list[Cell] = [
        Text(source.titles.get(name, "")),
        len(series) - series.null_count(),
        series.null_count(),
        series.drop_nulls().n_unique(),
    ]
    return row(Text(name), *cells, *([_declared(source, name)] if declared else []), identifier=name)


def value_labels_table(source: Source, names: Sequence[str]) -> Table:
    """The codes of the variables with their labels, a code a row."""
    lines = [
        row(Text(name) if not place else BLANK, _code(source, name, code), Text(label), identifier=f"{name}.{code}")
        for name in names
        for place, (code, label) in enumerate(source.labels.get(name, {}).items())
    ]
    return table("value_labels", [Column("code"), Column("label_of_value")], lines)


def _code(source: Source, name: str, code: str) -> Text | Message:
    """A code as the reader's language writes it."""
    return as_written(float(code)) if source.columns.series(name).dtype.is_numeric() else Text(code)


def _declared(source: Source, name: str) -> Text:
    """What is declared missing, as SPSS's MISSING VALUES writes it; else the codes that occur."""
    if name in source.missing_ranges:
        return Text(", ".join(_range(*ends) for ends in source.missing_ranges[name]))
    codes = source.declared_missing.get(name)
    found = [] if codes is None else codes.drop_nulls().unique().sort().to_list()
    return Text(", ".join(f"{code:g}" if isinstance(code, float) else str(code) for code in found))


def _range(low: object, high: object) -> str:
    """One code, a text in quotes, or a range with LO and HI for its open ends."""
    if isinstance(low, str):
        return f"'{low or ' '}'"
    ends = [_end(low), _end(high)]
    return ends[0] if low == high else " THRU ".join(ends)


def _end(value: object) -> str:
    if isinstance(value, float) and abs(value) >= OPEN:
        return "HI" if value > 0 else "LO"
    return value_text(value)


def _hints(source: Source, names: Sequence[str]) -> list[Message]:
    """What to ask for next, with variables of this very file."""
    weights = [name for name in names if _like_a_weight(source, name)]
    codes, measures = codes_and_measures(source, [name for name in names if name not in weights])
    # Asked from the end: the first variables of a file are often identifiers.
    answers = [name for name in codes if 1 < source.columns.series(name).drop_nulls().n_unique() <= FEW]
    hints = []
    if answers:
        hints.append(Message("stats.notes.ask_frequencies", {"variables": ",".join(answers[-2:])}))
    if len(answers) > 1:
        hints.append(Message("stats.notes.ask_crosstab", {"row": answers[-1], "column": answers[0]}))
    if measures:
        hints.append(Message("stats.notes.ask_descriptives", {"variable": measures[-1]}))
    if weights and source.weights is None:
        hints.append(Message("stats.notes.ask_weight", {"variable": weights[0]}))
    return hints


def _like_a_weight(source: Source, name: str) -> bool:
    told = f"{name} {source.titles.get(name, '')}".lower()
    return source.columns.frame[name].dtype.is_numeric() and any(part in told for part in WEIGHTS)
