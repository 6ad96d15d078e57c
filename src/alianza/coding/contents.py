"""What lies beside the log: the words of participants, which the log names by their digest and never holds."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from alianza.coding.project import Case, Document, Graph, GroupSet, Link, Note, OtherSelection, Positions, Variable


@dataclass(frozen=True, slots=True)
class CodingInFile:
    """A coding that came with a document, in positions of the text beside which it lies.

    Attributes:
        code: Path of the code in the file.
        coder: Who gave it.
        start: Where the passage begins.
        end: Where it ends, exclusive.
        memo: What was noted on it.
        guid: Its identifier in the file.
        selection: Identifier of the passage there.
        at: When.
        name: How the program that wrote the file calls the passage.
        event: Number of the event that added it to a document of the study; 0 for one that came with its document.
    """

    code: str
    coder: str
    start: int
    end: int
    memo: str = ""
    guid: str = ""
    selection: str = ""
    at: str = ""
    name: str = ""
    event: int = 0


@dataclass(frozen=True, slots=True)
class DocumentContent:
    """A document as it lies beside the log: its text, and what came with it.

    Attributes:
        document: The document; its text is the version that the codings lie on.
        codings: Codings that came with it, in order of place.
        others: Selections that are no text.
        notes: Notes about the document or about passages of it.
    """

    document: Document
    codings: tuple[CodingInFile, ...] = ()
    others: tuple[OtherSelection, ...] = ()
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class RestContent:
    """What a project brings beside documents and codes.

    Attributes:
        name: Its name.
        cases: Cases with their attributes.
        sets: Groups of codes and documents.
        links: Relations.
        notes: Notes about no single document.
        coders: Who coded.
        positions: How positions were counted in the file.
        media: Path in the container to the digest of a file that is no text.
        variables: Variables of documents and cases.
        graphs: Drawings.
        description: What is said about the project.
        users: Identifier in files of exchange by coder.
    """

    name: str = ""
    cases: tuple[Case, ...] = ()
    sets: tuple[GroupSet, ...] = ()
    links: tuple[Link, ...] = ()
    notes: tuple[Note, ...] = ()
    coders: tuple[str, ...] = ()
    positions: Positions = Positions()
    media: Mapping[str, str] = field(default_factory=dict)
    variables: tuple[Variable, ...] = ()
    graphs: tuple[Graph, ...] = ()
    description: str = ""
    users: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Contents:
    """The contents that a state names, read from beside the log.

    Attributes:
        documents: Digest to document.
        rests: Digest to what else a project brought.
        words: Digest to the words of a memo.
        media: Digest to a file that is no text.
    """

    documents: Mapping[str, DocumentContent] = field(default_factory=dict)
    rests: Mapping[str, RestContent] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)
    media: Mapping[str, bytes] = field(default_factory=dict)


def coding_names(document: str, codings: Iterable[CodingInFile]) -> list[str]:
    """Names in the log of the codings in a document's content, in order; none is ever given twice.

    >>> coding_names("1.2", [CodingInFile("a", "", 0, 1), CodingInFile("a", "", 2, 3, event=12)])
    ['1.2:1', '1.2:12.1']
    """
    places: Counter[int] = Counter()
    names = []
    for one in codings:
        places[one.event] += 1
        names.append(f"{document}:{one.event}.{places[one.event]}" if one.event else f"{document}:{places[0]}")
    return names
