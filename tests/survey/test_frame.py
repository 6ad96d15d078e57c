"""Activity codes and provinces of the frame, against the public lists."""

import json

import polars as pl
import pytest

from alianza.survey.frame import PROVINCES, by_isic_section, isic_section, province_name, sampling_frame
from tests.statistics.oracle import SHARED

GEO = SHARED / "data" / "geo"


@pytest.mark.skipif(not GEO.exists(), reason="the public lists are not at ../shared/data/geo")
def test_every_code_of_the_national_list_is_in_the_section_of_its_digits() -> None:
    codes = pl.read_csv(GEO / "ciiu4_ecuador.csv", infer_schema=False)["codigo"].to_list()
    classes = [code for code in codes if code[0].isalpha() and code[1:3].isdigit()]
    assert len(classes) > 5000
    assert [code for code in classes if code[0] in "ABCDEFGHIJKLMNOPQRSTU" and isic_section(code[1:]) != code[0]] == []


@pytest.mark.skipif(not GEO.exists(), reason="the public lists are not at ../shared/data/geo")
def test_the_provinces_are_those_of_the_national_list() -> None:
    listed = json.loads((GEO / "provincias.json").read_text(encoding="utf-8"))
    assert sorted(PROVINCES) == sorted(one["nombre"] for one in listed)


def test_columns_of_codes_become_sectors_and_unknown_ones_stay_empty() -> None:
    found = by_isic_section(pl.Series(["C1071", "4711.01", "J62", "?", None, "0111"]))
    assert found.to_list() == ["manufacturing", "commerce", "services", None, None, "agriculture"]
    assert [province_name(code) for code in ("05", "6", 20, "0", "x")] == [
        "Cotopaxi",
        "Chimborazo",
        "Galápagos",
        "",
        "",
    ]


def test_sizes_by_stratum_are_those_of_polars() -> None:
    firms = pl.DataFrame({"id": range(6), "s": ["b", "a", "b", "b", "c", "a"], "sales": [1.0, 5, 4, 10, 7, 6]})
    frame, _ = sampling_frame(firms, "id", ("s",), "sales")
    assert frame is not None
    by_hand = firms.group_by("s").agg(pl.len(), pl.col("sales").std().fill_null(0), pl.col("sales").sum().alias("t"))
    sizes = frame.sizes()
    assert by_hand.sort("s").rows() == [
        (name[0], n, pytest.approx(sd, rel=1e-14), total)
        for name, n, sd, total in zip(frame.strata, sizes.firms, sizes.sd, sizes.totals, strict=True)
    ]
    assert [p.code for p in sampling_frame(firms, "id", ("s",), "s")[1]] == ["frame_size_not_number"]
