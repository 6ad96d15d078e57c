"""Column names as files bring them: empty, repeated or merged, made usable and said so."""

from collections.abc import Sequence

from alianza.formats.sheet import Reading
from alianza.study.problem import Problem


def unique_names(header: Sequence[str], reading: Reading) -> tuple[list[str], list[Problem]]:
    """One name a column: empty ones are numbered, repeated ones get «(2)».

    A repeated name is an error where the study asks for that column, since nobody can tell which was meant.
    """
    names: list[str] = []
    problems: list[Problem] = []
    for position, raw in enumerate(header, 1):
        name = raw.strip()
        if not name:
            name = f"column_{position}"
            problems.append(Problem("unnamed_column", "notice", reading.name, 1, name))
        elif name in names:
            asked = reading.columns is not None and name in reading.columns
            problems.append(Problem("repeated_column", "error" if asked else "warning", reading.name, 1, name))
        names.append(_free(name, names))
    if all(_is_number(name) for name in header if name.strip()):
        problems.append(Problem("header_is_data", "warning", reading.name, 1, found=", ".join(header[:3])))
    return names, problems


def _free(name: str, taken: Sequence[str]) -> str:
    free, copy = name, 2
    while free in taken:
        free, copy = f"{name} ({copy})", copy + 1
    return free


def _is_number(text: str) -> bool:
    try:
        float(text.strip().replace(",", "."))
    except ValueError:
        return False
    return True
