"""A document as one tree of blocks, before any writer turns it into HTML, DOCX or PDF.

Blocks hold finished words and numbers in one language and no markup at all: each writer escapes for its
own format. The field `kind` names the block to the writers' templates.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Tone = Literal["ink", "strong", "grey", "accent", "caution", "alarm"]


@dataclass(frozen=True, slots=True)
class Figure:
    """A drawn figure: static picture, and its specification for pages that can show it interactively.

    Attributes:
        id: The id of the table whose numbers it shows.
        title: The finding, as a sentence.
        alt: What a reader would learn from the picture.
        svg: The picture, self-contained.
        spec: Vega-Lite specification, or None where there is only the picture.
        width: Width in CSS pixels.
        height: Height in CSS pixels.
    """

    id: str
    title: str
    alt: str
    svg: str
    spec: Mapping[str, Any] | None = None
    width: float = 640
    height: float = 320


@dataclass(frozen=True, slots=True)
class Span:
    """A run of text in one tone."""

    text: str
    tone: Tone = "ink"


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; `level` 1 is a part of the document, `id` its anchor; `quiet` ones are small.

    On paper one with `new_page` begins a page.
    """

    level: int
    text: str
    id: str
    quiet: bool = False
    new_page: bool = False
    kind: Literal["heading"] = "heading"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of reading text."""

    spans: tuple[Span, ...]
    kind: Literal["paragraph"] = "paragraph"


@dataclass(frozen=True, slots=True)
class Items:
    """A list of sentences, numbered where their order matters."""

    items: tuple[tuple[Span, ...], ...]
    ordered: bool = False
    kind: Literal["items"] = "items"


@dataclass(frozen=True, slots=True)
class Facts:
    """Pairs of a name and what it is."""

    pairs: tuple[tuple[str, str], ...]
    kind: Literal["facts"] = "facts"


@dataclass(frozen=True, slots=True)
class StatusBand:
    """What kind of data the document rests on, and the facts of their collection."""

    word: str
    sentence: str
    synthetic: bool
    pairs: tuple[tuple[str, str], ...]
    kind: Literal["status"] = "status"


@dataclass(frozen=True, slots=True)
class Verdict:
    """A statement with the verdict that a rule reached, by sign and word."""

    name: str
    statement: str
    sign: str
    word: str
    reason: str
    tone: Tone = "ink"


@dataclass(frozen=True, slots=True)
class Verdicts:
    """Verdicts in the order of their statements."""

    items: tuple[Verdict, ...]
    kind: Literal["verdicts"] = "verdicts"


@dataclass(frozen=True, slots=True)
class HeaderCell:
    """A column's header: what it holds and in which unit.

    `paired` columns have an interval beside some value; one with a `share` holds words that wrap, and takes that share
    of the width that is left, beside the row labels (`Panel.stub_share`).
    """

    text: str
    unit: str = ""
    numeric: bool = True
    paired: bool = False
    share: float = 0.0


@dataclass(frozen=True, slots=True)
class BodyCell:
    """A cell: the value in ink, its interval in grey on the same line."""

    value: str
    interval: str = ""
    tone: Tone = "ink"


@dataclass(frozen=True, slots=True)
class BodyRow:
    """A row; `depth` 1 stands under the row above it, `group` marks a subtitle across the table."""

    label: str
    cells: tuple[BodyCell, ...] = ()
    depth: int = 0
    group: bool = False


@dataclass(frozen=True, slots=True)
class Panel:
    """The part of a table that fits side by side; wide tables have several, with the same rows."""

    columns: tuple[HeaderCell, ...]
    rows: tuple[BodyRow, ...]
    name: str = ""
    stub_share: float = 0.0


@dataclass(frozen=True, slots=True)
class TableBlock:
    """A table with its caption, the sentence that says what it shows, and its notes."""

    id: str
    label: str
    caption: str
    lead: str
    stub: str
    panels: tuple[Panel, ...]
    notes: tuple[str, ...] = ()
    kind: Literal["table"] = "table"


@dataclass(frozen=True, slots=True)
class FigureBlock:
    """A figure in the text, with the word and number under which it is cited."""

    label: str
    number: int
    figure: Figure
    kind: Literal["figure"] = "figure"


@dataclass(frozen=True, slots=True)
class Note:
    """A short remark apart from the text; `tone` says how much care it asks for."""

    text: str
    tone: Tone = "grey"
    kind: Literal["note"] = "note"


@dataclass(frozen=True, slots=True)
class Quote:
    """A participant's words, with role and broad sector only."""

    text: str
    source: str
    kind: Literal["quote"] = "quote"


@dataclass(frozen=True, slots=True)
class Clause:
    """A numbered clause of an agreement or a protocol."""

    number: str
    text: str
    kind: Literal["clause"] = "clause"


@dataclass(frozen=True, slots=True)
class Verbatim:
    """A line to copy letter by letter: a command, a seal; no line ever ends inside a word of it."""

    text: str
    kind: Literal["verbatim"] = "verbatim"


@dataclass(frozen=True, slots=True)
class Signatures:
    """Places to sign on paper: who signs in each, and what each writes below the line."""

    signers: tuple[str, ...]
    lines: tuple[str, ...]
    kind: Literal["signatures"] = "signatures"


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the contents."""

    level: int
    text: str
    id: str


@dataclass(frozen=True, slots=True)
class Contents:
    """The table of contents: the headings that follow it."""

    title: str
    entries: tuple[Entry, ...]
    kind: Literal["contents"] = "contents"


Block = (
    Heading
    | Paragraph
    | Items
    | Facts
    | StatusBand
    | Verdicts
    | TableBlock
    | FigureBlock
    | Note
    | Quote
    | Clause
    | Contents
    | Verbatim
    | Signatures
)


@dataclass(frozen=True, slots=True)
class Document:
    """A whole document in one language.

    Attributes:
        title: Its title.
        language: Language code of every word in it.
        subtitle: Place and wave.
        synthetic: Whether the data were drawn by a program.
        mark: The words that every page carries when the data are synthetic; empty otherwise.
        authors: Who signs it.
        keywords: Subject words for the file's properties.
        date: ISO date that the file's properties carry; empty where the study gives none.
        blocks: The content, in reading order.
        words: The few words that writers themselves need ("contents", "page", ...), by name.
    """

    title: str
    language: str
    blocks: tuple[Block, ...]
    subtitle: str = ""
    synthetic: bool = False
    mark: str = ""
    authors: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    date: str = ""
    words: Mapping[str, str] = field(default_factory=dict)
