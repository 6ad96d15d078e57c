"""A new version of an interview's text: where its passages are now, and the event that records it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy import Connection

from alianza.coding.assembly import place_now
from alianza.coding.concealment import told_to
from alianza.coding.contents import DocumentContent
from alianza.coding.open_coding import find_document
from alianza.coding.position_map import PositionMap
from alianza.coding.progress import CodingState, Source
from alianza.coding.project import Coding
from alianza.coding.revision import Moved, lost_of_file, moved_passages, revised_content, revision
from alianza.coding.rounds import RoundState
from alianza.formats import Refused
from alianza.formats.transcripts import read
from alianza.interviews.speakers import declared_sides
from alianza.study.event import Change, Proposed
from alianza.study.problem import Problem
from alianza.workflow.interviews.actions import signed
from alianza.workflow.interviews.contents import keep_document
from alianza.workflow.interviews.reading import CODING, ReadCoding, read_opened
from alianza.workflow.journal import change, study_at, whole


@dataclass(frozen=True, slots=True)
class Version:
    """A new version of a document, not recorded yet.

    Attributes:
        source: The document as the log knows it.
        before: Its content before.
        content: Its content with the new text.
        positions: The map from the old text to the new one.
        why: `redacted` or `corrected`.
    """

    source: Source
    before: DocumentContent
    content: DocumentContent
    positions: PositionMap
    why: str


@dataclass(frozen=True, slots=True)
class Revised:
    """What a new version does to the passages of a document.

    Attributes:
        document: Its name.
        passages: What becomes of each of them, and of the segments of open rounds, without what coders gave there.
        number: Number of the event; 0 where nothing was recorded, because it is only foretold or nothing changes.
        problems: What was odd about the file.
    """

    document: str
    passages: tuple[Moved, ...]
    number: int = 0
    problems: tuple[Problem, ...] = ()

    @property
    def touched(self) -> tuple[Moved, ...]:
        """The passages whose words changed, or that are lost."""
        return tuple(one for one in self.passages if one.fate in ("changed", "lost"))


def revise(path: Path, document: str, file: Path, by: str, confirmed: bool = False) -> Revised:
    """Give a document the text of a file.

    Where the words of a coded passage would change or be lost, nothing is recorded without `confirmed`.

    Args:
        path: The study folder.
        document: The document's name.
        file: A transcript in any of the formats that `alianza interviews add` reads.
        by: Who does it.
        confirmed: Record it whatever becomes of the passages.

    Raises:
        Refused: `document_unknown`; as the reader of transcripts; if the person may not.
    """
    study = study_at(path)
    author = signed(study, "transcripts", by)
    now = read_opened(study)
    transcript = read(file, named=declared_sides(now.protocol.labels))
    source = find_document(now.state, document)
    if isinstance(source, Problem):
        raise Refused(source)
    before = now.contents.documents[source.text_content]
    positions = PositionMap.between(before.document.text, transcript.text)
    found = Revised(document, moved_passages(codings_of(now, document), transcript.text, positions))
    if before.document.text == transcript.text or (found.touched and not confirmed):
        return replace(found, problems=transcript.problems)
    content = revised_content(before, transcript.text, positions)
    version = Version(source, before, content, positions, "corrected")
    recorded = whole(change(path, CODING, lambda connection, state: record(connection, state, [version]), author))
    return replace(found, number=recorded.events[0].number, problems=transcript.problems)


def codings_of(now: ReadCoding, document: str) -> dict[str, Coding]:
    """The codings of a document by their names in the log; of open rounds their segments, not what coders gave."""
    told = told_to(now.state, now.blind.by_name).items()
    return {**{name: one for name, one in told if one.document == document}, **dict(_open_segments(now, document))}


def _open_segments(now: ReadCoding, document: str) -> Iterator[tuple[str, Coding]]:
    """Round and place of each segment of open rounds in a document, and the passage that it is now, without a code."""
    source = next(one for one in now.state.documents if one.name == document)
    for current in (RoundState(now.state, one) for one in now.state.rounds):
        for unit in current.units if not current.complete else ():
            own, *ends = current.round.units[unit - 1]
            place = place_now(source, current.round.number, (ends[0], ends[1])) if own == source.id else None
            if place is not None:
                words = now.contents.documents[source.text_content].document.text[slice(*place)]
                yield f"{current.round.id}:{unit}", Coding(document, "", "", *place, words, current.round.name)


def record(connection: Connection, state: CodingState, versions: Sequence[Version]) -> Proposed:
    """The events of new versions, and of the codings from files that they lose.

    Returns:
        `text_changed_meanwhile` where a document is not the one any more that the version was made from.
    """
    current = {one.id: one.text_content for one in state.documents}
    stale = [one.source.name for one in versions if current.get(one.source.id) != one.source.text_content]
    if stale:
        return Proposed(problems=tuple(Problem("text_changed_meanwhile", found=name) for name in stale))
    revised = [revision(one.source, keep_document(connection, one.content), one.positions, one.why) for one in versions]
    lost = [name for one in versions for name in lost_of_file(one.before, one.source, one.positions)]
    lost = [name for name in lost if name not in state.removed]
    return Proposed((*revised, *([Change("codings_removed", {"codings": lost})] if lost else [])))
