"""Names out of the interviews of a study, and back in with the key, which lies encrypted outside of its folder."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from alianza.coding.contents import DocumentContent
from alianza.coding.erasure import earlier_versions
from alianza.coding.progress import Source
from alianza.coding.revision import Moved, moved_passages, revised_content
from alianza.formats import Refused
from alianza.interviews.redaction import Key, Redacted, Restored, redact, reveal
from alianza.storage.redaction_key import Identity, Passphrase, Recipients, read_key, write_key
from alianza.study.problem import Problem
from alianza.workflow.interviews.actions import signed
from alianza.workflow.interviews.erasing import erase_words
from alianza.workflow.interviews.name_table import NameTable, chosen_documents, require_outside
from alianza.workflow.interviews.names_left import (
    SAID_OF_MARKS,
    beside_texts,
    files_with_names,
    found_nowhere,
    still_named,
    words_ever,
)
from alianza.workflow.interviews.reading import CODING, ReadCoding, read_coding, read_opened
from alianza.workflow.interviews.revising import Version, codings_of, record
from alianza.workflow.journal import change, study_at, whole

MAX_IDENTITY: Final = 10_000
IDENTITY: Final = "AGE-SECRET-KEY-1"


@dataclass(frozen=True, slots=True)
class Vault:
    """Where the key lies, what closes it, and what opens the one that is there already.

    Attributes:
        path: The file, outside of the study folder.
        lock: What closes it.
        secret: What opens it; None where there is nothing but recipients.
    """

    path: Path
    lock: Passphrase | Recipients
    secret: Passphrase | Identity | None = None


@dataclass(frozen=True, slots=True)
class RedactedDocument:
    """What a redaction does to one interview: how often each replacement stands there, and its passages."""

    document: str
    counts: Mapping[str, int]
    passages: tuple[Moved, ...]


@dataclass(frozen=True, slots=True)
class Redaction:
    """What a redaction does.

    Attributes:
        documents: Interviews with names in them.
        done: Whether it is done, or only foretold.
        undecided: Rows of the table that replace nothing.
        problems: What is odd about the table, and where names still stand: files, memos, reasons, codes, names of
            documents, and what imported projects say of cases, groups and themselves.
    """

    documents: tuple[RedactedDocument, ...]
    done: bool
    undecided: int
    problems: tuple[Problem, ...]


def redact_documents(
    path: Path, documents: Sequence[str], table: NameTable, vault: Vault, by: str, confirmed: bool = False
) -> Redaction:
    """Replace names in all interviews or some; without `confirmed` only say what that does.

    The key is written first. Then each interview gets its new version, and the versions before are erased: nothing but
    the key leads back.

    Raises:
        Refused: `names_inside_study` where the key would lie in the study folder; `document_unknown`; as `read_key` and
            `write_key`; if the person may not.
    """
    study = study_at(path)
    author = signed(study, "redact", by)
    require_outside(path, vault.path)
    now = read_opened(study)
    known = _known_key(vault)
    key, versions, told = _versions(now, chosen_documents(now, documents), table, known)
    named = still_named(now, table, words_ever(study))
    left = (*table.problems, *found_nowhere(now, table, known), *named, *beside_texts(now, table))
    if not confirmed or not versions:
        return Redaction(told, False, table.undecided, left)
    write_key(vault.path, key, vault.lock, replace=vault.path.exists())
    recorded = whole(change(path, CODING, lambda connection, state: record(connection, state, versions), author))
    current = {one.id: one.text_content for one in recorded.state.documents}
    redacted = {one.source.id: current[one.source.id] for one in versions}
    erase_words(study, lambda events: earlier_versions(events, redacted))
    return Redaction(told, True, table.undecided, (*left, *files_with_names(study, now, table)))


def reveal_document(path: Path, document: str, vault: Path, secret: Passphrase | Identity) -> Restored:
    """The text of an interview with its names, each replacement as the longest writing that the key has for it.

    Raises:
        Refused: `document_unknown`; as `read_key`.
    """
    now = read_coding(path)
    [source] = chosen_documents(now, [document])
    return reveal(now.contents.documents[source.text_content].document.text, read_key(vault, secret))


def read_identity(file: Path) -> Identity:
    """The identity in a file as `age-keygen` writes it, its comments left out.

    Raises:
        Refused: `file_missing` (exit code 4), `redaction_key_identity` where there is none in it.
    """
    if not file.is_file():
        raise Refused(Problem("file_missing", file=file.name, found=file.name), 4)
    with file.open(encoding="utf-8", errors="replace") as lines:
        found = next((line.strip() for line in lines.readlines(MAX_IDENTITY) if line.startswith(IDENTITY)), "")
    if not found:
        raise Refused(Problem("redaction_key_identity", file=file.name))
    return Identity(found)


def _known_key(vault: Vault) -> Key:
    """The key that is there already.

    Raises:
        Refused: `redaction_key_exists` where there is one and nothing to open it with.
    """
    if not vault.path.exists():
        return {}
    if vault.secret is None:
        raise Refused(Problem("redaction_key_exists", file=vault.path.name))
    return read_key(vault.path, vault.secret)


def _versions(
    now: ReadCoding, sources: Sequence[Source], table: NameTable, key: Key
) -> tuple[Key, list[Version], tuple[RedactedDocument, ...]]:
    """The key with the new names, the new versions of texts with names in them, and what each does."""
    versions, told = [], []
    for source in sources:
        before = now.contents.documents[source.text_content]
        redacting = _Redacting(table, key)
        redacted = redacting.redact(before.document.text)
        content = _without_names(before, redacted, redacting.plain)
        key = redacting.key
        if redacting.counts:
            moved = moved_passages(codings_of(now, source.name), redacted.text, redacted.positions)
            told.append(RedactedDocument(source.name, redacting.counts, moved))
            versions.append(Version(source, before, content, redacted.positions, "redacted"))
    return key, versions, tuple(told)


class _Redacting:
    """The redaction of one text after the other, with the key and how often each replacement stands in them."""

    def __init__(self, table: NameTable, key: Key) -> None:
        self._table, self.key = table, key
        self.counts: Counter[str] = Counter()

    def redact(self, text: str) -> Redacted:
        """A text without its names."""
        redacted = redact(text, self._table.names, exactly=self._table.exactly, key=self.key)
        self.key = redacted.key
        self.counts += redacted.counts
        return redacted

    def plain(self, text: str) -> str:
        """The words of a text without its names."""
        return self.redact(text).text if text else text


def _without_names(before: DocumentContent, redacted: Redacted, plain: Callable[[str], str]) -> DocumentContent:
    """The new version of a document with everything redacted that came with it, but its name, by which it is known."""
    content = revised_content(before, redacted.text, redacted.positions)
    said = content.document
    values = {name: plain(value) for name, value in said.attributes.items()}
    marks = tuple(
        replace(
            one, place={name: plain(value) if name in SAID_OF_MARKS else value for name, value in one.place.items()}
        )
        for one in content.others
    )
    return replace(
        content,
        document=replace(said, description=plain(said.description), attributes=values),
        codings=tuple(replace(one, memo=plain(one.memo), name=plain(one.name)) for one in content.codings),
        others=marks,
        notes=tuple(replace(one, title=plain(one.title), text=plain(one.text)) for one in content.notes),
    )
