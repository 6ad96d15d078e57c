"""How two codebooks differ: two versions of one study's, or the codebooks of two projects."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from alianza.coding.progress import DESCRIBED, CodingState, code_paths, described, tree_order
from alianza.coding.project import Code

Kind = Literal["added", "removed", "moved", "changed"]


@dataclass(frozen=True, slots=True)
class CodeDifference:
    """How a code differs between two codebooks.

    Attributes:
        kind: Added, removed, moved (renamed as well) or changed.
        path: Its path in the later codebook, or in the earlier one where it is removed.
        before: Its path in the earlier codebook; empty where it is added.
        values: Attribute to its earlier and its later value.
    """

    kind: Kind
    path: str
    before: str = ""
    values: Mapping[str, tuple[str, str]] = field(default_factory=dict)


def listed(state: CodingState) -> tuple[Code, ...]:
    """The codes of a state by their paths, each known by its name in the log, which no renaming touches."""
    paths = code_paths(state.codes)
    return tuple(
        Code(paths[one.id], guid=one.id, codable=one.codable, **described(one)) for one in tree_order(state.codes)
    )


def compare_codebooks(before: Iterable[Code], after: Iterable[Code]) -> tuple[CodeDifference, ...]:
    """Every code that differs, in the order of the later codebook, removed ones last.

    A code is the same where its identifier is, or where neither has one that the other codebook knows and the paths
    are equal.
    """
    earlier, later = list(before), list(after)
    pairs = _paired(earlier, later)
    found = [one for code in later for one in _difference(pairs.get(code.path), code)]
    kept = {one.path for one in pairs.values()}
    return (*found, *(CodeDifference("removed", one.path, one.path) for one in earlier if one.path not in kept))


def _paired(earlier: list[Code], later: list[Code]) -> dict[str, Code]:
    """Path in the later codebook to the same code in the earlier one."""
    by_guid = {one.guid.lower(): one for one in earlier if one.guid}
    pairs = {code.path: by_guid[code.guid.lower()] for code in later if code.guid and code.guid.lower() in by_guid}
    taken = {one.path for one in pairs.values()}
    free = {one.path: one for one in earlier if one.path not in taken}
    return pairs | {code.path: free[code.path] for code in later if code.path not in pairs and code.path in free}


def _difference(before: Code | None, code: Code) -> list[CodeDifference]:
    if before is None:
        return [CodeDifference("added", code.path)]
    values = {
        name: (getattr(before, name), getattr(code, name))
        for name in DESCRIBED
        if getattr(before, name) != getattr(code, name)
    }
    if before.path != code.path:
        return [CodeDifference("moved", code.path, before.path, values)]
    return [CodeDifference("changed", code.path, before.path, values)] if values else []
