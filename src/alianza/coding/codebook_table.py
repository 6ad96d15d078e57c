"""A codebook as people keep it in a spreadsheet: a row a code, with what it means."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from alianza.coding.codebook import reserved_name, wrong_values
from alianza.coding.progress import DESCRIBED
from alianza.coding.project import Code, code_path, path_names
from alianza.study.problem import Problem


@dataclass(frozen=True, slots=True)
class TabledCodebook:
    """The codes of a table.

    Attributes:
        codes: A parent before its children; those that the table names only as parents have no description.
        problems: What is wrong with the rows that were left out.
    """

    codes: tuple[Code, ...]
    problems: tuple[Problem, ...] = ()


def read_codebook(rows: Iterable[tuple[int, Mapping[str, str]]], constructs: Sequence[str]) -> TabledCodebook:
    """The codes of a table; the good rows are kept and the bad ones named.

    Args:
        rows: Row of the file, and its values: `code` (a path, or a name where `parent` has the path above it), and what
            it means: `definition`, `include`, `exclude`, `example`, `construct`, `direction`, `colour`.
        constructs: The study's constructs.

    Returns:
        Problems `codebook_row_without_code`, `codebook_code_twice`, `code_name_reserved`, or as
        `alianza.coding.codebook.wrong_values`.

    >>> found = read_codebook([(2, {"code": "actas", "parent": "gobernanza", "definition": "lo escrito"})], ())
    >>> [(one.path, one.definition) for one in found.codes]
    [('gobernanza', ''), ('gobernanza/actas', 'lo escrito')]
    """
    codes: dict[str, Code] = {}
    place: dict[str, int] = {}
    problems: list[Problem] = []
    for row, values in rows:
        path = _path(values)
        wrong = _wrong(path, values, place, constructs)
        problems += [replace(one, row=row) for one in wrong]
        if not wrong:
            place[path] = row
            means: Mapping[str, Any] = {name: values[name] for name in DESCRIBED if name in values}
            codes[path] = Code(path, **means)
    return TabledCodebook(tuple(_with_parents(codes)), tuple(problems))


def _path(values: Mapping[str, str]) -> str:
    """The code's path, without spaces around its names."""
    name, parent = values.get("code", ""), values.get("parent", "")
    names = [*path_names(parent), name] if parent else [*path_names(name)]
    return code_path(one.strip() for one in names)


def _wrong(
    path: str, values: Mapping[str, str], place: Mapping[str, int], constructs: Sequence[str]
) -> Sequence[Problem]:
    if not all(path_names(path)):
        return [Problem("codebook_row_without_code", found=path)]
    if path in place:
        return [Problem("codebook_code_twice", found=path, expected=str(place[path]))]
    reserved = [one for name in path_names(path) for one in reserved_name(name)]
    return [*reserved, *wrong_values(values, constructs)]


def _with_parents(codes: Mapping[str, Code]) -> Iterable[Code]:
    """The codes and those above them, each once, a parent before its children."""
    seen: set[str] = set()
    for path in codes:
        names = path_names(path)
        for own in (code_path(names[:depth]) for depth in range(1, len(names) + 1)):
            if own not in seen:
                seen.add(own)
                yield codes.get(own, Code(own))
