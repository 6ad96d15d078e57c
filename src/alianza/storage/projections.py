"""The states that follow from the log, kept beside it: read at once, and computed again when their rule changes.

A stored state carries the version of its projection and the number of the last event in it. It is written in the
transaction of the events that change it; one that lags behind or has another version is computed from the events.
"""

from typing import TypeVar

import msgspec
from sqlalchemy import Connection, select

from alianza.storage.database import PROJECTIONS
from alianza.storage.event_log import Author, append, read
from alianza.study.event import Change, Event, Projection, state_of

State = TypeVar("State")


def current(connection: Connection, projection: Projection[State]) -> State:
    """The state now: the stored one where it is up to date, else computed from the events."""
    stored = connection.execute(select(PROJECTIONS).where(PROJECTIONS.c.stream == projection.stream)).first()
    if stored is None or stored.version != projection.version:
        return state_of(projection, read(connection, projection.stream))
    state: State = msgspec.json.decode(stored.state, type=type(projection.start()))
    new = read(connection, projection.stream, stored.number)
    if all(event.about is None for event in new):
        return projection.apply(state, new)
    return state_of(projection, read(connection, projection.stream))


def record(
    connection: Connection, projection: Projection[State], changes: list[Change], author: Author
) -> tuple[State, list[Event]]:
    """Append changes to a phase's stream and store the state that follows; `connection` is the writing one."""
    before = current(connection, projection)
    events = append(connection, projection.stream, changes, author)
    if all(event.about is None for event in events):
        state = projection.apply(before, events)
    else:
        state = state_of(projection, read(connection, projection.stream))
    if events:
        _store(connection, projection, state, events[-1].number)
    return state, events


def rebuilt(connection: Connection, projection: Projection[State]) -> bytes:
    """The state computed anew from the whole log, as the bytes that are stored."""
    return encoded(state_of(projection, read(connection, projection.stream)))


def stored_bytes(connection: Connection, projection: Projection[State]) -> bytes | None:
    """The bytes of the stored state; None where none is stored."""
    query = select(PROJECTIONS.c.state).where(PROJECTIONS.c.stream == projection.stream)
    found: bytes | None = connection.execute(query).scalar()
    return found


def encoded(state: object) -> bytes:
    """A state as JSON with sorted keys: equal states have equal bytes."""
    return msgspec.json.encode(state, order="sorted")


def _store(connection: Connection, projection: Projection[State], state: State, number: int) -> None:
    connection.execute(PROJECTIONS.delete().where(PROJECTIONS.c.stream == projection.stream))
    connection.execute(
        PROJECTIONS.insert().values(
            stream=projection.stream, version=projection.version, number=number, state=encoded(state)
        )
    )
