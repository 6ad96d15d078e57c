"""`alianza interviews names`, `redact`, `reveal` and `revise`."""

import zipfile
import zlib
from pathlib import Path

import pyrage
import pytest
from sqlalchemy import select

from alianza.cli import failures
from alianza.coding.progress import code_paths
from alianza.coding.project import Case, Document, GroupSet, Note, OtherSelection, QualitativeProject
from alianza.coding.rounds import Ruling
from alianza.formats import Refused, refi
from alianza.storage.database import CONTENTS, FILE
from alianza.workflow.interviews import actions, memos
from alianza.workflow.interviews.actions import Target
from alianza.workflow.interviews.reading import read_coding
from alianza.workflow.interviews.rounds import Opening, open_round, queue, rate, round_of, settle
from alianza.workflow.interviews.transcripts import add_transcripts
from alianza.workflow.journal import reading
from tests.interviews_study import study, transcripts

TEXT = """SYNTHETIC

Entrevistadora: ¿Quién propuso la alianza?

P1: La propuso Rosalba Quinde. Con Rosalba Quinde firmamos sin leer el acta. Mi cédula: 1710034065.

Entrevistadora: ¿Y después?

P1: La confianza creció.
"""


@pytest.fixture
def made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A study with one transcript (event 1), two codes (2, 3) and two codings of it (4, 5)."""
    monkeypatch.setenv("LC_ALL", "es_EC.UTF-8")
    monkeypatch.setenv("ALIANZA_KEY_PASSPHRASE", "cuatro palabras que nadie adivina")
    monkeypatch.chdir(tmp_path)
    folder = study(tmp_path)
    (folder / "interviews" / "transcripts" / "E01.txt").write_text(TEXT, encoding="utf-8")
    add_transcripts(folder, transcripts(folder)[:1], "lia")
    actions.add_code(folder, "confianza", {"construct": "trust"}, "lia")
    actions.add_code(folder, "actas", {}, "lia")
    actions.code_passage(folder, Target("E01", words="Con Rosalba Quinde firmamos sin leer el acta."), ["actas"], "ana")
    actions.code_passage(folder, Target("E01", words="La confianza creció."), ["confianza"], "ana")
    return folder


def run(*words: str | Path) -> int:
    return failures.run(["interviews", *map(str, words)])


def locked(made: Path) -> list[str | Path]:
    """A key for a recipient, which is opened much faster than one with a passphrase."""
    file = made.parent / "identidad.txt"
    if not file.exists():
        file.write_text(f"# SYNTHETIC\n{pyrage.x25519.Identity.generate()}\n", encoding="utf-8")
    secret = pyrage.x25519.Identity.from_str(file.read_text(encoding="utf-8").splitlines()[1])
    return ["--key", made.parent / "clave.age", "--recipient", str(secret.to_public()), "--identity", file]


def table(made: Path, text: str = "nombre;sustitución\nRosalba Quinde;[PERSONA 1]\n1710034065;[CÉDULA 1]\n") -> Path:
    file = made.parent / "nombres.csv"
    file.write_text(text, encoding="utf-8")
    return file


def text(made: Path) -> str:
    return read_coding(made).assembled.project.documents[0].text


def quotations(made: Path) -> list[str]:
    return [one.quotation for one in read_coding(made).assembled.project.codings]


def words_in_the_database(made: Path) -> list[bytes]:
    """Stored contents with the name, packed as they lie in the file: what fits in one page is found there whole."""
    with reading(made) as connection:
        rows = connection.execute(select(CONTENTS.c.bytes)).scalars().all()
    packed = [one for one in rows if "Rosalba" in zlib.decompress(one).decode("utf-8")]
    lying = raw(made)
    assert all(one in lying for one in packed)
    return packed


def raw(made: Path) -> bytes:
    """The database's files, with what is written ahead."""
    return b"".join(file.read_bytes() for file in sorted(made.glob(f"{FILE}*")))


def test_names_are_proposed_and_a_person_decides(made: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = made.parent / "propuestas.csv"
    assert run("names", made, "--out", out) == 0
    said = capsys.readouterr().out
    assert "nombre: Rosalba Quinde  × 2  (E01)" in said and "cédula: 1710034065" in said
    assert out.read_text(encoding="utf-8-sig").splitlines()[1:] == [
        "Rosalba Quinde;;;name;2;E01", "1710034065;;;cedula;1;E01",
    ]  # fmt: skip
    assert "Rosalba" in text(made)
    assert run("names", made, "--out", made / "dentro.csv") == 3
    capsys.readouterr()
    assert run("names", made, "--known", table(made)) == 0
    assert "Rosalba" not in capsys.readouterr().out


def test_a_redaction_says_first_what_it_does(made: Path, capsys: pytest.CaptureFixture[str]) -> None:
    key = made.parent / "clave.age"
    assert run("redact", made, "--names", table(made), "--key", key, "--by", "lia") == 0
    said = capsys.readouterr().out
    assert "E01: [PERSONA 1] × 2, [CÉDULA 1] × 1" in said
    assert "«Con Rosalba Quinde firmamos sin leer el acta.» → «Con [PERSONA 1] firmamos" in said
    assert "No se ocultó nada" in said
    assert not key.exists() and "Rosalba" in text(made)


def test_names_in_the_codebook_are_said_by_the_codes_that_have_them(
    made: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    actions.add_code(made, "dinero", {"example": "se lo presté a Rosalba Quinde"}, "lia")
    assert run("redact", made, "--names", table(made), "--key", made.parent / "clave.age", "--by", "lia") == 0
    assert (
        "El libro de códigos tiene nombres de la tabla, y en él no se oculta nada: dinero." in capsys.readouterr().err
    )


def test_names_go_from_every_byte_of_the_study_and_come_back_with_the_key(
    made: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    key, packed = made.parent / "clave.age", words_in_the_database(made)
    assert packed
    assert run("redact", made, "--names", table(made), "--key", key, "--by", "lia", "--yes") == 0
    assert "E01.txt todavía tiene nombres" in capsys.readouterr().err
    assert "Rosalba" not in text(made) and "1710034065" not in text(made)
    assert quotations(made) == ["Con [PERSONA 1] firmamos sin leer el acta.", "La confianza creció."]
    assert not [one for one in packed if one in raw(made)]
    assert b"Rosalba" not in key.read_bytes()
    assert run("reveal", made, "E01", "--key", key) == 0
    assert capsys.readouterr().out.splitlines() == TEXT.splitlines()


def test_another_passphrase_opens_nothing(
    made: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    key = made.parent / "clave.age"
    assert run("redact", made, "--names", table(made), "--key", key, "--by", "lia", "--yes") == 0
    monkeypatch.setenv("ALIANZA_KEY_PASSPHRASE", "otra cosa")
    assert run("reveal", made, "E01", "--key", key) == 3
    monkeypatch.setenv("ALIANZA_KEY_PASSPHRASE", "")
    assert run("reveal", made, "E01", "--key", key) == 3
    assert "Falta con qué abrir la clave" in capsys.readouterr().err
    assert run("redact", made, "--names", table(made), "--key", made.parent / "otra.age", "--by", "lia") == 0
    later = table(made, "nombre;sustitución\nconfianza;[X]\n")
    assert run("redact", made, "--names", later, "--key", made.parent / "otra.age", "--by", "lia", "--yes") == 3
    assert "confianza" in text(made)


def test_a_later_redaction_adds_to_the_key(made: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first = table(made, "nombre;sustitución\nRosalba Quinde;[PERSONA 1]\n1710034065;\n")
    assert run("redact", made, "--names", first, *locked(made), "--by", "lia", "--yes") == 0
    assert "Filas sin sustitución, que no ocultan nada: 1." in capsys.readouterr().out
    second = table(made, "nombre;sustitución\n1710034065;[CÉDULA 1]\n")
    assert run("redact", made, "--names", second, *locked(made), "--by", "lia", "--yes") == 0
    capsys.readouterr()
    assert (
        run("reveal", made, "E01", "--key", made.parent / "clave.age", "--identity", made.parent / "identidad.txt") == 0
    )
    assert capsys.readouterr().out.splitlines() == TEXT.splitlines()


def test_a_telephone_number_that_a_spreadsheet_would_compute_is_redacted(
    made: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    said = made / "interviews" / "transcripts" / "E02.txt"
    said.write_text("SYNTHETIC\n\nP2: Llámeme al +593 99 123 4567.\n", encoding="utf-8")
    assert run("add", made, said, "--by", "lia") == 0
    out = made.parent / "propuestas.csv"
    assert run("names", made, "E02", "--out", out) == 0
    proposed = out.read_text(encoding="utf-8-sig")
    assert "'+593 99 123 4567;;" in proposed
    filled = table(made, proposed.replace("4567;;", "4567;[TELÉFONO 1];") + "Rosalva Quinde;[PERSONA 1];;;;\n")
    capsys.readouterr()
    assert run("redact", made, "--names", filled, *locked(made), "--by", "lia", "--yes") == 0
    printed = capsys.readouterr()
    assert "E02: [TELÉFONO 1] × 1" in printed.out
    assert "Ningún texto tiene estos nombres de la tabla: Rosalva Quinde." in printed.err
    assert run("redact", made, "--names", filled, *locked(made), "--by", "lia") == 0
    assert "tabla: Rosalva Quinde." in capsys.readouterr().err


def test_a_redaction_says_which_memos_and_codes_keep_names(made: Path, capsys: pytest.CaptureFixture[str]) -> None:
    memos.write_memo(made, "code", ["E01"], "sin nombres", "ana")
    memos.write_memo(made, "code", ["E01"], "volver a Rosalba Quinde", "ana")
    actions.code_passage(made, Target("E01", words="sin leer el acta"), ["actas"], "ana", "como Rosalba Quinde")
    actions.change_code(made, "actas", {"example": "con Rosalba  Quinde firmamos"}, "lia")
    assert run("redact", made, "--names", table(made), *locked(made), "--by", "lia") == 0
    said = capsys.readouterr().err
    assert "2 memos o notas tienen nombres de la tabla, y en los memos no se oculta nada: 7, 8." in said
    assert "en él no se oculta nada: actas." in said


NAMED = "Rosalba Quinde"
TOLD = "SYNTHETIC. Con Rosalba Quinde firmamos. Luego nadie firmó."


def adopted(made: Path) -> Path:
    """The study with a project in which a name stands at every place where a program writes words."""
    start = TOLD.index("Luego")
    place = {"startPosition": str(start), "endPosition": str(len(TOLD)), "name": f"de {NAMED}", "Description": NAMED}
    project = QualitativeProject(
        documents=(
            Document(f"E {NAMED}", TOLD, description=f"con {NAMED}", attributes={"jefa": NAMED}),
            Document("foto", kind="picture", description=f"retrato de {NAMED}"),
        ),
        others=(OtherSelection(f"E {NAMED}", "PlainTextSelection", place=place),),
        cases=(Case("firma", description=f"de {NAMED}"), Case("otra")),
        sets=(GroupSet(f"grupo de {NAMED}"),),
        description=f"Proyecto de {NAMED}",
    )
    refi.write(project, made.parent / "ajeno.json")
    assert failures.run(["import", str(made.parent / "ajeno.json"), "--study", str(made), "--by", "lia"]) == 0
    return made


def test_a_redaction_reaches_all_words_that_came_with_a_document_and_names_where_it_does_not(
    made: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    adopted(made)
    capsys.readouterr()
    assert run("redact", made, "--names", table(made), *locked(made), "--by", "lia", "--yes") == 0
    said = capsys.readouterr()
    assert f"E {NAMED}: [PERSONA 1] × 5" in said.out and "foto: [PERSONA 1] × 1" in said.out
    assert f"nombres de la tabla, y ahí no se oculta nada: E {NAMED}." in said.err
    assert f"ahí no se oculta nada: «firma», «grupo de {NAMED}»." in said.err and "«otra»" not in said.err
    assert "la descripción de un proyecto importado tiene nombres" in said.err
    project = read_coding(made).assembled.project
    document, picture = project.documents[1:]
    assert (document.description, document.attributes["jefa"]) == ("con [PERSONA 1]", "[PERSONA 1]")
    assert picture.description == "retrato de [PERSONA 1]"
    [mark] = project.others
    start, end = int(mark.place["startPosition"]), int(mark.place["endPosition"])
    assert document.text[start:end] == "Luego nadie firmó."
    assert (mark.place["name"], mark.place["Description"]) == ("de [PERSONA 1]", "[PERSONA 1]")


def test_a_redaction_names_memos_that_said_names_before_or_were_undone(
    made: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    memos.write_memo(made, "code", ["E01"], f"volver a {NAMED}", "ana")
    first = read_coding(made).events[-1].number
    memos.change_memo(made, str(first), "volver a ella", "ana")
    memos.write_memo(made, "code", ["E01"], f"llamar a {NAMED}", "luis")
    actions.take_back(made, "luis")
    assert run("redact", made, "--names", table(made), *locked(made), "--by", "lia") == 0
    said = capsys.readouterr().err
    assert (
        f"2 memos o notas tienen nombres de la tabla, y en los memos no se oculta nada: {first}, {first + 2}." in said
    )
    for number in (first, first + 2):
        assert run("memo", made, "--erase", str(number), "--by", "lia") == 0
    capsys.readouterr()
    assert run("redact", made, "--names", table(made), *locked(made), "--by", "lia") == 0
    assert "en los memos no se oculta nada" not in capsys.readouterr().err


def test_a_redaction_names_the_reasons_of_decisions_that_have_names(
    made: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    open_round(made, Opening(share=1.0), "lia")
    path, *_ = code_paths(read_coding(made).state.codes).values()
    for unit in round_of(read_coding(made), "").units:
        rate(made, "", unit, [path], "ana")
        rate(made, "", unit, [], "luis")
    first = queue(made, "").disagreements[0]
    settle(made, "", Ruling(first.unit, path, True, f"lo dijo {NAMED}"), "eva")
    number, name = read_coding(made).events[-1].number, read_coding(made).state.rounds[0].name
    assert run("redact", made, "--names", table(made), *locked(made), "--by", "lia") == 0
    assert f"en ellas no se oculta nada: {number} ({name} S{first.unit})." in capsys.readouterr().err
    assert run("memo", made, "--erase", str(number), "--by", "lia") == 0
    assert run("redact", made, "--names", table(made), *locked(made), "--by", "lia") == 0
    assert "en ellas no se oculta nada" not in capsys.readouterr().err


def test_a_redaction_names_the_memos_of_a_project_so_that_they_can_be_erased(
    made: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    project = QualitativeProject(notes=(Note("Traslado", "a Loja"), Note("General", f"lo dijo {NAMED}")))
    refi.write(project, made.parent / "ajeno.qdpx")
    assert failures.run(["import", str(made.parent / "ajeno.qdpx"), "--study", str(made), "--by", "lia"]) == 0
    number = read_coding(made).events[-1].number
    capsys.readouterr()
    assert run("redact", made, "--names", table(made), *locked(made), "--by", "lia") == 0
    assert f"en los memos no se oculta nada: {number}.n2." in capsys.readouterr().err
    assert run("memos", made) == 0
    heading = next(one for one in capsys.readouterr().out.splitlines() if f"{number}.n2" in one)
    assert heading.strip() == f"{number}.n2  de un proyecto importado  «General»"
    assert run("memo", made, "--erase", f"{number}.n2", "--by", "lia") == 0
    assert capsys.readouterr().out.splitlines()[-1].endswith(f"Memo {number}.n2: borrado para siempre.")
    assert run("redact", made, "--names", table(made), *locked(made), "--by", "lia") == 0
    assert "en los memos no se oculta nada" not in capsys.readouterr().err


def test_the_log_says_of_an_erased_memo_no_more_than_that(made: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The interview that it came with gets a version without it, in which no word of the text is another one."""
    project = QualitativeProject(
        documents=(Document("E7", TOLD, guid="00000000-0000-4000-8000-000000000001"),),
        notes=(Note("Aparte", NAMED, ("00000000-0000-4000-8000-000000000001",)),),
    )
    refi.write(project, made.parent / "ajeno.qdpx")
    assert failures.run(["import", str(made.parent / "ajeno.qdpx"), "--study", str(made), "--by", "lia"]) == 0
    number = read_coding(made).events[-1].number
    assert run("memo", made, "--erase", f"{number}.1.n1", "--by", "lia") == 0
    capsys.readouterr()
    assert failures.run(["codes", "log", str(made)]) == 0
    said = capsys.readouterr().out
    assert "dio otra versión a «E7»" in said and f"borró el memo {number}.1.n1" in said
    assert "cambió el texto" not in said


def test_a_redacted_interview_goes_out_without_the_file_that_still_has_the_names(
    made: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    project = QualitativeProject(
        documents=(
            Document("E7", TOLD, medium="E7.docx"), Document("E8", "SYNTHETIC. Nadie.", medium="E8.docx"),
        ),
        media={"E7.docx": b"PK " + NAMED.encode(), "E8.docx": b"PK nadie"},
    )  # fmt: skip
    refi.write(project, made.parent / "ajeno.qdpx")
    assert failures.run(["import", str(made.parent / "ajeno.qdpx"), "--study", str(made), "--by", "lia"]) == 0
    assert run("redact", made, "--names", table(made), *locked(made), "--by", "lia", "--yes") == 0
    capsys.readouterr()
    out = made.parent / "salida.qdpx"
    assert failures.run(["codes", "export", str(made), str(out)]) == 0
    said = capsys.readouterr().err
    assert "salen sin su archivo original, que todavía los tiene: E7." in said
    assert "con su archivo original, en el que nadie los buscó: E8." in said
    with zipfile.ZipFile(out) as archive:
        words = [archive.read(name) for name in archive.namelist()]
    assert b"PK nadie" in words and not any(NAMED.encode() in one for one in words)


def test_a_name_that_only_a_description_has_is_redacted_and_known_to_the_key(
    made: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    adopted(made)
    only = table(made, "nombre;sustitución\nretrato;[COSA 1]\n")
    capsys.readouterr()
    assert run("redact", made, "--names", only, *locked(made), "--by", "lia", "--yes") == 0
    assert "Ningún texto tiene" not in capsys.readouterr().err
    assert read_coding(made).assembled.project.documents[2].description == f"[COSA 1] de {NAMED}"


def test_a_preview_shows_where_a_long_passage_changes(made: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = "La propuso Rosalba Quinde. Con Rosalba Quinde firmamos sin leer el acta. Mi cédula: 1710034065."
    actions.code_passage(made, Target("E01", words=words), ["actas"], "ana")
    file = table(made, "nombre;sustitución\n1710034065;[CÉDULA 1]\n")
    assert run("redact", made, "--names", file, *locked(made), "--by", "lia") == 0
    said = capsys.readouterr().out
    assert "Mi cédula: 1710034065.» → «… " in said and "Mi cédula: [CÉDULA 1].»" in said


def test_a_redaction_is_not_undone(made: Path) -> None:
    assert run("redact", made, "--names", table(made), *locked(made), "--by", "lia", "--yes") == 0
    with pytest.raises(Refused) as refused:
        actions.take_back(made, "lia")
    assert refused.value.problem.code == "redaction_is_final"


@pytest.mark.parametrize(
    ("names", "key", "by"),
    [
        ("nombre;sustitución\nRosalba;[P]\n", "estudio/clave.age", "lia"),
        ("nombre;otra\nRosalba;[P]\n", "clave.age", "lia"),
        ("nombre;sustitución\nRosalba;Rosalba Q.\n", "clave.age", "lia"),
        ("nombre;sustitución\nRosalba;[P]\n", "clave.age", "ana"),
    ],
)
def test_what_would_give_names_away_is_refused(made: Path, names: str, key: str, by: str) -> None:
    words = ("redact", made, "--names", table(made, names), "--key", made.parent / key, "--by", by, "--yes")
    assert run(*words) == 3
    assert "Rosalba" in text(made)


def test_a_corrected_text_says_what_became_of_each_passage(made: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = made.parent / "E01-corregida.txt"
    corrected = TEXT.replace("sin leer el acta", "sin haber leído el acta").replace("SYNTHETIC", "SYNTHETIC, corregida")
    file.write_text(corrected, encoding="utf-8")
    assert run("revise", made, "E01", file, "--by", "lia") == 0
    said = capsys.readouterr().out
    assert "pasajes: 0 en su lugar, 1 movidos, 1 con otras palabras, 0 perdidos" in said
    assert "No se guardó nada" in said and text(made) == TEXT
    assert run("revise", made, "E01", file, "--by", "lia", "--yes") == 0
    assert quotations(made) == ["Con Rosalba Quinde firmamos sin haber leído el acta.", "La confianza creció."]
    assert run("revise", made, "E01", file, "--by", "lia") == 0
    assert "Nada cambia" in capsys.readouterr().out
    actions.take_back(made, "lia")
    assert text(made) == TEXT


def test_a_lost_passage_is_named_with_the_place_where_its_words_stand_now(
    made: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = made.parent / "E01-movida.txt"
    moved = "La confianza creció."
    file.write_text(TEXT.replace(f"P1: {moved}\n", "").replace("P1: La", f"P1: {moved} La"), encoding="utf-8")
    assert run("revise", made, "E01", file, "--by", "lia", "--yes") == 0
    said = capsys.readouterr().out
    assert "«La confianza creció.» → perdido" in said and "las mismas palabras están ahora en" in said
    assert quotations(made) == ["Con Rosalba Quinde firmamos sin leer el acta."]


def test_what_was_coded_on_a_new_version_keeps_it(made: Path) -> None:
    file = made.parent / "E01-corregida.txt"
    file.write_text(TEXT.replace("SYNTHETIC", "SYNTHETIC, corregida"), encoding="utf-8")
    assert run("revise", made, "E01", file, "--by", "lia") == 0
    actions.code_passage(made, Target("E01", words="sin leer el acta"), ["actas"], "ana")
    with pytest.raises(Refused) as refused:
        actions.take_back(made, "lia", 6)
    assert refused.value.problem.code == "others_rest_on_it"


def test_a_cleared_passage_has_to_be_cleared_again_after_a_new_version(made: Path) -> None:
    assert run("clear", made, "5", "--by", "luis") == 0
    file = made.parent / "E01-corregida.txt"
    file.write_text(TEXT.replace("SYNTHETIC", "SYNTHETIC, corregida"), encoding="utf-8")
    assert run("revise", made, "E01", file, "--by", "lia") == 0
    assert read_coding(made).state.cleared == ()
