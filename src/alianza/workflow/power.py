"""`alianza power STUDY`: read a study's protocol and judge the plans of its hypotheses."""

from dataclasses import replace
from pathlib import Path

from alianza.formats import Refused
from alianza.integration.planned_power import PlannedPower, planned_power
from alianza.storage.folder import open_study
from alianza.study.decoding import decode
from alianza.study.problem import Problem

PROTOCOL = "study.toml"


def power_of_study(study: Path) -> tuple[tuple[PlannedPower, ...], tuple[Problem, ...]]:
    """Each hypothesis of a study with the power of its plan, and the errors of its protocol.

    Raises:
        alianza.formats.Refused: If the folder holds no study, its protocol cannot be read, or it has no hypotheses.
    """
    protocol, problems = decode(open_study(study).protocol)
    if protocol is None:
        raise Refused(problems[0], others=tuple(problems[1:]))
    if not protocol.hypotheses:
        raise Refused(Problem("no_hypotheses", file=PROTOCOL, place="hypotheses"))
    planned, wrong = planned_power(protocol.hypotheses)
    errors = (one for one in problems if one.severity == "error")
    return planned, (*errors, *(replace(one, file=PROTOCOL) for one in wrong))
