"""`alianza check`: everything that is wrong with a study, and how much of its report it could have, in one pass."""

from dataclasses import dataclass
from pathlib import Path

from alianza.report.contents import compute_tables, gather_strands
from alianza.report.names import misnamed
from alianza.statistics.errors import DesignError
from alianza.storage.folder import open_study
from alianza.study.problem import Problem
from alianza.study.protocol import Protocol
from alianza.study.table import Table
from alianza.workflow.confirmation import lines_to_confirm
from alianza.workflow.inputs import Inputs, read_inputs


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check found.

    Attributes:
        protocol: The protocol, or None where it is unreadable.
        problems: The problems of protocol, claims and data.
        tables: The report's tables of the strands that the study has, as a run would compute them; empty where an error
            stands in the way.
        to_confirm: Lines of the protocol that still carry the mark of a proposal.
    """

    protocol: Protocol | None
    problems: tuple[Problem, ...]
    tables: tuple[Table, ...] = ()
    to_confirm: int = 0

    @property
    def computable(self) -> int:
        """How many tables the data suffice for."""
        return sum(table.computable for table in self.tables)

    @property
    def lacking(self) -> dict[str, tuple[str, ...]]:
        """The tables that the data do not suffice for, with the variables and roles of items that they need."""
        return {table.id: table.needs for table in self.tables if not table.computable}


def check_study(study: Path, data: Path | None = None) -> Checked:
    """Check a study folder; where nothing stands in the way the tables are computed too.

    Raises:
        alianza.formats.Refused: If the folder holds no study, or a file of it cannot be read at all.
    """
    folder = open_study(study, data)
    inputs = read_inputs(folder)
    marked = lines_to_confirm(folder.path)
    if inputs.errors or inputs.protocol is None or not _tells(inputs):
        return Checked(inputs.protocol, inputs.problems, (), marked)
    try:
        strands = gather_strands(inputs.protocol, inputs.responses, inputs.review, inputs.interviews)
        computed = compute_tables(strands, _silence)
    except DesignError as broken:
        return Checked(inputs.protocol, (*inputs.problems, broken.problem), (), marked)
    absent = {"survey": inputs.responses is None, "review": inputs.review is None}
    tables = tuple(table for table in computed if not absent.get(table.strand))
    problems = (*inputs.problems, *misnamed(tables, inputs.protocol, inputs.claims))
    return Checked(inputs.protocol, problems, tables, marked)


def _tells(inputs: Inputs) -> bool:
    """Whether a study has a strand to compute from."""
    return any(strand is not None for strand in (inputs.responses, inputs.review, inputs.interviews))


def _silence(table: str, share: float) -> None:
    """A check is quick and tells no steps."""
