"""The log of events: appended to, read in order, and chained so that no event can be changed unnoticed.

Each event carries the SHA-256 of the event before it and of its own values; the digest of the last event, the head,
stands for the whole log. Contents too large for an event (an export as it came, the records in it) lie beside the
log under their own SHA-256, which the event names: the chain covers them too.
"""

import hashlib
import json
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, func, select

from alianza.formats import Refused
from alianza.storage.database import CONTENTS, EVENTS, FILE
from alianza.study.event import Change, Event
from alianza.study.problem import Problem

GENESIS = "0" * 64
"""What the first event names as the one before it."""

_decode = msgspec.json.Decoder(dict[str, Any]).decode

MAX_CONTENT = 1_000_000_000
"""Bytes that a stored content may have when it is unpacked."""


@dataclass(frozen=True, slots=True)
class Author:
    """Who makes a change, and when: a pseudonym and an ISO 8601 instant in UTC."""

    by: str
    at: str


def append(connection: Connection, stream: str, changes: Iterable[Change], author: Author) -> list[Event]:
    """Record changes in order at the end of the log; `connection` is the writing one."""
    number, previous = head(connection)
    events, rows = [], []
    for change in changes:
        number += 1
        event = Event(number, stream, change.kind, change.payload, author.by, author.at)
        payload = canonical(change.payload)
        digest = _digest(previous, event, payload)
        rows.append(_row(event, payload, previous, digest))
        events.append(event)
        previous = digest
    if rows:
        connection.execute(EVENTS.insert(), rows)
    return events


def as_recorded(record: Mapping[str, Any]) -> dict[str, Any]:
    """An event of an earlier log as a row of this one.

    Raises:
        KeyError: If the record lacks a value.
    """
    return {column.name: record[column.name] for column in EVENTS.columns} | {"payload": canonical(record["payload"])}


def restore(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    """Put back events as an earlier log recorded them; `broken_links` then says whether the chain holds."""
    if rows:
        connection.execute(EVENTS.insert(), rows)


def read(connection: Connection, stream: str = "", after: int = 0) -> list[Event]:
    """The events of a stream (of all streams where none is named) after a number, in order."""
    query = select(EVENTS).where(EVENTS.c.number > after).order_by(EVENTS.c.number)
    if stream:
        query = query.where(EVENTS.c.stream == stream)
    return [_event(row) for row in connection.execute(query)]


def head(connection: Connection) -> tuple[int, str]:
    """Number and digest of the last event."""
    last = connection.execute(
        select(EVENTS.c.number, EVENTS.c.digest).order_by(EVENTS.c.number.desc()).limit(1)
    ).first()
    return (last.number, last.digest) if last else (0, GENESIS)


def broken_links(connection: Connection, file: str = FILE) -> Iterator[Problem]:
    """Every place at which the chain does not hold, and every content that is not what its digest says.

    Args:
        connection: The log.
        file: The file that holds it, for the problems.

    Yields:
        As `broken_chain`, then `content_changed`.
    """
    yield from broken_chain(connection, file)
    yield from _changed_contents(connection, file)


def broken_chain(connection: Connection, file: str = FILE) -> Iterator[Problem]:
    """Every place at which the chain of events does not hold: cheap enough to ask before each change.

    Args:
        connection: The log.
        file: The file that holds it, for the problems.

    Yields:
        `log_gap` (an event is missing), `log_changed` (an event is not what was recorded).
    """
    expected, previous = 1, GENESIS
    for row in connection.execute(select(EVENTS).order_by(EVENTS.c.number)):
        if row.number != expected:
            yield Problem("log_gap", file=file, found=str(row.number), expected=str(expected))
        if row.previous != previous or row.digest != _row_digest(row):
            yield Problem("log_changed", file=file, place=str(row.number), found=row.kind)
        expected, previous = row.number + 1, row.digest


def _changed_contents(connection: Connection, file: str) -> Iterator[Problem]:
    for digest, packed in connection.execute(select(CONTENTS.c.digest, CONTENTS.c.bytes)):
        if not _is_content(packed, digest):
            yield Problem("content_changed", file=file, found=digest[:12])


def keep(connection: Connection, content: bytes) -> str:
    """Store a content beside the log, once; returns its SHA-256, which an event can name."""
    digest = hashlib.sha256(content).hexdigest()
    known = connection.execute(select(func.count()).where(CONTENTS.c.digest == digest)).scalar()
    if not known:
        connection.execute(CONTENTS.insert().values(digest=digest, bytes=zlib.compress(content, 6)))
    return digest


def content(connection: Connection, digest: str) -> bytes:
    """A stored content.

    Raises:
        Refused: `content_missing` where an event names what is not there; `content_changed` where it is not what its
            digest says.
    """
    packed = connection.execute(select(CONTENTS.c.bytes).where(CONTENTS.c.digest == digest)).scalar()
    if packed is None:
        raise Refused(Problem("content_missing", file=FILE, found=digest[:12]))
    if not _is_content(packed, digest):
        raise Refused(Problem("content_changed", file=FILE, found=digest[:12]))
    return _unpacked(packed)


def erase(connection: Connection, digests: Iterable[str]) -> None:
    """Delete contents for good, as the law asks; events name them by their digest, so the chain still holds.

    `StudyDatabase.forget` then leaves no byte of them in the file.
    """
    connection.execute(CONTENTS.delete().where(CONTENTS.c.digest.in_(list(digests))))


def canonical(payload: object) -> str:
    """JSON with sorted keys and no spaces: the same values always give the same text."""
    return json.dumps(payload, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def _row_digest(row: Row[tuple[object, ...]]) -> str:
    """The digest that a row's values give; empty where its payload is no JSON any more."""
    try:
        return _digest(row.previous, _event(row), row.payload)
    except Refused:
        return ""


def _is_content(packed: bytes, digest: str) -> bool:
    try:
        return hashlib.sha256(_unpacked(packed)).hexdigest() == digest
    except (zlib.error, TypeError):  # TypeError: somebody stored a text in its place
        return False


def _digest(previous: str, event: Event, payload: str) -> str:
    values: Sequence[object] = (event.number, event.stream, event.kind, event.by, event.at, payload)
    return hashlib.sha256(f"{previous}\n{canonical(values)}".encode()).hexdigest()


def _row(event: Event, payload: str, previous: str, digest: str) -> dict[str, object]:
    return {
        "number": event.number, "stream": event.stream, "kind": event.kind, "author": event.by, "at": event.at,
        "payload": payload, "previous": previous, "digest": digest,
    }  # fmt: skip


def _event(row: Row[tuple[Any, ...]]) -> Event:
    try:
        payload = _decode(row.payload)
    except (msgspec.DecodeError, TypeError, RecursionError):
        values = {"field": "payload"}
        raise Refused(
            Problem("event_malformed", file=FILE, place=str(row.number), found=str(row.kind), values=values)
        ) from None
    return Event(row.number, row.stream, row.kind, payload, row.author, row.at)


def _unpacked(packed: bytes) -> bytes:
    """Decompressed content; never more than any honest content has."""
    unpacker = zlib.decompressobj()
    found = unpacker.decompress(packed, MAX_CONTENT)
    if unpacker.unconsumed_tail:
        raise Refused(Problem("content_too_large", file=FILE, expected=str(MAX_CONTENT)))
    if not unpacker.eof:
        raise zlib.error("cut short")
    return found
