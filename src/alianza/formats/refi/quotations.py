"""Quotation reports of ATLAS.ti as tables, with Spanish or English headers: quotations without their documents."""

import re
from pathlib import Path

from alianza.coding.project import Code, Coding, Document, OtherSelection, Positions, QualitativeProject, code_path
from alianza.formats import sheet
from alianza.formats.refi.findings import Findings
from alianza.formats.refused import Refused
from alianza.study.problem import Problem

_HEADERS = {
    "document": ("document", "documento", "document name", "nombre del documento", "documento primario"),
    "content": (
        "quotation content",
        "contenido de la cita",
        "contenido",
        "content",
        "quotation text",
        "texto de la cita",
    ),
    "codes": ("codes", "códigos", "codigos", "code", "código"),
    "name": ("quotation name", "nombre de la cita", "name", "nombre"),
    "memo": ("comment", "comentario", "quotation comment", "comentario de la cita"),
    "coder": ("created by", "creado por", "author", "autor", "coder"),
}
_NEEDED = ("document", "content", "codes")
_SEPARATOR = re.compile(r"\s*[\n;|]\s*")


def is_report(start: bytes) -> bool:
    """Whether a text begins with the headers of a quotation report."""
    line = start.decode("utf-16" if start[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8", "replace").split("\n")[0]
    cells = [cell.strip('\ufeff" \r') for cell in re.split(r"[,;\t]", line)]
    return set(_NEEDED) <= set(_columns(cells))


def is_workbook_report(path: Path) -> bool:
    """Whether a workbook is a quotation report, by the headers of its first sheet."""
    try:
        return set(_NEEDED) <= set(_columns(list(sheet.read(path, format="xlsx", as_text=True).frame.columns)))
    except Refused:
        return False


def _columns(headers: list[str]) -> dict[str, str]:
    """Header by what it means."""
    by_words = {header.strip().casefold(): header for header in reversed(headers)}
    found = {}
    for meaning, words in _HEADERS.items():
        known = [by_words[word] for word in words if word in by_words]
        if known:
            found[meaning] = known[0]
    return found


def read(path: Path, format: str) -> QualitativeProject:
    """Read a quotation report; each document is its quotations in a row.

    Raises:
        Refused: The table cannot be read, or `refi_columns_missing`.
    """
    table = sheet.read(path, format=format, as_text=True)
    columns = _columns(list(table.frame.columns))
    missing = [one for one in _NEEDED if one not in columns]
    if missing:
        raise Refused(Problem("refi_columns_missing", file=path.name, expected=", ".join(missing)))
    rows = table.frame.select(list(columns.values())).rows()
    named = [dict(zip(columns, ("" if cell is None else str(cell) for cell in row), strict=True)) for row in rows]
    return _project(named, Findings(path.name), path.name)


def _project(rows: list[dict[str, str]], findings: Findings, file: str) -> QualitativeProject:
    texts: dict[str, str] = {}
    codes: dict[str, Code] = {}
    codings: list[Coding] = []
    others: list[OtherSelection] = []
    for row in rows:
        name, quotation = row["document"].strip(), row["content"].replace("\r\n", "\n").replace("\r", "\n")
        if not name or not quotation.strip():
            findings.note("refi_quotation_not_found", name)
            continue
        before = texts.get(name, "")
        start = len(before) + 2 * bool(before)
        texts[name] = f"{before}\n\n{quotation}" if before else quotation
        memo, label, coder = row.get("memo", ""), row.get("name", ""), row.get("coder", "")
        paths = [code_path([given]) for given in _SEPARATOR.split(row["codes"].strip()) if given]
        for path in paths:
            codes.setdefault(path, Code(path))
            codings.append(Coding(name, path, coder, start, start + len(quotation), quotation, memo=memo, name=label))
        if not paths:
            place = {"startPosition": str(start), "endPosition": str(start + len(quotation))}
            place |= {word: said for word, said in (("name", label), ("Description", memo)) if said}
            others.append(OtherSelection(name, "PlainTextSelection", coder=coder, place=place))
    people = [*(one.coder for one in codings), *(one.coder for one in others)]
    return QualitativeProject(
        documents=tuple(Document(name, text) for name, text in texts.items()),
        codes=tuple(codes.values()),
        codings=tuple(codings),
        others=tuple(others),
        coders=tuple(dict.fromkeys(filter(None, people))),
        positions=Positions(),
        origin="ATLAS.ti",
        problems=(Problem("refi_text_from_quotations", "notice", file=file), *findings.problems()),
    )
