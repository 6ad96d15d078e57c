"""A project as alianza's own JSON, which keeps everything."""

from dataclasses import replace
from pathlib import Path

import msgspec

from alianza.coding.project import QualitativeProject
from alianza.formats.refused import Refused
from alianza.study.problem import Problem

FORMAT = "alianza-project-1"
_MARK = b'{"format":"alianza-project-1"'
_MOST = 200_000_000


class _File(msgspec.Struct):
    format: str
    project: QualitativeProject


def is_own(start: bytes) -> bool:
    """Whether a file begins as `to_json` begins it."""
    return start.lstrip().startswith(_MARK)


def to_json(project: QualitativeProject) -> bytes:
    """The project without what was odd about the file that it came from."""
    return msgspec.json.encode(_File(FORMAT, replace(project, problems=())))


def from_json(path: Path) -> QualitativeProject:
    """The project in a file.

    Raises:
        Refused: `refi_too_large`, or `refi_unreadable` where a value is missing, of the wrong kind or a quotation does
            not stand where the file says.
    """
    if path.stat().st_size > _MOST:
        raise Refused(Problem("refi_too_large", file=path.name, values={"limit": _MOST // 1_000_000}))
    try:
        project = msgspec.json.decode(path.read_bytes(), type=_File).project
    except (msgspec.DecodeError, RecursionError) as error:
        raise Refused(Problem("refi_unreadable", file=path.name, found=str(error))) from None
    for one in project.codings:
        document = project.document.get(one.document)
        if document is None or document.text[one.start : one.end] != one.quotation:
            raise Refused(Problem("refi_unreadable", file=path.name, found=one.quotation[:60]))
    return project
