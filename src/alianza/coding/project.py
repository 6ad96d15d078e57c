r"""A coded project as a value: documents, codes, codings and what is said about them.

Programs for qualitative analysis exchange such projects as files, a study holds one in its log, and every analysis
takes one. Documents are known by their names, which are unique in a project, and codes by their paths: the names from
the root to the code, joined by a slash. A slash inside a name is written `\/`, and a backslash before one or at the end
of a name twice.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Literal, get_args

from alianza.study.problem import Problem

DocumentKind = Literal["text", "pdf", "picture", "audio", "video"]
RelationKind = Literal[
    "causal_condition", "context", "intervening_condition", "phenomenon", "strategy", "consequence",
    "is_a", "part_of", "cause_of", "associated", "contradicts",
]  # fmt: skip
"""What a code is to another one: its role in the paradigm of axial coding (Strauss and Corbin), or a plain one."""
RELATION_KINDS: tuple[RelationKind, ...] = get_args(RelationKind)

_BEFORE_SLASH = re.compile(r"(?<!\\)(\\++)(/|\Z)")
_SLASH = re.compile(r"(?<!\\)((?:\\\\)*+)/")
"""A slash between names, and the backslashes that end the name before it, each of which is written twice."""


def code_path(names: Iterable[str]) -> str:
    r"""The path of a code from the names from the root to it.

    >>> code_path(["gobernanza", "y/o confianza"])
    'gobernanza/y\\/o confianza'
    """
    return "/".join(map(_escaped, names))


def _escaped(name: str) -> str:
    r"""A name in a path: with `\/` for a slash, and each backslash before a slash or at the end twice."""
    doubled = _BEFORE_SLASH.sub(lambda found: 2 * found[1] + found[2], name) if "\\" in name else name
    return doubled.replace("/", r"\/")


def path_names(path: str) -> tuple[str, ...]:
    r"""The names from the root to a code.

    >>> path_names("gobernanza/y\\/o confianza")
    ('gobernanza', 'y/o confianza')
    """
    if "\\" not in path:
        return tuple(path.split("/"))
    *before, last = _SLASH.split(path)
    written = [name + end for name, end in zip(before[::2], before[1::2], strict=True)]
    return tuple(_BEFORE_SLASH.sub(_unescaped, name) for name in (*written, last))


def _unescaped(found: re.Match[str]) -> str:
    return found[1][: len(found[1]) // 2] + "/" if found[2] else found[1][: (len(found[1]) + 1) // 2]


def guid_key(guid: str) -> str:
    """An identifier of exchange as it is compared: programs write the same one in capitals, or in braces."""
    return guid.strip().strip("{}").lower()


def is_same_instant(one: str, other: str) -> bool:
    """Whether two instants are one to the second: programs leave out fractions, and write other time zones."""
    try:
        first, second = (datetime.fromisoformat(each).replace(microsecond=0) for each in (one, other))
    except ValueError:
        return one == other
    return first == second


@dataclass(frozen=True, slots=True)
class Document:
    r"""A document of a project.

    Attributes:
        name: Its name, unique in the project.
        text: Its text, as people read it: line breaks are `\n`, without a byte-order mark. Empty without any.
        guid: Its identifier in files of exchange.
        kind: What it is; only texts and the texts of PDF files have passages that can be coded here.
        description: What is said about it.
        attributes: Variable to value.
        medium: Path in `QualitativeProject.media` of the file that it comes from; empty without any.
    """

    name: str
    text: str = ""
    guid: str = ""
    kind: DocumentKind = "text"
    description: str = ""
    attributes: Mapping[str, str] = field(default_factory=dict)
    medium: str = ""


@dataclass(frozen=True, slots=True)
class Code:
    """A code of the codebook.

    Attributes:
        path: Names from the root to it.
        definition: What it means.
        include: When it is given.
        exclude: When it is not given.
        example: A passage that shows it.
        construct: The construct of the study that it measures.
        direction: Whether it speaks for (`positive`) or against (`negative`) the construct helping an alliance; empty
            where it says neither.
        colour: `#rrggbb`, or empty.
        guid: Its identifier in files of exchange.
        codable: Whether passages can be given it, or it only groups others.
    """

    path: str
    definition: str = ""
    include: str = ""
    exclude: str = ""
    example: str = ""
    construct: str = ""
    direction: str = ""
    colour: str = ""
    guid: str = ""
    codable: bool = True

    @property
    def name(self) -> str:
        """Its own name."""
        return path_names(self.path)[-1]

    @property
    def parent(self) -> str:
        """Path of the code above it; empty at the root."""
        return code_path(path_names(self.path)[:-1])


@dataclass(frozen=True, slots=True)
class Coding:
    """A passage of a document that a coder gave a code.

    Attributes:
        document: Name of the document.
        code: Path of the code.
        coder: Who gave it: a pseudonym.
        start: Where the passage begins, in code points from 0.
        end: Where it ends; the sign at `end` is not part of it.
        quotation: The passage: `text[start:end]`.
        round: The round of coding in which it was given; empty outside rounds.
        memo: What the coder noted on it.
        guid: Identifier of the coding in files of exchange.
        selection: Identifier of the passage there, which several codings share.
        at: When, as an ISO 8601 instant; empty where it is not known.
        name: How the program that wrote the file calls the passage, often its first words.
    """

    document: str
    code: str
    coder: str
    start: int
    end: int
    quotation: str
    round: str = ""
    memo: str = ""
    guid: str = ""
    selection: str = ""
    at: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Case:
    """A unit of analysis with its attributes and the documents that tell of it: a firm, a person.

    Attributes:
        name: Its name.
        documents: Names of its documents.
        attributes: Variable to value.
        description: What is said about it.
        guid: Its identifier in files of exchange.
        codes: Paths of the codes given to it.
        selections: Identifiers of the passages that tell of it.
    """

    name: str
    documents: tuple[str, ...] = ()
    attributes: Mapping[str, str] = field(default_factory=dict)
    description: str = ""
    guid: str = ""
    codes: tuple[str, ...] = ()
    selections: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Variable:
    """A variable of documents and cases.

    Attributes:
        name: Its name.
        kind: `Text`, `Boolean`, `Integer`, `Float`, `Date` or `DateTime`.
        description: What is said about it.
        guid: Its identifier in files of exchange.
    """

    name: str
    kind: str = "Text"
    description: str = ""
    guid: str = ""


@dataclass(frozen=True, slots=True)
class GroupSet:
    """A named group of codes, documents or memos; memos by their identifiers."""

    name: str
    codes: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    description: str = ""
    guid: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Graph:
    """A drawing of things and lines between them, kept to be handed on.

    Attributes:
        name: Its name.
        vertices: Attributes of each point, as the file gives them.
        edges: Attributes of each line, as the file gives them.
        guid: Its identifier in files of exchange.
    """

    name: str
    vertices: tuple[Mapping[str, str], ...] = ()
    edges: tuple[Mapping[str, str], ...] = ()
    guid: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """A relation between two things of the project; between codes it is an axial relation.

    Attributes:
        source: Path of a code, or identifier of another thing.
        target: As `source`.
        kind: Kind of the relation, one of `RELATION_KINDS`, or the name that the file gives.
        evidence: Identifiers of the codings that it rests on.
        memo: What is said about it.
        directed: Whether it runs from source to target.
        guid: Its identifier in files of exchange.
        both: Whether it runs both ways.
    """

    source: str
    target: str
    kind: str = "associated"
    evidence: tuple[str, ...] = ()
    memo: str = ""
    directed: bool = True
    guid: str = ""
    both: bool = False


@dataclass(frozen=True, slots=True)
class Note:
    """A memo.

    Attributes:
        title: Its title.
        text: Its words.
        about: Identifiers of the things that it is about; none for the project.
        kind: `theoretical`, `method`, `code`, `reflexive`, or empty.
        by: Who wrote it.
        guid: Its identifier in files of exchange.
        at: When.
    """

    title: str = ""
    text: str = ""
    about: tuple[str, ...] = ()
    kind: str = ""
    by: str = ""
    guid: str = ""
    at: str = ""


@dataclass(frozen=True, slots=True)
class SelectionCoding:
    """A code that a coder gave to something that is no passage.

    Attributes:
        code: Path of the code.
        coder: Who gave it: a pseudonym.
        guid: Its identifier in files of exchange.
        at: When, as an ISO 8601 instant; empty where it is not known.
    """

    code: str
    coder: str = ""
    guid: str = ""
    at: str = ""


@dataclass(frozen=True, slots=True)
class OtherSelection:
    """A marked part of a picture, a page, a sound or a film: kept and handed on, not analysed.

    Attributes:
        document: Name of the document.
        kind: What is marked: `PictureSelection`, `PDFSelection`, `AudioSelection`, `VideoSelection`, ...; `Source` for
            all of the document, and `PlainTextSelection` for a passage without a code or without a word.
        codings: The codes given to it.
        coder: Who marked it.
        place: The attributes that say where, as the file gives them.
        guid: Its identifier in files of exchange.
    """

    document: str
    kind: str
    codings: tuple[SelectionCoding, ...] = ()
    coder: str = ""
    place: Mapping[str, str] = field(default_factory=dict)
    guid: str = ""

    @property
    def codes(self) -> tuple[str, ...]:
        """Paths of its codes, each once."""
        return tuple(dict.fromkeys(one.code for one in self.codings))

    @property
    def guids(self) -> tuple[str, ...]:
        """Identifiers of the part and of the codings on it, as far as they have any."""
        return tuple(filter(None, (self.guid, *(one.guid for one in self.codings))))


@dataclass(frozen=True, slots=True)
class Positions:
    """How the positions of a file were counted.

    Attributes:
        unit: `codepoint`, `utf16` or `utf8`: what one position counts.
        line_break: Positions that a line break of two signs (CR LF) counts: 1 or 2.
        mark: Whether a byte-order mark at the beginning counts.
        end: `exclusive` or `inclusive`: whether the sign at the end position is left out.
        score: Share of the boundaries that make sense under this convention, from 0 to 1.
        runner_up: The best share of any convention that gives other quotations; equal scores mean a guess.
        how: `inferred`, `forced`, `standard` (nothing spoke against the standard), `only` (no convention differs), or
            `fixed` (the program counts in one way).
        boundaries: Boundaries of quotations that were looked at: the base of both shares; 0 where none had to be.
        inline_break: Positions that a line break of a text in the XML counts: 2 where the program counted CR LF, of
            which XML leaves one sign.
    """

    unit: Literal["codepoint", "utf16", "utf8"] = "codepoint"
    line_break: Literal[1, 2] = 2
    mark: bool = False
    end: Literal["exclusive", "inclusive"] = "exclusive"
    score: float = 1.0
    runner_up: float = 0.0
    how: Literal["inferred", "forced", "standard", "only", "fixed"] = "only"
    boundaries: int = 0
    inline_break: Literal[1, 2] = 1


@dataclass(frozen=True)
class QualitativeProject:
    """A coded project.

    Attributes:
        name: Its name.
        documents: Documents, by the order of the file.
        codes: Codes, a parent before its children.
        codings: Codings of texts, by document and place.
        cases: Cases with their attributes.
        sets: Groups of codes and documents.
        links: Relations; between codes, the axial ones.
        notes: Memos.
        others: Selections that are no text.
        coders: Who coded; those without codings as well.
        positions: How positions were counted in the file that it comes from.
        origin: The program that wrote the file, as it says.
        problems: What is odd about it.
        media: Files of the container that are no text, by their path: kept to be handed on.
        variables: Variables of documents and cases.
        graphs: Drawings.
        description: What is said about the project.
        users: Identifier in files of exchange by coder.
    """

    name: str = ""
    documents: tuple[Document, ...] = ()
    codes: tuple[Code, ...] = ()
    codings: tuple[Coding, ...] = ()
    cases: tuple[Case, ...] = ()
    sets: tuple[GroupSet, ...] = ()
    links: tuple[Link, ...] = ()
    notes: tuple[Note, ...] = ()
    others: tuple[OtherSelection, ...] = ()
    coders: tuple[str, ...] = ()
    positions: Positions = Positions()
    origin: str = ""
    problems: tuple[Problem, ...] = ()
    media: Mapping[str, bytes] = field(default_factory=dict)
    variables: tuple[Variable, ...] = ()
    graphs: tuple[Graph, ...] = ()
    description: str = ""
    users: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def document(self) -> Mapping[str, Document]:
        """Document by name."""
        return {one.name: one for one in self.documents}

    @cached_property
    def code(self) -> Mapping[str, Code]:
        """Code by path."""
        return {one.path: one for one in self.codes}

    @cached_property
    def every_code(self) -> tuple[Code, ...]:
        """The codes and those that only codings, marks or codes below them name, a parent before its children."""
        coded = {one.code for one in self.codings}
        marked = (code for one in self.others for code in one.codes)
        found: dict[str, Code] = {}
        for path in dict.fromkeys([*self.code, *sorted(coded), *marked]):
            names = path_names(path)
            for depth in range(1, len(names) + 1):
                above = code_path(names[:depth])
                found.setdefault(above, self.code.get(above) or Code(above, codable=above in coded))
        return tuple(found.values())
