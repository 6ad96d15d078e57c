"""A new version of a document's text: what becomes of the passages that were coded on the one before."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from alianza.coding.contents import DocumentContent, coding_names
from alianza.coding.position_map import FOUND_AGAIN, Fate, PositionMap
from alianza.coding.progress import Source
from alianza.coding.project import Coding
from alianza.study.event import Change


@dataclass(frozen=True, slots=True)
class Moved:
    """What became of a coded passage.

    Attributes:
        id: The coding's name in the log.
        code: Path of the code.
        coder: Who gave it.
        fate: `exact`, `shifted`, `changed` or `lost`.
        start: Where it begins now, in code points from 0.
        end: Where it ends now.
        before: Its words before.
        after: Its words now.
        elsewhere: Where a lost passage stands word for word and once; None otherwise.
    """

    id: str
    code: str
    coder: str
    fate: Fate
    start: int
    end: int
    before: str
    after: str
    elsewhere: int | None = None


def moved_passages(codings: Mapping[str, Coding], text: str, positions: PositionMap) -> tuple[Moved, ...]:
    """What becomes of passages of one document.

    Args:
        codings: Name in the log to coding, all of the document.
        text: The new text.
        positions: The map from the old text to it.
    """
    return tuple(_moved(name, one, text, positions) for name, one in codings.items())


def revised_content(content: DocumentContent, text: str, positions: PositionMap) -> DocumentContent:
    """A document with its new text, and the codings that came with it where their passages are; a lost one is empty."""
    places = [positions.place(one.start, one.end) for one in content.codings]
    codings = tuple(
        replace(one, start=place.start, end=place.end) for one, place in zip(content.codings, places, strict=True)
    )
    return replace(content, document=replace(content.document, text=text), codings=codings)


def revision(source: Source, content: str, positions: PositionMap, why: str) -> Change:
    """The event of a new version.

    Args:
        source: The document.
        content: Digest of the new version.
        positions: The map to it.
        why: `redacted` or `corrected`.
    """
    edits = [list(edit) for edit in positions.edits]
    values = {"document": source.id, "content": content, "edits": edits, "length": positions.old_length, "why": why}
    return Change("document_revised", values)


def lost_of_file(content: DocumentContent, source: Source, positions: PositionMap) -> list[str]:
    """Names in the log of codings that came with a document and whose passages are lost."""
    return [
        name
        for name, one in zip(coding_names(source.id, content.codings), content.codings, strict=True)
        if positions.place(one.start, one.end).fate == "lost"
    ]


def _moved(name: str, one: Coding, text: str, positions: PositionMap) -> Moved:
    place = positions.place(one.start, one.end)
    after = text[place.start : place.end]
    elsewhere = _only_place(one.quotation, text) if place.fate == "lost" else None
    return Moved(name, one.code, one.coder, place.fate, place.start, place.end, one.quotation, after, elsewhere)


def _only_place(quotation: str, text: str) -> int | None:
    found = text.find(quotation) if len(quotation) >= FOUND_AGAIN else -1
    return found if found >= 0 and text.find(quotation, found + 1) < 0 else None
