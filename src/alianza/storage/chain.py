"""Whether the log is what was recorded: every link of its chain, its end, and every content that lies beside it.

Results, exports and whoever looks ask for the whole log. A connection remembers up to which event it found the chain
whole, and whether anybody else has touched the database since: the first question reads everything, the next ones what
was appended meanwhile.

A command that writes asks for less, so that its time does not grow with the log: whoever appended the event that was
noted as the last one had found the chain to hold up to there, so that event is to be what was noted, and whatever
follows it is to hold.
"""

import re
from collections.abc import Iterator

from sqlalchemy import Connection, select

from alianza.formats import Refused
from alianza.storage.database import CONTENTS, EVENTS, FACTS, FILE, mark
from alianza.storage.event_log import GENESIS, HEAD, chained, head, is_content
from alianza.study.problem import Problem

_NOTED = select(FACTS.c.value).where(FACTS.c.name == HEAD)

CHECKED = "checked chain"
"""Where a connection keeps number and digest up to which it found the chain whole, and the mark of then."""


def broken_links(connection: Connection, file: str = FILE) -> list[Problem]:
    """Every place at which the whole log does not hold, read anew; contents that are not what their digest says.

    Args:
        connection: The log.
        file: The file that holds it, for the problems.

    Returns:
        As `broken_chain`, then `content_changed` for each such content.
    """
    connection.info.pop(CHECKED, None)
    return [*broken_chain(connection, file), *_changed_contents(connection, file)]


def broken_chain(connection: Connection, file: str = FILE) -> list[Problem]:
    """Every place at which the chain of events does not hold, as far as this connection has not checked it yet.

    Args:
        connection: The log.
        file: The file that holds it, for the problems.

    Returns:
        `log_gap` (an event is missing), `log_changed` (an event is not what was recorded), `log_cut` (the end is
        missing), `log_rewritten` (an event is another one than was appended, and what follows was made to fit).
    """
    start = _checked(connection)
    problems = [*_broken_after(connection, file, *start), *_lost_end(connection, file)]
    if not problems:
        number, digest = head(connection)
        connection.info[CHECKED] = (number, digest, mark(connection, number))
    return problems


def require_chain(connection: Connection) -> None:
    """Let nobody build on a log that is not what was recorded.

    Raises:
        Refused: With every problem of `broken_chain`.
    """
    broken = broken_chain(connection)
    if broken:
        raise Refused(broken[0], others=tuple(broken[1:]))


def require_end(connection: Connection) -> None:
    """Let nobody append to a log whose end is not what was recorded; where no end was noted, the whole log is asked.

    Raises:
        Refused: `log_cut`, `log_rewritten`, `log_changed` or `log_gap`.
    """
    broken = [*_broken_after(connection, FILE, *_before_end(connection)), *_lost_end(connection, FILE)]
    if broken:
        raise Refused(broken[0], others=tuple(broken[1:]))


def _before_end(connection: Connection) -> tuple[int, str]:
    """Number and digest of the event before the one that was noted as the last, which is checked itself as well."""
    noted = _noted_end(connection)
    if noted is None:
        return 0, GENESIS
    query = select(EVENTS.c.number, EVENTS.c.digest).where(EVENTS.c.number < noted[0])
    last = connection.execute(query.order_by(EVENTS.c.number.desc()).limit(1)).first()
    return (last.number, last.digest) if last else (0, GENESIS)


def _checked(connection: Connection) -> tuple[int, str]:
    """Number and digest of the last event that needs no second look: all before it are as this connection saw them."""
    number, digest, then = connection.info.get(CHECKED, (0, GENESIS, None))
    there = connection.execute(select(EVENTS.c.digest).where(EVENTS.c.number == number)).scalar()
    untouched = there == digest and then == mark(connection, number)
    return (number, digest) if untouched else (0, GENESIS)


def _broken_after(connection: Connection, file: str, number: int, digest: str) -> Iterator[Problem]:
    expected, last = number + 1, digest
    rows = connection.execute(select(EVENTS).where(EVENTS.c.number > number).order_by(EVENTS.c.number))
    for number, stream, kind, by, at, payload, previous, digest in rows:
        if number != expected:
            yield Problem("log_gap", file=file, found=str(number), expected=str(expected))
        if previous != last or digest != chained(previous, (number, stream, kind, by, at, payload)):
            yield Problem("log_changed", file=file, place=str(number), found=str(kind))
        expected, last = number + 1, digest


def _lost_end(connection: Connection, file: str) -> Iterator[Problem]:
    """What does not agree with the event that was noted as the last one: it is gone, or is another one."""
    noted = _noted_end(connection)
    if noted is None:
        return
    number, digest = noted
    last, _ = head(connection)
    found = connection.execute(select(EVENTS.c.digest).where(EVENTS.c.number == number)).scalar()
    if number > last:
        yield Problem("log_cut", file=file, found=str(last + 1), expected=str(number))
    elif found != digest:
        yield Problem("log_rewritten", file=file, place=str(number))


def _noted_end(connection: Connection) -> tuple[int, str] | None:
    """Number and digest of the event that was appended last, as its writer noted them; None without a readable note."""
    fact = connection.execute(_NOTED).scalar()
    noted = re.fullmatch(r"([0-9]{1,18}) (.*)", str(fact or ""))
    return (int(noted[1]), noted[2]) if noted else None


def _changed_contents(connection: Connection, file: str) -> Iterator[Problem]:
    for digest, packed in connection.execute(select(CONTENTS.c.digest, CONTENTS.c.bytes)):
        if not is_content(packed, digest):
            yield Problem("content_changed", file=file, found=digest[:12])
