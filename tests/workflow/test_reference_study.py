"""The reference study's protocol and register of claims: complete, without dangling references, in own words."""

import json
import re
import tomllib
from pathlib import Path

import pytest

from alianza.report.contents import TABLES
from alianza.study.decoding import decode, decode_claims
from alianza.workflow.simulate import read_plan

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
