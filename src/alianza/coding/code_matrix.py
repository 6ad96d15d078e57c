"""Codes against documents, cases or the values of a variable: in how many of what each code was given there."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from alianza.coding.code_counts import Counted, Counts, Group, attribute_groups, case_groups, counts_by, document_groups
from alianza.coding.project import QualitativeProject


@dataclass(frozen=True, slots=True, eq=False)
class CodeMatrix:
    """Counts of codes by groups of documents.

    Attributes:
        codes: Paths of the codes, the rows.
        columns: Names of the groups; empty for documents without a value.
        cells: Counts, codes by groups.
        bases: What there is in each group; a share is a cell in the same count of its column's base.
        counted: What the cells count.
    """

    codes: tuple[str, ...]
    columns: tuple[str, ...]
    cells: NDArray[np.int64]
    bases: tuple[Counts, ...]
    counted: Counted

    def shares(self) -> NDArray[np.float64]:
        """Each cell as a share of its column's base, from 0 to 1; NaN where the base is empty."""
        bases = np.array([getattr(one, self.counted) for one in self.bases], np.float64)
        shares: NDArray[np.float64] = np.full(self.cells.shape, np.nan)
        np.divide(self.cells, bases, out=shares, where=np.broadcast_to(bases > 0, self.cells.shape))
        return shares


def code_by_document(project: QualitativeProject, counted: Counted = "passages", with_below: bool = True) -> CodeMatrix:
    """Codes by documents; see `code_matrix`."""
    return code_matrix(project, document_groups(project), counted, with_below)


def code_by_case(project: QualitativeProject, counted: Counted = "passages", with_below: bool = True) -> CodeMatrix:
    """Codes by cases; see `code_matrix`. A document of two cases counts in both."""
    return code_matrix(project, case_groups(project), counted, with_below)


def code_by_attribute(
    project: QualitativeProject, variable: str, counted: Counted = "documents", with_below: bool = True
) -> CodeMatrix:
    """Codes by the values of a variable of documents or their cases; see `code_matrix`."""
    return code_matrix(project, attribute_groups(project, variable), counted, with_below)


def code_matrix(
    project: QualitativeProject, groups: tuple[Group, ...], counted: Counted, with_below: bool
) -> CodeMatrix:
    """Codes by groups of documents.

    Args:
        project: The project.
        groups: The columns.
        counted: What a cell counts.
        with_below: Whether a code counts with those below it, each passage, document, case and coder once.
    """
    codes = tuple(project.code)
    found = counts_by(project, groups)
    cells = np.zeros((len(codes), len(groups)), np.int64)
    for column, group in enumerate(groups):
        for row, path in enumerate(codes):
            count = found[group.name].codes[path]
            cells[row, column] = getattr(count.with_below if with_below else count.own, counted)
    bases = tuple(found[group.name].base for group in groups)
    return CodeMatrix(codes, tuple(group.name for group in groups), cells, bases, counted)
