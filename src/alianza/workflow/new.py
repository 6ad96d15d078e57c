"""`alianza new`: a study folder to start from, empty or proposed from a survey file.

The folder is written beside its place and then renamed, so that a half-written study never stands there; a
folder that exists is never touched.
"""

import re
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from alianza.formats import Refused
from alianza.formats.sheet import Sheet, read
from alianza.render.messages import say
from alianza.study.problem import Problem
from alianza.survey.constructs import CONSTRUCTS
from alianza.survey.proposal import Proposal, propose
from alianza.survey.values import fold
from alianza.survey.vocabulary import VARIABLES
from alianza.workflow.columns import facts
from alianza.workflow.template import COLUMNS, ITEMS, LEVELS
from alianza.workflow.toml_text import environment

_ITEM_NUMBERS = ("level", "severity")
_DATA = "survey"
_FORMATS_WITH_TEXT = frozenset({".csv", ".tsv", ".txt"})


def new_study(folder: Path, from_file: Path | None = None, language: str = "es") -> Path:
    """Write the protocol of a new study and say where it is.

    Args:
        folder: The study folder to make.
        from_file: A survey file from whose names, questions and labels a mapping is proposed; it is copied into the
            folder. Without it, study.toml is a commented template of the reference study's protocol.
        language: Language of the comments, `es` or `en`.

    Returns:
        The path of `study.toml`.

    Raises:
        Refused: `folder_exists`, or a reason for which the survey file cannot be read.
    """
    if folder.exists():
        raise Refused(Problem("folder_exists", found=folder.name))
    text = _template(folder, language) if from_file is None else _proposed(folder, from_file, language)
    folder.parent.mkdir(parents=True, exist_ok=True)
    beside = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        (beside / _DATA).mkdir()
        if from_file is not None:
            shutil.copyfile(from_file, beside / _DATA / from_file.name)
        (beside / "study.toml").write_text(text, encoding="utf-8", newline="\n")
        beside.chmod(0o755)  # mkdtemp makes folders that only their owner can open
        beside.rename(folder)
    except BaseException:
        shutil.rmtree(beside, ignore_errors=True)
        raise
    return folder / "study.toml"


def _template(folder: Path, language: str) -> str:
    values: dict[str, Any] = {
        "id": _identifier(folder),
        "language": language,
        "constructs": [known for known in CONSTRUCTS if known.kind != "partner"],
        "columns": [*COLUMNS, *((item.variable, item.column, item.kind) for item in ITEMS)],
        "levels": LEVELS,
        "items": ITEMS,
        "ticks": lambda role: [item.variable for item in ITEMS if item.role == role],
    }
    return environment(language).get_template("study.toml.j2").render(values)


def _proposed(folder: Path, from_file: Path, language: str) -> str:
    sheet = read(from_file)
    columns = facts(sheet)
    proposal = propose(columns)
    values: dict[str, Any] = {
        "id": _identifier(folder),
        "language": language,
        "file": f"{_DATA}/{from_file.name}",
        "rows": sheet.frame.height,
        "recognised": _recognised(from_file, sheet),
        "proposal": proposal,
        "names": frozenset(match.variable for match in proposal.mapped) | {one.name for one in proposal.derived},
        "kinds": _kinds(proposal),
        "titles": {column.name: column.title for column in columns},
        "levels": _levels(proposal),
        "period": _period(proposal),
        "why": {match.variable: say(match.why, language) for match in proposal.mapped},
    }
    return environment(language).get_template("proposed.toml.j2").render(values)


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
        if derived.kind == "recode"
    }


def _period(proposal: Proposal) -> Mapping[str, str]:
    """First and last year of the sales columns, where they carry years."""
    years = {match.variable: re.search(r"(?:19|20)\d\d", match.column) for match in proposal.mapped}
    first, last = (years.get(name) for name in ("sales_start", "sales_end"))
    return {"first": first.group(), "last": last.group()} if first and last else {}
