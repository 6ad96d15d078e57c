"""How often each code was given: passages and documents, a code with those below it counted together as well."""

from collections.abc import Mapping
from dataclasses import dataclass

from alianza.coding.project import QualitativeProject, code_path, path_names


@dataclass(frozen=True, slots=True)
class CodeUse:
    """Use of a code.

    Attributes:
        passages: Distinct passages that have it; a passage that two coders gave it counts once.
        documents: Documents with such a passage.
        with_below: Distinct passages that have it or a code below it.
    """

    passages: int
    documents: int
    with_below: int


def code_use(project: QualitativeProject) -> Mapping[str, CodeUse]:
    """Path of each code to its use; codes that were never given as well."""
    own: dict[str, set[tuple[str, int, int]]] = {code.path: set() for code in project.codes}
    for one in project.codings:
        own[one.code].add((one.document, one.start, one.end))
    below: dict[str, set[tuple[str, int, int]]] = {path: set() for path in own}
    for path, passages in own.items():
        names = path_names(path)
        for depth in range(1, len(names) + 1):
            above = code_path(names[:depth])
            if above in below:
                below[above] |= passages
    return {
        path: CodeUse(len(passages), len({document for document, _, _ in passages}), len(below[path]))
        for path, passages in own.items()
    }
