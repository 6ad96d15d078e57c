"""`alianza simulate`: write the synthetic frame, firms, review, interviews and other files of `simulate.toml`."""

import csv
import io
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from uuid import uuid4

import msgspec

from alianza.formats import Refused
from alianza.interviews.simulation_flaws import flaws
from alianza.interviews.simulation_plan import InterviewPlan
from alianza.review.simulation_plan import ReviewPlan
from alianza.storage.folder import declaration, parse
from alianza.study.decoding import decode_record
from alianza.study.message import Message
from alianza.study.problem import Problem
from alianza.study.results import SimulationAccount
from alianza.survey.feasibility import check
from alianza.survey.simulation import Firms, simulate_firms
from alianza.survey.simulation_draws import text_of
from alianza.survey.simulation_files import simulate_file
from alianza.survey.simulation_plan import Plan, Treatment, planted
from alianza.survey.simulation_references import dangling

PLAN, REVIEW, INTERVIEWS = "simulate.toml", "review", "interviews"
MATERIAL = "material"
MISSING = 4


@dataclass(frozen=True, slots=True)
class Simulated:
    """What was written, and what the check of joint feasibility has to say.

    Attributes:
        files: The frame's counts, the screened firms, and the files beside them.
        messages: Conflicts between published figures that are no targets, and how narrow the targets are.
        plan: The plan that was drawn, with every claim's treatment.
    """

    files: tuple[Path, ...]
    messages: tuple[Message, ...]
    plan: Plan


def simulate(
    study: Path, out: Path | None = None, *, plant: Mapping[str, float] | None = None, independents: bool = False
) -> Simulated:
    """Draw a study's synthetic data; the same plan gives the same bytes on every machine.

    Args:
        study: The study folder with `simulate.toml`.
        out: Folder that gets the files in place of the study folder.
        plant: Population values that replace the declared ones, by claim id.
        independents: Also draw growth for firms without an alliance.

    Raises:
        alianza.formats.Refused: If there is no plan, it is unreadable, or its targets do not fit together.
    """
    plan = planted(read_plan(study), plant or {})
    reviewed, interviewed = read_review_plan(study), read_interview_plan(study)
    if independents:
        plan = msgspec.structs.replace(plan, options=(*plan.options, "independents"))
    feasible = check(plan, PLAN)
    if feasible.problems:
        raise Refused(feasible.problems[0])
    firms = simulate_firms(plan)
    beside = {side.file: firms_csv(simulate_file(plan, firms, side)) for side in plan.files}
    files = {plan.frame_file: frame_csv(plan), plan.firms_file: firms_csv(firms), **beside}
    written = tuple(_write(out or study, name, text) for name, text in files.items())
    if reviewed is not None or interviewed is not None:
        written += _write_strands(study, (reviewed, interviewed), plan.seed, out or study)
    return Simulated(written, feasible.messages, plan)


def _write_strands(
    study: Path, plans: tuple[ReviewPlan | None, InterviewPlan | None], seed: int, out: Path
) -> tuple[Path, ...]:
    """The databases' exports and the transcripts, and the log of what is carried out on them."""
    from alianza.workflow.journal import study_at
    from alianza.workflow.synthetic_log import enactments, write_logs

    enacted = enactments(study_at(study), *plans, seed)
    written = tuple(_write(out, name, text) for one in enacted for name, text in one.files().items())
    return (*written, *write_logs(enacted, out))


def account(study: Path) -> SimulationAccount:
    """How a study's synthetic data treat every published claim, and what the check of its targets says.

    Raises:
        alianza.formats.Refused: As `read_plan`.
    """
    plan = read_plan(study)
    return SimulationAccount({one.claim: _treated(one) for one in plan.treatments}, check(plan, PLAN).messages)


def _treated(one: Treatment) -> Message:
    """A claim's treatment in words: the reading of a target, or the reason why it is none."""
    return Message(f"treatments.{one.treatment}", {"reading": one.reading, "reason": one.reason})


def read_plan(study: Path) -> Plan:
    """The decoded `simulate.toml` of a study folder.

    Raises:
        alianza.formats.Refused: If it is missing, no TOML, or does not declare a plan (the first problem).
    """
    content = declaration(study / PLAN)
    if content is None:
        raise Refused(Problem("no_simulation_plan", file=str(study / PLAN)), MISSING)
    declared = {key: value for key, value in parse(content, PLAN).items() if key not in (REVIEW, INTERVIEWS)}
    plan, problems = decode_record(declared, Plan, PLAN)
    if problems or plan is None:
        raise Refused(problems[0])
    unsafe = _outside(_places(plan)) or next(iter(dangling(plan, PLAN)), None)
    if unsafe is not None:
        raise Refused(unsafe)
    return plan


def read_review_plan(study: Path) -> ReviewPlan | None:
    """The plan of a synthetic review, `[review]` of `simulate.toml`; None where it declares none.

    Raises:
        alianza.formats.Refused: If it is no plan (the first problem), or would write outside the study folder.
    """
    content = declaration(study / PLAN)
    document = parse(content, PLAN) if content is not None else {}
    if REVIEW not in document:
        return None
    plan, problems = decode_record(document[REVIEW], ReviewPlan, PLAN)
    if problems or plan is None:
        raise Refused(replace(problems[0], place=f"{REVIEW}.{problems[0].place}"))
    places = {f"{REVIEW}.exports[{index}].file": one.file for index, one in enumerate(plan.exports)}
    _require_inside({f"{REVIEW}.log": plan.log, **places})
    return plan


def read_interview_plan(study: Path) -> InterviewPlan | None:
    """The plan of synthetic interviews: `[interviews]` of `simulate.toml` with its file of words; None without one.

    Raises:
        alianza.formats.Refused: If it is no plan (the first problem), the file of words is missing or lies outside the
            study folder, or something would be written there.
    """
    content = declaration(study / PLAN)
    section = parse(content, PLAN).get(INTERVIEWS) if content is not None else None
    if not isinstance(section, dict):
        return None
    material = str(section.get(MATERIAL, ""))
    _require_inside({f"{INTERVIEWS}.{MATERIAL}": material})
    words = declaration(study / material) if material else b""
    if words is None:
        raise Refused(Problem("no_simulation_plan", file=str(study / material)), MISSING)
    plan, problems = decode_record({**parse(words, material), **section}, InterviewPlan, PLAN)
    if problems or plan is None:
        raise Refused(replace(problems[0], place=f"{INTERVIEWS}.{problems[0].place}"))
    wrong = flaws(plan, PLAN)
    if wrong:
        first, *others = (replace(one, place=f"{INTERVIEWS}.{one.place}") for one in wrong)
        raise Refused(first, others=tuple(others))
    _require_inside({f"{INTERVIEWS}.{name}": getattr(plan, name) for name in ("log", "registry", "transcripts")})
    return plan


def _require_inside(places: Mapping[str, str]) -> None:
    """Refuse a plan that names a place outside the study folder."""
    unsafe = _outside(places)
    if unsafe is not None:
        raise Refused(unsafe)


def _places(plan: Plan) -> dict[str, str]:
    """Key to the file that it names."""
    places = {"frame_file": plan.frame_file, "firms_file": plan.firms_file}
    return places | {f"files[{index}].file": side.file for index, side in enumerate(plan.files)}


def _outside(places: Mapping[str, str]) -> Problem | None:
    """Files are only ever written inside the study folder."""
    for key, file in places.items():
        name = Path(file)
        if name.is_absolute() or ".." in name.parts:
            return Problem("simulation_file_outside", file=PLAN, place=key, found=str(name))
    return None


def frame_csv(plan: Plan) -> str:
    """The invented directory's counts by province and sector."""
    rows = ([row.province, sector, str(firms)] for row in plan.frame for sector, firms in row.firms.items())
    return _csv([["province", "sector", "firms"], *rows])


def firms_csv(firms: Firms) -> str:
    """One row a screened firm; what nobody was asked stays empty."""
    columns = [firms.columns[name] for name in firms.visible]
    return _csv([[*firms.visible], *([text_of(value) for value in row] for row in zip(*columns, strict=True))])


def _csv(rows: Iterable[Sequence[str]]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()


def _write(folder: Path, name: str, text: str) -> Path:
    """Write beside, then rename: never a half-written file."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f"{path.name}.{uuid4().hex}.tmp")
    try:
        beside.write_text(text, encoding="utf-8", newline="\n")
        os.replace(beside, path)
    finally:
        beside.unlink(missing_ok=True)
    return path
