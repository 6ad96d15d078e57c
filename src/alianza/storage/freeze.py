"""The freeze of a protocol: its date, its hash, and a copy of its values from which later edits are told.

`freeze.toml` keeps the first freeze's date and hash for good. Freezing again registers the edits made since
then, each with the day on which it was registered, and keeps the new values as the standard for the next ones.
"""

import json
import math
import os
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import msgspec

from alianza.formats import Refused
from alianza.storage.folder import FREEZE, StudyFolder, open_study
from alianza.study.decoding import decode
from alianza.study.deviation import Deviation, Leaf, deviation_message, differences, digest, leaves
from alianza.study.message import Message
from alianza.study.problem import Problem

SCHEMA = 1
_Scalar = str | int | float | bool
_Value = _Scalar | list[_Scalar]


@dataclass(frozen=True, slots=True)
class Freeze:
    """A frozen protocol.

    Attributes:
        date: Day of the first freeze, ISO.
        digest: SHA-256 of the protocol's values on that day.
        values: The protocol's values as last registered, by key path.
        deviations: Edits registered since the first freeze, oldest first.
    """

    date: str
    digest: str
    values: Mapping[str, Leaf]
    deviations: tuple[Deviation, ...] = ()


def freeze(study: Path, today: date | None = None) -> Freeze:
    """Freeze a study's protocol, or register the edits made since it was frozen.

    Args:
        study: The study folder.
        today: The day to write; default the clock's, or SOURCE_DATE_EPOCH where that is set.

    Raises:
        Refused: If there is no study, or its protocol has errors: what is frozen must be readable.
    """
    folder = open_study(study)
    protocol, problems = decode(folder.protocol)
    errors = [problem for problem in problems if problem.severity == "error"]
    if protocol is None or errors:
        raise Refused(errors[0])
    frozen = _registered(read_freeze(folder), leaves(folder.protocol), (today or _today()).isoformat())
    _replace(folder.path / FREEZE, _written(frozen))
    return frozen


def read_freeze(folder: StudyFolder) -> Freeze | None:
    """The freeze of a study folder, or None where its protocol was never frozen.

    Raises:
        Refused: If `freeze.toml` is incomplete, or its values were edited by hand after a first freeze.
    """
    if not folder.freeze:
        return None
    try:
        stored = msgspec.convert(dict(folder.freeze), _Stored)
    except msgspec.ValidationError as error:
        raise Refused(Problem("freeze_unreadable", file=FREEZE, found=str(error)[:80])) from None
    values = {key: _leaf(value) for key, value in stored.values.items()}
    registered = tuple(replace(one, before=_leaf(one.before), after=_leaf(one.after)) for one in stored.deviations)
    if digest(_undone(values, registered)) != stored.sha256:
        raise Refused(Problem("freeze_altered", file=FREEZE, found=stored.sha256[:12]))
    return Freeze(stored.date, stored.sha256, values, registered)


def deviations(folder: StudyFolder) -> tuple[Message, ...]:
    """The edits of a protocol after its freeze: registered ones with their date, then those not registered yet."""
    frozen = read_freeze(folder)
    if frozen is None:
        return ()
    open_edits = differences(frozen.values, leaves(folder.protocol))
    return tuple(deviation_message(deviation) for deviation in (*frozen.deviations, *open_edits))


class _Stored(msgspec.Struct, forbid_unknown_fields=True):
    """`freeze.toml` as it is written."""

    schema: int
    date: str
    sha256: str
    values: dict[str, _Value]
    deviations: tuple[Deviation, ...] = ()


def _registered(before: Freeze | None, values: dict[str, Leaf], today: str) -> Freeze:
    if before is None:
        return Freeze(today, digest(values), values)
    new = tuple(replace(edit, date=today) for edit in differences(before.values, values))
    return Freeze(before.date, before.digest, values, (*before.deviations, *new))


def _undone(values: Mapping[str, Leaf], registered: tuple[Deviation, ...]) -> dict[str, Leaf]:
    """The values of the first freeze: the registered edits taken back, newest first."""
    first = dict(values)
    for edit in reversed(registered):
        if edit.kind == "added":
            first.pop(edit.key, None)
        else:
            first[edit.key] = edit.before
    return first


def _leaf(value: Any) -> Leaf:
    return tuple(value) if isinstance(value, list) else value


def _today() -> date:
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    return datetime.fromtimestamp(int(epoch), UTC).date() if epoch else date.today()


def _written(frozen: Freeze) -> str:
    """The file's text; TOML strings are written as JSON strings, which TOML reads the same."""
    lines = [
        "# Protocolo congelado por «alianza freeze». No lo edite: sirve para fechar los cambios posteriores.",
        "# Protocol frozen by `alianza freeze`. Do not edit: later changes are dated by it.",
        f"schema = {SCHEMA}",
        f"date = {_toml(frozen.date)}",
        f"sha256 = {_toml(frozen.digest)}",
    ]
    for edit in frozen.deviations:
        lines += ["", "[[deviations]]", *_pairs(_fields(edit).items(), quoted=False)]
    return "\n".join([*lines, "", "[values]", *_pairs(sorted(frozen.values.items()), quoted=True), ""])


def _fields(edit: Deviation) -> dict[str, Leaf]:
    return {"date": edit.date, "kind": edit.kind, "key": edit.key, "before": edit.before, "after": edit.after}


def _pairs(values: Iterable[tuple[str, Leaf]], *, quoted: bool) -> list[str]:
    return [f"{_toml(key) if quoted else key} = {_toml(value)}" for key, value in values]


def _toml(value: Leaf) -> str:
    if isinstance(value, tuple):
        return "[" + ", ".join(_toml(entry) for entry in value) + "]"
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    # JSON leaves DEL alone, which TOML wants escaped.
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _replace(file: Path, text: str) -> None:
    """Write a file whole or not at all."""
    beside = file.with_name(f"{file.name}.tmp-{secrets.token_hex(4)}")
    try:
        beside.write_text(text, encoding="utf-8", newline="\n")
        os.replace(beside, file)
    except OSError as error:
        values = {"reason": error.strerror or ""}
        raise Refused(Problem("output_not_writable", found=file.name, values=values), 4) from None
    finally:
        beside.unlink(missing_ok=True)
