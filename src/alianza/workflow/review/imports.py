"""`alianza import`: from files to records in the study's log, with a receipt for each file.

What a file is, is recognised in its content. A file is taken in whole, in one transaction, or not at all; one that is
refused keeps no other out.
"""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from sqlalchemy import Connection

from alianza.formats import Refused
from alianza.formats.references import MAX_BYTES, read
from alianza.formats.references.databases import database
from alianza.review.progress import Import, ReviewState
from alianza.review.reference import ImportReceipt
from alianza.storage.database import exists, opened
from alianza.storage.event_log import Author, keep
from alianza.storage.event_log import read as events_of
from alianza.storage.folder import PROTOCOL
from alianza.storage.log_text import load
from alianza.study.event import WITHDRAWN, Change, Proposed
from alianza.study.problem import Problem
from alianza.workflow.journal import LOGS, Study, create, reading, study_at
from alianza.workflow.review.journal import FOLDER, REVIEW, Command, ReviewRecorded, change, signed, state_at
from alianza.workflow.review.records import stored

Outcome = Literal["imported", "known", "undone", "shown", "restored", "ignored", "refused"]

_LOG_START = b'{"alianza_log":'
_NOT_EXPORTS = frozenset({".md", ".toml", ".jsonl", ".xlsx", ".xls", ".docx", ".doc", ".odt", ".ods", ".pdf",
                          ".ppt", ".pptx", ".jpg", ".jpeg", ".png", ".gif", ".tif", ".tiff", ".bmp", ".webp", ".heic",
                          ".svg", ".mp3", ".mp4", ".wav", ".m4a", ".db"})  # fmt: skip
"""Endings that no export of references has, so that a `review` folder can hold notes, batches and texts beside them."""


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of a file.

    Attributes:
        file: Its name.
        outcome: `imported`, `known` (its content is there already), `undone` (it was, and that was taken back),
            `shown` (read, nothing kept), `restored` (a log),
            `ignored` (stands in the `review` folder and is no export), or `refused`.
        receipt: What was read from it.
        number: Number of the event that imported it, for an undone import of the one that took it back; 0 without.
        database: Where its records come from.
        known_as: Name under which its content was imported before.
        problems: Why it was refused, or what is odd about it.
        exit_code: 0, 3 or 4.
    """

    file: str
    outcome: Outcome
    receipt: ImportReceipt | None = None
    number: int = 0
    database: str = ""
    known_as: str = ""
    problems: tuple[Problem, ...] = ()
    exit_code: int = 0


Hear = Callable[[Imported], None]


def import_files(paths: Iterable[Path], study: Path | None, by: str = "", hear: Hear | None = None) -> list[Imported]:
    """Take files into a study, or only show what is in them where no study is named.

    Args:
        paths: Files; a study folder stands for the files of its `review` folder that are not imported yet, or, beside
            files, for the study that they go into.
        study: The study folder, where `paths` does not begin with it.
        by: Pseudonym of whoever imports.
        hear: Hears of each file when it is done.

    Raises:
        Refused: If the study cannot be read or the person may not import.
    """
    folder, files = _sorted_out(list(paths), study)
    tell = hear or (lambda one: None)
    if folder is None:
        return [_told(_shown(file), tell) for file in files]
    opened = study_at(folder)
    ignored = [] if files else [_told(Imported(file.name, "ignored"), tell) for file in _others(opened)]
    return [*ignored, *(_told(_taken(opened, file, by), tell) for file in files or _untaken(opened))]


def waiting_files(study: Study) -> list[Path]:
    """The files of a study's `review` folder whose content was never imported, by name; undone ones are no news."""
    with reading(study.path) as connection:
        known = {event.payload["source"] for event in events_of(connection, REVIEW.stream) if event.kind == "imported"}
    return [file for file in _files(study) if _may_be_export(file) and _digest(file) not in known]


def _untaken(study: Study) -> list[Path]:
    """The files of a `review` folder that no import bears the name of, or whose content is new: each has a receipt."""
    with reading(study.path) as connection:
        taken = {(one.file, one.source) for one in state_at(connection).imports}
    return [file for file in _files(study) if _may_be_export(file) and (file.name, _digest(file)) not in taken]


def _others(study: Study) -> list[Path]:
    """What stands in a `review` folder and is no export: notes, batches, pictures, folders."""
    place = study.path / FOLDER
    folders = [one for one in place.iterdir() if one.is_dir() and one.name[0] != "."] if place.is_dir() else []
    return sorted([*(file for file in _files(study) if not _may_be_export(file)), *folders])


def _files(study: Study) -> list[Path]:
    """The files of a `review` folder by name, without logs and hidden ones."""
    place = study.path / FOLDER
    logs = set(place.glob(LOGS))
    found = sorted(place.iterdir()) if place.is_dir() else []
    return [one for one in found if one.is_file() and one not in logs and not one.name.startswith(".")]


def _may_be_export(file: Path) -> bool:
    return file.suffix.lower() not in _NOT_EXPORTS and not _is_batch(file)


def is_log(path: Path) -> bool:
    """Whether a file begins like a log of changes, or is named like one: a damaged one is refused, never imported."""
    return path.is_file() and (path.suffix.lower() == ".jsonl" or _start(path).startswith(_LOG_START))


def is_study(path: Path) -> bool:
    """Whether a path is a study folder."""
    return (path / PROTOCOL).is_file()


def _sorted_out(paths: list[Path], study: Path | None) -> tuple[Path | None, list[Path]]:
    """The study, and the files; a second study is no file, and is refused as one."""
    own = study or next((path for path in paths if is_study(path)), None)
    return own, [path for path in paths if path != own]


def _told(one: Imported, tell: Hear) -> Imported:
    tell(one)
    return one


def _shown(path: Path) -> Imported:
    """What is in a file, nothing kept."""
    try:
        receipt = read(path)
    except Refused as refused:
        return _refused(path, refused)
    return Imported(path.name, "shown", receipt, database=database_of(receipt, path), problems=_oddities(receipt))


def _taken(study: Study, path: Path, by: str) -> Imported:
    """What became of a file that is to go into a study."""
    try:
        return _restored(study, path) if is_log(path) else _imported(study, path, by)
    except Refused as refused:
        return _refused(path, refused)


def _imported(study: Study, path: Path, by: str) -> Imported:
    """A file of references, kept with its records."""
    author = signed(study, "import", by)
    known = _known(study, path)
    if known is not None:
        return Imported(path.name, "known", number=known.number, database=known.database, known_as=known.file)
    undone = _undone(study, path)
    if undone is not None:
        return undone
    before, receipt, source = _digest_of_file(path), read(path), path.read_bytes()
    if before != hashlib.sha256(source).hexdigest():
        raise Refused(Problem("file_changed_meanwhile", file=path.name))
    found = database_of(receipt, path)
    recorded = _keep(study, source, receipt, Change("imported", {"file": path.name, "database": found}), author)
    if not recorded.events:  # another command was faster
        return Imported(path.name, "known", database=found, known_as=path.name)
    number = recorded.events[0].number
    return Imported(path.name, "imported", receipt, number, found, problems=_oddities(receipt))


def _keep(study: Study, source: bytes, receipt: ImportReceipt, named: Change, by: Author) -> ReviewRecorded:
    """Keep a file, its records and the event that names both, in one transaction."""
    return change(study.path, importing(source, receipt, named), by)


def importing(source: bytes, receipt: ImportReceipt, named: Change) -> Command:
    """The command that keeps a file and its records, and names both in an event; a file that is known changes nothing.

    Args:
        source: The file as it came.
        receipt: What was read from it.
        named: The event, with the file's name and its database.
    """
    digest = hashlib.sha256(source).hexdigest()

    def command(connection: Connection, state: ReviewState) -> Proposed:
        if digest in {one.source for one in state.imports}:
            return Proposed()
        values = {
            "source": keep(connection, source),
            "records": keep(connection, stored(receipt)),
            "format": receipt.format,
            "encoding": receipt.encoding,
            "counted": receipt.counted,
            "read": len(receipt.records),
            "quarantined": len(receipt.quarantined),
        }
        return Proposed((replace(named, payload={**named.payload, **values}),))

    return command


def _restored(study: Study, path: Path) -> Imported:
    """A log of changes, brought into a study that has none; one that is refused leaves no database behind."""
    if exists(study.path):
        load(path, opened(study.path))
    else:
        create(study.path, path)
    return Imported(path.name, "restored")


def _known(study: Study, path: Path) -> Import | None:
    """The import that took in the same content before."""
    if not path.is_file() or path.stat().st_size > MAX_BYTES:
        return None
    digest = _digest(path)
    with reading(study.path) as connection:
        return next((one for one in state_at(connection).imports if one.source == digest), None)


def _undone(study: Study, path: Path) -> Imported | None:
    """A file whose import was taken back: bringing it back keeps its records' names and what was decided on them."""
    digest = _digest_of_file(path)
    with reading(study.path) as connection:
        events = events_of(connection, REVIEW.stream)
    before = {event.number: event for event in events if digest and event.payload.get("source") == digest}
    withdrawals = [event for event in events if event.kind == WITHDRAWN and event.about in before]
    if not withdrawals:
        return None
    last = withdrawals[-1]
    first = before[last.about or 0]
    return Imported(path.name, "undone", number=last.number, known_as=str(first.payload["file"]))


def database_of(receipt: ImportReceipt, path: Path) -> str:
    """Where an export comes from: what most of its records say, else what its name says, else nothing."""
    said = Counter(record.database for record in receipt.records if record.database)
    if said:
        return min(said, key=lambda name: (-said[name], name))
    return database([path.stem.replace("_", " ").replace("-", " ")])


def _oddities(receipt: ImportReceipt) -> tuple[Problem, ...]:
    """What is odd about a file, and every record that could not be read."""
    return (*receipt.problems, *(replace(one.problem, severity="warning") for one in receipt.quarantined))


def _refused(path: Path, refused: Refused) -> Imported:
    named = tuple(
        problem if problem.file else replace(problem, file=path.name) for problem in (refused.problem, *refused.others)
    )
    return Imported(path.name, "refused", problems=named, exit_code=refused.exit_code)


def _digest_of_file(path: Path) -> str:
    """A file's digest; empty where `read` will say what is wrong with it."""
    return _digest(path) if path.is_file() and path.stat().st_size <= MAX_BYTES else ""


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _start(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(64)


def _is_batch(path: Path) -> bool:
    """Whether a table is a batch that this program wrote, for a judge to fill in."""
    from alianza.workflow.batch_files import begins_like_batch

    return begins_like_batch(_start(path))
