"""The words beside the log as bytes, and back."""

import secrets
from collections.abc import Callable
from dataclasses import replace

import msgspec
from sqlalchemy import Connection

from alianza.coding.contents import Contents, DocumentContent, RestContent
from alianza.coding.progress import CodingState
from alianza.formats.refi.own_json import MarksBefore, with_codings
from alianza.storage.event_log import content, keep
from alianza.study.event import Proposed


class _Words(msgspec.Struct, frozen=True):
    """The words of a memo; the salt keeps equal words of two people apart, and their digest from being guessed."""

    words: str
    salt: str


def keep_document(connection: Connection, document: DocumentContent) -> str:
    """Keep a document's content; returns its digest."""
    return keep(connection, msgspec.json.encode(document, order="sorted"))


def keep_rest(connection: Connection, rest: RestContent) -> str:
    """Keep what a project brings beside documents and codes; returns its digest."""
    return keep(connection, msgspec.json.encode(rest, order="sorted"))


def keep_words(connection: Connection, words: str, salt: str = "") -> str:
    """Keep the words of a memo; returns their digest, which says nothing about them."""
    return keep(connection, msgspec.json.encode(_Words(words, salt or secrets.token_hex(8)), order="sorted"))


def memo_words(connection: Connection, digest: str) -> str:
    """The words of a memo.

    Raises:
        Refused: `content_missing` or `content_changed`.
    """
    return msgspec.json.decode(content(connection, digest), type=_Words).words


def reasons_beside(connection: Connection, proposed: Proposed, salt: Callable[[int], str] = lambda _: "") -> Proposed:
    """Proposed changes with the reasons of settlements kept beside the log, as all words that may be a participant's.

    Args:
        connection: The log.
        proposed: The changes.
        salt: Place of a change to the salt of its words; chance where that is empty.
    """
    kept = tuple(
        replace(one, payload={**one.payload, "reason": "", "words": keep_words(connection, reason, salt(place))})
        if one.kind == "rating_settled" and (reason := str(one.payload.get("reason", "")))
        else one
        for place, one in enumerate(proposed.changes)
    )
    return replace(proposed, changes=kept)


def document_content(connection: Connection, digest: str) -> DocumentContent:
    """A document's content.

    Raises:
        Refused: `content_missing` or `content_changed`.
    """
    data = content(connection, digest)
    found = msgspec.json.decode(data, type=DocumentContent)
    if all(one.codings for one in found.others):
        return found
    return replace(found, others=with_codings(found.others, msgspec.json.decode(data, type=MarksBefore)))


def rest_content(connection: Connection, digest: str) -> RestContent:
    """What a project brings beside documents and codes.

    Raises:
        Refused: `content_missing` or `content_changed`.
    """
    return msgspec.json.decode(content(connection, digest), type=RestContent)


def read_contents(connection: Connection, state: CodingState) -> Contents:
    """Every content that a state names.

    Raises:
        Refused: `content_missing` or `content_changed`.
    """
    documents = {one.text_content: document_content(connection, one.text_content) for one in state.documents}
    rests = {one.rest: rest_content(connection, one.rest) for one in state.adoptions if one.rest}
    memos = {one.content for one in state.memos} | {one.memo for one in state.codings if one.memo} | _reasons(state)
    words = {digest: memo_words(connection, digest) for digest in sorted(memos)}
    media = {digest: content(connection, digest) for rest in rests.values() for digest in rest.media.values()}
    return Contents(documents, rests, words, media)


def _reasons(state: CodingState) -> set[str]:
    """Digests of the reasons of settlements on segments that are still there."""
    known = {one.id for one in state.documents}
    units = {one.id: one.units for one in state.rounds}
    return {one.words for one in state.settlements if one.words and units[one.round][one.unit - 1][0] in known}
