"""The reference study's protocol and register of claims: complete, without dangling references, in own words."""

import json
import re
import shutil
import tomllib
from pathlib import Path

import pytest

from alianza.integration.intervals import interval
from alianza.integration.published import figures
from alianza.integration.replication import judge_all
from alianza.report.contents import TABLES, compute_tables, gather_strands
from alianza.report.findings import findings_of
from alianza.storage.folder import open_study
from alianza.study.claim import JudgedClaim
from alianza.study.decoding import decode, decode_claims
from alianza.study.finding import Finding
from alianza.workflow.inputs import read_inputs
from alianza.workflow.simulate import read_plan, simulate

ROOT = Path(__file__).parents[2]
STUDY = ROOT / "examples" / "ecuador-2025"
SHARED = ROOT.parent / "shared"
REGISTER = SHARED / "claims.json"
ARTICLE = SHARED / "article"


def parsed(name: str) -> dict:
    return tomllib.loads((STUDY / name).read_text(encoding="utf-8"))


def claims() -> dict:
    file, problems = decode_claims(parsed("claims.toml"))
    assert problems == ()
    return {claim.id: claim for claim in file.claims}


def as_printed(published: object) -> str:
    """The register's published value as one text: numbers as a range, words as a list, an order with its sign."""
    if published is None:
        return ""
    if not isinstance(published, list):
        return str(published)
    if ">" in published:
        return " ".join(published)
    return ("–" if isinstance(published[0], int) else "; ").join(map(str, published))


def test_the_protocol_has_no_problem():
    protocol, problems = decode(parsed("study.toml"))
    assert problems == ()
    assert protocol.synthetic
    assert dict(protocol.strands) == {"review": 48, "cases": 10, "survey": 150, "interviews": 25}
    assert len(protocol.cannot_say) == 3
    assert [hypothesis.id for hypothesis in protocol.hypotheses] == ["H1", "H2"]


def test_every_text_is_in_both_languages():
    found = []

    def walk(value: object, path: str) -> None:
        if isinstance(value, dict):
            if "es" in value and isinstance(value["es"], str) and not value.get("en"):
                found.append(path)
            for key, entry in value.items():
                walk(entry, f"{path}.{key}")
        if isinstance(value, list):
            for index, entry in enumerate(value):
                walk(entry, f"{path}[{index}]")

    for name in ("study.toml", "claims.toml", "simulate.toml"):
        walk(parsed(name), name)
    assert found == []


def test_every_declared_column_is_in_the_data_and_the_other_way_round():
    header = (STUDY / "survey" / "firms.SYNTHETIC.csv").read_text(encoding="utf-8").splitlines()[0].split(",")
    assert sorted(parsed("study.toml")["survey"]["columns"].values()) == sorted(header)


def test_claims_name_tables_that_exist():
    named = {name.split(".")[0] for claim in claims().values() for name in (*claim.finding, *claim.rivals)}
    assert named <= set(TABLES)


def test_every_claim_has_one_treatment():
    treated = [one.claim for one in read_plan(STUDY).treatments]
    assert len(treated) == 75
    assert set(treated) == set(claims())


def test_readings_are_named_where_there_are_several():
    assert [claim.id for claim in claims().values() if len(claim.finding) > 1 and claim.form == "point"] == [
        claim.id for claim in claims().values() if len(claim.readings) > 1
    ]


@pytest.mark.skipif(not REGISTER.exists(), reason="the register of published figures is not beside the project")
def test_the_register_s_ids_kinds_bases_and_figures():
    register = {entry["id"]: entry for entry in json.loads(REGISTER.read_text(encoding="utf-8"))["claims"]}
    own = claims()
    assert set(own) == set(register)
    for name, entry in register.items():
        claim = own[name]
        assert (claim.kind, claim.section, claim.base_n) == (entry["kind"], entry["section"], entry["base_n"]), name
        assert claim.published == as_printed(entry["published"]), name


@pytest.mark.skipif(not ARTICLE.exists(), reason="the article is not beside the project")
def test_no_run_of_words_is_copied_from_the_article():
    def runs(text: str, n: int = 9) -> set[tuple[str, ...]]:
        words = re.findall(r"\w+", re.sub(r"-\s*\n\s*", "", text).lower())
        return {tuple(words[i : i + n]) for i in range(len(words) - n + 1)}

    article = set().union(*(runs(file.read_text(encoding="utf-8")) for file in ARTICLE.glob("*.txt")))
    title = parsed("claims.toml")["source"]["es"]  # a citation
    for name in ("study.toml", "claims.toml", "simulate.toml", "README.md"):
        own = (STUDY / name).read_text(encoding="utf-8").replace(title, "")
        assert runs(own) & article == set(), name


def verdicts(folder: Path) -> tuple[dict[str, JudgedClaim], dict[str, Finding]]:
    """The verdicts of a study folder's claims by id, and its findings."""
    inputs = read_inputs(open_study(folder))
    assert inputs.errors == ()
    strands = gather_strands(inputs.protocol, inputs.responses, inputs.review)
    tables = compute_tables(strands, lambda table, share: None)
    findings = {finding.id: finding for finding in findings_of(tables)}
    judged = judge_all(inputs.claims.claims, findings, inputs.protocol, inputs.claims.bases)
    return {one.claim.id: one for one in judged}, findings


def targets() -> list[str]:
    """Claims that the simulation aims at and that a cell of the report answers."""
    own = claims()
    return [
        one.claim for one in read_plan(STUDY).treatments if one.treatment != "not_targeted" and own[one.claim].finding
    ]


def test_every_target_is_recovered_and_nothing_is_replicated():
    judged, findings = verdicts(STUDY)
    assert {judged[name].verdict for name in targets()} == {"recovered"}
    assert {one.verdict for one in judged.values()} <= {
        "recovered",
        "not_recovered",
        "not_comparable",
        "not_computable",
    }
    assert judged["F13"].verdict == "not_recovered"
    assert judged["H1"].verdict == "not_computable"
    for name in targets():
        claim = claims()[name]
        limits = interval(findings[claim.finding[0]].estimate, 0.90)
        printed = figures(claim, findings[claim.finding[0]].estimate.unit)
        if claim.form == "point" and limits is not None:
            assert limits.low <= printed[0].high and printed[0].low <= limits.high, name


def test_two_planted_contradictions_are_found_and_no_other(tmp_path):
    copy = tmp_path / "study"
    shutil.copytree(STUDY, copy, ignore=shutil.ignore_patterns("out"))
    simulate(copy, plant={"T1.distribution.conflict": 0.60, "F07": 0.45})
    judged, _ = verdicts(copy)
    lost = {name for name in targets() if judged[name].verdict == "not_recovered"}
    assert lost == {"T1.distribution.conflict", "F07"}


def test_with_independents_the_main_hypothesis_has_an_estimate(tmp_path):
    copy = tmp_path / "study"
    shutil.copytree(STUDY, copy, ignore=shutil.ignore_patterns("out"))
    simulate(copy, independents=True)
    _, findings = verdicts(copy)
    ratio = findings["income_effect.effect.ratio"].estimate
    assert ratio.n > 1_000 and ratio.low < 1.25 / 1.15 < ratio.high
