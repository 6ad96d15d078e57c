"""Families of tests: those that decide a research question, adjusted together (METHODS, survey inference; R046).

A question of the protocol names its tests (`<table>.<test>`); their p-values are adjusted by Holm. Every other
test is exploratory and says so under its table.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from alianza.statistics.tables.paired import holm
from alianza.study.estimate import Test
from alianza.study.message import Message
from alianza.study.protocol import Protocol
from alianza.study.table import Table


def in_families(tables: Iterable[Table], protocol: Protocol) -> tuple[Table, ...]:
    """The tables with adjusted p-values in the declared families, and a note on what each test is for."""
    tables = tuple(tables)
    p_values = {f"{table.id}.{name}": test.p for table in tables for name, test in table.tests.items()}
    adjusted = _adjusted([question.family for question in protocol.questions], p_values)
    return tuple(_noted(table, adjusted) for table in tables)


def _adjusted(families: Iterable[tuple[str, ...]], p_values: Mapping[str, float | None]) -> dict[str, float]:
    """Holm's p-value of every declared test that could be computed; a test that could not does not count."""
    found: dict[str, float] = {}
    for family in families:
        known = {name: p for name in family if (p := p_values.get(name)) is not None}
        found |= dict(zip(known, holm(known.values()), strict=True))
    return found


def _noted(table: Table, adjusted: Mapping[str, float]) -> Table:
    if not table.tests:
        return table
    tests = {name: replace(test, adjusted=adjusted.get(f"{table.id}.{name}")) for name, test in table.tests.items()}
    declared = tuple(_spoken(name, test) for name, test in tests.items() if test.adjusted is not None)
    notes = [Message("notes.family", {"tests": declared})] if declared else []
    if len(declared) < len(tests):
        notes.append(Message("notes.exploratory_others" if declared else "notes.exploratory"))
    return replace(table, tests=tests, notes=(*table.notes, *notes))


def _spoken(name: str, test: Test) -> Message:
    words = tuple(Message(f"tests.{part}") for part in name.split(":"))
    code = "notes.family_test" if len(words) == 1 else "notes.family_test_of"
    return Message(code, {"test": words[-1], "of": words[0], "p": test.adjusted})
