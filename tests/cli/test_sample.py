"""The field coordinator's journey: 300 firms from a directory of a million, and the proof years later."""

import json
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from alianza.cli.failures import run

FIRMS = 1_000_000


@pytest.fixture(scope="module")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SYNTHETIC directory of a million firms in 24 provinces and 5 sectors."""
    path = tmp_path_factory.mktemp("frame") / "directory.SYNTHETIC.parquet"
    rows = np.arange(FIRMS)
    pl.DataFrame(
        {
            "ruc": pl.Series(rows * 7 + 1_790_000_000_001).cast(pl.String).str.zfill(13),
            "province": pl.Series(rows * 31 % 97 % 24 + 1).cast(pl.String).str.zfill(2),
            "sector": pl.Series(list("ABCFG")).gather(rows * 17 % 89 % 5),
            "sales": (rows * 7919 % 100_003 + 1.0) ** 1.5,
        }
    ).write_parquet(path)
    return path


@pytest.fixture
def drawn(directory: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of the certified draw."""
    monkeypatch.setenv("LC_ALL", "es")
    words = ("--n", "300", "--strata", "province,sector", "--seed", "2026", "--minimum", "2", "--out")
    assert run(["sample", str(directory), *words, str(tmp_path / "draw")]) == 0
    return tmp_path / "draw"


def verified(drawn: Path, directory: Path, capsys: pytest.CaptureFixture[str]) -> tuple[int, dict]:
    """Exit code and record of a verification."""
    capsys.readouterr()
    code = run(["sample", "--verify", str(drawn / "certificate.json"), str(directory), "--json"])
    return code, json.loads(capsys.readouterr().out)


def changed(directory: Path, tmp_path: Path, *changes: pl.Expr) -> Path:
    """The directory with changes, beside the original."""
    path = tmp_path / "changed.SYNTHETIC.parquet"
    pl.read_parquet(directory).with_columns(*changes).write_parquet(path)
    return path


def codes(record: dict) -> set[str]:
    return {problem["code"] for problem in record["problems"]}


def test_three_hundred_firms_with_replacements_and_weights(capsys, drawn: Path, directory: Path) -> None:
    printed = capsys.readouterr().out
    assert "Suplentes" in printed and "1 000 000" in printed.replace("\u202f", " ").replace("\u00a0", " ")
    listed = pl.read_csv(drawn / "sample.csv", infer_schema_length=None, schema_overrides={"ruc": pl.String})
    selected = listed.filter(pl.col("status") == "selected")
    assert selected.height == 300 and listed.height == 600 and listed["ruc"].n_unique() == 600
    assert selected["weight"].sum() == pytest.approx(FIRMS)
    assert selected.group_by("province", "sector").len()["len"].min() >= 2
    assert listed.group_by("province", "sector").agg(pl.col("order"))["order"].list.len().sum() == 600
    certificate = json.loads((drawn / "certificate.json").read_text(encoding="utf-8"))
    assert certificate["plan"]["seed"] == 2026 and sum(one["n"] for one in certificate["strata"]) == 300


INTACT = {"certificate": "intact", "directory": "intact", "seed": "intact", "list": "intact"}


def test_untouched_it_verifies_also_in_another_order_and_format(drawn: Path, directory: Path, tmp_path, capsys) -> None:
    whole = {"verified": True, "seal": _seal(drawn), "parts": INTACT, "problems": []}
    assert verified(drawn, directory, capsys) == (0, whole)
    pl.read_parquet(directory).reverse().write_csv(tmp_path / "again.csv")
    assert verified(drawn, tmp_path / "again.csv", capsys)[0] == 0


def _seal(drawn: Path) -> str:
    return str(json.loads((drawn / "certificate.json").read_text(encoding="utf-8"))["seal"])


def test_the_draw_is_written_byte_for_byte_again(drawn: Path, directory: Path, tmp_path: Path) -> None:
    words = ("--n", "300", "--strata", "province,sector", "--seed", "2026", "--minimum", "2", "--out")
    assert run(["sample", str(directory), *words, str(tmp_path / "again")]) == 0
    for name in ("sample.csv", "certificate.json"):
        assert (tmp_path / "again" / name).read_bytes() == (drawn / name).read_bytes()


def test_one_removed_row_is_told_with_its_stratum(drawn: Path, directory: Path, tmp_path, capsys) -> None:
    firms = pl.read_parquet(directory)
    lost = firms.row(12_345, named=True)
    path = tmp_path / "shorter.parquet"
    firms.filter(pl.col("ruc") != lost["ruc"]).write_parquet(path)
    code, record = verified(drawn, path, capsys)
    assert code == 3
    told = [(p["place"], p["found"]) for p in record["problems"] if p["code"] == "frame_stratum_count"]
    held = firms.filter((pl.col("province") == lost["province"]) & (pl.col("sector") == lost["sector"])).height
    assert told == [(f"{lost['province']} × {lost['sector']}", str(held - 1))]


def test_one_changed_identifier_is_told_with_its_stratum(drawn: Path, directory: Path, tmp_path, capsys) -> None:
    other = pl.when(pl.col("ruc") == pl.col("ruc").gather(500_000)).then(pl.lit("0990000000001")).otherwise("ruc")
    code, record = verified(drawn, changed(directory, tmp_path, other.alias("ruc")), capsys)
    assert (code, codes(record)) == (3, {"frame_stratum_changed"})
    home = pl.read_parquet(directory).row(500_000, named=True)
    assert record["problems"][0]["place"] == f"{home['province']} × {home['sector']}"


def test_a_selected_firm_taken_out_of_the_frame_is_named(drawn: Path, directory: Path, tmp_path, capsys) -> None:
    first = pl.read_csv(drawn / "sample.csv", infer_schema=False)["ruc"][0]
    other = pl.when(pl.col("ruc") == first).then(pl.lit("0990000000001")).otherwise("ruc").alias("ruc")
    code, record = verified(drawn, changed(directory, tmp_path, other), capsys)
    assert (code, codes(record)) == (3, {"frame_stratum_changed", "selection_changed"})
    assert record["parts"] == {**INTACT, "directory": "changed"}
    consequence = record["problems"][-1]
    assert consequence["severity"] == "notice" and first in consequence["what"]


def test_firms_that_change_places_between_strata_are_told(drawn: Path, directory: Path, tmp_path, capsys) -> None:
    firms = pl.read_parquet(directory)
    a, b = firms["ruc"][0], firms.filter(pl.col("sector") != firms["sector"][0])["ruc"][0]
    swap = pl.when(pl.col("ruc") == a).then(pl.lit(b)).when(pl.col("ruc") == b).then(pl.lit(a)).otherwise("ruc")
    code, record = verified(drawn, changed(directory, tmp_path, swap.alias("ruc")), capsys)
    assert (code, codes(record)) == (3, {"frame_stratum_changed"}) and len(record["problems"]) == 2


def edited(drawn: Path, change: dict) -> None:
    path = drawn / "certificate.json"
    record = json.loads(path.read_text(encoding="utf-8"))
    record["plan"] |= change
    path.write_text(json.dumps(record), encoding="utf-8")


def test_another_seed_in_the_certificate_is_told(drawn: Path, directory: Path, capsys) -> None:
    edited(drawn, {"seed": 2027})
    code, record = verified(drawn, directory, capsys)
    assert code == 3 and [one["code"] for one in record["problems"]] == ["certificate_edited", "seed_changed"]
    assert record["parts"] == {**INTACT, "certificate": "changed", "seed": "changed"}


def test_another_order_of_replacements_is_told(drawn: Path, directory: Path, capsys) -> None:
    path = drawn / "sample.csv"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    spare = [place for place, line in enumerate(lines) if ",replacement," in line]
    lines[spare[0]], lines[spare[1]] = lines[spare[1]], lines[spare[0]]
    path.write_text("".join(lines), encoding="utf-8")
    code, record = verified(drawn, directory, capsys)
    assert (code, codes(record)) == (3, {"list_order_changed"})


def test_an_exchanged_firm_in_the_list_is_named(drawn: Path, directory: Path, capsys) -> None:
    path = drawn / "sample.csv"
    text = path.read_text(encoding="utf-8")
    first = text.splitlines()[1].split(",")[0]
    path.write_text(text.replace(first, "9999999999999", 1), encoding="utf-8")
    code, record = verified(drawn, directory, capsys)
    assert (code, codes(record)) == (3, {"list_changed"})
    assert first in record["problems"][0]["what"] and "9999999999999" in record["problems"][0]["what"]


def test_an_edited_weight_is_told(drawn: Path, directory: Path, capsys) -> None:
    path = drawn / "sample.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    lines[1] = lines[1].rsplit(",", 1)[0] + ",1.0"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    code, record = verified(drawn, directory, capsys)
    assert (code, [p["place"] for p in record["problems"]]) == (3, ["weight"])


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["--seed", "1"], 2, "--n"),
        (["--n", "300"], 2, "--seed"),
        (["--n", "-5", "--seed", "1"], 2, "-5"),
        (["--n", "9", "--seed", "1", "--allocation", "best"], 2, "best"),
        (["--n", "9", "--seed", "1", "--allocation", "neyman"], 2, "--size-by"),
        (["--n", "9", "--seed", "1", "--replacements", "x"], 2, "x"),
        (["--n", "9", "--seed", "1", "--strata", "sectr"], 3, "sector"),
        (["--n", "9", "--seed", "1", "--strata", "sector", "--size-by", "ruc"], 3, "ruc"),
        (["--n", "2000000", "--seed", "1"], 3, "2000000"),
        (["--n", "9", "--seed", "1", "--strata", "sector", "--minimum", "5"], 3, "25"),
    ],
)
def test_what_cannot_be_drawn_is_said(words, code: int, said: str, directory: Path, capsys, monkeypatch) -> None:
    monkeypatch.setenv("LC_ALL", "es")
    assert run(["sample", str(directory), *words]) == code
    assert said in capsys.readouterr().err


def test_neyman_gives_more_to_the_strata_that_vary_more(tmp_path: Path, capsys) -> None:
    path = tmp_path / "small.SYNTHETIC.csv"
    rows = [(f"{i:04d}", "even" if i % 2 else "wild", "100,5" if i % 2 else f"{i * i},0") for i in range(200)]
    path.write_text("id;kind;sales\n" + "".join(";".join(row) + "\n" for row in rows), encoding="utf-8")
    words = ["--n", "20", "--seed", "3", "--strata", "kind", "--allocation", "neyman", "--size-by", "sales"]
    assert run(["sample", str(path), *words, "--minimum", "2", "--json"]) == 0
    record = json.loads(capsys.readouterr().out)
    assert {one["name"][0]: one["n"] for one in record["strata"]} == {"even": 2, "wild": 18}


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "JSON"),
        ("{}", "le falta «version»"),
        ("[1]", "datos de un sorteo"),
        ('{"version": "1"}', "«version» no tiene"),
        ("\u00e9", "JSON"),
    ],
)
def test_what_is_no_certificate_is_refused(
    text: str, why: str, directory: Path, tmp_path: Path, capsys, monkeypatch
) -> None:
    monkeypatch.setenv("LC_ALL", "es")
    path = tmp_path / "certificate.json"
    path.write_bytes(text.encode("latin-1"))
    assert run(["sample", "--verify", str(path), str(directory)]) == 3
    assert why in capsys.readouterr().err
    assert run(["sample", "--verify", str(tmp_path / "none.json"), str(directory)]) == 4


def test_a_folder_that_no_run_wrote_is_left_alone(directory: Path, tmp_path: Path, capsys) -> None:
    (tmp_path / "mine.txt").write_text("x")
    assert run(["sample", str(directory), "--n", "9", "--seed", "1", "--out", str(tmp_path)]) == 3
    assert (tmp_path / "mine.txt").read_text() == "x"


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A SYNTHETIC directory of 40 firms in four strata, and its draw in the folder `draw`."""
    monkeypatch.setenv("LC_ALL", "en")
    path = tmp_path / "small.SYNTHETIC.csv"
    path.write_text("ruc,province\n" + "".join(f"{1000 + firm},{firm % 4}\n" for firm in range(40)), encoding="utf-8")
    words = ("--n", "8", "--strata", "province", "--seed", "1", "--out", str(tmp_path / "draw"))
    assert run(["sample", str(path), *words]) == 0
    return path


def forged(small: Path, **plan: float) -> Path:
    """A copy of the certificate with another plan, away from the list."""
    record = json.loads((small.parent / "draw" / "certificate.json").read_text(encoding="utf-8"))
    record["plan"].update(plan)
    path = small.with_name("forged.json")
    path.write_text(json.dumps(record), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    "plan",
    [{"n": -5}, {"n": 0}, {"minimum": -1}, {"minimum": 10**400}, {"replacements": 1e308}, {"exponent": -1.0}],
    ids=["negative n", "no n", "negative minimum", "huge minimum", "huge replacements", "negative exponent"],
)
def test_a_certificate_with_an_impossible_plan_is_none(plan: dict[str, float], small: Path, capsys) -> None:
    assert run(["sample", "--verify", str(forged(small, **plan)), str(small)]) == 3
    assert "not a whole certificate" in capsys.readouterr().err


def test_words_added_to_a_certificate_count_as_an_edit(small: Path, capsys) -> None:
    path = small.parent / "draw" / "certificate.json"
    record = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({**record, "approved": True}), encoding="utf-8")
    assert run(["sample", "--verify", str(path), str(small)]) == 3
    assert "no longer" in capsys.readouterr().err


def test_a_firm_listed_twice_is_named(small: Path, capsys) -> None:
    path = small.parent / "draw" / "sample.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([*lines, lines[1]]) + "\n", encoding="utf-8")
    code, record = verified(small.parent / "draw", small, capsys)
    assert (code, codes(record)) == (3, {"list_changed"})
    assert lines[1].split(",")[0] in record["problems"][0]["what"]


def test_another_draw_is_never_written_over_a_certificate(small: Path, capsys) -> None:
    out = small.parent / "draw"
    before = (out / "certificate.json").read_bytes()
    words = ["sample", str(small), "--n", "8", "--strata", "province", "--out", str(out), "--seed"]
    assert run([*words, "2"]) == 3 and (out / "certificate.json").read_bytes() == before
    assert "another draw" in capsys.readouterr().err
    assert run([*words, "1"]) == 0


def test_strata_without_a_selected_firm_are_named(small: Path, capsys) -> None:
    assert run(["sample", str(small), "--n", "2", "--strata", "province", "--seed", "1"]) == 0
    assert "2 strata have no selected firm" in capsys.readouterr().err


@pytest.mark.parametrize("words", [("--n", "0"), ("--n", "8", "--minimum", "9" * 30)], ids=str)
def test_numbers_that_no_draw_can_hold_are_a_mistake_of_usage(words: tuple[str, ...], small: Path) -> None:
    assert run(["sample", str(small), "--strata", "province", "--seed", "1", *words]) == 2


def test_identifiers_that_look_like_formulas_are_marked_in_the_list_and_still_verify(tmp_path: Path, capsys) -> None:
    path = tmp_path / "odd.SYNTHETIC.csv"
    path.write_text("ruc,zone\n=1+1,-3\n@SUM(A1),-3\n'quoted,-3\n", encoding="utf-8")
    assert (
        run(["sample", str(path), "--n", "3", "--seed", "1", "--strata", "zone", "--out", str(tmp_path / "draw")]) == 0
    )
    listed = pl.read_csv(tmp_path / "draw" / "sample.csv", infer_schema=False)
    assert sorted(listed["ruc"]) == ["'=1+1", "'@SUM(A1)", "'quoted"] and set(listed["zone"]) == {"-3"}
    assert verified(tmp_path / "draw", path, capsys)[0] == 0


def test_the_page_to_sign_is_the_same_in_every_run_and_dated_by_its_author(small: Path, capsys) -> None:
    again = small.with_name("again")
    words = ("--n", "8", "--strata", "province", "--seed", "1", "--out", str(again))
    assert run(["sample", str(small), *words]) == 0
    for name in ("certificate.es.pdf", "certificate.en.pdf"):
        assert (again / name).read_bytes() == (small.parent / "draw" / name).read_bytes()
    assert run(["sample", str(small), *words[:-1], str(small.with_name("dated")), "--date", "2026-03-09"]) == 0
    record = json.loads((small.with_name("dated") / "certificate.json").read_text(encoding="utf-8"))
    assert record["origin"] == {"source": "small.SYNTHETIC.csv", "date": "2026-03-09", "derived": []}
    assert run(["sample", str(small), *words, "--date", "9/3/2026"]) == 2
    assert "YYYY-MM-DD" in capsys.readouterr().err


def test_an_edited_page_is_a_warning_and_never_a_verdict(small: Path, capsys) -> None:
    page = small.parent / "draw" / "certificate.es.pdf"
    page.write_bytes(page.read_bytes() + b"\n%")
    code, record = verified(small.parent / "draw", small, capsys)
    assert (code, record["verified"], codes(record)) == (0, True, {"page_differs"})
    page.unlink()
    assert verified(small.parent / "draw", small, capsys)[1]["problems"] == []


def test_the_deposited_seal_tells_a_certificate_that_was_written_anew(small: Path, capsys) -> None:
    old = json.loads((small.parent / "draw" / "certificate.json").read_text(encoding="utf-8"))["seal"]
    other = small.with_name("other")
    words = ("--n", "8", "--strata", "province", "--seed", "2", "--out", str(other))
    assert run(["sample", str(small), *words]) == 0
    verify = ["sample", "--verify", str(other / "certificate.json"), str(small)]
    assert run(verify) == 0
    capsys.readouterr()
    spaced = " ".join(old[place : place + 4] for place in range(0, 64, 4)).upper()
    assert run([*verify, "--seal", spaced]) == 3
    printed = capsys.readouterr()
    assert "not the deposited one" in printed.err and "Changed: the certificate." in printed.err
    assert run([*verify, "--seal", "c5f0"]) == 2


def test_the_last_line_is_the_verdict_and_names_what_is_as_it_was(small: Path, capsys) -> None:
    path = small.parent / "draw" / "sample.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([lines[0], *lines[2:]]) + "\n", encoding="utf-8")
    capsys.readouterr()
    assert run(["sample", "--verify", str(small.parent / "draw" / "certificate.json"), str(small)]) == 3
    last = capsys.readouterr().err.splitlines()[-1]
    assert last == (
        "THE DRAW IS NOT CONFIRMED. Changed: the list of firms. "
        "As on the day of the draw: the directory and the seed (with its plan). "
        "Agrees with its own seal: the certificate."
    )


def test_many_strata_are_printed_as_the_sums_of_each_column(directory: Path, capsys, monkeypatch) -> None:
    monkeypatch.setenv("LC_ALL", "es")
    words = ("--n", "300", "--strata", "sector", "--province", "province", "--seed", "1", "--minimum", "1")
    assert run(["sample", str(directory), *words]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) < 45 and max(len(line) for line in lines if "SHA-256" not in line and "." not in line) < 80
    assert any(line.startswith("Santo Domingo de los Tsáchilas") for line in lines)
    assert sum(line.startswith("Total") for line in lines) == 2


@pytest.fixture
def inec(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A SYNTHETIC directory like INEC's: names with accents, CIIU and province codes with leading zeros."""
    monkeypatch.setenv("LC_ALL", "es")
    codes = ("A0111.11", "C1071.01", "G4711.11", "J6201.01")
    rows = (f"{i:013d},Panadería Ñandú {i},{codes[i % 4]},{i % 3 + 8:02d}" for i in range(600))
    path = tmp_path / "directorio.SYNTHETIC.csv"
    path.write_text("\n".join(["ruc,nombre,ciiu,cod_prov", *rows]) + "\n", encoding="utf-8")
    return path


def inec_draw(inec: Path, *more: str) -> int:
    words = ("--n", "60", "--ciiu", "ciiu", "--province", "cod_prov", "--seed", "7", "--minimum", "2", *more)
    return run(["sample", str(inec), *words])


def test_a_frame_with_ciiu_and_province_codes_is_stratified_and_verified(inec: Path, tmp_path: Path, capsys) -> None:
    assert inec_draw(inec, "--out", str(tmp_path / "draw")) == 0
    page = capsys.readouterr().out
    assert "Guayas × Agricultura" in page and "Esmeraldas × Comercio" in page
    listed = pl.read_csv(tmp_path / "draw" / "sample.csv", infer_schema=False)
    assert set(listed["province"]) == {"Esmeraldas", "Guayas", "Imbabura"}
    assert set(listed["sector"]) == {"agriculture", "manufacturing", "commerce", "services"}
    code, record = verified(tmp_path / "draw", inec, capsys)
    assert (code, record["parts"]) == (0, INTACT)
    recoded = inec.read_text(encoding="utf-8").replace("A0111.11,09", "C1071.01,09", 1)
    inec.write_text(recoded, encoding="utf-8")
    code, record = verified(tmp_path / "draw", inec, capsys)
    assert code == 3 and record["parts"] == {**INTACT, "directory": "changed"}
    places = {one["place"] for one in record["problems"] if one["code"] == "frame_stratum_count"}
    assert places == {"Guayas × agriculture", "Guayas × manufacturing"}


def test_unknown_codes_stop_the_draw_unless_they_may_have_a_stratum(inec: Path, tmp_path: Path, capsys) -> None:
    rows = "".join(f"9{i:012d},X,{'Z99' if i % 2 else ''},90\n" for i in range(10))
    inec.write_text(inec.read_text(encoding="utf-8") + rows, encoding="utf-8")
    assert inec_draw(inec) == 3
    said = capsys.readouterr().err
    assert "«ciiu», 10 empresas" in said and "Z99" in said and "«cod_prov», 10 empresas" in said and "90" in said
    assert inec_draw(inec, "--keep-unknown", "--out", str(tmp_path / "draw")) == 0
    assert "Código desconocido × Código desconocido" in capsys.readouterr().out
    assert verified(tmp_path / "draw", inec, capsys)[0] == 0


def test_activity_codes_that_lost_their_zero_stop_the_draw(inec: Path, capsys) -> None:
    text = inec.read_text(encoding="utf-8").replace("A0111.11", "111").replace("C1071.01", "1071")
    inec.write_text(text.replace("G4711.11", "4711").replace("J6201.01", "6201"), encoding="utf-8")
    assert inec_draw(inec, "--keep-unknown") == 3
    assert "cero inicial" in capsys.readouterr().err


def test_a_derived_stratum_that_shares_a_used_name_is_refused(inec: Path, capsys) -> None:
    inec.write_text(inec.read_text(encoding="utf-8").replace("nombre", "sector", 1), encoding="utf-8")
    assert inec_draw(inec, "--strata", "sector") == 3
    assert "«sector»" in capsys.readouterr().err


def test_a_list_that_a_spreadsheet_saved_is_read_and_its_lost_zeros_are_named(
    inec: Path, tmp_path: Path, capsys
) -> None:
    assert inec_draw(inec, "--out", str(tmp_path / "draw")) == 0
    path = tmp_path / "draw" / "sample.csv"
    text = path.read_text(encoding="utf-8")
    path.write_text("\ufeff" + text.replace(",", ";").replace(".0", ",0"), encoding="utf-8", newline="\r\n")
    assert verified(tmp_path / "draw", inec, capsys) == (0, {
        "verified": True, "seal": _seal(tmp_path / "draw"), "parts": INTACT, "problems": [],
    })  # fmt: skip
    lines = [line.lstrip("0") for line in text.splitlines()]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    code, record = verified(tmp_path / "draw", inec, capsys)
    assert (code, codes(record)) == (3, {"list_zeros_lost"})


def test_the_option_lang_decides_the_language_of_usage_errors(small: Path, capsys, monkeypatch) -> None:
    monkeypatch.setenv("LC_ALL", "es")
    assert run(["sample", str(small), "--lang", "en"]) == 2
    assert "the option --n is missing" in capsys.readouterr().err
    assert run(["sample", str(small), "--n", "x", "--lang=en"]) == 2
    assert "Usage:" in capsys.readouterr().err
    assert run(["sample", str(small)]) == 2 and "falta la opción --n" in capsys.readouterr().err


def test_a_directory_that_lost_its_zeros_is_noticed_at_the_draw_and_explained_in_one_line_later(
    inec: Path, tmp_path: Path, capsys
) -> None:
    text = inec.read_text(encoding="utf-8")
    rows = text.replace("\n0000000000", "\n0990000000").replace("\n0990000000", "\n1790000000", 400)
    inec.write_text(rows, encoding="utf-8")
    assert inec_draw(inec, "--out", str(tmp_path / "draw")) == 0
    assert "cero inicial" not in capsys.readouterr().err
    inec.write_text(rows.replace("\n0", "\n"), encoding="utf-8")
    code, record = verified(tmp_path / "draw", inec, capsys)
    assert (code, codes(record)) == (3, {"frame_zeros_lost"}) and len(record["problems"]) == 1
    assert record["parts"] == {**INTACT, "directory": "changed"}
    assert inec_draw(inec) == 0
    said = capsys.readouterr().err
    assert "tiene 13 cifras y 200 tienen 12" in said and "(0990000000" in said


def test_identifiers_that_a_spreadsheet_wrote_as_powers_of_ten_are_told(inec: Path, tmp_path: Path, capsys) -> None:
    assert inec_draw(inec, "--out", str(tmp_path / "draw")) == 0
    path = tmp_path / "draw" / "sample.csv"
    header, *lines = path.read_text(encoding="utf-8").splitlines()
    lines = ["1.00268E+11," + line.split(",", 1)[1] for line in lines]
    path.write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")
    code, record = verified(tmp_path / "draw", inec, capsys)
    assert (code, codes(record)) == (3, {"list_ids_rounded"}) and "1.00268E+11" in record["problems"][0]["what"]


def test_names_and_telephones_go_along_with_the_list_and_its_codes_stand_in_words(
    inec: Path, tmp_path: Path, capsys
) -> None:
    text = inec.read_text(encoding="utf-8").replace("Panadería Ñandú 1,", "=Panadería,")
    inec.write_text(text, encoding="utf-8")
    assert inec_draw(inec, "--keep", "nombre,cod_prov", "--out", str(tmp_path / "draw")) == 0
    listed = pl.read_csv(tmp_path / "draw" / "sample.csv", infer_schema=False)
    assert listed.columns == [
        "ruc", "nombre", "cod_prov", "province", "sector", "status", "order", "sector_nombre", "estado", "weight",
    ]  # fmt: skip
    names = dict(pl.read_csv(inec, infer_schema=False).select("ruc", "nombre").iter_rows())
    assert listed["nombre"].to_list() == [names[ruc].replace("=P", "'=P") for ruc in listed["ruc"]]
    assert set(listed["sector_nombre"]) == {"Agricultura", "Manufactura", "Comercio", "Servicios"}
    assert set(zip(listed["status"], listed["estado"], strict=True)) == {
        ("selected", "Seleccionada"), ("replacement", "Suplente"),
    }  # fmt: skip
    assert max(len(weight.partition(".")[2]) for weight in listed["weight"].drop_nulls()) <= 6
    assert verified(tmp_path / "draw", inec, capsys)[0] == 0
    capsys.readouterr()
    assert inec_draw(inec, "--keep", "ruc,nobre") == 3
    said = capsys.readouterr().err
    assert "«ruc»" in said and "«nobre»" in said


def test_a_certificate_beside_the_list_and_pages_of_another_draw_is_suspected_first(small: Path, capsys) -> None:
    words = ("--n", "8", "--strata", "province", "--seed", "2", "--out", str(small.with_name("other")))
    assert run(["sample", str(small), *words]) == 0
    path = small.parent / "draw" / "certificate.json"
    path.write_bytes((small.with_name("other") / "certificate.json").read_bytes())
    code, record = verified(small.parent / "draw", small, capsys)
    assert code == 3 and record["problems"][0]["code"] == "certificate_of_other_draw"
    assert "seed 2, directory small.SYNTHETIC.csv" in record["problems"][0]["what"]
    assert record["parts"] == {**INTACT, "certificate": "unknown", "list": "unknown"}


def test_without_the_seal_of_the_page_a_certificate_only_agrees_with_itself(small: Path, capsys) -> None:
    verify = ["sample", "--verify", str(small.parent / "draw" / "certificate.json"), str(small)]
    capsys.readouterr()
    assert run(verify) == 0
    assert "nobody knows whether it is that of the day" in capsys.readouterr().out
    assert run([*verify, "--seal", _seal(small.parent / "draw")]) == 0
    assert "own seal" not in capsys.readouterr().out


def test_strata_are_named_by_their_words_and_their_only_firm_in_the_singular(
    inec: Path, tmp_path: Path, capsys
) -> None:
    rows = inec.read_text(encoding="utf-8") + "0700000000001,Mina,B0510.01,07\n"
    inec.write_text(rows, encoding="utf-8")
    assert inec_draw(inec, "--out", str(tmp_path / "draw")) == 0
    assert "El Oro × Minas" in capsys.readouterr().err
    inec.write_text(rows.replace("0700000000001", "0700000000002"), encoding="utf-8")
    code, record = verified(tmp_path / "draw", inec, capsys)
    assert code == 3 and record["problems"][0]["place"] == "El Oro × mining"
    assert "«El Oro × Minas» cambió el identificador de su única empresa" in record["problems"][0]["what"]
