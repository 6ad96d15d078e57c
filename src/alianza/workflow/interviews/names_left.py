"""Where names of a table still stand after a redaction, or would: what no redaction reaches is told to a person."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from alianza.coding.brought_memos import names_of_notes
from alianza.coding.code_words import code_texts
from alianza.coding.contents import DocumentContent, RestContent
from alianza.coding.memos import memo_contents
from alianza.coding.naming import names_now
from alianza.coding.progress import code_paths
from alianza.formats import Refused
from alianza.formats.transcripts import read as read_transcript
from alianza.interviews.redaction import Key, names_unmet, redact
from alianza.storage.event_log import held, read
from alianza.study.problem import Problem
from alianza.workflow.interviews.contents import memo_words
from alianza.workflow.interviews.name_table import NameTable
from alianza.workflow.interviews.reading import CODING, ReadCoding
from alianza.workflow.interviews.transcript_files import files_of, is_transcript
from alianza.workflow.journal import Study, reading

SAID_OF_MARKS: Final = ("name", "Description")
"""What a mark says in words; the rest of its place are numbers."""


def found_nowhere(now: ReadCoding, table: NameTable, key: Key) -> list[Problem]:
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


def words_ever(study: Study) -> dict[str, list[str]]:
    """Memo, coding or settlement to all words that it ever had and that are not erased: undone ones as well."""
    with reading(study.path) as connection:
        versions = memo_contents(read(connection, CODING.stream))
        there = held(connection, {digest for one in versions.values() for digest in one})
        return {
            name: [memo_words(connection, digest) for digest in digests if digest in there]
            for name, digests in versions.items()
        }


def still_named(now: ReadCoding, table: NameTable, said: Mapping[str, Sequence[str]]) -> list[Problem]:
    """Names where no redaction reaches them: memos, reasons, codes, and the files that adopted documents come from.

    Args:
        now: The coding.
        table: The names.
        said: As `words_ever`.
    """
    settled = _settlements(now)
    named = [name for name, texts in said.items() if any(_counts(text, table) for text in texts)]
    memos = [name for name in named if name not in settled]
    memos += [name for name, text in _brought(now) if _counts(text, table)]
    reasons = [settled[name] for name in named if name in settled]
    paths = code_paths(now.state.codes)
    codes = [paths[one.id] for one in now.state.codes if any(_counts(text, table) for text in code_texts(one))]
    media = sum(bool(now.contents.documents[one.text_content].document.medium) for one in now.state.documents)
    found = (
        [Problem("names_in_memos", "warning", found=", ".join(memos), values={"memos": len(memos)})] if memos else []
    )
    found += [Problem("names_in_reasons", "warning", found=", ".join(reasons))] if reasons else []
    found += [Problem("names_in_codes", "warning", found=", ".join(codes))] if codes else []
    return [*found, *([Problem("names_in_media", "warning", values={"files": media})] if media else [])]


def beside_texts(now: ReadCoding, table: NameTable) -> list[Problem]:
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


def _settlements(now: ReadCoding) -> dict[str, str]:
    """Number of each settlement, undone ones as well, with its round and its segment."""
    rounds = names_now(now.state, now.events).rounds
    return {
        str(one.number): f"{one.number} ({rounds[str(one.payload['round'])]} S{one.payload['unit']})"
        for one in now.events
        if one.kind == "rating_settled"
    }


def _brought(now: ReadCoding) -> Iterator[tuple[str, str]]:
    """Memos of projects about no single document, with their words."""
    for one in now.state.adoptions:
        notes = now.contents.rests[one.rest].notes if one.rest else ()
        yield from ((name, f"{note.title}\n{note.text}") for name, note in names_of_notes(str(one.number), notes))


def files_with_names(study: Study, now: ReadCoding, table: NameTable) -> list[Problem]:
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
