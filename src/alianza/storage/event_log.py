"""The log of events: appended to, read in order, and chained so that no event can be changed unnoticed.

Each event carries the SHA-256 of the event before it and of its own values; the digest of the last event, the head,
stands for the whole log and is noted beside it. Contents too large for an event (an export as it came, the records in
it) lie beside the log under their own SHA-256, which the event names: the chain covers them too.
"""

import hashlib
import json
import zlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy import Connection, func, select

from alianza.formats import Refused
from alianza.storage.database import CONTENTS, EVENTS, FACTS, FILE
from alianza.study.event import Change, Event
from alianza.study.problem import Problem

GENESIS = "0" * 64
"""What the first event names as the one before it."""

HEAD = "head"
"""The fact that tells number and digest of the last event that was appended."""

_decode = msgspec.json.Decoder(dict[str, Any]).decode
_encode = msgspec.json.Encoder().encode

_VALUES = (EVENTS.c.number, EVENTS.c.stream, EVENTS.c.kind, EVENTS.c.author, EVENTS.c.at, EVENTS.c.payload)
"""What an event consists of, in the order in which it is chained."""

_LAST = select(EVENTS.c.number, EVENTS.c.digest).order_by(EVENTS.c.number.desc()).limit(1)
"""What every command asks several times: it is put together once."""

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
        digest = chained(previous, (number, stream, event.kind, event.by, event.at, payload))
        rows.append(_row(event, payload, previous, digest))
        events.append(event)
        previous = digest
    restore(connection, rows)
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
        connection.execute(FACTS.delete().where(FACTS.c.name == HEAD))
        connection.execute(FACTS.insert().values(name=HEAD, value=f"{rows[-1]['number']} {rows[-1]['digest']}"))


def read(connection: Connection, stream: str = "", after: int = 0, kinds: Collection[str] = ()) -> list[Event]:
    """The events of a stream (of all streams where none is named) after a number, in order; perhaps of some kinds."""
    query = select(*_VALUES).where(EVENTS.c.number > after).order_by(EVENTS.c.number)
    if stream:
        query = query.where(EVENTS.c.stream == stream)
    if kinds:
        query = query.where(EVENTS.c.kind.in_(kinds))
    return [_event(*row) for row in connection.execute(query)]


def head(connection: Connection) -> tuple[int, str]:
    """Number and digest of the last event."""
    last = connection.execute(_LAST).first()
    return (last.number, last.digest) if last else (0, GENESIS)


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
    if not is_content(packed, digest):
        raise Refused(Problem("content_changed", file=FILE, found=digest[:12]))
    return _unpacked(packed)


def held(connection: Connection, digests: Iterable[str]) -> frozenset[str]:
    """Those of some contents that are there, and not erased."""
    known = select(CONTENTS.c.digest).where(CONTENTS.c.digest.in_(list(digests)))
    return frozenset(connection.execute(known).scalars())


def erase(connection: Connection, digests: Iterable[str]) -> None:
    """Delete contents for good, as the law asks; events name them by their digest, so the chain still holds.

    `StudyDatabase.forget` then leaves no byte of them in the file.
    """
    connection.execute(CONTENTS.delete().where(CONTENTS.c.digest.in_(list(digests))))


def chained(previous: str, values: Sequence[object]) -> str:
    """Digest of an event.

    Args:
        previous: Digest of the event before.
        values: Its number, stream, kind, author, instant, and its payload as text.
    """
    return hashlib.sha256(f"{previous}\n".encode() + _encode(values)).hexdigest()


def canonical(payload: object) -> str:
    """JSON with sorted keys and no spaces: the same values always give the same text."""
    return json.dumps(payload, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def is_content(packed: bytes, digest: str) -> bool:
    """Whether stored bytes are what a digest says."""
    try:
        return hashlib.sha256(_unpacked(packed)).hexdigest() == digest
    except (zlib.error, TypeError):  # TypeError: somebody stored a text in its place
        return False


def _row(event: Event, payload: str, previous: str, digest: str) -> dict[str, object]:
    return {
        "number": event.number, "stream": event.stream, "kind": event.kind, "author": event.by, "at": event.at,
        "payload": payload, "previous": previous, "digest": digest,
    }  # fmt: skip


def _event(number: int, stream: str, kind: str, by: str, at: str, payload: str) -> Event:
    try:
        values = _decode(payload)
    except (msgspec.DecodeError, TypeError, RecursionError):
        named = {"field": "payload"}
        raise Refused(Problem("event_malformed", file=FILE, place=str(number), found=str(kind), values=named)) from None
    return Event(number, stream, kind, values, by, at)


def _unpacked(packed: bytes) -> bytes:
    """Decompressed content; never more than any honest content has."""
    unpacker = zlib.decompressobj()
    found = unpacker.decompress(packed, MAX_CONTENT)
    if unpacker.unconsumed_tail:
        raise Refused(Problem("content_too_large", file=FILE, expected=str(MAX_CONTENT)))
    if not unpacker.eof:
        raise zlib.error("cut short")
    return found
