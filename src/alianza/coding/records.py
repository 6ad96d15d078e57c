"""What an event of each kind holds: the payloads of the coding's part of the log, which are checked against them.

Kinds whose payload the state keeps as it is (passages, memos, relations, rounds, ratings, ...) have their record in
`alianza.coding.progress`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from alianza.coding.progress import (
    AdoptedCode,
    Freeze,
    Joined,
    Memo,
    PassageCoding,
    Rating,
    Relation,
    Revision,
    Round,
    Settlement,
    Source,
)


@dataclass(frozen=True, slots=True)
class DocumentAdded:
    """A transcript came in; its text lies beside the log."""

    number: int
    name: str
    content: str
    participant: str = ""


@dataclass(frozen=True, slots=True)
class DocumentNamed:
    """Who speaks in a document was put right."""

    document: str
    participant: str


@dataclass(frozen=True, slots=True)
class ProjectAdopted:
    """A project or a codebook came from a file: new documents, and what it adds to documents of the study.

    Its documents are named in the log by their places in it, `12.1` the first, and its codes apart from them, `12.c1`:
    nothing may have the name of something else. In logs from before codes are named as documents.
    """

    number: int
    file: str
    source: str
    origin: str
    codes: tuple[AdoptedCode, ...]
    documents: tuple[Source, ...] = ()
    joined: tuple[Joined, ...] = ()
    rest: str = ""
    at: str = ""


@dataclass(frozen=True, slots=True)
class CodeAdded:
    """A code was made, or came back under its old name in the log."""

    number: int
    name: str
    id: str = ""
    parent: str = ""
    definition: str = ""
    include: str = ""
    exclude: str = ""
    example: str = ""
    construct: str = ""
    direction: str = ""
    colour: str = ""
    guid: str = ""
    codable: bool = True


@dataclass(frozen=True, slots=True)
class CodeValues:
    """New values of a code's attributes; None where one stays."""

    name: str | None = None
    parent: str | None = None
    definition: str | None = None
    include: str | None = None
    exclude: str | None = None
    example: str | None = None
    construct: str | None = None
    direction: str | None = None
    colour: str | None = None
    codable: bool | None = None


@dataclass(frozen=True, slots=True)
class CodeChanged:
    """A code has another name, place, definition or other attribute."""

    code: str
    values: CodeValues


@dataclass(frozen=True, slots=True)
class CodesMerged:
    """Several codes became one."""

    codes: tuple[str, ...]
    into: str


@dataclass(frozen=True, slots=True)
class CodeRemoved:
    """A code was taken out of the codebook."""

    code: str


@dataclass(frozen=True, slots=True)
class Codings:
    """Codings that were taken away."""

    codings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PassagesCleared:
    """Codings whose passages were cleared for printing.

    Attributes:
        codings: The codings.
        texts: Document to the digest of its text as it was read; where none is named that is the text as it came.
    """

    codings: tuple[str, ...]
    texts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class MemoChanged:
    """A memo, or the note on a coding, has other words."""

    memo: str
    content: str


@dataclass(frozen=True, slots=True)
class MemoErased:
    """All words of a memo, of the note on a coding, of the reason of a settlement or of a memo of a file were erased.

    Attributes:
        memo: Its name in the log.
        rests: Number of an adoption to the digest of what is left of what its file said around the documents.
    """

    memo: str
    rests: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RelationRemoved:
    """An axial relation was taken away."""

    relation: str


@dataclass(frozen=True, slots=True)
class ParticipantWithdrawn:
    """A participant withdrew.

    Attributes:
        participant: The pseudonym.
        rests: Number of an adoption to the digest of what is left of what its file said around the documents.
        erased: Digests of contents that went with them: what the files said before, and files that are no text.
    """

    participant: str
    rests: Mapping[str, str] = field(default_factory=dict)
    erased: tuple[str, ...] = ()


RECORDS: Mapping[str, type] = {
    "document_added": DocumentAdded,
    "document_revised": Revision,
    "document_named": DocumentNamed,
    "project_adopted": ProjectAdopted,
    "code_added": CodeAdded,
    "code_changed": CodeChanged,
    "codes_merged": CodesMerged,
    "code_removed": CodeRemoved,
    "codebook_frozen": Freeze,
    "passage_coded": PassageCoding,
    "codings_removed": Codings,
    "passages_cleared": PassagesCleared,
    "memo_written": Memo,
    "memo_changed": MemoChanged,
    "memo_erased": MemoErased,
    "relation_drawn": Relation,
    "relation_removed": RelationRemoved,
    "round_opened": Round,
    "unit_rated": Rating,
    "rating_settled": Settlement,
    "participant_withdrawn": ParticipantWithdrawn,
}
"""Kind of event to what it holds."""
