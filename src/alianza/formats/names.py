"""Column names as files bring them: empty, repeated or merged, made usable and said so."""

from collections.abc import Sequence

from alianza.formats.sheet import Reading
from alianza.study.distinct_names import DistinctNames
from alianza.study.problem import Problem
from alianza.study.text import visible

_MOST_COLUMNS = 20_000


def unique_names(header: Sequence[str], reading: Reading) -> tuple[list[str], list[Problem]]:
    """One name a column: empty ones are numbered, repeated ones get «(2)».

    A repeated name is an error where the study asks for that column, since nobody can tell which was meant.

    Raises:
        Refused: `too_many_columns`: no survey asks as much, and a table that lies on its side would.
    """
    if len(header) > _MOST_COLUMNS:
        raise reading.refuse("too_many_columns", found=str(len(header)), count=len(header), limit=_MOST_COLUMNS)
    names: list[str] = []
    distinct = DistinctNames()
    problems: list[Problem] = []
    for position, raw in enumerate(header, 1):
        name = visible(raw.strip())  # control signs stay to be seen
        if not name:
            name = f"column_{position}"
            problems.append(Problem("unnamed_column", "notice", reading.name, 1, name))
        elif name in distinct:
            asked = reading.columns is not None and name in reading.columns
            problems.append(Problem("repeated_column", "error" if asked else "warning", reading.name, 1, name))
        names.append(distinct.own(name))
    if all(_is_number(name) for name in header if name.strip()):
        problems.append(Problem("header_is_data", "warning", reading.name, 1, found=", ".join(header[:3])))
    return names, problems


def _is_number(text: str) -> bool:
    try:
        float(text.strip().replace(",", "."))
    except ValueError:
        return False
    return True
