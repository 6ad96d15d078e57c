"""Names out of the interviews of a study, and back in with the key, which lies encrypted outside of its folder."""

import csv
import io
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from alianza.coding.code_words import code_texts
from alianza.coding.contents import DocumentContent, RestContent
from alianza.coding.erasure import earlier_versions
from alianza.coding.open_coding import find_document
from alianza.coding.progress import Source, code_paths
from alianza.coding.revision import Moved, moved_passages, revised_content
from alianza.formats import Refused
from alianza.formats.formulas import safe, unguarded
from alianza.formats.sheet import read
from alianza.formats.transcripts import read as read_transcript
from alianza.formats.whole_file import put
from alianza.interviews.redaction import Key, Redacted, Restored, name_problems, names_unmet, redact, reveal
from alianza.interviews.suggested_names import Kind, suggestions
from alianza.storage.redaction_key import Identity, Passphrase, Recipients, read_key, write_key
from alianza.study.problem import Problem
from alianza.survey.values import YES, fold, texts
from alianza.workflow.interviews.actions import signed
from alianza.workflow.interviews.erasing import erase_words
from alianza.workflow.interviews.reading import CODING, ReadCoding, read_coding, read_opened
from alianza.workflow.interviews.revising import Version, codings_of, record
from alianza.workflow.interviews.transcript_files import files_of, is_transcript
from alianza.workflow.journal import Study, change, study_at, whole

MAX_BYTES: Final = 10_000_000
MAX_IDENTITY: Final = 10_000
IDENTITY: Final = "AGE-SECRET-KEY-1"
HEADINGS: Final[Mapping[str, tuple[str, ...]]] = {
    "name": ("name", "nombre", "texto", "text"),
    "replacement": ("replacement", "sustitucion", "reemplazo", "seudonimo"),
    "exactly": ("exactly", "exacto", "tal cual"),
}
"""Column of a table of names to its headings, without accents and capitals."""
SAID_OF_MARKS: Final = ("name", "Description")
"""What a mark says in words; the rest of its place are numbers."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """Something that may tell who somebody is: what it is, how often it stands, and in which interviews."""

    kind: Kind
    text: str
    times: int
    documents: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NameTable:
    """A table of names: what replaces each, those that are found only as written, and how many rows replace nothing."""

    names: Mapping[str, str]
    exactly: tuple[str, ...]
    undecided: int
    problems: tuple[Problem, ...]


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
        problems: What is odd about the table, and where names still stand: files, memos, codes, names of documents, and
            what imported projects say of cases, groups and themselves.
    """

    documents: tuple[RedactedDocument, ...]
    done: bool
    undecided: int
    problems: tuple[Problem, ...]


def propose(path: Path, documents: Sequence[str], known: Path | None = None) -> tuple[Proposal, ...]:
    """What may tell who somebody is, over all interviews or some; what a table of names has is not proposed again.

    Raises:
        Refused: `document_unknown`; as `read_names`.
    """
    now = read_coding(path)
    table = read_names(known).names if known is not None else {}
    found: dict[tuple[Kind, str], list[tuple[str, int]]] = {}
    for source in _chosen(now, documents):
        for one in suggestions(now.contents.documents[source.text_content].document.text, list(table)):
            found.setdefault((one.kind, one.text), []).append((source.name, len(one.places)))
    proposals = [
        Proposal(kind, text, sum(times for _, times in places), tuple(name for name, _ in places))
        for (kind, text), places in found.items()
    ]
    order = list(dict.fromkeys(one.kind for one in proposals))
    return tuple(sorted(proposals, key=lambda one: (order.index(one.kind), -one.times)))


def write_proposals(path: Path, proposals: Iterable[Proposal], file: Path) -> None:
    """Write a table of names in which a person says what replaces each; an empty cell replaces nothing.

    Raises:
        Refused: `names_inside_study`; `output_exists`; `output_not_writable`.
    """
    _require_outside(path, file)
    if file.exists():
        raise Refused(Problem("output_exists", found=str(file)))
    text = io.StringIO(newline="")
    rows = csv.writer(text, delimiter=";", lineterminator="\r\n")
    rows.writerow(["nombre", "sustitución", "exacto", "clase", "veces", "entrevistas"])
    for one in proposals:
        rows.writerow([safe(one.text), "", "", one.kind, one.times, safe(", ".join(one.documents))])
    put(file, text.getvalue().encode("utf-8-sig"))


def read_names(file: Path) -> NameTable:
    """The table of names in a file; rows whose replacement is empty replace nothing.

    Raises:
        Refused: As `alianza.formats.sheet.read`; `names_column_missing`; with the errors of `name_problems`.
    """
    sheet = read(file, max_bytes=MAX_BYTES, as_text=True)
    places = {
        name: next((one for one in sheet.columns if fold(one) in known), None) for name, known in HEADINGS.items()
    }
    missing = [name for name in ("name", "replacement") if places[name] is None]
    if missing:
        found, expected = ", ".join(sheet.columns), ", ".join(HEADINGS[missing[0]])
        raise Refused(Problem("names_column_missing", file=file.name, place=missing[0], found=found, expected=expected))
    empty: list[str] = [""] * sheet.frame.height
    name, replacement, exactly = (
        [unguarded((one or "").strip()) for one in texts(sheet.frame[place])] if place else empty
        for place in places.values()
    )
    names = {one: text for one, text in zip(name, replacement, strict=True) if one and text}
    problems = tuple(replace(one, file=file.name) for one in name_problems(names))
    errors = [one for one in problems if one.severity == "error"]
    if errors:
        raise Refused(errors[0], others=tuple(errors[1:]))
    exact = tuple(one for one, said in zip(name, exactly, strict=True) if fold(said) in YES)
    return NameTable(names, exact, sum(not text for text in replacement), (*sheet.problems, *problems))


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
    _require_outside(path, vault.path)
    now = read_opened(study)
    known = _known_key(vault)
    key, versions, told = _versions(now, _chosen(now, documents), table, known)
    left = (*table.problems, *_found_nowhere(now, table, known), *_still_named(now, table), *_beside_texts(now, table))
    if not confirmed or not versions:
        return Redaction(told, False, table.undecided, left)
    write_key(vault.path, key, vault.lock, replace=vault.path.exists())
    recorded = whole(change(path, CODING, lambda connection, state: record(connection, state, versions), author))
    current = {one.id: one.text_content for one in recorded.state.documents}
    redacted = {one.source.id: current[one.source.id] for one in versions}
    erase_words(study, lambda events: earlier_versions(events, redacted))
    return Redaction(told, True, table.undecided, (*left, *_files_with_names(study, now, table)))


def reveal_document(path: Path, document: str, vault: Path, secret: Passphrase | Identity) -> Restored:
    """The text of an interview with its names, each replacement as the longest writing that the key has for it.

    Raises:
        Refused: `document_unknown`; as `read_key`.
    """
    now = read_coding(path)
    [source] = _chosen(now, [document])
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


def _chosen(now: ReadCoding, names: Sequence[str]) -> tuple[Source, ...]:
    """The documents of some names; all of them for none.

    Raises:
        Refused: `document_unknown`.
    """
    found = [find_document(now.state, name) for name in names]
    wrong = [one for one in found if isinstance(one, Problem)]
    if wrong:
        raise Refused(wrong[0], others=tuple(wrong[1:]))
    return tuple(one for one in found if isinstance(one, Source)) if names else now.state.documents


def _require_outside(study: Path, file: Path) -> None:
    if file.resolve().is_relative_to(study.resolve()):
        raise Refused(Problem("names_inside_study", found=str(file)))


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


def _found_nowhere(now: ReadCoding, table: NameTable, key: Key) -> list[Problem]:
    """Names of the table that no interview has and that no earlier redaction took out: perhaps they are misspelt."""
    written = [text for one in now.state.documents for text in _said_in(now.contents.documents[one.text_content])]
    unmet = names_unmet(written, table.names, exactly=table.exactly, key=key)
    return [Problem("names_found_nowhere", "warning", found=", ".join(unmet))] if unmet else []


def _said_in(content: DocumentContent) -> Iterator[str]:
    """Everything in words that a redaction reaches in a document."""
    yield from (content.document.text, content.document.description, *content.document.attributes.values())
    yield from (text for one in content.codings for text in (one.memo, one.name) if text)
    yield from (one.place[name] for one in content.others for name in SAID_OF_MARKS if name in one.place)
    yield from (text for one in content.notes for text in (one.title, one.text))


def _still_named(now: ReadCoding, table: NameTable) -> list[Problem]:
    """Names where no redaction reaches them: memos, codes, and the files that adopted documents come from."""
    memos = [name for name, text in _memos(now) if _counts(text, table)]
    paths = code_paths(now.state.codes)
    codes = [paths[one.id] for one in now.state.codes if any(_counts(text, table) for text in code_texts(one))]
    media = sum(bool(now.contents.documents[one.text_content].document.medium) for one in now.state.documents)
    found = (
        [Problem("names_in_memos", "warning", found=", ".join(memos), values={"memos": len(memos)})] if memos else []
    )
    found += [Problem("names_in_codes", "warning", found=", ".join(codes))] if codes else []
    return [*found, *([Problem("names_in_media", "warning", values={"files": media})] if media else [])]


def _beside_texts(now: ReadCoding, table: NameTable) -> list[Problem]:
    """Names around the texts, where no redaction reaches them: in names of documents, and in what projects say."""
    documents = [one.name for one in now.state.documents if _counts(one.name, table)]
    found = [Problem("names_of_documents", "warning", found=", ".join(documents))] if documents else []
    rests = now.contents.rests.values()
    things = dict.fromkeys(name for rest in rests for name, texts in _said_around(rest)
                           if any(_counts(text, table) for text in texts))  # fmt: skip
    found += (
        [Problem("names_around_documents", "warning", found=", ".join(f"«{one}»" for one in things))] if things else []
    )
    described = any(_counts(text, table) for rest in rests for text in (rest.name, rest.description))
    return [*found, *([Problem("names_in_description", "warning")] if described else [])]


def _said_around(rest: RestContent) -> Iterator[tuple[str, Iterable[str]]]:
    """Cases, groups, variables, relations, drawings and files of a project by their names, with all that they say."""
    for case in rest.cases:
        yield case.name, (case.name, case.description, *case.attributes.values())
    yield from ((one.name, (one.name, one.description)) for one in rest.sets)
    yield from ((one.name, (one.name, one.description)) for one in rest.variables)
    for link in rest.links:
        yield link.kind, (link.kind, link.memo)
    for graph in rest.graphs:
        yield graph.name, (graph.name, *(part.get("name", "") for part in (*graph.vertices, *graph.edges)))
    yield from ((path, (path,)) for path in rest.media)


def _memos(now: ReadCoding) -> Iterator[tuple[str, str]]:
    """Memos and notes with their words: by the number of the change that wrote them, or by the title they came with."""
    words = now.contents.words
    for memo in now.state.memos:
        yield memo.id, words[memo.content]
    yield from ((coding.id, words[coding.memo]) for coding in now.state.codings if coding.memo)
    for rest in now.contents.rests.values():
        for note in rest.notes:
            yield f"«{note.title or note.guid}»", f"{note.title}\n{note.text}"


def _files_with_names(study: Study, now: ReadCoding, table: NameTable) -> list[Problem]:
    """Transcripts in the study folder that still have names in them."""
    files = files_of(study.path, now.protocol.registry, now.registry.standing)
    names = [name for name in files if is_transcript(name)]
    return [Problem("names_in_file", "warning", found=name) for name in names if _has_names(study.path / name, table)]


def _has_names(file: Path, table: NameTable) -> bool:
    """Whether a file has names in it; one that cannot be read is not looked into."""
    try:
        return bool(_counts(read_transcript(file).text, table))
    except Refused:
        return False


def _counts(text: str, table: NameTable) -> Counter[str]:
    return Counter(redact(text, table.names, exactly=table.exactly).counts)
