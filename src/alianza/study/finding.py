"""An own result of a run: an estimate that other parts can refer to by name."""

from dataclasses import dataclass
from typing import Literal

from alianza.study.estimate import Estimate

Strand = Literal["review", "cases", "survey", "interviews"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One estimate of one strand on one construct.

    `id` is `<table>.<row>.<column>`: the place in the report where the number stands. `p` is the p-value
    of the comparison that belongs to the number, if there is one; `adverse` as of the column.
    """

    id: str
    construct: str
    strand: Strand
    estimate: Estimate
    p: float | None = None
    adverse: bool = False
