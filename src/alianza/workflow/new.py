"""`alianza new`: a study folder to start from, with the strands that are asked for or proposed from a survey file.

The folder is written beside its place and then renamed, so that a half-written study never stands there; a
folder that exists is never touched.
"""

import shutil
import tempfile
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from alianza.formats import Refused
from alianza.formats.sheet import Sheet, read
from alianza.render.messages import say
from alianza.study.column_ranges import collapsed
from alianza.study.finding import Strand
from alianza.study.problem import Problem
from alianza.survey.constructs import CONSTRUCTS, STRUCTURE_WORDS
from alianza.survey.proposal import Proposal, propose
from alianza.survey.proposed_rules import failed_rule, success_rule
from alianza.survey.recognition import NOTHING, ColumnFacts
from alianza.survey.values import fold
from alianza.survey.vocabulary import VARIABLES
from alianza.workflow.columns import facts
from alianza.workflow.synthetic import named_synthetic, synthetic_ids
from alianza.workflow.template import (
    COLUMNS,
    FOLDERS,
    ITEMS,
    LEVELS,
    REGISTRY,
    REGISTRY_COLUMNS,
    STRANDS,
    TARGETS,
    kind_of,
)
from alianza.workflow.toml_text import environment

_ITEM_NUMBERS = ("level", "severity")
_DATA = FOLDERS["survey"]
_WITHOUT_SURVEY = ("factor", "benefit", "difficulty")
"""Kinds of constructs that a study without a survey begins with; the others are answers to questions of one."""
_FORMATS_WITH_TEXT = frozenset({".csv", ".tsv", ".txt"})
_SHOWN_CATEGORIES = frozenset({"province", "sector", "size", "mode", "alliance_type"})


@dataclass(frozen=True, slots=True)
class NewStudy:
    """A study that was begun.

    Attributes:
        file: Its `study.toml`.
        proposed: Columns of the survey file that a variable is proposed for; 0 without a file.
        unknown: Columns that nothing is proposed for.
    """

    file: Path
    proposed: int = 0
    unknown: int = 0


@dataclass(frozen=True, slots=True)
class _Study:
    """The text of a protocol, and how many columns it proposes and leaves."""

    text: str
    proposed: int = 0
    unknown: int = 0


def new_study(
    folder: Path, from_file: Path | None = None, language: str = "es", strands: Collection[Strand] = ()
) -> NewStudy:
    """Write the protocol of a new study and say where it is and what it proposes.

    Args:
        folder: The study folder to make.
        from_file: A survey file from whose names, questions and labels a mapping is proposed; it is copied into the
            folder. Without it, study.toml is a commented template of the reference study's protocol.
        language: Language of the comments, `es` or `en`.
        strands: The strands whose sections are written; left empty, those of the survey, and the review's as comments.
            With a survey file the survey is among them.

    Raises:
        Refused: `folder_exists`, or a reason for which the survey file cannot be read.
    """
    if folder.exists():
        raise Refused(Problem("folder_exists", found=str(folder)))
    chosen = tuple(one for one in STRANDS if one in strands) or ("survey",)
    text = "" if from_file else _template(folder, language, chosen, commented=not strands)
    study = _proposed(folder, from_file, language, chosen) if from_file else _Study(text)
    folder.parent.mkdir(parents=True, exist_ok=True)
    beside = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        for strand in chosen:
            (beside / FOLDERS[strand]).mkdir(parents=True)
        if "interviews" in chosen:
            headings = ";".join(REGISTRY_COLUMNS[language]) + "\r\n"
            (beside / REGISTRY).write_text(headings, encoding="utf-8-sig", newline="")
        if from_file is not None:
            shutil.copyfile(from_file, beside / _DATA / from_file.name)
        (beside / "study.toml").write_text(study.text, encoding="utf-8", newline="\n")
        beside.chmod(0o755)  # mkdtemp makes folders that only their owner can open
        beside.rename(folder)
    except BaseException:
        shutil.rmtree(beside, ignore_errors=True)
        raise
    return NewStudy(folder / "study.toml", study.proposed, study.unknown)


def _template(folder: Path, language: str, strands: tuple[Strand, ...], *, commented: bool) -> str:
    """A protocol of these strands; `commented` adds the review's as comments, and the targets of every strand."""
    survey = "survey" in strands
    values: dict[str, Any] = {
        "id": _identifier(folder),
        "language": language,
        "strands": strands,
        "survey": survey,
        "template": commented,
        "study": kind_of(strands),
        "targets": TARGETS if commented else {one: TARGETS[one] for one in strands},
        "constructs": [one for one in CONSTRUCTS if one.kind in _WITHOUT_SURVEY or (survey and one.kind != "partner")],
        "columns": [*COLUMNS, *((item.variable, item.column, item.kind) for item in ITEMS)],
        "levels": LEVELS,
        "items": ITEMS,
        "ticks": lambda role: [item.variable for item in ITEMS if item.role == role],
    }
    return environment(language).get_template("study.toml.j2").render(values)


def _proposed(folder: Path, from_file: Path, language: str, strands: tuple[Strand, ...]) -> _Study:
    sheet = read(from_file)
    columns = facts(sheet)
    proposal = propose(columns)
    names = frozenset(match.variable for match in proposal.mapped) | {one.name for one in proposal.derived}
    numbered = collapsed([one.column for one in proposal.unknown if one.why is NOTHING])
    within = {name for series in numbered for name in series.names}
    values: dict[str, Any] = {
        "id": _identifier(folder),
        "language": language,
        "strands": strands,
        "numbered": numbered,
        "single": [one for one in proposal.unknown if one.column not in within],
        "file": f"{_DATA}/{from_file.name}",
        "rows": sheet.frame.height,
        "synthetic": _synthetic(from_file, columns),
        "recognised": _recognised(from_file, sheet),
        "proposal": proposal,
        "names": names,
        "structure": tuple(STRUCTURE_WORDS) if names.issuperset(STRUCTURE_WORDS) else (),
        "success_rule": success_rule(proposal.derived),
        "failed_rule": failed_rule(proposal.derived),
        "kinds": _kinds(proposal),
        "titles": {column.name: column.title for column in columns},
        "levels": _levels(proposal),
        "bare_codes": _bare_codes(proposal, columns),
        "why": {match.variable: say(match.why, language) for match in proposal.mapped},
        "why_not": {one.column: say(one.why, language) for one in proposal.unknown if one.why is not NOTHING},
    }
    text = environment(language).get_template("proposed.toml.j2").render(values)
    return _Study(text, len(proposal.mapped), len(proposal.unknown))


def _synthetic(from_file: Path, columns: Sequence[ColumnFacts]) -> bool:
    """Whether the file's name, or the identifiers in one of its columns, say that a program drew the data."""
    return named_synthetic(from_file.name) or any(synthetic_ids(column.values) for column in columns)


def _bare_codes(proposal: Proposal, columns: Sequence[ColumnFacts]) -> dict[str, tuple[str, ...]]:
    """Categories that the file writes as numbers without saying what they mean: variable to codes."""
    by_name = {column.name: column for column in columns}
    found = {match.variable: by_name[match.column] for match in proposal.mapped if match.variable in _SHOWN_CATEGORIES}
    return {name: column.values for name, column in found.items() if column.numeric and not column.labels}


def _identifier(folder: Path) -> str:
    return fold(folder.name).replace(" ", "-") or "estudio"


def _recognised(from_file: Path, sheet: Sheet) -> dict[str, str]:
    """What the reader found out about the file and the protocol should state."""
    if from_file.suffix.lower() not in _FORMATS_WITH_TEXT:
        return {key: value for key, value in sheet.recognised.items() if key == "sheet"}
    found = dict(sheet.recognised)
    if found.get("decimal") != ",":
        found.pop("decimal", None)  # a point is what a reader expects anyway
    return found


def _kinds(proposal: Proposal) -> dict[str, str]:
    roles = {item.variable: item.role for item in proposal.items}
    kinds: dict[str, str] = {}
    for match in proposal.mapped:
        if match.variable in VARIABLES:
            kinds[match.variable] = VARIABLES[match.variable].kind
        elif match.variable in roles:
            kinds[match.variable] = "number" if roles[match.variable] in _ITEM_NUMBERS else "boolean"
        else:
            kinds[match.variable] = "number" if match.variable.endswith("_rating") else "category"
    return kinds


def _levels(proposal: Proposal) -> dict[str, list[str]]:
    """Levels of the variables that are recoded to the vocabulary's, for their labels."""
    return {
        derived.name: list(dict.fromkeys(str(level) for level in derived.map.values()))
        for derived in proposal.derived
        if derived.name in LEVELS
    }
