"""`alianza run`: from a study folder to its report, in one direction and one pass."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from alianza.formats import Refused
from alianza.report.assembly import Registration, assemble
from alianza.statistics.errors import DesignError
from alianza.storage.folder import StudyFolder, open_study
from alianza.storage.freeze import deviations, read_freeze
from alianza.storage.output import OUT, staged
from alianza.study.deviation import digest, leaves
from alianza.study.results import Results
from alianza.workflow.confirmation import lines_to_confirm
from alianza.workflow.documents import scripts_ahead, write_documents, write_results
from alianza.workflow.inputs import Inputs, read_inputs
from alianza.workflow.provenance import Origin, write_manifest
from alianza.workflow.simulate import account

LANGUAGES = ("es", "en")

Progress = Callable[[str, float], None]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run left: the folder of its outputs, the results that they show, and proposals not yet confirmed."""

    folder: Path
    results: Results
    to_confirm: int = 0


def run_study(
    study: Path,
    *,
    data: Path | None = None,
    out: Path | None = None,
    languages: tuple[str, ...] = LANGUAGES,
    progress: Progress | None = None,
) -> Outcome:
    """Read a study, compute everything that its inputs allow, and write the report.

    Args:
        study: The study folder.
        data: Folder with the data files, instead of the study's own.
        out: Folder for the outputs; default `out` inside the study folder.
        languages: Languages of the reports.
        progress: Hears the name of each step and the share of it that is done.

    Raises:
        Refused: If an input is missing, unreadable or contradictory; nothing is written then.
    """
    tell = progress or _silence
    tell("read", 0)
    folder = open_study(study, data)
    inputs = read_inputs(folder)
    _refuse_errors(inputs)
    tell("read", 1)
    place = out or folder.path / OUT
    with scripts_ahead(), staged(place) as beside:
        results = compute(inputs, tell)
        write_results(results, beside)
        write_documents(results, beside, languages, tell)
        write_manifest(_origin(inputs, results), beside)
    tell("write", 1)
    return Outcome(place, results, lines_to_confirm(folder.path))


def compute(inputs: Inputs, progress: Progress) -> Results:
    """Everything that the report shows, from checked inputs.

    Raises:
        Refused: If the sampling design contradicts the data.
    """
    assert inputs.protocol is not None
    try:
        results = assemble(
            inputs.protocol,
            inputs.responses,
            inputs.claims,
            inputs.problems,
            _registration(inputs.folder),
            lambda table, share: progress("compute", share),
            inputs.review,
            inputs.interviews,
        )
    except DesignError as broken:
        # Only the estimates reveal it: a stratum with one unit, a population smaller than its sample.
        raise Refused(broken.problem) from None
    progress("compute", 1)
    drawn = account(inputs.folder.path) if results.synthetic and inputs.folder.simulation else None
    return replace(results, simulation=drawn)


def _silence(step: str, share: float) -> None:
    """Nobody listens."""


def _refuse_errors(inputs: Inputs) -> None:
    """Stop before anything is computed where a result could not be trusted."""
    if inputs.errors:
        first, *others = inputs.errors
        raise Refused(first, others=tuple(others))


def _registration(folder: StudyFolder) -> Registration:
    frozen = read_freeze(folder)
    return Registration(frozen.date if frozen else "", deviations(folder))


def _origin(inputs: Inputs, results: Results) -> Origin:
    seed = inputs.folder.simulation.get("seed")
    return Origin(
        study=results.protocol.study.id,
        synthetic=results.synthetic,
        inputs=inputs.digests,
        protocol=digest(leaves(inputs.folder.protocol)),
        frozen=results.frozen,
        deviations=len(results.deviations),
        seed=seed if isinstance(seed, int) else None,
    )
