"""The audit against published vectors and the claims register, and its statuses."""

import json
from pathlib import Path

import pytest

from alianza.integration.claims import audit
from alianza.statistics.estimates.proportions import smallest_bases
from tests.integration.records import a_claim

REGISTER = Path(__file__).resolve().parents[3] / "shared" / "claims.json"


@pytest.mark.parametrize(
    ("published", "base_n", "bases", "status", "smallest_base"),
    [
        ("68", 150, (), "possible", 150),  # 102 of 150
        ("55", 48, (), "impossible_on_base", None),  # 26 of 48 is 54.2 %, 27 of 48 is 56.3 %
        ("55", 48, (33,), "possible_on_other_base", 33),  # 18 of 33
        ("65", 150, (102,), "possible", 102),  # 66 of 102 and 97 or 98 of 150
        ("38", None, (), "no_base", None),
        ("38", None, (10, 8), "possible", 8),  # 3 of 8
        ("parcialmente", 150, (), "not_numeric", None),
        ("2020-2025", 150, (), "not_numeric", None),
    ],
)
def test_status_and_smallest_base(
    published: str, base_n: int | None, bases: tuple[int, ...], status: str, smallest_base: int | None
) -> None:
    found = audit(a_claim(published=published, base_n=base_n, bases=bases))
    assert (found.status, found.smallest_base) == (status, smallest_base)


def test_a_figure_that_only_one_rule_for_halves_gives_says_so() -> None:
    found = audit(a_claim(published="63", base_n=48))  # 30 of 48 is 62.5 %
    assert found.attainable == {48: (30,)}
    assert found.note is not None and found.note.code == "audit_note.possible_halves"


def test_named_bases_are_tried_but_decide_nothing() -> None:
    found = audit(a_claim(published="55", base_n=48), {"failures": 48, "of the successes": 33, "sample": 150})
    assert found.attainable == {33: (18,), 48: (), 150: (82, 83)}
    assert found.status == "impossible_on_base"
    assert found.note is not None and found.note.values["others"] == (33, 150)


def test_a_mean_rating_is_audited_by_its_sum_and_growth_not_at_all() -> None:
    rating = audit(a_claim(published="4,2", unit="rating", base_n=7))
    assert rating.status == "impossible_on_base"  # 29/7 = 4.14, 30/7 = 4.29
    assert audit(a_claim(published="4,2", unit="rating", base_n=5)).attainable == {5: (21,)}
    growth = audit(a_claim(published="28,5", unit="growth", base_n=40))
    assert growth.status == "no_base" and growth.attainable == {}


@pytest.mark.skipif(not REGISTER.exists(), reason="the claims register is not beside the project")
def test_every_audited_percentage_of_the_register() -> None:
    audited = [claim for claim in json.loads(REGISTER.read_text("utf-8"))["claims"] if "grim" in claim]
    assert len(audited) >= 15
    for entry in audited:
        bases = {name: base["n"] for name, base in entry["grim"].items()}
        found = audit(a_claim(id=entry["id"], published=entry["published"], base_n=entry["base_n"]), bases)
        expected = {base["n"]: tuple(base["possible_counts"]) for base in entry["grim"].values()}
        assert {base: found.attainable[base] for base in expected} == expected, entry["id"]
        impossible = [base for base in bases.values() if not found.attainable[base]]
        assert impossible == entry["grim_impossible_bases"], entry["id"]
        assert list(smallest_bases(entry["published"])) == entry["grim_smallest_n"], entry["id"]
        assert found.note is not None and found.note.code.startswith("audit_note.")
