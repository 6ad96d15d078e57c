"""Projects of other programs: into a study's coding, and out of it."""

import hashlib
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Literal

import msgspec
from sqlalchemy import Connection

from alianza.coding.adoption import with_coders
from alianza.coding.alignment import Aligned, align
from alianza.coding.codebook import unwritable_names
from alianza.coding.contents import DocumentContent
from alianza.coding.joining import Counts, Joining, join
from alianza.coding.progress import Adoption, CodingState, Joined, Source
from alianza.coding.project import Document, Positions, QualitativeProject
from alianza.coding.rounds import RoundState
from alianza.formats import Refused
from alianza.formats.refi import read, write
from alianza.formats.refi.positions import written
from alianza.storage.event_log import keep
from alianza.study.event import Change, Proposed
from alianza.study.problem import Problem
from alianza.workflow.interviews.actions import signed
from alianza.workflow.interviews.contents import keep_document, keep_rest
from alianza.workflow.interviews.homecoming import People, what_is_known, without_gone_people
from alianza.workflow.interviews.reading import (
    CODING,
    ReadCoding,
    protocol_of,
    read_coding,
    read_connected,
    read_recorded,
)
from alianza.workflow.journal import Study, change, study_at, whole


@dataclass(frozen=True, slots=True)
class Here:
    """What of a file stands in a study: how many documents, codes and codings."""

    documents: int = 0
    codes: int = 0
    codings: int = 0


NOTHING = Here()


@dataclass(frozen=True, slots=True)
class Adopted:
    """What became of a project's file.

    Attributes:
        project: What was read from it.
        number: Number of the event that took it in; 0 where everything in it was known.
        documents: Names of documents of the study that it has as well.
        counts: What became of the codings in those.
        here: What of it stands in the study, where everything was known.
        problems: What stays out of the study, as warnings.
    """

    project: QualitativeProject
    number: int
    documents: tuple[str, ...] = ()
    counts: Counts = Counts()
    here: Here = NOTHING
    problems: tuple[Problem, ...] = ()


Outcome = Literal["imported", "known", "shown", "refused"]
CODES_ONLY = (".qdc",)
"""Endings of files that hold codes and no codings."""
CODINGS_ONLY = (".csv", ".xlsx")
"""Endings of files that hold codings and nothing around them."""


@dataclass(frozen=True, slots=True)
class ProjectFile:
    """What became of a file.

    Attributes:
        file: Its name.
        outcome: `imported`, `known` (its content is there already), `shown` (read, nothing kept) or `refused`.
        adopted: What was read from it, and what of it was new.
        problems: Why it was refused, or what is odd about it.
        exit_code: 0, 3 or 4.
    """

    file: str
    outcome: Outcome
    adopted: Adopted | None = None
    problems: tuple[Problem, ...] = ()
    exit_code: int = 0

    @property
    def project(self) -> QualitativeProject | None:
        """What was read from it."""
        return self.adopted.project if self.adopted else None


SHOWN = 8
"""Documents that a problem names."""

Hear = Callable[[ProjectFile], None]


@dataclass(frozen=True, slots=True)
class Manner:
    """How a file is taken in.

    Attributes:
        positions: How its positions are counted; found out where nothing else is said.
        project: Name of the project in a file of several; the first where it is empty.
        rename: Give a document another name where a document of the study with another text has its name.
    """

    positions: str = "infer"
    project: str = ""
    rename: bool = False


INFERRED = Manner()


def adopt(study: Study, path: Path, by: str, manner: Manner = INFERRED) -> Adopted:
    """Take a project or a codebook from a file into a study: whole, or not at all.

    Documents that the study has with the same text get what the file adds to them.

    Raises:
        Refused: If the file cannot be read, the person may not, or a document's name is taken by another text.
    """
    author = signed(study, "adopt", by)
    project = with_coders(read(path, manner.positions, manner.project), [one.id for one in protocol_of(study).coders])
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    told: list[Adopted] = []

    def command(connection: Connection, _: CodingState) -> Proposed:
        now = read_connected(study, connection)
        before = next((one for one in now.state.adoptions if one.source == digest), None)
        if before is not None and _counts_otherwise(now, before, project):
            here, way = _brought(now, before), now.contents.rests[before.rest].positions
            told.append(Adopted(project, 0, here=here, problems=(_otherwise(before, way),)))
            return Proposed()
        parts, left_out = without_gone_people(now, project)
        known = what_is_known(now, before)
        aligned = align(parts, known, manner.rename)
        if aligned.problems:
            return Proposed(problems=aligned.problems)
        joining = join(aligned, known)
        here = Here(len(joining.documents), len(aligned.parts.codes), joining.counts.known + joining.counts.moved)
        told.append(Adopted(project, 0, joining.documents, joining.counts, here, (*left_out, *joining.problems)))
        if not joining.is_new:
            return Proposed()
        return Proposed((_adoption(now, aligned, joining, (path.name, digest, project.origin)),))

    recorded = whole(change(study.path, CODING, command, author))
    return replace(told[0], number=recorded.events[0].number if recorded.events else 0)


def _counts_otherwise(now: ReadCoding, before: Adoption, project: QualitativeProject) -> bool:
    """Whether the very same file was taken in with its positions counted otherwise."""
    return bool(before.rest) and written(now.contents.rests[before.rest].positions) != written(project.positions)


def _otherwise(before: Adoption, way: Positions) -> Problem:
    return Problem("copy_counted_otherwise", "warning", found=str(before.number), expected=written(way))


def _brought(now: ReadCoding, before: Adoption) -> Here:
    """What stands of what an event brought."""
    number, codes = before.number, {now.state.current_code(one) for one in before.codes.values()}
    added = {one.id for one in now.state.documents if number in {version.number for version in one.revisions}}
    documents = {one.id for one in now.state.documents if one.id.startswith(f"{number}.")}
    codings = sum(_is_brought(name, number, documents) for name in now.assembled.names)
    return Here(len(added | documents), len(codes & {one.id for one in now.state.codes}), codings)


def _is_brought(coding: str, number: int, documents: Collection[str]) -> bool:
    """Whether an event brought a coding: with its document, or to one of the study."""
    document, _, place = coding.partition(":")
    return place.startswith(f"{number}.") or (document in documents and "." not in place)


def import_projects(
    paths: Sequence[Path], folder: Path | None, by: str, hear: Hear | None = None, manner: Manner = INFERRED
) -> list[ProjectFile]:
    """Take projects into a study, or only read them where no study is named; one that is refused keeps no other out.

    Args:
        paths: The files.
        folder: The study folder, or None.
        by: Who takes them in.
        hear: Told of each file as soon as it is done.
        manner: How they are taken in.

    Raises:
        Refused: If the study cannot be read.
    """
    study = study_at(folder) if folder is not None else None
    done = []
    for path in paths:
        done.append(_taken(study, path, by, manner))
        if hear is not None:
            hear(done[-1])
    return done


def _taken(study: Study | None, path: Path, by: str, manner: Manner) -> ProjectFile:
    try:
        adopted = adopt(study, path, by, manner) if study is not None else _only_read(path, manner)
    except Refused as refused:
        named = tuple(one if one.file else replace(one, file=path.name) for one in (refused.problem, *refused.others))
        return ProjectFile(path.name, "refused", None, named, refused.exit_code)
    outcome: Outcome = "shown" if study is None else "imported" if adopted.number else "known"
    said = [] if study is None else [*unwritable_names(adopted.project.codes), *_without_rounds(adopted.project)]
    named = tuple(replace(one, file=path.name) for one in (*adopted.problems, *said))
    return ProjectFile(path.name, outcome, adopted, (*named, *adopted.project.problems))


def _without_rounds(project: QualitativeProject) -> list[Problem]:
    """A notice of codings that were given in rounds, which the study does not know."""
    rounds = Counter(one.round for one in project.codings if one.round)
    found, values = ", ".join(rounds), {"count": rounds.total()}
    return [Problem("import_rounds_unknown", "notice", found=found, values=values)] if rounds else []


def _only_read(path: Path, manner: Manner) -> Adopted:
    return Adopted(read(path, manner.positions, manner.project), 0)


def project_at(path: Path, positions: str = "infer") -> QualitativeProject:
    """The project in a study folder, or in a file, with what is wrong with the study's log or odd about the file.

    Args:
        path: The folder or the file.
        positions: How the positions of a file are counted; found out where nothing else is said.

    Raises:
        Refused: If there is none, or it cannot be read.
    """
    if not path.is_dir():
        return read(path, positions)
    found = read_coding(path)
    project = found.assembled.project
    return replace(project, problems=(*found.problems, *project.problems))


def export_project(path: Path, out: Path, positions: str = "infer") -> QualitativeProject:
    """Write a study's coding, or a project, in the format of the file's ending: `.qdpx`, `.qdc`, `.csv`, `.xlsx`, ...

    Args:
        path: The study folder, or the file of a project.
        out: The file that is written.
        positions: As in `project_at`.

    Returns:
        The project, with what is odd about the file that it comes from and notices of what the new one does not hold.

    Raises:
        Refused: `output_exists` where there is a file of that name; if the project cannot be read, the ending is none
            of these, or the file cannot be written; as `require_chain` where the study's log was changed.
    """
    if out.exists():
        raise Refused(Problem("output_exists", found=out.name))
    found = read_recorded(study_at(path)) if path.is_dir() else None
    project = found.assembled.project if found else read(path, positions)
    write(project, out)
    ending = out.suffix.lower()
    notices = [
        *(_left_out(found, ending) if found else ()),
        *_untimed(project, ending),
        *_written_empty(project, ending),
    ]
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
    redacted = any(one.is_redacted for one in found.state.documents)
    originals = [one.name for one in found.assembled.project.documents if one.medium]
    if redacted and originals and ending == ".qdpx":
        yield Problem("export_originals_unread", "warning", found=", ".join(originals))
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


def _written_empty(project: QualitativeProject, ending: str) -> tuple[Problem, ...]:
    """`export_without_text` where texts are missing: other programs would take the empty files for the texts."""
    empty = [one.name for one in project.documents if one.kind == "text" and not one.text]
    if not empty or ending != ".qdpx":
        return ()
    names = ", ".join(empty[:SHOWN]) + "…" * (len(empty) > SHOWN)
    return (Problem("export_without_text", "warning", found=names, values={"count": len(empty)}),)


def _adoption(now: ReadCoding, aligned: Aligned, joining: Joining, named: tuple[str, str, str]) -> Change:
    """The event of a project, whose documents lie beside the log."""
    file, source, origin = named
    parts, people = joining.parts, People.of_study(now)
    who = {one.document.name: people.of(_as_it_came(one, aligned)) for one in parts.documents}
    media = {path: keep(now.connection, content) for path, content in parts.media.items()}
    values = {
        "file": file,
        "source": source,
        "origin": origin,
        "codes": [asdict(code) for code in parts.codes],
        "documents": [asdict(_kept(now.connection, one, who[one.document.name])) for one in parts.documents],
        "joined": [asdict(_joined(now, name, one)) for name, one in joining.added.items()],
        "rest": keep_rest(now.connection, replace(parts.rest, media=media)),
    }
    return Change("project_adopted", msgspec.to_builtins(values))


def _as_it_came(content: DocumentContent, aligned: Aligned) -> Document:
    """A document under its name in the file: interviews are known by it, and one that is renamed is still theirs."""
    return replace(content.document, name=aligned.came_as[content.document.name])


def _kept(connection: Connection, content: DocumentContent, participant: str) -> Source:
    digest = keep_document(connection, content)
    return Source("", content.document.name, digest, participant, len(content.codings))


def _joined(now: ReadCoding, name: str, added: DocumentContent) -> Joined:
    """A document of the study with what a copy adds, beside the log."""
    source = next(one for one in now.state.documents if one.name == name)
    before = now.contents.documents[source.text_content]
    content = replace(
        before,
        codings=(*before.codings, *added.codings),
        others=(*before.others, *added.others),
        notes=(*before.notes, *added.notes),
    )
    digest = keep_document(now.connection, content)
    return Joined(source.id, digest, len(added.codings), len(before.document.text))
