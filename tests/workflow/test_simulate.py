"""The reference study's synthetic data: reproduced byte for byte, faithful to its targets, honest about the rest."""

import shutil
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from alianza.formats import Refused
from alianza.render.messages import say, say_problem
from alianza.workflow.simulate import read_plan, simulate

STUDY = Path(__file__).parents[2] / "examples" / "ecuador-2025"
FILES = (
    "survey/frame.SYNTHETIC.csv",
    "survey/firms.SYNTHETIC.csv",
    "survey/contacts.SYNTHETIC.csv",
    "survey/pilot.SYNTHETIC.csv",
)
REVIEW_FILES = (
    "review/scopus.SYNTHETIC.ris",
    "review/wos.SYNTHETIC.txt",
    "review/scielo.SYNTHETIC.bib",
    "log.SYNTHETIC.jsonl",
)
INTERVIEW_FILES = (
    "interviews/registro.SYNTHETIC.csv",
    *(f"interviews/transcripts/E{number:02d}.SYNTHETIC.txt" for number in range(1, 26)),
)
BENEFITS = ("b_ingresos", "b_mercados", "b_conocimiento", "b_costos", "b_riesgo")
DIFFICULTIES = ("d_confianza", "d_cultura", "d_coordinacion", "d_aportes", "d_autonomia")
ASKED = pl.col("respondio") == 1

# The published figures, in natural units.
SHARES = {
    "F01": (0.68, "success", {}),
    "F02": (0.32, "failed", {}),
    "T1.joint_venture.access": (0.38, "nuevos_mercados", {"tipo_alianza": "joint_venture"}),
    "T1.joint_venture.conflict": (0.25, "conflicto", {"tipo_alianza": "joint_venture"}),
    "T1.distribution.access": (0.45, "nuevos_mercados", {"tipo_alianza": "distribution"}),
    "T1.distribution.conflict": (0.18, "conflicto", {"tipo_alianza": "distribution"}),
    "T1.tech_consortium.access": (0.28, "nuevos_mercados", {"tipo_alianza": "technology_consortium"}),
    "T1.tech_consortium.conflict": (0.41, "conflicto", {"tipo_alianza": "technology_consortium"}),
    "F07": (0.72, "p_compatibilidad", {"success": True}),
    "F08": (0.65, "p_claridad_contractual", {"success": True}),
    "F09": (0.58, "p_comunicacion", {"success": True}),
    "F10": (0.49, "p_flexibilidad", {"success": True}),
    "F12": (0.63, "f_poder", {"failed": True}),
    "F14": (0.48, "f_expectativas", {"failed": True}),
    "F20": (0.73, "success", {"sector": "commerce", "tipo_alianza": "distribution"}),
    "F21": (0.58, "success", {"sector": "manufacturing", "tipo_alianza": "joint_venture"}),
    "F22": (0.41, "success", {"sector": "services", "tipo_alianza": "technology_consortium"}),
}
GROWTH = {"joint_venture": 0.285, "distribution": 0.221, "technology_consortium": 0.347}
SEVERITY = {"s_poder": 4.2, "s_mecanismos": 3.8, "s_expectativas": 3.5}


def firms(folder: Path) -> pl.DataFrame:
    """The screened firms with weights computed by hand: N/n by cell, times eligible over responding by sector."""
    frame = pl.read_csv(folder / FILES[0]).rename({"province": "provincia"})
    rows = pl.read_csv(folder / FILES[1], infer_schema_length=None).join(frame, on=["provincia", "sector"], how="left")
    rows = rows.with_columns((pl.col("firms") / pl.len().over("provincia", "sector")).alias("basic"))
    eligible = pl.when(pl.col("alianza") == 1).then("basic").otherwise(0.0).sum().over("sector")
    responding = pl.when(ASKED).then("basic").otherwise(0.0).sum().over("sector")
    benefit = pl.any_horizontal(pl.col(name) == 1 for name in BENEFITS)
    difficulty = pl.any_horizontal(pl.col(name) == 1 for name in DIFFICULTIES)
    return rows.with_columns(
        weight=pl.when(ASKED).then(pl.col("basic") * eligible / responding).otherwise(0.0),
        growth=pl.col("ventas_2024") / pl.col("ventas_2020") - 1,
        success=benefit & (pl.col("estado_alianza") != "ended_early"),
    ).with_columns(failed=~pl.col("success") & difficulty)


def mean(rows: pl.DataFrame, column: str, where: dict[str, object]) -> float:
    """Weighted mean of a column among the answering firms of a group."""
    kept = rows.filter(ASKED, *(pl.col(name) == value for name, value in where.items())).drop_nulls(column)
    return float(np.average(kept[column].cast(pl.Float64).to_numpy(), weights=kept["weight"].to_numpy()))


@pytest.fixture(scope="module")
def sample() -> pl.DataFrame:
    return firms(STUDY)


def test_the_committed_files_are_written_again_byte_for_byte(tmp_path):
    simulate(STUDY, tmp_path)
    for name in (*FILES, *REVIEW_FILES, *INTERVIEW_FILES):
        assert (tmp_path / name).read_bytes() == (STUDY / name).read_bytes(), name


def test_the_committed_files_are_small_marked_and_plain():
    assert sum((STUDY / name).stat().st_size for name in FILES) < 1_000_000
    assert all("SYNTHETIC" in name for name in FILES)
    for name in FILES[1:]:
        lines = (STUDY / name).read_text(encoding="utf-8").splitlines()
        assert all(line.startswith("SYN-") for line in lines[1:]), name


def test_firms_along_the_way(sample):
    counts = (sample.height, sample["alianza"].sum(), sample["respondio"].sum())
    assert counts == (1470, 220, 150)
    assert sample.group_by("provincia", "sector").len()["len"].min() == 3
    assert sample.group_by("provincia", "sector").len().height == 72


@pytest.mark.parametrize("claim", SHARES)
def test_a_targeted_share_is_recovered_by_weight(sample, claim):
    published, column, where = SHARES[claim]
    assert mean(sample, column, where) == pytest.approx(published, abs=0.005)


@pytest.mark.parametrize("kind", GROWTH)
def test_targeted_growth_is_recovered_as_an_arithmetic_mean_only(sample, kind):
    where = {"tipo_alianza": kind}
    assert mean(sample, "growth", where) == pytest.approx(GROWTH[kind], abs=0.0005)
    logged = sample.with_columns(logged=(pl.col("growth") + 1).log())
    assert np.expm1(mean(logged, "logged", where)) < GROWTH[kind] - 0.02


@pytest.mark.parametrize("column", SEVERITY)
def test_targeted_severity_is_recovered_among_those_who_report(sample, column):
    where = {"failed": True, column.replace("s_", "f_"): 1}
    assert mean(sample, column, where) == pytest.approx(SEVERITY[column], abs=0.05)


def test_planning_is_recovered_as_a_risk_ratio_and_not_as_the_other_readings(sample):
    mature = sample.filter(pl.col("meses_desde_firma") >= 24).with_columns(
        met=pl.col("objetivos_cumplidos") >= 4, long=pl.col("meses_planificacion") > 6
    )
    long, short = (mean(mature, "met", {"long": side}) for side in (True, False))
    assert long / short == pytest.approx(1.4, abs=0.03)
    assert abs(long - short - 0.40) > 0.1
    assert long / (1 - long) / (short / (1 - short)) > 2


def test_what_is_no_target_is_not_drawn_towards_the_published_figure(sample):
    assert mean(sample, "f_mecanismos", {"failed": True}) == pytest.approx(0.50, abs=0.005)  # published: 55 %
    assert sample.filter(pl.col("alianza") == 0)["ventas_2020"].null_count() == 1250


def test_the_sizes_of_the_types_admit_every_row_of_the_first_table(sample):
    sizes = dict(sample.filter(ASKED).group_by("tipo_alianza").len().rows())
    assert sizes == {"joint_venture": 40, "distribution": 71, "technology_consortium": 39}


INCONSISTENT = {
    "success and failure at once": pl.col("success") == pl.col("failed"),
    "a conflict but no difficulty": (pl.col("conflicto") == 1)
    & ~pl.any_horizontal(pl.col(d) == 1 for d in DIFFICULTIES),
    "new markets but no benefit": (pl.col("nuevos_mercados") == 1)
    & ~pl.any_horizontal(pl.col(b) == 1 for b in BENEFITS),
    "a severity without the factor": (pl.col("f_poder") == 0) & pl.col("s_poder").is_not_null(),
    "a cause without a conflict": (pl.col("conflicto") == 0) & pl.col("c_roles").is_not_null(),
    "sales outside the band of small firms": ~pl.col("ventas_2020").is_between(100_000, 1_000_000),
}


@pytest.mark.parametrize("name", INCONSISTENT)
def test_no_firm_contradicts_itself(sample, name):
    assert sample.filter(ASKED, INCONSISTENT[name]).height == 0


def test_planted_contradictions_are_in_the_data(tmp_path):
    simulate(STUDY, tmp_path, plant={"F01": 0.45, "T1.distribution.conflict": 0.60})
    rows = firms(tmp_path)
    assert mean(rows, "success", {}) == pytest.approx(0.45, abs=0.005)
    assert mean(rows, "conflicto", {"tipo_alianza": "distribution"}) == pytest.approx(0.60, abs=0.005)
    assert mean(rows, "conflicto", {"tipo_alianza": "joint_venture"}) == pytest.approx(0.25, abs=0.005)
    assert mean(rows, "success", {"sector": "commerce", "tipo_alianza": "distribution"}) == pytest.approx(
        0.73, abs=0.01
    )


def test_the_contacts_hold_every_screened_firm_with_what_the_survey_says_of_it(sample):
    contacts = pl.read_csv(STUDY / FILES[2], schema_overrides={"disposicion": pl.String})
    both = sample.join(contacts, on="id_empresa", how="inner", suffix="_contacto")
    assert (contacts.height, both.height) == (1650, 1470)
    asked = pl.col("respondio") == 1
    assert both.filter(asked)["disposicion"].unique().to_list() == ["1.1"]
    assert both.filter(asked & (pl.col("modalidad") != pl.col("modalidad_contacto"))).height == 0
    assert both.filter((pl.col("alianza") == 0) != (pl.col("disposicion") == "4.7")).height == 0
    eligible = both.filter((pl.col("alianza") == 1) & ~asked)
    assert eligible.height == 70 and eligible["disposicion"].str.starts_with("2.").all()
    others = contacts.join(sample, on="id_empresa", how="anti")
    assert others.height == 180 and others["disposicion"].str.starts_with("3.").all()
    assert contacts["intentos"].null_count() == 0 and contacts["modalidad"].null_count() == 0


def test_the_pilot_s_firms_are_nowhere_else(sample):
    pilot = pl.read_csv(STUDY / FILES[3])
    assert pilot.height == 15
    assert pilot.join(sample, on="id_empresa").height == 0


def test_files_beside_the_survey_change_no_value_of_it(tmp_path):
    text = (STUDY / "simulate.toml").read_text(encoding="utf-8")
    start, end = text.index("# --- Archivos junto a la encuesta"), text.index("# --- Trato de las 75")
    (tmp_path / "simulate.toml").write_text(text[:start] + text[end:], encoding="utf-8")
    for name in ("study.toml", "simulate.interviews.toml"):  # the protocol's people carry out what is planned
        shutil.copy(STUDY / name, tmp_path)
    simulate(tmp_path)
    assert (tmp_path / FILES[1]).read_bytes() == (STUDY / FILES[1]).read_bytes()
    assert not (tmp_path / FILES[2]).exists()


def test_independents_get_sales_only_on_request(tmp_path):
    simulate(STUDY, tmp_path, independents=True)
    rows = firms(tmp_path)
    alone = rows.filter(pl.col("alianza") == 0)
    assert alone["growth"].null_count() == 0
    assert np.average(alone["growth"], weights=alone["basic"]) == pytest.approx(0.15, abs=0.0005)
    committed = firms(STUDY).filter(ASKED)
    assert rows.filter(ASKED).equals(committed)


def test_the_check_names_every_conflict_in_both_languages(tmp_path):
    messages = simulate(STUDY, tmp_path).messages
    codes = {message.code.removeprefix("simulation.") for message in messages}
    assert codes == {"unattainable", "overall_feasible", "sector_mix", "wordings", "overlap"}
    for language in ("es", "en"):
        assert all(say(message, language) for message in messages)
    assert "55\u00a0%" in say(messages[0], "es") and "F13" in say(messages[0], "es")


def test_every_treatment_gives_what_its_kind_needs():
    for one in read_plan(STUDY).treatments:
        if one.treatment == "target_under":
            assert one.reading.es and one.reading.en and one.value is not None, one.claim
        if one.treatment == "not_targeted":
            assert one.reason.es and one.reason.en, one.claim


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ('value = 0.68\nfigure = "68"\nbase = 150', 'value = 0.79\nfigure = "79"\nbase = 150', "targets_infeasible"),
        ('claim = "F13"\ntreatment = "not_targeted"', 'claim = "F13"\ntreatment = "target"', "target_unattainable"),
        ("seed = 20250630", "seed = ", "toml_syntax"),
        ("seed = 20250630", "sed = 20250630", "unknown_key"),
        ('frame_file = "survey/', 'frame_file = "../survey/', "simulation_file_outside"),
        ('file = "survey/contacts', 'file = "/tmp/contacts', "simulation_file_outside"),
        ('base = { disposicion = "1.1" }', 'base = { dispuesta = "1.1" }', "draw_without_value"),
        ('"intentos", "disposicion"]', '"intentos", "resultado"]', "draw_without_value"),
        ('values = { "1" = "F07"', 'values = { "1" = "F99"', "draw_without_value"),
        ("leans = { transfronteriza = 1.2 }", "leans = { exito = 1.2 }", "draw_without_value"),
    ],
)
def test_a_plan_that_cannot_be_drawn_is_refused_before_anything_is_written(tmp_path, old, new, code):
    text = (STUDY / "simulate.toml").read_text(encoding="utf-8")
    assert old in text
    (tmp_path / "simulate.toml").write_text(text.replace(old, new, 1), encoding="utf-8")
    shutil.copy(STUDY / "simulate.interviews.toml", tmp_path)
    with pytest.raises(Refused) as refused:
        simulate(tmp_path)
    assert refused.value.problem.code == code
    assert refused.value.exit_code == 3
    assert all(say_problem(refused.value.problem, language) for language in ("es", "en"))
    assert {path.name for path in tmp_path.iterdir()} == {"simulate.toml", "simulate.interviews.toml"}


def test_a_study_without_a_plan_lacks_a_resource(tmp_path):
    with pytest.raises(Refused) as refused:
        simulate(tmp_path)
    assert (refused.value.problem.code, refused.value.exit_code) == ("no_simulation_plan", 4)


def test_the_folder_s_name_and_place_do_not_matter(tmp_path):
    copy = tmp_path / "otro nombre"
    copy.mkdir()
    for name in ("simulate.toml", "simulate.interviews.toml", "study.toml"):
        shutil.copy(STUDY / name, copy)
    written = {path.relative_to(copy).as_posix(): path.read_bytes() for path in simulate(copy).files}
    assert written == {name: (STUDY / name).read_bytes() for name in (*FILES, *REVIEW_FILES, *INTERVIEW_FILES)}
