"""Many codings at once from a table: what is wrong with a row is named, and the other rows are kept."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from sqlalchemy import Connection

from alianza.coding.assembly import place_now
from alianza.coding.open_coding import SHOWN, Passage
from alianza.coding.progress import CodingState
from alianza.formats import Refused
from alianza.formats.sheet import read
from alianza.study.event import Change, Proposed
from alianza.study.problem import Problem
from alianza.survey.values import fold, texts
from alianza.workflow.interviews.actions import CodingRecorded, Target, given_codes, noted, signed
from alianza.workflow.interviews.reading import CODING, ReadCoding, read_connected
from alianza.workflow.journal import change, study_at

MAX_BYTES: Final = 50_000_000
MAX_DIGITS: Final = 12
"""Digits of a place: no text is so long, and numbers of thousands of digits are refused by `int`."""
HEADINGS: Final[Mapping[str, tuple[str, ...]]] = {
    "document": ("document", "documento", "entrevista", "interview"),
    "code": ("code", "codigo"),
    "words": ("words", "palabras", "cita", "quotation", "pasaje", "passage"),
    "start": ("start", "inicio", "comienzo"),
    "end": ("end", "fin", "final"),
    "memo": ("memo", "nota", "note"),
}
"""Column to its headings, without accents and capitals."""


@dataclass(frozen=True, slots=True)
class _Row:
    number: int
    values: Mapping[str, str]


def code_from_table(path: Path, table: Path, by: str) -> CodingRecorded:
    """Give the codes of a table's rows: document, code, and words or start and end; perhaps a memo.

    Args:
        path: The study folder.
        table: CSV, TSV or workbook.
        by: Who gives them.

    Returns:
        What was recorded, with a problem for each row that was left out; what a coder gave already is not given twice.

    Raises:
        Refused: As `alianza.formats.sheet.read`; `passages_column_missing`; if the person may not code.
    """
    study = study_at(path)
    author = signed(study, "code", by)
    rows = _rows(table)

    def command(connection: Connection, _: CodingState) -> Proposed:
        now = read_connected(study, connection)
        told = [(row, _given(now, row)) for row in rows]
        wrong = [replace(one, file=table.name, row=row.number) for row, proposed in told for one in proposed.problems]
        known = set(_known(now.state, author.by))
        new: dict[tuple[object, ...], tuple[Change, str]] = {}
        for row, proposed in told:
            for one in proposed.changes:
                new.setdefault(_key(one), (one, row.values.get("memo", "")))
        kept = tuple(noted(connection, *pair) for key, pair in new.items() if key not in known)
        return Proposed(kept, tuple(wrong))

    return change(study.path, CODING, command, author)


def _known(state: CodingState, by: str) -> Iterator[tuple[object, ...]]:
    """Passage and code, as they are now, of each coding of somebody's; what was taken away may be given again."""
    sources, removed = {one.id: one for one in state.documents}, frozenset(state.removed)
    for one in state.codings:
        if one.by == by and one.id not in removed and one.document in sources:
            place = place_now(sources[one.document], one.number, (one.start, one.end))
            if place is not None:
                yield one.document, *place, state.current_code(one.code)


def _key(one: Change) -> tuple[object, ...]:
    return tuple(one.payload[name] for name in ("document", "start", "end", "code"))


def _given(now: ReadCoding, row: _Row) -> Proposed:
    values = row.values
    missing = [name for name in ("document", "code") if not values.get(name)]
    if missing:
        return Proposed(problems=tuple(Problem("passages_value_missing", place=name) for name in missing))
    place = _place(values)
    if isinstance(place, Problem):
        return Proposed(problems=(place,))
    target = Target(values["document"], place, values.get("words", ""))
    return given_codes(now, target, [values["code"]])


def _place(values: Mapping[str, str]) -> Passage | Problem | None:
    """The place that a row names; None where it names words."""
    start, end = values.get("start", ""), values.get("end", "")
    if not start and not end:
        return None if values.get("words") else Problem("passages_value_missing", place="words")
    if not all(one.isdecimal() and len(one) <= MAX_DIGITS for one in (start, end)):
        return Problem("passages_place_unreadable", found=f"{start[:SHOWN]}:{end[:SHOWN]}")
    return Passage(int(start), int(end))


def _rows(table: Path) -> list[_Row]:
    sheet = read(table, max_bytes=MAX_BYTES, as_text=True)
    places = {
        name: next(one for one in sheet.columns if fold(one) in known)
        for name, known in HEADINGS.items()
        if any(fold(one) in known for one in sheet.columns)
    }
    missing = [name for name in ("document", "code") if name not in places]
    if "words" not in places and not {"start", "end"} <= places.keys():
        missing.append("words")
    if missing:
        first, *others = _column_problems(missing, table, sheet.columns)
        raise Refused(first, others=tuple(others))
    columns = {name: [(one or "").strip() for one in texts(sheet.frame[place])] for name, place in places.items()}
    numbers = range(2, sheet.frame.height + 2) if sheet.rows is None else sheet.rows.to_list()
    return list(_filled(columns, numbers))


def _filled(columns: Mapping[str, Sequence[str]], numbers: Sequence[int]) -> Iterator[_Row]:
    """The rows that say anything."""
    for place, number in enumerate(numbers):
        values = {name: column[place] for name, column in columns.items()}
        if any(values.values()):
            yield _Row(number, values)


def _column_problems(missing: Sequence[str], table: Path, columns: Sequence[str]) -> tuple[Problem, ...]:
    found = ", ".join(columns)
    return tuple(
        Problem("passages_column_missing", file=table.name, place=name, found=found, expected=", ".join(HEADINGS[name]))
        for name in missing
    )
