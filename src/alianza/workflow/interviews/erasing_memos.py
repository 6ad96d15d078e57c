"""The erasure of a memo that came with an imported project: what it lay with is kept anew without it."""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import Connection

from alianza.coding import memos
from alianza.coding.belongings import without_memo
from alianza.coding.brought_memos import MARK, brought_notes, without_note
from alianza.coding.erasure import earlier_rests, earlier_versions, rest_versions
from alianza.coding.position_map import PositionMap
from alianza.coding.progress import CodingState, Source
from alianza.coding.project import guid_key
from alianza.study.event import Event, Proposed
from alianza.workflow.interviews.contents import keep_rest
from alianza.workflow.interviews.reading import ReadCoding
from alianza.workflow.interviews.revising import Version, record


def erase_brought(connection: Connection, now: ReadCoding, name: str) -> Proposed:
    """The events that erase a memo: a document that it lay with gets a version for good.

    Args:
        connection: The log.
        now: The coding.
        name: The memo's name in the log; that of one whose erasure was interrupted erases what is left.
    """
    home = name.rpartition(MARK)[0]
    versions = [_version(now, one, name) for one in now.state.documents if one.id == home]
    recorded = record(connection, now.state, [one for one in versions if one.content != one.before])
    erasure = memos.erase_memo(name, _rests(connection, now, name))
    return Proposed((*recorded.changes, *erasure.changes), recorded.problems)


def erased_digests(events: Sequence[Event], state: CodingState, name: str) -> frozenset[str]:
    """Digests of everything that still holds a memo after its erasure."""
    home = name.rpartition(MARK)[0]
    current = {one.id: one.text_content for one in state.documents if one.id == home}
    return earlier_rests(events) | earlier_versions(events, current)


def _version(now: ReadCoding, source: Source, name: str) -> Version:
    before = now.contents.documents[source.text_content]
    content = replace(before, notes=without_note(source.id, before.notes, name))
    return Version(source, before, content, PositionMap.from_edits((), len(before.document.text)), "erased")


def _rests(connection: Connection, now: ReadCoding, name: str) -> dict[str, str]:
    """Number of each adoption, undone ones as well, to what its file says without the memo, where it names that."""
    guid = guid_key(brought_notes(now.state, now.contents)[name].guid)
    changed: dict[str, str] = {}
    for one in now.state.adoptions:
        before = now.contents.rests[one.rest] if one.rest else None
        if before is not None and before != (after := without_memo(before, str(one.number), name, guid)):
            changed[one.rest] = keep_rest(connection, after)
    last = {number: kept[-1] for number, kept in rest_versions(now.events).items()}
    return {number: changed[digest] for number, digest in last.items() if digest in changed}
