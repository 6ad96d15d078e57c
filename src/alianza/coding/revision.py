"""A new version of a document's text: what becomes of the passages that were coded on the one before."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from alianza.coding.contents import DocumentContent, coding_names
from alianza.coding.position_map import FOUND_AGAIN, Fate, PositionMap
from alianza.coding.progress import Source
from alianza.coding.project import Coding, OtherSelection
from alianza.study.event import Change

ENDS = ("startPosition", "endPosition")
"""Where a passage without a code begins and ends, in what it says of its place."""


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
    """A document with its new text, and what came with it where its passages are; a lost one is empty.

    So are passages without a code moved as those with one.
    """
    places = [positions.place(one.start, one.end) for one in content.codings]
    codings = tuple(
        replace(one, start=place.start, end=place.end) for one, place in zip(content.codings, places, strict=True)
    )
    others = tuple(_moved_mark(one, positions) for one in content.others)
    return replace(content, document=replace(content.document, text=text), codings=codings, others=others)


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


def _moved_mark(mark: OtherSelection, positions: PositionMap) -> OtherSelection:
    """A passage without a code, or without a word, where it is now; marks that are no text stay as they are."""
    if mark.kind != "PlainTextSelection":
        return mark
    start, end = (int(mark.place[name]) for name in ENDS)
    place = positions.place(start, end)
    last = place.end if start < end else place.start
    return replace(mark, place={**mark.place, ENDS[0]: str(place.start), ENDS[1]: str(last)})


def _moved(name: str, one: Coding, text: str, positions: PositionMap) -> Moved:
    place = positions.place(one.start, one.end)
    after = text[place.start : place.end]
    elsewhere = _only_place(one.quotation, text) if place.fate == "lost" else None
    return Moved(name, one.code, one.coder, place.fate, place.start, place.end, one.quotation, after, elsewhere)


def _only_place(quotation: str, text: str) -> int | None:
    found = text.find(quotation) if len(quotation) >= FOUND_AGAIN else -1
    return found if found >= 0 and text.find(quotation, found + 1) < 0 else None
