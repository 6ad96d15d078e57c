"""`alianza new`: the folder that it writes can be checked and run."""

import re
import tomllib
from pathlib import Path

import polars as pl
import pyreadstat
import pytest

from alianza.formats import Refused
from alianza.formats.sheet import read
from alianza.interviews.registry import read_registry
from alianza.study.decoding import decode
from alianza.study.finding import Strand
from alianza.study.protocol import Protocol
from alianza.survey.responses import Responses, interpret, needed_columns
from alianza.workflow.check import check_study
from alianza.workflow.new import new_study
from alianza.workflow.template import REGISTRY

ENEMDU = Path(__file__).parents[3] / "shared" / "data" / "ecuador_enemdu"


def protocol_of(file: Path) -> Protocol:
    protocol, problems = decode(tomllib.loads(file.read_text(encoding="utf-8")))
    assert problems == ()
    assert protocol is not None
    return protocol


def responses_of(file: Path) -> Responses:
    source = protocol_of(file).survey
    assert source is not None
    return interpret(read(file.parent / source.file, columns=needed_columns(source)), source)


@pytest.mark.parametrize("language", ["es", "en"])
def test_the_template_is_a_whole_protocol(tmp_path: Path, language: str) -> None:
    file = new_study(tmp_path / "Mi estudio «ñ»", language=language).file
    protocol = protocol_of(file)
    assert (protocol.study.id, protocol.study.language) == ("mi-estudio-n", language)
    assert [hypothesis.id for hypothesis in protocol.hypotheses] == ["H1", "H2"]
    assert protocol.survey is not None and len(protocol.survey.items) == 27
    assert ("CONFIRME" if language == "es" else "CONFIRM:") in file.read_text(encoding="utf-8")


SECTIONS = ("review", "survey", "interviews")
FOLDERS = {"review": "review", "survey": "survey", "interviews": "interviews"}


@pytest.mark.parametrize("language", ["es", "en"])
@pytest.mark.parametrize(
    "strands",
    [("review",), ("interviews",), ("interviews", "review"), ("survey",), ("review", "survey"), SECTIONS],
    ids="+".join,
)
def test_a_study_begins_with_the_strands_that_are_asked_for_and_no_others(
    tmp_path: Path, strands: tuple[Strand, ...], language: str
) -> None:
    file = new_study(tmp_path / "estudio", language=language, strands=strands).file
    protocol = protocol_of(file)
    assert {name for name in SECTIONS if getattr(protocol, name) is not None} == set(strands) == set(protocol.strands)
    assert {entry.name for entry in file.parent.iterdir()} == {"study.toml", *(FOLDERS[one] for one in strands)}
    assert len(protocol.cannot_say) == 3
    of_survey = (protocol.success, protocol.structure, *protocol.hypotheses, *protocol.questions)
    assert any(of_survey) == ("survey" in strands) == (protocol.study.focal_alliance is not None)


def test_the_template_shows_the_review_as_comments_that_one_sign_less_makes_a_declaration(tmp_path: Path) -> None:
    file = new_study(tmp_path / "estudio").file
    text = file.read_text(encoding="utf-8")
    assert protocol_of(file).review is None
    first, last = text.index("# # Revisión de literatura"), text.index("# Reglas del análisis")
    uncommented = re.sub(r"(?m)^# ", "", text[first:last])
    file.write_text(text[:first] + uncommented + text[last:], encoding="utf-8")
    with_review = protocol_of(file).review
    assert with_review == protocol_of(new_study(tmp_path / "otro", strands=("review",)).file).review


def test_a_survey_file_can_come_with_other_strands(tmp_path: Path) -> None:
    new = new_study(tmp_path / "estudio", survey_file(tmp_path), strands=("survey", "review"))
    protocol = protocol_of(new.file)
    assert protocol.survey is not None and protocol.review is not None and protocol.interviews is None
    assert (new.file.parent / "review").is_dir()


def test_a_folder_that_exists_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "estudio").mkdir()
    with pytest.raises(Refused) as refusal:
        new_study(tmp_path / "estudio")
    assert (refusal.value.problem.code, list((tmp_path / "estudio").iterdir())) == ("folder_exists", [])


def test_a_file_that_cannot_be_read_leaves_no_folder(tmp_path: Path) -> None:
    broken = tmp_path / "datos.sav"
    broken.write_bytes(b"$FL2 cut off")
    with pytest.raises(Refused):
        new_study(tmp_path / "estudio", broken)
    assert [entry.name for entry in tmp_path.iterdir()] == ["datos.sav"]


def survey_file(folder: Path) -> Path:
    """Twelve firms as a Spanish researcher's SPSS file would hold them."""
    columns: dict[str, list[object]] = {
        "ID_EMPRESA": [f"E{number:02d}" for number in range(12)],
        "PROVINCIA": [9, 17, 1] * 4,
        "SECTOR": [1, 2, 3, 1] * 3,
        "P1": [1] * 9 + [2] * 3,
        "P2": [1, 2, 3, 1, 2, 3, 1, 2, 3, None, None, None],
        "P3": [1, 5, 4, 2, 3, 99, 4, 4, 5, None, None, None],
        "P4": [2, 8, 12, 3, 7, 6, 24, 1, 9, None, None, None],
        "VENTAS_2020": [100, 120, 90, 80, 200, 150, 60, 70, 110, 95, 105, 130],
        "VENTAS_2024": [130, 125, 120, 70, 260, 150, 90, 75, 100, 99, 140, 120],
        "P5_1": [1, 1, 0, 0, 1, 0, 1, 1, 1, None, None, None],
        "P5_2": [0, 1, 1, 0, 1, 0, 0, 1, 1, None, None, None],
        "P6": [3, 4, 5, 2, 3, 4, 5, 1, 4, None, None, None],
        "FACTOR": [10.5, 8.25] * 6,
        "ESTRATO": [1, 2] * 6,
        "OBS": ["bien"] * 6 + ["mal"] * 6,
        "P99": [7, 8, 9] * 4,
    }
    titles = {
        "P1": "1. ¿Tiene una alianza estratégica?",
        "P2": "2. Tipo de alianza",
        "P3": "3. Cumplimiento de objetivos",
        "P4": "4. Meses de planificación",
        "P5_1": "5.1 Beneficio: acceso a nuevos mercados",
        "P5_2": "5.2 Beneficio: ahorro de costos",
        "P6": "6. Nivel de comunicación con el socio",
        "FACTOR": "Factor de expansión",
        "P99": 'Un título con "comillas"\ny un salto\n[survey.columns]',
    }
    labels = {
        "PROVINCIA": {1: "Azuay", 9: "Guayas", 17: "Pichincha"},
        "SECTOR": {1: "Comercio", 2: "Manufactura", 3: "Servicios"},
        "P1": {1: "Sí", 2: "No"},
        "P2": {1: "Empresa conjunta", 2: "Acuerdo de distribución", 3: "Consorcio tecnológico"},
        "P3": {99: "No responde"},
    }
    path = folder / "datos.sav"
    pyreadstat.write_sav(pl.DataFrame(columns), str(path), column_labels=titles, variable_value_labels=labels)
    return path


def test_a_spanish_survey_is_proposed_and_runs_without_errors(tmp_path: Path) -> None:
    file = new_study(tmp_path / "estudio", survey_file(tmp_path)).file
    responses = responses_of(file)
    assert [problem for problem in responses.problems if problem.severity == "error"] == []
    assert responses.source.columns == {
        "firm": "ID_EMPRESA",
        "province": "PROVINCIA",
        "sector": "SECTOR",
        "alliance": "P1",
        "alliance_type_code": "P2",
        "objectives_rating": "P3",
        "sales_start": "VENTAS_2020",
        "sales_end": "VENTAS_2024",
        "planning_months": "P4",
        "weight": "FACTOR",
        "stratum": "ESTRATO",
        "benefit_market_access": "P5_1",
        "benefit_cost_savings": "P5_2",
        "level_communication": "P6",
    }
    assert responses.levels("alliance_type") == ("joint_venture", "distribution", "technology_consortium")
    assert responses.frame["objectives_met"].to_list()[:6] == [False, True, True, False, False, None]
    assert responses.frame["growth"].to_list()[0] == 130.0 / 100.0 - 1.0
    assert protocol_of(file).study.period.first == 2020


def test_every_proposed_line_says_why_and_unknown_columns_are_only_comments(tmp_path: Path) -> None:
    text = new_study(tmp_path / "estudio", survey_file(tmp_path)).file.read_text(encoding="utf-8")
    assert 'province = "PROVINCIA"  # CONFIRME. Propuesto: la columna se llama «provincia»' in text
    assert 'weight = "FACTOR"  # CONFIRME. Propuesto: la columna se llama «factor»' in text
    assert '#   "OBS"\n' in text
    assert '#   "P99": Un título con "comillas" y un salto [survey.columns]\n' in text


def test_the_data_are_copied_into_the_folder_unchanged(tmp_path: Path) -> None:
    original = survey_file(tmp_path)
    file = new_study(tmp_path / "a" / "b" / "estudio", original, "en").file
    assert (file.parent / "survey" / "datos.sav").read_bytes() == original.read_bytes()
    assert "# CONFIRM. Proposed: the question is" in file.read_text(encoding="utf-8")


def test_what_was_recognised_in_a_text_file_is_written_down(tmp_path: Path) -> None:
    path = tmp_path / "datos.csv"
    path.write_bytes("id_empresa;tamaño;factor_expansion\nA;1;1,5\nB;2;2,5\n".encode("cp1252"))
    source = protocol_of(new_study(tmp_path / "estudio", path).file).survey
    assert source is not None
    assert (source.encoding, source.delimiter, source.decimal) == ("cp1252", ";", ",")
    assert source.columns == {"firm": "id_empresa", "size": "tamaño", "weight": "factor_expansion"}


@pytest.mark.skipif(not ENEMDU.exists(), reason="INEC's household survey is not beside the project")
@pytest.mark.parametrize(
    ("name", "columns"),
    [
        ("201703_con.sav", {"weight": "fexp", "stratum": "plan_muestreo"}),
        ("201712_financiero.sav", {"weight": "fexp", "stratum": "plan_muestreo", "psu": "CONGLOMERADO"}),
    ],
)
def test_a_household_survey_gets_its_design_and_nothing_else(
    tmp_path: Path, name: str, columns: dict[str, str]
) -> None:
    responses = responses_of(new_study(tmp_path / "estudio", ENEMDU / name).file)
    assert responses.source.columns == columns
    assert responses.problems == ()


def test_a_run_of_numbered_columns_is_one_line_and_may_be_replicates(tmp_path: Path) -> None:
    names = [f"jk{number:03}" for number in range(1, 201)]
    rows = [["alianza", "pw", *names], *[[str(row % 2), "2.5", *["1.5"] * 200] for row in range(12)]]
    file = tmp_path / "data.csv"
    file.write_text("\n".join(",".join(row) for row in rows), encoding="utf-8")
    text = new_study(tmp_path / "s", file).file.read_text(encoding="utf-8")
    assert '# replicate_weights = "jk001 to jk200"' in text
    assert text.count("jk0") == 2 and "200 columnas numeradas" in text
    assert 'weight = "pw"' in text and 'weights = "weight"' in text


@pytest.mark.parametrize("language", ["es", "en"])
def test_a_study_with_interviews_begins_with_a_registry_that_only_has_headings(tmp_path: Path, language: str) -> None:
    made = new_study(tmp_path / "estudio", language=language, strands=("interviews",)).file.parent
    (headings,) = (made / REGISTRY).read_text(encoding="utf-8-sig").splitlines()
    row = ["x"] * headings.count(";") + ["x"]
    found = read_registry(headings.split(";"), [row], REGISTRY)
    assert [one.code for one in found.problems] == ["consent_unknown", "registry_date_unreadable",
                                                    "registry_minutes_unreadable"]  # fmt: skip
    assert check_study(made).problems == ()
