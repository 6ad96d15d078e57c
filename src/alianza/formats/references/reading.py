"""From a file to a receipt: recognise, read record by record, count, and let nothing go unsaid."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path

from alianza.formats.references.detection import recognise
from alianza.formats.references.entry import Entry, Format
from alianza.formats.references.export import MAX_BYTES, Export, open_export
from alianza.formats.references.layout import described
from alianza.formats.refused import Refused
from alianza.review.reference import ImportReceipt, Quarantined
from alianza.study.problem import Problem

MOST_RECORDS = 1_000_000
"""No review reads more; a file of nothing but marks would fill the memory with them."""
_NAMED = 10
"""Positions that a problem about several records names."""


def read(path: str | Path, *, max_bytes: int = MAX_BYTES) -> ImportReceipt:
    """Read an export of a bibliographic database or a citation manager.

    The format and the encoding are recognised in the content. Every record that the bytes hold is in the receipt,
    read or quarantined.

    Args:
        path: The file.
        max_bytes: Larger files are refused.

    Raises:
        Refused: `file_missing` (exit code 4), `not_a_file`, `references_empty`, `references_too_large`,
            `references_not_text`, `references_unknown_format`, `references_columns_unknown`,
            `references_document_type`, `references_xml_broken`, `references_json_broken`, `references_too_deep`,
            `references_too_many` or `references_count_differs`.
    """
    export = open_export(Path(path), max_bytes)
    try:
        return _receipt(export, recognise(export.data))
    except Refused as refused:
        raise Refused(replace(refused.problem, file=export.name), refused.exit_code) from None


def _receipt(export: Export, format: Format) -> ImportReceipt:
    entries = list(islice(format.entries(export.data), MOST_RECORDS + 1))
    if len(entries) > MOST_RECORDS:
        raise Refused(Problem("references_too_many", values={"limit": MOST_RECORDS}))
    counted = format.count(export.data)
    if counted != len(entries):
        raise Refused(Problem("references_count_differs", values={"counted": counted, "read": len(entries)}))
    encoding, odd = _encoding(export, entries)
    kept = [entry for entry in entries if not _is_damaged(entry)]
    return ImportReceipt(
        format=format.name,
        encoding=encoding,
        counted=counted,
        records=tuple(described(entry.raw, format.layout) for entry in kept),
        quarantined=tuple(_quarantined(export, entries)),
        problems=(*export.problems, *odd, *_warnings(export, entries), *_nothing(export, counted)),
    )


def _is_damaged(entry: Entry) -> bool:
    return entry.problem is not None and entry.problem.severity == "error"


def _quarantined(export: Export, entries: Sequence[Entry]) -> Iterator[Quarantined]:
    for position, entry in enumerate(entries, 1):
        if entry.problem is not None and _is_damaged(entry):
            row = export.data.count(b"\n", 0, entry.start) + 1
            values = {**entry.problem.values, "position": position}
            problem = replace(entry.problem, file=export.name, row=row, values=values)
            yield Quarantined(position, export.original(entry.content), problem)


def _encoding(export: Export, entries: Sequence[Entry]) -> tuple[str, tuple[Problem, ...]]:
    """The encoding of the whole, and what to say where it could only be assumed or is not one."""
    if export.encoding.startswith("utf-16"):
        return export.encoding, ()
    used = Counter(entry.encoding for entry in entries if entry.encoding != "ascii")
    if set(used) <= {"utf-8"}:
        return export.encoding or "utf-8", ()
    if set(used) <= {"cp1252", "latin-1"} and not export.encoding:
        assumed = max(used, key=lambda name: name == "latin-1")
        return assumed, (Problem("references_encoding_assumed", "notice", export.name, found=assumed),)
    other = [number for number, entry in enumerate(entries, 1) if entry.encoding not in ("ascii", "utf-8")]
    return "mixed", (Problem("references_mixed_encodings", "warning", export.name, values=_positions(other)),)


def _warnings(export: Export, entries: Sequence[Entry]) -> Iterator[Problem]:
    """What is odd about records that were read, each oddity once."""
    places: dict[str, list[int]] = {}
    problems: dict[str, Problem] = {}
    for number, entry in enumerate(entries, 1):
        if entry.problem is not None and not _is_damaged(entry):
            problems.setdefault(entry.problem.code, entry.problem)
            places.setdefault(entry.problem.code, []).append(number)
    for code, problem in problems.items():
        yield replace(problem, file=export.name, values=_positions(places[code]))


def _positions(numbers: Sequence[int]) -> dict[str, object]:
    """How many records, and the places of the first ones."""
    more = " …" if len(numbers) > _NAMED else ""
    return {"count": len(numbers), "positions": tuple(numbers[:_NAMED]), "more": more}


def _nothing(export: Export, counted: int) -> tuple[Problem, ...]:
    return () if counted else (Problem("references_none", "warning", export.name),)
