"""A sample with the way its sampling error is estimated: what every estimate of a design receives."""

from dataclasses import dataclass

from alianza.statistics.sampling.replicates import Replicates
from alianza.statistics.sampling.structure import Rows, Structure


@dataclass(frozen=True, slots=True)
class Plan:
    """A sample with the way its sampling error is estimated: linearisation, or replicates where given."""

    structure: Structure
    replicates: Replicates | None

    @property
    def method(self) -> str:
        """First part of an estimate's method name."""
        return "replicate" if self.replicates else "linearised"

    def degrees(self, rows: Rows) -> float:
        """Degrees of freedom of a domain."""
        return self.replicates.degrees(rows) if self.replicates else self.structure.degrees(rows)
