"""Opening a study folder: what is found, what is refused, and where data files lie."""

import hashlib
from pathlib import Path

import pytest

from alianza.formats import Refused
from alianza.storage.folder import open_study
from alianza.study.problem import Problem


@pytest.fixture
def study(tmp_path: Path) -> Path:
    folder = tmp_path / "estudio"
    (folder / "survey").mkdir(parents=True)
    (folder / "study.toml").write_text('schema = 1\n[study]\nid = "x"\n', encoding="utf-8")
    (folder / "survey" / "firms.csv").write_text("a\n1\n", encoding="utf-8")
    return folder


def refused(path: Path, data: Path | None = None, max_bytes: int = 1000) -> tuple[Problem, int]:
    with pytest.raises(Refused) as caught:
        open_study(path, data, max_bytes)
    return caught.value.problem, caught.value.exit_code


def test_declarations_are_parsed_and_hashed(study: Path) -> None:
    (study / "claims.toml").write_text('source = "s"\n', encoding="utf-8")
    folder = open_study(study)
    assert folder.protocol == {"schema": 1, "study": {"id": "x"}}
    assert folder.claims == {"source": "s"} and folder.simulation == {} and folder.freeze == {}
    expected = {name: hashlib.sha256((study / name).read_bytes()).hexdigest() for name in ("study.toml", "claims.toml")}
    assert folder.digests == expected


def test_the_study_file_itself_names_its_folder(study: Path) -> None:
    assert open_study(study / "study.toml").path == study


def test_a_byte_order_mark_is_no_error(study: Path) -> None:
    (study / "study.toml").write_bytes(b"\xef\xbb\xbfschema = 1\n")
    assert open_study(study).protocol == {"schema": 1}


@pytest.mark.parametrize(
    ("content", "code", "row", "column"),
    [
        (b'a = 1\nb = "sin cerrar\nc = 2\n', "toml_syntax", 2, 16),
        (b"a = 1\na = 2\n", "toml_syntax", 2, 6),
        (b"a = 1\nb = [1, 2", "toml_syntax", 2, 10),  # ends too early: the last line
        (b"", None, None, None),
        (b"a = 1\nb = 'caf\xe9'\n", "not_utf8", 2, None),
    ],
)
def test_syntax_errors_name_their_line(
    study: Path, content: bytes, code: str | None, row: int | None, column: int | None
) -> None:
    (study / "study.toml").write_bytes(content)
    if code is None:
        assert open_study(study).protocol == {}
        return
    problem, exit_code = refused(study)
    assert (problem.code, problem.file, problem.row, exit_code) == (code, "study.toml", row, 3)
    assert problem.values.get("column") == column


def test_what_is_missing_has_exit_code_4(study: Path, tmp_path: Path) -> None:
    assert [refused(tmp_path / "nada")[0].code, refused(tmp_path / "nada")[1]] == ["no_study_folder", 4]
    assert [refused(tmp_path)[0].code, refused(tmp_path)[1]] == ["no_study_file", 4]
    problem, exit_code = refused(study, tmp_path / "sin-datos")
    assert (problem.code, exit_code) == ("no_data_folder", 4)


def test_a_declaration_larger_than_the_limit_is_not_read(study: Path) -> None:
    (study / "claims.toml").write_text("#" * 1001, encoding="utf-8")
    problem, exit_code = refused(study)
    assert (problem.code, problem.file, exit_code) == ("declaration_too_large", "claims.toml", 3)


def test_data_lie_in_the_study_or_where_data_says(study: Path, tmp_path: Path) -> None:
    own = study / "survey" / "firms.csv"
    assert open_study(study).resolve("survey/firms.csv") == own
    data = tmp_path / "datos"
    data.mkdir()
    assert open_study(study, data).resolve("survey/firms.csv") == own  # not in DIR: the study's own
    (data / "firms.csv").write_text("a\n2\n", encoding="utf-8")
    assert open_study(study, data).resolve("survey/firms.csv") == data / "firms.csv"
    (data / "survey").mkdir()
    (data / "survey" / "firms.csv").write_text("a\n3\n", encoding="utf-8")
    assert open_study(study, data).resolve("survey/firms.csv") == data / "survey" / "firms.csv"
    with pytest.raises(Refused) as caught:
        open_study(study, data).resolve("survey/otro.csv")
    assert (caught.value.problem.code, caught.value.exit_code) == ("data_missing", 4)


@pytest.mark.parametrize("name", ["../secreto.csv", "/etc/passwd", "C:\\x.csv", "a\\..\\..\\b.csv", "\\\\host\\x", ""])
def test_a_path_never_leads_out_of_the_folder(study: Path, name: str) -> None:
    (study.parent / "secreto.csv").write_text("a\n", encoding="utf-8")
    with pytest.raises(Refused) as caught:
        open_study(study).resolve(name)
    assert caught.value.problem.code == "path_outside"


@pytest.mark.parametrize("content", ["[" * 5000 + "]" * 5000, "{a=" * 3000 + "1" + "}" * 3000])
def test_a_declaration_nested_too_deeply_is_refused(study: Path, content: str) -> None:
    (study / "study.toml").write_text(f"x = {content}\n", encoding="utf-8")
    problem, exit_code = refused(study, max_bytes=100_000)
    assert (problem.code, exit_code) == ("toml_too_deep", 3)


def test_a_number_of_thousands_of_digits_is_named_with_its_place(study: Path) -> None:
    (study / "study.toml").write_text(f"a = 1\nb = {'9' * 5000}\n", encoding="utf-8")
    problem, _ = refused(study, max_bytes=100_000)
    assert (problem.code, problem.row, problem.values["column"]) == ("toml_syntax", 2, 5)


@pytest.mark.parametrize("kind", ["folder", "broken link"])
def test_what_stands_in_a_declarations_place_is_never_overlooked(study: Path, kind: str) -> None:
    place = study / "claims.toml"
    if kind == "folder":
        place.mkdir()
    else:
        place.symlink_to(study / "nada.toml")
    problem, exit_code = refused(study)
    assert (problem.code, problem.file, exit_code) == ("not_a_file", "claims.toml", 3)


def test_a_name_too_long_for_the_disk_is_an_absent_file(study: Path) -> None:
    with pytest.raises(Refused) as caught:
        open_study(study).resolve("a" * 5000 + ".csv")
    assert (caught.value.problem.code, len(caught.value.problem.found)) == ("data_missing", 80)
