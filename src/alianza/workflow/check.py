"""`alianza check`: everything that is wrong with a study, found in one pass."""

from pathlib import Path

from alianza.storage.folder import open_study
from alianza.study.problem import Problem
from alianza.study.protocol import Protocol
from alianza.workflow.inputs import read_inputs


def check_study(study: Path, data: Path | None = None) -> tuple[Protocol | None, tuple[Problem, ...]]:
    """The protocol of a study folder (None where unreadable) and the problems of protocol, claims and data.

    Raises:
        alianza.formats.Refused: If the folder holds no study, or a file of it cannot be read at all.
    """
    inputs = read_inputs(open_study(study, data))
    return inputs.protocol, inputs.problems
