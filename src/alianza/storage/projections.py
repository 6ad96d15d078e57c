"""The states that follow from the log, kept beside it: read at once, and computed again when their rule changes.

A stored state carries the version of its projection, the number of the last event in it, and a seal: the SHA-256 of
both, of that event's digest and of the state. It is written in the transaction of the events that change it; one that
lags behind or has another version is computed from the events, and one whose seal does not hold is never trusted.
"""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TypeVar

import msgspec
from sqlalchemy import Connection, LargeBinary, Row, cast, select

from alianza.formats import Refused
from alianza.storage.database import EVENTS, FILE, PROJECTIONS
from alianza.storage.event_log import Author, append, broken_chain, head, read
from alianza.study.event import ABOUT_OTHERS, Change, Entry, Event, MalformedEvents, Projection, entries
from alianza.study.problem import Problem

State = TypeVar("State")

SEAL, START = 32, 32 + 64
"""Where a stored state's seal ends and the digest of its last event begins, and where the state itself does."""

_AS_BYTES = select(
    PROJECTIONS.c.stream,
    PROJECTIONS.c.version,
    PROJECTIONS.c.number,
    cast(PROJECTIONS.c.state, LargeBinary).label("state"),
)
"""Stored states; what somebody wrote there as text is bytes as well."""


def current(connection: Connection, projection: Projection[State]) -> State:
    """The state now: the stored one where it is sound and up to date, else computed from the events."""
    stored = _stored(connection, projection)
    if stored is None or stored.version != projection.version or not _is_trusted(connection, stored):
        return _from_the_start(connection, projection)
    try:
        state: State = msgspec.json.decode(_unsealed(stored.state), type=type(projection.start()))
    except msgspec.DecodeError:  # sealed, and yet no state: nothing that this program wrote
        return _from_the_start(connection, projection)
    new = read(connection, projection.stream, stored.number)
    if all(event.kind not in ABOUT_OTHERS for event in new):
        return projection.apply(state, _entries(new, projection))
    return _from_the_start(connection, projection)


def record(
    connection: Connection, projection: Projection[State], changes: list[Change], author: Author
) -> tuple[State, list[Event]]:
    """Append changes to a phase's stream and store the state that follows; `connection` is the writing one."""
    before = current(connection, projection)
    events = append(connection, projection.stream, changes, author)
    if all(event.about is None for event in events):
        state = projection.apply(before, _entries(events, projection))
    else:
        state = _from_the_start(connection, projection)
    if events:
        _store(connection, projection, state)
    return state, events


def recorded(connection: Connection, projection: Projection[State]) -> State:
    """The state computed anew from a log that is what was recorded: no stored state is believed.

    Raises:
        Refused: As `require_chain`; `event_malformed`.
    """
    require_chain(connection)
    return _from_the_start(connection, projection)


def rebuilt(connection: Connection, projection: Projection[State]) -> bytes:
    """The state computed anew from the whole log, as the bytes that are stored."""
    return encoded(_from_the_start(connection, projection))


def _from_the_start(connection: Connection, projection: Projection[State]) -> State:
    return projection.apply(projection.start(), _entries(read(connection, projection.stream), projection))


def _entries(events: Iterable[Event], projection: Projection[State]) -> list[Entry]:
    """The events that stand as their phase reads them.

    Raises:
        Refused: `event_malformed` for each event that is none of this program's.
    """
    try:
        return entries(events, projection.records)
    except MalformedEvents as malformed:
        first, *others = (replace(one, file=FILE) for one in malformed.problems)
        raise Refused(first, others=tuple(others)) from None


def stored_bytes(connection: Connection, projection: Projection[State]) -> bytes | None:
    """The bytes of the stored state without its seal; None where none is stored."""
    stored = _stored(connection, projection)
    return _unsealed(stored.state) if stored is not None else None


def is_damaged(connection: Connection, projection: Projection[State]) -> bool:
    """Whether a state is stored that is not what was stored: it is left aside, and the next change writes it anew."""
    stored = _stored(connection, projection)
    return stored is not None and not _is_trusted(connection, stored)


def lost_end(connection: Connection) -> Iterator[Problem]:
    """`log_cut` where a stored state that is whole follows from an event after the last one."""
    last, _ = head(connection)
    known = [row.number for row in connection.execute(_AS_BYTES) if _is_whole(row) and row.number > last]
    if known:
        yield Problem("log_cut", file=FILE, found=str(last + 1), expected=str(max(known)))


def require_chain(connection: Connection) -> None:
    """Let nobody build on a log that is not what was recorded.

    Raises:
        Refused: With every problem of `broken_chain` and `lost_end`.
    """
    broken = [*broken_chain(connection), *lost_end(connection)]
    if broken:
        raise Refused(broken[0], others=tuple(broken[1:]))


def encoded(state: object) -> bytes:
    """A state as JSON with sorted keys: equal states have equal bytes."""
    return msgspec.json.encode(state, order="sorted")


def _store(connection: Connection, projection: Projection[State], state: State) -> None:
    number, digest = head(connection)
    sealed = _sealed(projection.version, number, digest, encoded(state))
    connection.execute(PROJECTIONS.delete().where(PROJECTIONS.c.stream == projection.stream))
    connection.execute(
        PROJECTIONS.insert().values(stream=projection.stream, version=projection.version, number=number, state=sealed)
    )


def _stored(connection: Connection, projection: Projection[State]) -> Row[tuple[object, ...]] | None:
    return connection.execute(_AS_BYTES.where(PROJECTIONS.c.stream == projection.stream)).first()


def _sealed(version: int, number: int, digest: str, state: bytes) -> bytes:
    """A state after what binds it to its version and to the event that it follows from."""
    return _seal(version, number, digest, state) + digest.encode() + state


def _seal(version: int, number: int, digest: str, state: bytes) -> bytes:
    return hashlib.sha256(f"{version}\n{number}\n{digest}\n".encode() + state).digest()


def _is_whole(stored: Row[tuple[object, ...]]) -> bool:
    """Whether a stored state, its version and its number are as they were stored."""
    given: bytes = stored.state
    return given[:SEAL] == _seal(stored.version, stored.number, _follows(stored), _unsealed(given))


def _is_trusted(connection: Connection, stored: Row[tuple[object, ...]]) -> bool:
    """Whether a stored state is whole, and follows from an event of this log."""
    if not _is_whole(stored):
        return False
    digest = connection.execute(select(EVENTS.c.digest).where(EVENTS.c.number == stored.number)).scalar()
    return digest == _follows(stored)


def _follows(stored: Row[tuple[object, ...]]) -> str:
    """Digest of the last event in a stored state."""
    given: bytes = stored.state
    return given[SEAL:START].decode("ascii", "replace")


def _unsealed(state: bytes) -> bytes:
    return state[START:]
