"""The states that follow from the log: carried on while the program runs, kept beside it, or computed from the events.

Every so many events the state is stored with the version of its projection and a seal: the SHA-256 of version, last
event and state. A command starts from it and replays what came since, so that its time hardly grows with the log. The
last states that a process computed lie with its connection, each under the digest of its last event, which stands for
the whole history before it.

Results believe neither: `recorded` computes from all events of a log that is whole. A stored state whose seal does not
hold or that is older than its rule is left aside, and one that somebody sealed by hand is named by `is_forged`.
"""

import gc
import hashlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any, Generic, TypeVar

import msgspec
from sqlalchemy import Connection, Integer, LargeBinary, Row, cast, select

from alianza.formats import Refused
from alianza.storage.chain import require_chain
from alianza.storage.database import EVENTS, FILE, PROJECTIONS
from alianza.storage.event_log import GENESIS, Author, append, head, read
from alianza.study.event import Change, Entry, Event, MalformedEvents, Projection, entries
from alianza.study.problem import Problem

State = TypeVar("State")

STORED_EVERY = 1_000
"""Events after which a state is stored again: reading so many takes some milliseconds, writing a large state more."""

STEP, KEPT = 250, 3
"""A process keeps some states, so many events apart: what was done lately is undone without reading the whole log."""

STATES = "states"
"""Where a connection keeps them."""

SEAL, START = 32, 32 + 64
"""Where a stored state's seal ends and the digest of its last event begins, and where the state itself does."""

_AS_BYTES = select(
    PROJECTIONS.c.stream,
    PROJECTIONS.c.version,
    PROJECTIONS.c.number,
    cast(PROJECTIONS.c.state, LargeBinary).label("state"),
)
"""Stored states; what somebody wrote there as text is bytes as well."""


@dataclass(frozen=True, slots=True)
class _Reached(Generic[State]):
    """A state, with number and digest of the log's last event before it."""

    number: int
    digest: str
    state: State


def current(connection: Connection, projection: Projection[State]) -> State:
    """The state now: from what this connection knows, else from the stored state where that is sound, and the events.

    Raises:
        Refused: `event_malformed` for each event that is none of this program's.
    """
    reached = _kept(connection, projection) or _stored_state(connection, projection)
    number, digest = head(connection)
    if reached and (reached[-1].number, reached[-1].digest) == (number, digest):
        return reached[-1].state
    state = _carried_on(connection, projection, reached)
    _keep(connection, projection, [*reached, _Reached(number, digest, state)])
    return state


def recorded(connection: Connection, projection: Projection[State]) -> State:
    """The state now, for results: from all events of a log that is what was recorded, and from nothing else.

    Raises:
        Refused: As `require_chain` and `current`.
    """
    require_chain(connection)
    return _carried_on(connection, projection, [])


def record(
    connection: Connection, projection: Projection[State], changes: list[Change], author: Author
) -> tuple[State, list[Event]]:
    """Append changes to a phase's stream, and store the state that follows where it is time to; `connection` writes."""
    events = append(connection, projection.stream, changes, author)
    state = current(connection, projection)
    if events and _is_due(connection, projection, events):
        _store(connection, projection, state)
    return state, events


def rebuilt(connection: Connection, projection: Projection[State], number: int | None = None) -> bytes:
    """The state computed anew from the whole log, or up to an event, as the bytes that are stored."""
    events = read(connection, projection.stream)
    until = events if number is None else [event for event in events if event.number <= number]
    return encoded(projection.apply(projection.start(), _entries(until, projection)))


def stored_bytes(connection: Connection, projection: Projection[State]) -> bytes | None:
    """The bytes of the stored state without its seal; None where none is stored."""
    stored = _stored(connection, projection)
    return _unsealed(stored.state) if stored is not None else None


def is_damaged(connection: Connection, projection: Projection[State]) -> bool:
    """Whether a state is stored that is not what was stored: nobody believes it, and in time it is stored anew."""
    stored = _stored(connection, projection)
    return stored is not None and not _is_trusted(connection, stored)


def is_forged(connection: Connection, projection: Projection[State]) -> bool:
    """Whether a state is stored under a seal that holds, and is not the one that follows from the events."""
    stored = _stored(connection, projection)
    if stored is None or stored.version != projection.version or not _is_trusted(connection, stored):
        return False
    return rebuilt(connection, projection, stored.number) != _unsealed(stored.state)


def wrong_state(connection: Connection, projection: Projection[State]) -> list[Problem]:
    """What is wrong with the stored state of a log that is whole.

    Returns:
        `state_damaged` (a notice) where it is not what was stored; `state_forged` where somebody put another one in its
        place under a seal that holds.
    """
    if is_damaged(connection, projection):
        return [Problem("state_damaged", "notice", FILE)]
    return [Problem("state_forged", "warning", FILE)] if is_forged(connection, projection) else []


def encoded(state: object) -> bytes:
    """A state as JSON with sorted keys: equal states have equal bytes."""
    return msgspec.json.encode(state, order="sorted")


def _carried_on(connection: Connection, projection: Projection[State], reached: Iterable[_Reached[State]]) -> State:
    """The state now, from the last of some states that no later event takes anything back from."""
    for one in reversed([_Reached(0, GENESIS, projection.start()), *reached]):
        events = read(connection, projection.stream, one.number)
        found = _entries(events, projection)
        if all(event.about is None or event.about > one.number for event in events):
            break
    return projection.apply(one.state, found)


def _entries(events: Iterable[Event], projection: Projection[State]) -> list[Entry]:
    """The events that stand as their phase reads them."""
    try:
        return entries(events, projection.records)
    except MalformedEvents as malformed:
        first, *others = (replace(one, file=FILE) for one in malformed.problems)
        raise Refused(first, others=tuple(others)) from None


def _kept(connection: Connection, projection: Projection[State]) -> list[_Reached[State]]:
    """The states that this connection computed and that still follow from the log, the oldest first."""
    known = connection.info.get(STATES, {}).get((projection.stream, projection.version), [])
    digests = _digests(connection, [one.number for one in known]) if known else {}
    return [one for one in known if digests.get(one.number) == one.digest]


def _keep(connection: Connection, projection: Projection[State], reached: list[_Reached[State]]) -> None:
    """Keep some states: the last one, and before it such as lie a step apart."""
    if len(reached) > 2 and reached[-1].number - reached[-3].number < STEP:
        del reached[-2]
    connection.info.setdefault(STATES, {})[projection.stream, projection.version] = reached[-KEPT:]


def _digests(connection: Connection, numbers: list[int]) -> dict[int, str]:
    rows = connection.execute(select(EVENTS.c.number, EVENTS.c.digest).where(EVENTS.c.number.in_(numbers)))
    return {number: digest for number, digest in rows}


def _is_due(connection: Connection, projection: Projection[State], events: list[Event]) -> bool:
    """Whether so much came since the stored state, or is taken back in it, that it is time for the next one."""
    same = PROJECTIONS.c.stream == projection.stream, PROJECTIONS.c.version == projection.version
    stored = connection.execute(select(cast(PROJECTIONS.c.number, Integer)).where(*same)).scalar() or 0
    passed_by = any(event.about is not None and event.about <= stored for event in events)
    return passed_by or not 0 <= head(connection)[0] - stored < STORED_EVERY


def _store(connection: Connection, projection: Projection[State], state: State) -> None:
    number, digest = head(connection)
    sealed = _sealed(projection.version, number, digest, encoded(state))
    connection.execute(PROJECTIONS.delete().where(PROJECTIONS.c.stream == projection.stream))
    connection.execute(
        PROJECTIONS.insert().values(stream=projection.stream, version=projection.version, number=number, state=sealed)
    )


def _stored_state(connection: Connection, projection: Projection[State]) -> list[_Reached[State]]:
    """The stored state, where it is sound and follows from the rule that holds now; none otherwise."""
    stored = _stored(connection, projection)
    if stored is None or stored.version != projection.version or not _is_trusted(connection, stored):
        return []
    try:
        with _uncollected():
            state = msgspec.json.decode(_unsealed(stored.state), type=type(projection.start()))
    except msgspec.DecodeError:  # sealed, and yet no state: nothing that this program wrote
        return []
    return [_Reached(stored.number, _follows(stored), state)]


@contextmanager
def _uncollected() -> Iterator[None]:
    """Without the search for cycles, which would walk over a large state again and again while it grows."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def _stored(connection: Connection, projection: Projection[State]) -> Row[tuple[Any, ...]] | None:
    return connection.execute(_AS_BYTES.where(PROJECTIONS.c.stream == projection.stream)).first()


def _sealed(version: int, number: int, digest: str, state: bytes) -> bytes:
    """A state after what binds it to its version and to the event that it follows from."""
    return _seal(version, number, digest, state) + digest.encode() + state


def _seal(version: int, number: int, digest: str, state: bytes) -> bytes:
    return hashlib.sha256(f"{version}\n{number}\n{digest}\n".encode() + state).digest()


def _is_trusted(connection: Connection, stored: Row[tuple[Any, ...]]) -> bool:
    """Whether a stored state, its version and its number are as they were stored, and its last event is in this log."""
    given: bytes = stored.state
    digest = _follows(stored)
    if given[:SEAL] != _seal(stored.version, stored.number, digest, _unsealed(given)):
        return False
    return _digests(connection, [stored.number]) == {stored.number: digest}


def _follows(stored: Row[tuple[Any, ...]]) -> str:
    """Digest of the last event in a stored state."""
    given: bytes = stored.state
    return given[SEAL:START].decode("ascii", "replace")


def _unsealed(state: bytes) -> bytes:
    return state[START:]
