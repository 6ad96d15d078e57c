"""What has happened in the coding of a study so far, from its events.

Documents, codes and codings are named by the event that brought them: `12`, and `12.3` for the third thing of one
event. A coding keeps the code points of the version of the text on which it was made; later versions say how positions
moved. Words of participants (texts, passages, memos) are no part of an event: they lie beside the log as contents that
the event names by their digest, so that they can be erased and the log still verifies.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Literal

from alianza.coding.position_map import PositionMap
from alianza.coding.project import Code, code_path

MemoKind = Literal["theoretical", "method", "code", "reflexive"]
MEMO_KINDS: tuple[MemoKind, ...] = ("theoretical", "method", "code", "reflexive")

Edit = tuple[int, int, int]
"""A replaced stretch of a text: where it began, where it ended, and the length of what stands there now."""


@dataclass(frozen=True)
class Revision:
    """A new version of a document's text.

    Attributes:
        number: The event's number: codings of earlier events lie on the version before.
        document: The document.
        content: Digest of the new text.
        edits: What was replaced, in order of place.
        length: Code points of the version before.
        why: `redacted`, `corrected`, `joined` where only codings of a copy were added, or `erased` where a memo that
            lay with it was.
    """

    number: int
    document: str
    content: str
    edits: tuple[Edit, ...]
    length: int
    why: str

    @property
    def new_length(self) -> int:
        """Code points of this version."""
        return self.length + sum(length - (end - start) for start, end, length in self.edits)

    @cached_property
    def positions(self) -> PositionMap:
        """The map from the version before: every coding of the document goes through it."""
        return PositionMap.from_edits(self.edits, self.length)


@dataclass(frozen=True, slots=True)
class Joined:
    """What a copy of a document added to it.

    Attributes:
        document: The document's name in the log.
        content: Digest of the document with what was added.
        codings: Number of codings that were added.
        length: Code points of its text, which stays.
    """

    document: str
    content: str
    codings: int
    length: int


FINAL = ("redacted", "erased")
"""Why a version is for good: the ones before it are erased."""

DESCRIBED = ("definition", "include", "exclude", "example", "construct", "direction", "colour")
"""Attributes of a code that say what it means and how it looks: those in which two codebooks can differ."""


@dataclass(frozen=True, slots=True)
class Source:
    """A document as the log knows it.

    Attributes:
        id: Its name in the log.
        name: Its name for people; unique among the documents that stand.
        content: Digest of its text as it came, with the codings that came with it.
        participant: Pseudonym of whoever speaks in it; empty where the registry does not know it.
        codings: Number of codings that came with it.
        revisions: Later versions of its text.
    """

    id: str
    name: str
    content: str
    participant: str = ""
    codings: int = 0
    revisions: tuple[Revision, ...] = ()

    @property
    def is_redacted(self) -> bool:
        """Whether names were taken out of it: the file that it comes from still has them."""
        return any(one.why == "redacted" for one in self.revisions)

    @property
    def text_content(self) -> str:
        """Digest of the content that holds its text as it is now."""
        return self.revisions[-1].content if self.revisions else self.content


@dataclass(frozen=True, slots=True)
class CodeEntry:
    """A code as the log knows it; its path follows from its parents.

    Attributes:
        id: Its name in the log.
        name: Its own name, unique among the children of its parent.
        parent: The code above it; empty at the root.
        definition: What it means.
        include: When it is given.
        exclude: When it is not given.
        example: A passage that shows it, or an invented one.
        construct: The construct of the study that it measures.
        direction: Whether it speaks for (`positive`) or against (`negative`) the construct helping an alliance; empty
            where it says neither.
        colour: `#rrggbb`, or empty.
        guid: Its identifier in files of exchange.
        codable: Whether passages can be given it.
    """

    id: str
    name: str
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
class PassageCoding:
    """A code that somebody gave to a passage.

    Attributes:
        number: The event's number, which tells the version of the text.
        document: The document.
        code: The code.
        start: Where the passage begins, in code points of that version.
        end: Where it ends, exclusive.
        memo: Digest of what the coder noted on it, or empty.
        by: The coder.
        at: When.
    """

    number: int
    document: str
    code: str
    start: int
    end: int
    memo: str = ""
    by: str = ""
    at: str = ""

    @property
    def id(self) -> str:
        """Its name in the log."""
        return str(self.number)


@dataclass(frozen=True, slots=True)
class Memo:
    """A note that somebody wrote.

    Attributes:
        number: The event's number.
        kind: Theoretical, method, code or reflexive.
        about: The documents, codes, codings and relations that it is about; none for the whole study.
        content: Digest of its words.
        by: Who wrote it.
        at: When.
    """

    number: int
    kind: MemoKind
    content: str
    about: tuple[str, ...] = ()
    by: str = ""
    at: str = ""

    @property
    def id(self) -> str:
        """Its name in the log."""
        return str(self.number)


@dataclass(frozen=True, slots=True)
class Relation:
    """An axial relation between two codes.

    Attributes:
        number: The event's number.
        kind: One of `alianza.coding.project.RELATION_KINDS`.
        source: The code that it starts from.
        target: The code that it leads to.
        evidence: The codings that it rests on.
        memo: Why it is drawn; words of the analyst, not of a participant.
        by: Who drew it.
        at: When.
    """

    number: int
    kind: str
    source: str
    target: str
    evidence: tuple[str, ...] = ()
    memo: str = ""
    by: str = ""
    at: str = ""

    @property
    def id(self) -> str:
        """Its name in the log."""
        return str(self.number)


@dataclass(frozen=True, slots=True)
class Round:
    """A round of blind coding.

    Attributes:
        number: The event's number.
        name: Its name for people.
        units: Document, start and end of each segment, boundaries fixed.
        coders: Who codes them.
        codes: The codes that are given; passages may get several or none.
        share: Share of all segments that was drawn.
        seed: Seed of the draw.
        at: When it was opened.
    """

    number: int
    name: str
    units: tuple[tuple[str, int, int], ...]
    coders: tuple[str, ...]
    codes: tuple[str, ...]
    share: float
    seed: int
    at: str = ""

    @property
    def id(self) -> str:
        """Its name in the log."""
        return str(self.number)


@dataclass(frozen=True, slots=True)
class Rating:
    """What a coder gave to one segment of a round: a set of codes, perhaps none."""

    number: int
    round: str
    unit: int
    codes: tuple[str, ...]
    by: str = ""
    at: str = ""


@dataclass(frozen=True, slots=True)
class Settlement:
    """What was decided on a code on which the coders of a segment differed; it never rewrites a rating.

    Attributes:
        number: The event's number.
        round: The round.
        unit: The segment's place in the round.
        code: The code.
        given: Whether the segment gets it.
        reason: Why, in logs in which it is part of the event; those who decide may repeat what somebody said.
        words: Digest of why, whose words lie beside the log.
        by: Who decided.
        at: When.
    """

    number: int
    round: str
    unit: int
    code: str
    given: bool
    reason: str = ""
    words: str = ""
    by: str = ""
    at: str = ""


@dataclass(frozen=True, slots=True)
class Freeze:
    """The codebook, frozen under the name of a version."""

    number: int
    version: str
    by: str = ""
    at: str = ""


@dataclass(frozen=True, slots=True)
class Adoption:
    """A project or a codebook that came from a file.

    Attributes:
        number: The event's number.
        file: The file's name.
        source: SHA-256 of the file as it came.
        origin: The program that wrote it.
        codes: Path in the file to the code that it became.
        rest: Digest of what is neither document nor code: cases, sets, links, notes; empty for a codebook.
        documents: Number of documents in it.
        codings: Number of codings in it.
        at: When.
        guids: Compared identifier in the file of each code to the code that it became.
    """

    number: int
    file: str
    source: str
    origin: str
    codes: Mapping[str, str]
    rest: str = ""
    documents: int = 0
    codings: int = 0
    at: str = ""
    guids: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CodingState:
    """Where the coding of a study stands.

    Attributes:
        documents: Documents, in the order in which they came.
        codes: Codes, in the order in which they were made.
        became: Code to the one that it was merged into.
        former: Code that was merged or taken out to the path that it had.
        codings: Codings that people made here, in order; those that came with a document lie in its content.
        removed: Codings that were taken away, of both kinds.
        memos: Memos, in order.
        relations: Axial relations that stand.
        rounds: Rounds of blind coding.
        ratings: What coders gave to the segments of rounds, in order.
        settlements: Decisions on disagreements, in order.
        freezes: Frozen versions of the codebook.
        adoptions: Projects and codebooks that came from files.
        gone: Participants who withdrew: nothing of theirs is left.
        cleared: Codings whose passage a second person has cleared for printing, in the text as it is now.
        displaced: Codes and documents that stand elsewhere than the events put them, to the name and the code above
            them that these give (`alianza.coding.placing`).
    """

    documents: tuple[Source, ...] = ()
    codes: tuple[CodeEntry, ...] = ()
    became: Mapping[str, str] = field(default_factory=dict)
    former: Mapping[str, str] = field(default_factory=dict)
    codings: tuple[PassageCoding, ...] = ()
    removed: tuple[str, ...] = ()
    memos: tuple[Memo, ...] = ()
    relations: tuple[Relation, ...] = ()
    rounds: tuple[Round, ...] = ()
    ratings: tuple[Rating, ...] = ()
    settlements: tuple[Settlement, ...] = ()
    freezes: tuple[Freeze, ...] = ()
    adoptions: tuple[Adoption, ...] = ()
    gone: tuple[str, ...] = ()
    cleared: tuple[str, ...] = ()
    displaced: Mapping[str, tuple[str, str]] = field(default_factory=dict)

    def current_code(self, code: str) -> str:
        """The code that a code has become by merging."""
        return merged_into(code, self.became)

    def name_told(self, document: Source) -> str:
        """The name under which a document came: a second one of that name stands under another, and is theirs too."""
        return self.displaced.get(document.id, (document.name, ""))[0]


@dataclass(frozen=True, slots=True)
class AdoptedCode:
    """A code of a file: its path, the path above it, and the rest."""

    path: str
    above: str
    entry: CodeEntry


def merged_into(code: str, became: Mapping[str, str]) -> str:
    """The code that a code has become; `became` tells of each merge, and none leads back."""
    while code in became:
        code = became[code]
    return code


def described(code: CodeEntry | Code) -> dict[str, str]:
    """What a code means and how it looks, by attribute."""
    return {name: getattr(code, name) for name in DESCRIBED}


def code_paths(codes: Iterable[CodeEntry]) -> dict[str, str]:
    """Code to its path; a code whose parent is gone stands at the root."""
    entries = {one.id: one for one in codes}
    names: dict[str, tuple[str, ...]] = {}

    def trail(code: str, below: frozenset[str]) -> tuple[str, ...]:
        if code not in names:
            entry = entries[code]
            above = entry.parent in entries and entry.parent not in below
            names[code] = (*(trail(entry.parent, below | {code}) if above else ()), entry.name)
        return names[code]

    return {code: code_path(trail(code, frozenset({code}))) for code in entries}


def tree_order(codes: Iterable[CodeEntry]) -> tuple[CodeEntry, ...]:
    """Codes in the order of the tree: a parent before its children, siblings in the order in which they were made."""
    entries = {one.id: one for one in codes}
    place = {code: index for index, code in enumerate(entries)}

    def trail(code: str) -> tuple[int, ...]:
        found: list[int] = []
        while code in entries and place[code] not in found:
            found.append(place[code])
            code = entries[code].parent
        return tuple(reversed(found))

    return tuple(sorted(entries.values(), key=lambda one: trail(one.id)))


def segment_homes(opened: str, units: Iterable[Sequence[object]]) -> list[tuple[str, str]]:
    """Names of the segments of a round, as its codings bear them (`3:1:2@ana` lies on `3:1`), with their documents."""
    return [(f"{opened}:{place}", str(unit[0])) for place, unit in enumerate(units, 1)]


def home_of(name: str, homes: Mapping[str, str]) -> str:
    """The document that a name of the log lies in: its own, or that of the passage or the segment of a round.

    Args:
        name: Name of a document, of a coding, or of anything else, which is in no document.
        homes: Coding that somebody made here, and segment of a round, to its document.

    >>> [home_of(name, {"4": "1", "3:1": "2"}) for name in ("1", "4", "2.1:7", "3:1:2@ana")]
    ['1', '1', '2.1', '2']
    """
    return homes.get(":".join(name.split(":")[:2]), name.partition(":")[0])


def without_gone(state: CodingState) -> CodingState:
    """The state without the documents of participants who withdrew, and without everything that rests on them."""
    gone = {one.id for one in state.documents if one.participant in state.gone}
    if not gone:
        return state
    homes = {one.id: one.document for one in state.codings}
    homes |= {name: document for one in state.rounds for name, document in segment_homes(one.id, one.units)}

    def is_lost(name: str) -> bool:
        return home_of(name, homes) in gone

    return replace(
        state,
        documents=tuple(one for one in state.documents if one.id not in gone),
        codings=tuple(one for one in state.codings if one.document not in gone),
        memos=tuple(one for one in state.memos if not any(map(is_lost, one.about))),
        relations=tuple(
            replace(one, evidence=tuple(name for name in one.evidence if not is_lost(name))) for one in state.relations
        ),
        cleared=tuple(name for name in state.cleared if not is_lost(name)),
        removed=tuple(name for name in state.removed if not is_lost(name)),
    )
