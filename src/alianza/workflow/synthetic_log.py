"""Synthetic strands carried out one after another, in the log that they share."""

from collections.abc import Sequence
from pathlib import Path

from alianza.interviews.simulation_plan import InterviewPlan
from alianza.review.simulation_plan import ReviewPlan
from alianza.storage.database import StudyDatabase
from alianza.storage.log_text import write
from alianza.workflow.interviews.enactment import InterviewEnactment
from alianza.workflow.journal import Study
from alianza.workflow.review.enactment import Enactment

Enacted = Enactment | InterviewEnactment


def enactments(
    study: Study, review: ReviewPlan | None, interviews: InterviewPlan | None, seed: int
) -> tuple[Enacted, ...]:
    """The strands that are planned and can be carried out, in the order of the log.

    Args:
        study: The study, whose panel, team and constructs they take.
        review: The plan of the review, if there is one.
        interviews: The plan of the interviews, if there is one.
        seed: The seed of the whole simulation.

    Raises:
        Refused: As `InterviewEnactment.require_team`.
    """
    found: list[Enacted] = [Enactment(study, review, seed)] if review else []
    if interviews:
        coded = InterviewEnactment(study, interviews, seed)
        coded.require_team()
        found.append(coded)
    return tuple(found)


def write_logs(enacted: Sequence[Enacted], folder: Path) -> tuple[Path, ...]:
    """Carry strands out on the files that lie in a folder, and write as text each log that they name."""
    logs = tuple(dict.fromkeys(one.log for one in enacted))
    for log in logs:
        _write_log([one for one in enacted if one.log == log], folder, folder / log)
    return tuple(folder / log for log in logs)


def _write_log(enacted: Sequence[Enacted], folder: Path, log: Path) -> None:
    database = StudyDatabase(None)
    try:
        with database.writing() as connection:
            for one in enacted:
                one.play(connection, folder)
            write(connection, log)
    finally:
        database.close()
