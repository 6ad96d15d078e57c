"""How the tables are compared with what PSPP prints."""

import math
from collections.abc import Sequence

from alianza.study.estimate import Estimate, Test
from alianza.study.table import Row


def numbers_of(row: Row) -> list[float]:
    """The numbers of our row, without labels and blanks."""
    values = [_number(cell) for cell in row.cells]
    return [float(value) for value in values if isinstance(value, (int, float)) and not isinstance(value, bool)]


def printed(rows: Sequence[Sequence[object]], stub: int) -> list[list[object]]:
    """PSPP's numbers of some rows, without their `stub` first columns and blanks."""
    return [[cell for cell in row[stub:] if cell != ""] for row in rows]


def same(found: float, seen: object, tolerance: float = 1e-9) -> bool:
    """Whether a number equals what is printed, as far as it is printed."""
    if isinstance(seen, str) and seen.endswith("%"):
        return math.isclose(found * 100, float(seen[:-1]), abs_tol=0.05 + 1e-9)
    return isinstance(seen, (int, float)) and math.isclose(found, seen, rel_tol=tolerance, abs_tol=6e-11)


def assert_rows(found: list[list[float]], rows: list[list[object]], tolerance: float = 1e-9) -> None:
    assert [len(line) for line in found] == [len(line) for line in rows]
    differing = [
        (ours, theirs)
        for mine, line in zip(found, rows, strict=True)
        for ours, theirs in zip(mine, line, strict=True)
        if not same(ours, theirs, tolerance)
    ]
    assert differing == []


def _number(cell: object) -> object:
    match cell:
        case Estimate():
            return cell.value
        case Test():
            return cell.statistic
    return cell


def tables_of(lines: Sequence[Sequence[str]]) -> list[tuple[str, list[list[object]]]]:
    """The tables of a PSPP output in CSV: title and rows, numbers as numbers."""
    found: list[tuple[str, list[list[object]]]] = []
    for line in lines:
        if line and line[0].startswith("Table: "):
            found.append((line[0].removeprefix("Table: "), []))
        elif line and found and len(line) > 1:
            found[-1][1].append([_read(cell) for cell in line])
    return found


def _read(cell: str) -> object:
    try:
        return float(cell)
    except ValueError:
        return cell
