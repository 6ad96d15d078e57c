"""The log as text: one JSON line an event and one a content, to keep, to compare, and to carry to another machine.

A study whose folder holds such a file and no database is read from it. The chain is checked line by line: a log that
was edited is refused, with the number of the event.
"""

import base64
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TextIO

from sqlalchemy import Connection, select

from alianza.formats import Refused
from alianza.storage.chain import broken_links
from alianza.storage.database import CONTENTS, EVENTS, StudyDatabase
from alianza.storage.event_log import as_recorded, content, keep, restore
from alianza.study.problem import Problem

VERSION = 1
MAX_BYTES, MAX_LINE = 2_000_000_000, 400_000_000
ABSENT = 4


def lines(connection: Connection) -> Iterator[str]:
    """The whole log as lines of text: a header, the contents by digest, the events in order."""
    yield _line({"alianza_log": VERSION})
    for digest in connection.execute(select(CONTENTS.c.digest).order_by(CONTENTS.c.digest)).scalars():
        yield _line({"content": digest, **_text(content(connection, digest))})
    for row in connection.execute(select(EVENTS).order_by(EVENTS.c.number)):
        values: dict[str, Any] = dict(row._mapping)
        yield _line(values | {"payload": json.loads(row.payload)})


def write(connection: Connection, path: Path) -> None:
    """Write the log as text; the file appears whole or not at all."""
    beside = path.with_name(f"{path.name}.tmp")
    try:
        with beside.open("w", encoding="utf-8", newline="\n") as file:
            file.writelines(lines(connection))
        beside.replace(path)
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise Refused(
            Problem("output_not_writable", found=str(path), values={"reason": error.strerror or ""}), ABSENT
        ) from None


def load(path: Path, database: StudyDatabase) -> None:
    """Bring the log of a text file into an empty database.

    Raises:
        Refused: `not_a_file` for a folder or a pipe; `not_a_log` with the line that cannot be read; `log_not_empty`
            where the database has events already; `log_gap`, `log_changed` or `content_changed` where the chain does
            not hold. Nothing is kept then.
    """
    if not path.is_file():
        raise Refused(Problem("not_a_file", file=path.name))
    if path.stat().st_size > MAX_BYTES:
        raise Refused(Problem("log_too_large", file=path.name, found=str(path.stat().st_size), expected=str(MAX_BYTES)))
    with database.writing() as connection:
        if connection.execute(select(EVENTS.c.number).limit(1)).first():
            raise Refused(Problem("log_not_empty", file=path.name))
        with path.open(encoding="utf-8") as file:
            _bring(connection, file, path.name)
        broken = broken_links(connection, path.name)
        if broken:
            raise Refused(broken[0], others=tuple(broken[1:]))


def _bring(connection: Connection, file: TextIO, name: str) -> None:
    number, events = 0, []
    try:
        for number, line in enumerate(iter(lambda: file.readline(MAX_LINE), ""), 1):
            if len(line) == MAX_LINE:
                raise ValueError(line[:80])
            record = json.loads(line)
            if number == 1 and record != {"alianza_log": VERSION}:
                raise ValueError(line[:80])
            if "content" in record:
                keep(connection, _bytes(record))
            elif number > 1:
                events.append(as_recorded(record))
        restore(connection, events)
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError) as error:
        raise Refused(Problem("not_a_log", file=name, row=number, found=str(error)[:80])) from None


def _line(record: object) -> str:
    return json.dumps(record, ensure_ascii=False, sort_keys=True, separators=(",", ":")) + "\n"


def _text(stored: bytes) -> dict[str, str]:
    """A content as text where it is some, else in base 64."""
    try:
        return {"text": stored.decode("utf-8")}
    except UnicodeDecodeError:
        return {"base64": base64.b64encode(stored).decode("ascii")}


def _bytes(record: dict[str, str]) -> bytes:
    return record["text"].encode("utf-8") if "text" in record else base64.b64decode(record["base64"], validate=True)
