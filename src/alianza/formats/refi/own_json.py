"""A project as alianza's own JSON, which keeps everything."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import msgspec

from alianza.coding.project import OtherSelection, QualitativeProject, SelectionCoding
from alianza.formats.refused import Refused
from alianza.study.problem import Problem

FORMAT = "alianza-project-1"
_MARK = b'{"format":"alianza-project-1"'
_MOST = 200_000_000


class _File(msgspec.Struct):
    format: str
    project: QualitativeProject


class _MarkBefore(msgspec.Struct):
    codes: tuple[str, ...] = ()
    coder: str = ""


class MarksBefore(msgspec.Struct):
    """Marks that are no passages as they were written before each had its codings: one for each coder, with codes."""

    others: tuple[_MarkBefore, ...] = ()


class _FileBefore(msgspec.Struct):
    project: MarksBefore


def with_codings(marks: Sequence[OtherSelection], before: MarksBefore) -> tuple[OtherSelection, ...]:
    """Marks with the codings that stand as bare codes in an earlier form of the same marks."""
    return tuple(
        one if one.codings else replace(one, codings=tuple(SelectionCoding(code, was.coder) for code in was.codes))
        for one, was in zip(marks, before.others, strict=True)
    )


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
        data = path.read_bytes()
        project = msgspec.json.decode(data, type=_File).project
        if any(not one.codings for one in project.others):
            before = msgspec.json.decode(data, type=_FileBefore).project
            project = replace(project, others=with_codings(project.others, before))
    except (msgspec.DecodeError, RecursionError) as error:
        raise Refused(Problem("refi_unreadable", file=path.name, found=str(error))) from None
    for one in project.codings:
        document = project.document.get(one.document)
        if document is None or document.text[one.start : one.end] != one.quotation:
            raise Refused(Problem("refi_unreadable", file=path.name, found=one.quotation[:60]))
    return project
