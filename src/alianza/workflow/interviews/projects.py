"""Projects of other programs: into a study's coding, and out of it."""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Literal

import msgspec
from sqlalchemy import Connection

from alianza.coding.adoption import Parts, repeated_names, take_apart
from alianza.coding.codebook import unwritable_names
from alianza.coding.contents import DocumentContent
from alianza.coding.progress import CodingState, Source
from alianza.coding.project import Document, QualitativeProject
from alianza.coding.rounds import RoundState
from alianza.formats import Refused
from alianza.formats.refi import is_project, read, write
from alianza.storage.event_log import keep
from alianza.study.event import Change, Proposed
from alianza.study.problem import Problem
from alianza.workflow.interviews.actions import signed
from alianza.workflow.interviews.contents import keep_document, keep_rest
from alianza.workflow.interviews.reading import CODING, ReadCoding, protocol_of, read_coding, read_recorded
from alianza.workflow.interviews.registry import registry_of
from alianza.workflow.journal import Study, change, study_at, whole


@dataclass(frozen=True, slots=True)
class Adopted:
    """What became of a project's file.

    Attributes:
        project: What was read from it.
        number: Number of the event that took it in; 0 where its content was known.
    """

    project: QualitativeProject
    number: int


@dataclass(frozen=True, slots=True)
class People:
    """Whose the documents of a project are.

    Attributes:
        by_interview: Interview to its participant, as the registry says.
        known: Pseudonyms that the study knows. No other word of a file gets into the log, which nobody can erase.
    """

    by_interview: Mapping[str, str]
    known: frozenset[str]

    def of(self, document: Document) -> str:
        """The participant by the document's name, else by its variable `participant`; empty where neither is known."""
        named = self.by_interview.get(document.name, self.by_interview.get(Path(document.name).stem, ""))
        said = document.attributes.get("participant", "")
        return named or (said if said in self.known else "")


Outcome = Literal["imported", "known", "shown", "refused"]
CODES_ONLY = (".qdc",)
"""Endings of files that hold codes and no codings."""
CODINGS_ONLY = (".csv", ".xlsx")
"""Endings of files that hold codings and nothing around them."""
START = 4096
"""Bytes that show what a file is."""


@dataclass(frozen=True, slots=True)
class ProjectFile:
    """What became of a file.

    Attributes:
        file: Its name.
        outcome: `imported`, `known` (its content is there already), `shown` (read, nothing kept) or `refused`.
        project: What was read from it.
        problems: Why it was refused, or what is odd about it.
        exit_code: 0, 3 or 4.
    """

    file: str
    outcome: Outcome
    project: QualitativeProject | None = None
    problems: tuple[Problem, ...] = ()
    exit_code: int = 0


Hear = Callable[[ProjectFile], None]


def adopt(study: Study, path: Path, by: str, positions: str = "infer") -> Adopted:
    """Take a project or a codebook from a file into a study: whole, or not at all.

    Args:
        study: The study.
        path: The file.
        by: Who takes it in.
        positions: How its positions are counted; found out where nothing else is said.

    Raises:
        Refused: If the file cannot be read, the person may not, or a document's name is taken.
    """
    author = signed(study, "adopt", by)
    project = read(path, positions)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    people = registry_of(study.folder, protocol_of(study)).participant_of

    def command(connection: Connection, state: CodingState) -> Proposed:
        if digest in {one.source for one in state.adoptions}:
            return Proposed()
        taken = repeated_names(state, project)
        if taken:
            return Proposed(problems=taken)
        known = People(people, frozenset({*people.values(), *state.gone}))
        return Proposed((_adoption(connection, take_apart(project), (path.name, digest, project.origin), known),))

    recorded = whole(change(study.path, CODING, command, author))
    number = recorded.events[0].number if recorded.events else 0
    return Adopted(project, number)


def import_projects(
    paths: Sequence[Path], folder: Path | None, by: str, hear: Hear | None = None, positions: str = "infer"
) -> list[ProjectFile]:
    """Take projects into a study, or only read them where no study is named; one that is refused keeps no other out.

    Args:
        paths: The files.
        folder: The study folder, or None.
        by: Who takes them in.
        hear: Told of each file as soon as it is done.
        positions: As in `adopt`.

    Raises:
        Refused: If the study cannot be read.
    """
    study = study_at(folder) if folder is not None else None
    done = []
    for path in paths:
        done.append(_taken(study, path, by, positions))
        if hear is not None:
            hear(done[-1])
    return done


def _taken(study: Study | None, path: Path, by: str, positions: str) -> ProjectFile:
    try:
        adopted = Adopted(read(path, positions), 0) if study is None else adopt(study, path, by, positions)
    except Refused as refused:
        named = tuple(one if one.file else replace(one, file=path.name) for one in (refused.problem, *refused.others))
        return ProjectFile(path.name, "refused", None, named, refused.exit_code)
    outcome: Outcome = "shown" if study is None else "imported" if adopted.number else "known"
    said = [] if study is None else [*unwritable_names(adopted.project.codes), *_without_rounds(adopted.project)]
    problems = (*adopted.project.problems, *(replace(one, file=path.name) for one in said))
    return ProjectFile(path.name, outcome, adopted.project, problems)


def _without_rounds(project: QualitativeProject) -> list[Problem]:
    """A notice of codings that were given in rounds, which the study does not know."""
    rounds = Counter(one.round for one in project.codings if one.round)
    found, values = ", ".join(rounds), {"count": rounds.total()}
    return [Problem("import_rounds_unknown", "notice", found=found, values=values)] if rounds else []


def is_project_file(path: Path) -> bool:
    """Whether a file is a coded project, by how it begins."""
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return is_project(file.read(START))


def project_at(path: Path) -> QualitativeProject:
    """The project in a study folder, or in a file, with what is wrong with the study's log or odd about the file.

    Raises:
        Refused: If there is none, or it cannot be read.
    """
    if not path.is_dir():
        return read(path)
    found = read_coding(path)
    project = found.assembled.project
    return replace(project, problems=(*found.problems, *project.problems))


def export_project(path: Path, out: Path) -> QualitativeProject:
    """Write a study's coding, or a project, in the format of the file's ending: `.qdpx`, `.qdc`, `.csv`, `.xlsx`, ...

    Returns:
        The project, with what is odd about the file that it comes from and notices of what the new one does not hold.

    Raises:
        Refused: `output_exists` where there is a file of that name; if the project cannot be read, the ending is none
            of these, or the file cannot be written; as `require_chain` where the study's log was changed.
    """
    if out.exists():
        raise Refused(Problem("output_exists", found=out.name))
    found = read_recorded(study_at(path)) if path.is_dir() else None
    project = found.assembled.project if found else read(path)
    write(project, out)
    ending = out.suffix.lower()
    notices = [*(_left_out(found, ending) if found else ()), *_untimed(project, ending)]
    return replace(project, problems=(*project.problems, *notices))


def _left_out(found: ReadCoding, ending: str) -> Iterator[Problem]:
    """Notices of what a study's coding has and an exported project has not.

    Of rounds that are not finished only the names are told: how many codes others gave is nobody's to know yet.
    """
    gone = found.assembled.gone
    if gone and ending not in CODINGS_ONLY:
        yield Problem("export_codes_gone", "notice", found=", ".join(gone), values={"count": sum(gone.values())})
    if ending in CODES_ONLY:
        return
    with_names = [
        one.name
        for one in found.state.documents
        if one.is_redacted and found.contents.documents[one.text_content].document.medium
    ]
    if with_names and ending == ".qdpx":
        yield Problem("export_without_originals", "notice", found=", ".join(with_names))
    opened = [one.name for one in found.state.rounds if not RoundState(found.state, one).complete]
    if opened:
        yield Problem("export_rounds_open", "notice", found=", ".join(opened))
    stands = found.assembled.by_name
    alone = [one for name, one in found.blind.by_name.items() if name not in stands and one.round not in opened]
    if alone:
        rounds = ", ".join(dict.fromkeys(one.round for one in alone))
        yield Problem("export_round_answers", "notice", found=rounds, values={"count": len(alone)})


def _untimed(project: QualitativeProject, ending: str) -> list[Problem]:
    """A notice of passages of recordings whose times a REFI-QDA file does not have."""
    spoken = {one.name for one in project.documents if one.kind in ("audio", "video") and one.text}
    count = sum(one.document in spoken for one in project.codings)
    return [Problem("export_without_times", "notice", values={"count": count})] if count and ending == ".qdpx" else []


def _adoption(connection: Connection, parts: Parts, named: tuple[str, str, str], people: People) -> Change:
    """The event of a project, whose documents lie beside the log."""
    file, source, origin = named
    media = {path: keep(connection, content) for path, content in parts.media.items()}
    values = {
        "file": file,
        "source": source,
        "origin": origin,
        "codes": [asdict(code) for code in parts.codes],
        "documents": [asdict(_kept(connection, one, people)) for one in parts.documents],
        "rest": keep_rest(connection, replace(parts.rest, media=media)),
    }
    return Change("project_adopted", msgspec.to_builtins(values))


def _kept(connection: Connection, content: DocumentContent, people: People) -> Source:
    name = content.document.name
    digest = keep_document(connection, content)
    return Source("", name, digest, people.of(content.document), len(content.codings))
