"""Codebooks from files into a study: REFI-QDA codebooks and projects, and tables of codes in a spreadsheet."""

import hashlib
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import msgspec
from sqlalchemy import Connection

from alianza.coding.adoption import adopted_codes
from alianza.coding.codebook import DIRECTIONS, Codebook, unwritable_names, wrong_values
from alianza.coding.codebook_table import TabledCodebook, read_codebook
from alianza.coding.progress import DESCRIBED, CodingState, described
from alianza.coding.project import Code
from alianza.formats import Refused
from alianza.formats.refi import is_project_file, read
from alianza.study.event import Change, Proposed
from alianza.study.problem import Problem
from alianza.study.protocol import Construct
from alianza.workflow.batch_files import chosen, read_batch
from alianza.workflow.construct_words import construct_named
from alianza.workflow.interviews.actions import signed
from alianza.workflow.interviews.reading import CODING
from alianza.workflow.journal import Recorded, change, study_at, whole

HEADINGS = "codebook"
TABLE = "table"
"""What the log calls the program that a table comes from."""


@dataclass(frozen=True, slots=True)
class ImportedCodebook:
    """What became of a codebook's file.

    Attributes:
        recorded: What was recorded.
        added: Codes that are new.
        known: Codes that were there already; they stay as they are.
        problems: Rows that were left out, and codes that the file describes otherwise.
    """

    recorded: Recorded[CodingState]
    added: int
    known: int
    problems: tuple[Problem, ...]


def import_codebook(path: Path, file: Path, by: str) -> ImportedCodebook:
    """Take the codes of a file into a study's codebook; of a project its codes only.

    Args:
        path: The study folder.
        file: A REFI-QDA codebook or project, or a table in CSV or a workbook.
        by: Who takes them in.

    Raises:
        Refused: If the file cannot be read or has no column of codes, or the person may not.
    """
    study = study_at(path)
    author = signed(study, "codebook", by)
    found, origin = _read(file, study.protocol.constructs)

    def command(_: Connection, state: CodingState) -> Proposed:
        known = Codebook(state).by_path
        new = [one for one in found.codes if one.path not in known]
        return Proposed((_adoption(file, origin, new),) if new else ())

    recorded = whole(change(study.path, CODING, command, author))
    added = len(recorded.state.adoptions[-1].codes) if recorded.events else 0
    kept = _kept(Codebook(recorded.state), found.codes)
    problems = tuple(replace(one, file=file.name) for one in (*found.problems, *kept))
    return ImportedCodebook(recorded, added, len(found.codes) - added, problems)


def _read(file: Path, constructs: tuple[Construct, ...]) -> tuple[TabledCodebook, str]:
    """The codes of a file, and the program that wrote it."""
    names = [one.id for one in constructs]
    if is_project_file(file):
        project = read(file)
        return _of_project(project.codes, names), project.origin
    returned = read_batch(file, HEADINGS)
    if "code" not in returned.columns:
        raise Refused(Problem("codebook_without_codes", file=file.name, found=", ".join(returned.columns)))
    rows = ((row.number, _coded(dict(row.values), constructs)) for row in returned.rows)
    return read_codebook(rows, names), TABLE


def _of_project(codes: tuple[Code, ...], constructs: list[str]) -> TabledCodebook:
    """The codes of a project; one of another study's constructs is named, and its code comes without it.

    One whose name no batch can hold comes as well, for codes of the file stand below it, and is named to be renamed.
    """
    strange = [one for one in codes if one.construct and one.construct not in constructs]
    problems = [
        replace(one, severity="warning") for code in strange for one in wrong_values(described(code), constructs)
    ]
    problems += unwritable_names(codes)
    plain = (replace(one, construct="", direction="") if one in strange else one for one in codes)
    return TabledCodebook(tuple(plain), tuple(problems))


def _coded(values: dict[str, str], constructs: tuple[Construct, ...]) -> dict[str, str]:
    """A row with the names of its construct and direction, which people write in words."""
    if "construct" in values:
        values["construct"] = construct_named(values["construct"], constructs)
    if "direction" in values:
        values["direction"] = chosen("directions", values["direction"], DIRECTIONS)
    return values


def _kept(book: Codebook, codes: tuple[Code, ...]) -> tuple[Problem, ...]:
    """`code_kept`, a notice, for each code that the file describes otherwise than the study."""
    return tuple(
        Problem("code_kept", "notice", found=one.path)
        for one in codes
        if (own := book.by_path.get(one.path)) is not None
        and any(getattr(one, name) not in ("", getattr(own, name)) for name in DESCRIBED)
    )


def _adoption(file: Path, origin: str, codes: list[Code]) -> Change:
    """The event of a codebook: one, so that it can be taken back at once."""
    source = hashlib.sha256(b"codebook\n" + file.read_bytes()).hexdigest()
    taken = [asdict(code) for code in adopted_codes(codes)]
    values = {"file": file.name, "source": source, "origin": origin, "codes": taken}
    return Change("project_adopted", msgspec.to_builtins(values))
