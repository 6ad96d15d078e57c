"""How often each code was given: passages and documents, a code with those below it counted together as well."""

from collections.abc import Mapping
from dataclasses import dataclass

from alianza.coding.code_counts import code_counts
from alianza.coding.project import QualitativeProject


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
    return {
        path: CodeUse(one.own.passages, one.own.documents, one.with_below.passages)
        for path, one in code_counts(project).codes.items()
    }
