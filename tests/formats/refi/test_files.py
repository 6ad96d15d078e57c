"""Every file of the collection opens with exact quotations or a named problem; hostile ones are refused at once."""

import sqlite3
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from alianza.coding.project import Code, Coding, Document, Positions, QualitativeProject
from alianza.formats import Refused, refi

FILES = Path(__file__).parents[4] / "shared" / "data" / "refi_qda"
REAL = sorted(FILES.glob("*/*.qd*"))
REFUSED = {"xxe.qdpx": "refi_document_type", "zip_slip.qdpx": "refi_unsafe_archive"}
QUOTATION = "confianza mutua 👍"
TEXT = "Alianza 🤝 señor\r\nconfianza mutua 👍 contrato\r\notra línea 🤝 más larga, y otra confianza mutua"

needs_files = pytest.mark.skipif(not REAL, reason="the collection of REFI-QDA files is not here")


def same(project: QualitativeProject) -> QualitativeProject:
    """A project without what says where it comes from."""
    return replace(project, positions=Positions(), origin="", problems=())


def exact(project: QualitativeProject) -> bool:
    return all(project.document[one.document].text[one.start : one.end] == one.quotation for one in project.codings)


def qde(inner: str, text_path: str = "internal://d.txt") -> bytes:
    """A SYNTHETIC project with one document, one code and one coder."""
    return (
        '<?xml version="1.0" encoding="utf-8"?><Project xmlns="urn:QDA-XML:project:1.0" name="SYNTHETIC">'
        '<Users><User guid="11111111-1111-1111-1111-111111111111" name="a"/></Users><CodeBook><Codes>'
        '<Code guid="22222222-2222-2222-2222-222222222222" name="confianza" isCodable="true"/></Codes></CodeBook>'
        f'<Sources><TextSource guid="33333333-3333-3333-3333-333333333333" name="d" plainTextPath="{text_path}">'
        f"{inner}</TextSource></Sources></Project>"
    ).encode()


def selection(start: int, end: int, number: int = 0) -> str:
    return (
        f'<PlainTextSelection guid="44444444-4444-4444-4444-{number:012}" startPosition="{start}" endPosition="{end}">'
        f'<Coding guid="55555555-5555-5555-5555-{number:012}">'
        '<CodeRef targetGUID="22222222-2222-2222-2222-222222222222"/></Coding></PlainTextSelection>'
    )


def packed(path: Path, entries: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
    return path


@needs_files
@pytest.mark.parametrize("file", REAL, ids=lambda file: file.name)
def test_every_file_opens_with_exact_quotations_or_a_named_problem(file):
    if file.name in REFUSED:
        with pytest.raises(Refused) as refused:
            refi.read(file)
        assert refused.value.problem.code == REFUSED[file.name]
        return
    project = refi.read(file)
    assert exact(project)
    assert project.codings or project.problems or not file.read_bytes().count(b"Coding")


@needs_files
@pytest.mark.parametrize("file", sorted(FILES.glob("hostile/off_*.qdpx")), ids=lambda file: file.name)
def test_files_that_count_differently_yield_the_quotation(file):
    assert [one.quotation for one in refi.read(file).codings] == [QUOTATION]


@needs_files
@pytest.mark.parametrize("end", [".qdpx", ".json"])
@pytest.mark.parametrize("file", [one for one in REAL if one.name not in REFUSED], ids=lambda file: file.name)
def test_import_export_import_is_identical(file, end, tmp_path):
    first = refi.read(file)
    refi.write(first, tmp_path / f"out{end}")
    assert same(refi.read(tmp_path / f"out{end}")) == same(first)


@pytest.mark.parametrize("inclusive", [False, True], ids=["exclusive", "inclusive"])
@pytest.mark.parametrize("mark", ["nomark", "mark", "markcounted"])
@pytest.mark.parametrize("line_break", [1, 2])
@pytest.mark.parametrize("unit", ["codepoint", "utf16", "utf8"])
def test_each_way_of_counting_is_inferred(unit, line_break, mark, inclusive, tmp_path):
    raw = TEXT if line_break == 2 else TEXT.replace("\r\n", "\n")
    if mark == "markcounted":
        raw = "\ufeff" + raw
    width = {"codepoint": len, "utf16": lambda t: len(t.encode("utf-16-le")) // 2, "utf8": lambda t: len(t.encode())}
    wanted = ["confianza mutua", "contrato", "otra línea", "más larga", "señor", "mutua"]
    places = [(width[unit](raw[: raw.index(w)]), width[unit](raw[: raw.index(w) + len(w)]) - inclusive) for w in wanted]
    stored = TEXT if mark == "nomark" else "\ufeff" + TEXT
    inner = "".join(selection(*place, number) for number, place in enumerate(places))
    file = packed(tmp_path / "x.qdpx", {"project.qde": qde(inner), "sources/d.txt": stored.encode()})
    assert [one.quotation for one in refi.read(file).codings] == wanted


def test_a_forced_way_of_counting_is_kept_to(tmp_path):
    file = packed(tmp_path / "x.qdpx", {"project.qde": qde(selection(8, 10)), "sources/d.txt": TEXT.encode()})
    project = refi.read(file, "utf16:crlf2")
    assert project.codings[0].quotation == "🤝"
    assert project.positions == Positions("utf16", how="forced")


def bombs(tmp_path: Path) -> dict[str, Path]:
    def file(name, entries):
        return packed(tmp_path / name, entries)

    whole = file("whole.qdpx", {"project.qde": qde("<a/>" * 2000)}).read_bytes()
    (tmp_path / "cut.qdpx").write_bytes(whole[: len(whole) // 2])
    lying = bytearray(whole)
    at = lying.rindex(b"PK\x01\x02")
    lying[at + 24 : at + 28] = (50).to_bytes(4, "little")
    (tmp_path / "lying.qdpx").write_bytes(lying)
    locked = bytearray(whole)
    locked[at + 8] |= 1
    (tmp_path / "locked.qdpx").write_bytes(locked)
    entity = b'<!DOCTYPE P [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><Project>&b;</Project>'
    (tmp_path / "bomb.qde").write_bytes(entity)
    (tmp_path / "deep.qde").write_bytes(b"<Project>" + b"<a>" * 100_000)
    (tmp_path / "words.qdpx").write_text("no project")
    (tmp_path / "corrupt.sqlite3").write_bytes(b"SQLite format 3\0" + b"\xff" * 5000)
    return {
        "zip_bomb": file("zip_bomb.qdpx", {"project.qde": qde(""), "sources/d.txt": b"\0" * 60_000_000}),
        "many_elements": file("many.qdpx", {"project.qde": qde("<a/>" * 4_000_000)}),
        "slip": file("slip.qdpx", {"project.qde": qde(""), "../x": b"x"}),
        **{name: tmp_path / name for name in ("cut.qdpx", "lying.qdpx", "locked.qdpx", "bomb.qde", "deep.qde")},
        **{name: tmp_path / name for name in ("words.qdpx", "corrupt.sqlite3")},
    }


def test_hostile_files_are_refused_without_writing_anything(tmp_path):
    files = bombs(tmp_path)
    before = sorted(tmp_path.rglob("*"))
    for name, file in files.items():
        with pytest.raises(Refused):
            refi.read(file)
            pytest.fail(name)
    assert sorted(tmp_path.rglob("*")) == before


def test_a_path_that_leads_outside_reads_nothing(tmp_path):
    file = packed(tmp_path / "x.qdpx", {"project.qde": qde(selection(0, 4), "absolute:///etc/hostname")})
    project = refi.read(file)
    assert project.documents[0].text == ""
    assert {one.code for one in project.problems} == {"refi_source_missing", "refi_codings_without_text"}


def test_texts_that_a_bare_qde_lacks_are_one_problem_with_the_first_names(tmp_path):
    start, source, end = qde(selection(0, 4)).decode().partition("<TextSource")[0], "", "</Sources></Project>"
    for place in range(10):
        source += (
            f'<TextSource guid="33333333-3333-3333-3333-{place:012}" name="E{place}" plainTextPath="internal://{place}.txt">'
            f"{selection(0, 4, place)}</TextSource>"
        )
    (tmp_path / "x.qde").write_text(start + source + end, encoding="utf-8")
    said = {one.code: one for one in refi.read(tmp_path / "x.qde").problems}
    for code in ("refi_source_missing", "refi_codings_without_text"):
        assert (said[code].found, said[code].values) == ("E0, E1, E2…", {"count": 10})
    assert len(said) == len(refi.read(tmp_path / "x.qde").problems)


def test_what_is_not_text_is_kept_and_said(tmp_path):
    inner = selection(3, 3) + selection(500, 600, 1) + "<Odd/>" + (
        '<Coding guid="66666666-6666-6666-6666-666666666666">'
        '<CodeRef targetGUID="22222222-2222-2222-2222-222222222222"/></Coding>'
    )  # fmt: skip
    project = refi.read(packed(tmp_path / "x.qdpx", {"project.qde": qde(inner), "Sources/D.txt": b"uno dos"}))
    assert [one.kind for one in project.others] == ["PlainTextSelection", "Source"]
    assert {"refi_empty_passage", "refi_outside_text", "refi_not_taken"} <= {one.code for one in project.problems}


def test_taguette_counts_bytes_of_the_words_of_a_page(tmp_path):
    file = tmp_path / "t.sqlite3"
    with sqlite3.connect(file) as database:
        database.executescript(
            "CREATE TABLE projects(id INTEGER, name TEXT, description TEXT);"
            "CREATE TABLE documents(id INTEGER, name TEXT, description TEXT, project_id INTEGER, contents TEXT);"
            "CREATE TABLE highlights(id INTEGER, document_id INTEGER, start_offset INTEGER, end_offset INTEGER);"
            "CREATE TABLE tags(id INTEGER, project_id INTEGER, path TEXT, description TEXT);"
            "CREATE TABLE highlight_tags(highlight_id INTEGER, tag_id INTEGER);"
            "INSERT INTO projects VALUES (1, 'SYNTHETIC', '');"
            "INSERT INTO documents VALUES (1, 'd', '', 1, '<p>Señor 🤝 &amp; yo</p><p>confianza</p>');"
            "INSERT INTO tags VALUES (1, 1, 'gobernanza.pacto', ''); INSERT INTO highlight_tags VALUES (1, 1), (2, 1);"
            "INSERT INTO highlights VALUES (1, 1, 7, 13), (2, 1, 16, 25);"
        )
    project = refi.read(file)
    assert [one.quotation for one in project.codings] == ["🤝 &", "confianza"]
    assert exact(project)


@pytest.mark.parametrize(
    "table", ["Documento,Contenido de la cita,Códigos\n", "Document;Quotation Content;Codes\n"], ids=["es", "en"]
)
def test_quotation_reports_become_documents_of_their_quotations(table, tmp_path):
    sign = ";" if ";" in table else ","
    file = tmp_path / "report.csv"
    file.write_text(table + f'E1{sign}nos fiamos{sign}confianza\nE1{sign}hay contrato{sign}"pacto\nconfianza"\n')
    assert refi.is_project(file.read_bytes()[:4096])
    project = refi.read(file)
    assert [(one.code, one.quotation) for one in project.codings] == [
        ("confianza", "nos fiamos"),
        ("pacto", "hay contrato"),
        ("confianza", "hay contrato"),
    ]
    assert exact(project)


@pytest.mark.parametrize("formula", ["=1+1", " =1+1", "＝1+1", "\n=1+1"])
def test_tables_hold_no_formulas(tmp_path, formula):
    from openpyxl import load_workbook

    project = QualitativeProject(
        documents=(Document("d", f"{formula} dijo"),),
        codes=(Code("a"),),
        codings=(Coding("d", "a", "x", 0, len(formula), formula),),
    )
    for name in ("t.csv", "t.xlsx", "t.graphml"):
        refi.write(project, tmp_path / name)
    assert f"'{formula}" in (tmp_path / "t.csv").read_text()
    assert load_workbook(tmp_path / "t.xlsx").active["F2"].data_type == "s"
    assert '<data key="codings">1</data>' in (tmp_path / "t.graphml").read_text()


@pytest.mark.parametrize("place", ["9" * 40, "-5", "x", ""])
def test_positions_without_sense_are_left_out_and_said(place, tmp_path):
    inner = selection(0, 3).replace('endPosition="3"', f'endPosition="{place}"')
    project = refi.read(packed(tmp_path / "x.qdpx", {"project.qde": qde(inner), "sources/d.txt": b"uno dos"}))
    assert project.codings == ()
    assert "refi_outside_text" in {one.code for one in project.problems}


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-32-le", "utf-16", "utf-32", "mac_roman", "cp850", "cp1252"])
def test_texts_of_other_encodings_are_read_and_said(encoding, tmp_path):
    text = "El señor Núñez confía más en la compañía según la reunión, ¿sí?"
    start = text.index("confía")
    entries = {"project.qde": qde(selection(start, start + 6)), "sources/d.txt": text.encode(encoding)}
    project = refi.read(packed(tmp_path / "x.qdpx", entries))
    assert [one.quotation for one in project.codings] == ["confía"]
    said = [one.found for one in project.problems if one.code == "refi_encoding"]
    assert len(said) == 1 and said[0].startswith(f"d: {encoding}")


def test_a_quotation_without_code_keeps_its_comment(tmp_path):
    file = tmp_path / "report.csv"
    file.write_text("Documento;Contenido de la cita;Códigos;Comentario;Creado por\nE1;nos fiamos;;mirar otra vez;Lía\n")
    project = refi.read(file)
    (other,) = project.others
    assert (other.kind, other.coder, other.place["Description"]) == ("PlainTextSelection", "Lía", "mirar otra vez")
    assert project.coders == ("Lía",)
    refi.write(project, tmp_path / "y.qdpx")
    assert [one.place for one in refi.read(tmp_path / "y.qdpx").others] == [other.place]


@pytest.mark.parametrize("sign", ["a", "👍"])
def test_no_cell_of_a_workbook_cuts_a_quotation(sign, tmp_path):
    from openpyxl import load_workbook

    text = "".join(f"{number} {sign}" for number in range(12_000))
    project = QualitativeProject(
        documents=(Document("d", text),),
        codes=(Code("a"),),
        codings=(Coding("d", "a", "x", 0, len(text), text), Coding("d", "a", "x", 0, 1, text[:1], memo="sí")),
    )
    refi.write(project, tmp_path / "t.xlsx")
    page = load_workbook(tmp_path / "t.xlsx").active
    head = [cell.value for cell in page[1]]
    more = [place for place, name in enumerate(head) if name.startswith("quotation")]
    assert "".join(page[2][place].value for place in more) == text
    assert max(len(page[2][place].value.encode("utf-16-le")) // 2 for place in more) < 32_767
    assert [cell.value for cell in page[3]][5:8] == ["0", None, "sí"]
