"""Projects of other programs: into a study's coding, and out of it."""

import hashlib
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import msgspec
from sqlalchemy import Connection

from alianza.coding.adoption import Parts, repeated_names, take_apart
from alianza.coding.contents import DocumentContent
from alianza.coding.progress import CodingState, Source
from alianza.coding.project import QualitativeProject
from alianza.formats.refi import read, write
from alianza.storage.event_log import keep
from alianza.study.event import Change, Proposed
from alianza.study.problem import Problem
from alianza.workflow.interviews.actions import signed
from alianza.workflow.interviews.contents import keep_document, keep_rest
from alianza.workflow.interviews.reading import CODING, protocol_of, read_coding
from alianza.workflow.interviews.registry import registry_of
from alianza.workflow.journal import Study, change, whole


@dataclass(frozen=True, slots=True)
class Adopted:
    """What became of a project's file.

    Attributes:
        project: What was read from it.
        number: Number of the event that took it in; 0 where its content was known.
        problems: What is odd about it.
    """

    project: QualitativeProject
    number: int
    problems: tuple[Problem, ...]


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
    people = {one.id: one.participant for one in registry_of(study.folder, protocol_of(study)).interviews}

    def command(connection: Connection, state: CodingState) -> Proposed:
        if digest in {one.source for one in state.adoptions}:
            return Proposed()
        taken = repeated_names(state, project)
        if taken:
            return Proposed(problems=taken)
        return Proposed((_adoption(connection, take_apart(project), (path.name, digest, project.origin), people),))

    recorded = whole(change(study.path, CODING, command, author))
    number = recorded.events[0].number if recorded.events else 0
    return Adopted(project, number, project.problems)


def export_project(path: Path, out: Path) -> QualitativeProject:
    """Write a study's coding as a project: for other programs by its ending, `.qdpx`, `.qdc`, `.csv`, `.xlsx`, ...

    Raises:
        Refused: If the study cannot be read, the ending is none of these, or the file cannot be written.
    """
    project = read_coding(path).assembled.project
    write(project, out)
    return project


def _adoption(connection: Connection, parts: Parts, named: tuple[str, str, str], people: dict[str, str]) -> Change:
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


def _kept(connection: Connection, content: DocumentContent, people: dict[str, str]) -> Source:
    name = content.document.name
    digest = keep_document(connection, content)
    return Source("", name, digest, people.get(name, people.get(Path(name).stem, "")), len(content.codings))
