"""Tables of names: what may tell who somebody is, proposed; and what replaces each, as a person has decided."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from alianza.coding.open_coding import find_document
from alianza.coding.progress import Source
from alianza.formats import Refused
from alianza.formats.formulas import safe, unguarded
from alianza.formats.sheet import read
from alianza.formats.whole_file import put
from alianza.interviews.redaction import name_problems
from alianza.interviews.suggested_names import Kind, suggestions
from alianza.study.problem import Problem
from alianza.survey.values import YES, fold, texts
from alianza.workflow.interviews.reading import ReadCoding, read_coding

MAX_BYTES: Final = 10_000_000
HEADINGS: Final[Mapping[str, tuple[str, ...]]] = {
    "name": ("name", "nombre", "texto", "text"),
    "replacement": ("replacement", "sustitucion", "reemplazo", "seudonimo"),
    "exactly": ("exactly", "exacto", "tal cual"),
}
"""Column of a table of names to its headings, without accents and capitals."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """Something that may tell who somebody is: what it is, how often it stands, and in which interviews."""

    kind: Kind
    text: str
    times: int
    documents: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NameTable:
    """A table of names: what replaces each, those that are found only as written, and how many rows replace nothing."""

    names: Mapping[str, str]
    exactly: tuple[str, ...]
    undecided: int
    problems: tuple[Problem, ...]


def propose(path: Path, documents: Sequence[str], known: Path | None = None) -> tuple[Proposal, ...]:
    """What may tell who somebody is, over all interviews or some; what a table of names has is not proposed again.

    Raises:
        Refused: `document_unknown`; as `read_names`.
    """
    now = read_coding(path)
    table = read_names(known).names if known is not None else {}
    found: dict[tuple[Kind, str], list[tuple[str, int]]] = {}
    for source in chosen_documents(now, documents):
        for one in suggestions(now.contents.documents[source.text_content].document.text, list(table)):
            found.setdefault((one.kind, one.text), []).append((source.name, len(one.places)))
    proposals = [
        Proposal(kind, text, sum(times for _, times in places), tuple(name for name, _ in places))
        for (kind, text), places in found.items()
    ]
    order = list(dict.fromkeys(one.kind for one in proposals))
    return tuple(sorted(proposals, key=lambda one: (order.index(one.kind), -one.times)))


def write_proposals(path: Path, proposals: Iterable[Proposal], file: Path) -> None:
    """Write a table of names in which a person says what replaces each; an empty cell replaces nothing.

    Raises:
        Refused: `names_inside_study`; `output_exists`; `output_not_writable`.
    """
    require_outside(path, file)
    if file.exists():
        raise Refused(Problem("output_exists", found=str(file)))
    text = io.StringIO(newline="")
    rows = csv.writer(text, delimiter=";", lineterminator="\r\n")
    rows.writerow(["nombre", "sustitución", "exacto", "clase", "veces", "entrevistas"])
    for one in proposals:
        rows.writerow([safe(one.text), "", "", one.kind, one.times, safe(", ".join(one.documents))])
    put(file, text.getvalue().encode("utf-8-sig"))


def read_names(file: Path) -> NameTable:
    """The table of names in a file; rows whose replacement is empty replace nothing.

    Raises:
        Refused: As `alianza.formats.sheet.read`; `names_column_missing`; with the errors of `name_problems`.
    """
    sheet = read(file, max_bytes=MAX_BYTES, as_text=True)
    places = {
        name: next((one for one in sheet.columns if fold(one) in known), None) for name, known in HEADINGS.items()
    }
    missing = [name for name in ("name", "replacement") if places[name] is None]
    if missing:
        found, expected = ", ".join(sheet.columns), ", ".join(HEADINGS[missing[0]])
        raise Refused(Problem("names_column_missing", file=file.name, place=missing[0], found=found, expected=expected))
    empty: list[str] = [""] * sheet.frame.height
    name, replacement, exactly = (
        [unguarded((one or "").strip()) for one in texts(sheet.frame[place])] if place else empty
        for place in places.values()
    )
    names = {one: text for one, text in zip(name, replacement, strict=True) if one and text}
    problems = tuple(replace(one, file=file.name) for one in name_problems(names))
    errors = [one for one in problems if one.severity == "error"]
    if errors:
        raise Refused(errors[0], others=tuple(errors[1:]))
    exact = tuple(one for one, said in zip(name, exactly, strict=True) if fold(said) in YES)
    return NameTable(names, exact, sum(not text for text in replacement), (*sheet.problems, *problems))


def chosen_documents(now: ReadCoding, names: Sequence[str]) -> tuple[Source, ...]:
    """The documents of some names; all of them for none.

    Raises:
        Refused: `document_unknown`.
    """
    found = [find_document(now.state, name) for name in names]
    wrong = [one for one in found if isinstance(one, Problem)]
    if wrong:
        raise Refused(wrong[0], others=tuple(wrong[1:]))
    return tuple(one for one in found if isinstance(one, Source)) if names else now.state.documents


def require_outside(study: Path, file: Path) -> None:
    """Keep names and their key apart from the texts.

    Raises:
        Refused: `names_inside_study`.
    """
    if file.resolve().is_relative_to(study.resolve()):
        raise Refused(Problem("names_inside_study", found=str(file)))
