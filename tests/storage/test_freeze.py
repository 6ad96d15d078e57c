"""Freezing a protocol, and telling the edits made afterwards."""

import tomllib
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alianza.formats import Refused
from alianza.storage.folder import open_study
from alianza.storage.freeze import Freeze, _written, deviations, freeze, read_freeze
from alianza.study.deviation import Deviation, differences, digest, leaves

PROTOCOL = """
[study]
id = "x"
title = { es = "Título «raro»", en = "Title" }
country = "EC"
wave = "1"
period = { first = 2020, last = 2024 }
population = "empresas"
unit_of_analysis = "alliance"
focal_alliance = "random"

[rules]
delta_share = 0.10
nominal = true

[[hypotheses]]
id = "H1"
statement = "s"
estimand = "e"
comparator = "c"
direction = "greater"
margin = 1.2
needs = ["a", "b"]
"""


@pytest.fixture
def study(tmp_path: Path) -> Path:
    (tmp_path / "study.toml").write_text(PROTOCOL, encoding="utf-8")
    return tmp_path


def edit(study: Path, before: str, after: str) -> None:
    file = study / "study.toml"
    text = file.read_text(encoding="utf-8")
    assert before in text
    file.write_text(text.replace(before, after), encoding="utf-8")


def test_a_freeze_keeps_date_hash_and_values(study: Path) -> None:
    frozen = freeze(study, date(2025, 3, 1))
    folder = open_study(study)
    assert (frozen.date, frozen.digest) == ("2025-03-01", digest(leaves(folder.protocol)))
    assert read_freeze(folder) == frozen
    assert deviations(folder) == ()


def test_comments_layout_and_order_change_nothing(study: Path) -> None:
    before = freeze(study, date(2025, 3, 1)).digest
    edit(study, 'country = "EC"\nwave = "1"', '# nota\nwave = "1"\ncountry = "EC"')
    assert digest(leaves(open_study(study).protocol)) == before
    assert deviations(open_study(study)) == ()


def test_an_edit_is_printed_undated_until_it_is_registered(study: Path) -> None:
    freeze(study, date(2025, 3, 1))
    edit(study, "margin = 1.2", "margin = 1.1")
    (message,) = deviations(open_study(study))
    assert message.code == "deviation.changed"
    assert message.values["key"] == "hypotheses[H1].margin"
    assert (message.values["before"], message.values["after"]) == ("1.2", "1.1")
    frozen = freeze(study, date(2025, 6, 2))
    assert frozen.date == "2025-03-01"  # the first freeze stands
    (message,) = deviations(open_study(study))
    assert message.values["date"] == "2025-06-02"


def test_later_edits_join_the_registered_ones_in_order(study: Path) -> None:
    first = freeze(study, date(2025, 3, 1))
    edit(study, "margin = 1.2", "margin = 1.1")
    freeze(study, date(2025, 6, 2))
    edit(study, "margin = 1.1", "margin = 1.2")
    edit(study, "nominal = true\n", "")
    again = freeze(study, date(2025, 9, 3))
    assert [(one.date, one.key, one.kind) for one in again.deviations] == [
        ("2025-06-02", "hypotheses[H1].margin", "changed"),
        ("2025-09-03", "hypotheses[H1].margin", "changed"),
        ("2025-09-03", "rules.nominal", "removed"),
    ]
    assert again.digest == first.digest
    assert freeze(study, date(2025, 9, 4)) == again  # nothing new to register


def test_a_freeze_edited_by_hand_is_refused(study: Path) -> None:
    freeze(study, date(2025, 3, 1))
    file = study / "freeze.toml"
    file.write_text(file.read_text(encoding="utf-8").replace("= 1.2", "= 1.1"), encoding="utf-8")
    with pytest.raises(Refused) as caught:
        deviations(open_study(study))
    assert caught.value.problem.code == "freeze_altered"
    file.write_text('date = "2025-03-01"\n', encoding="utf-8")
    with pytest.raises(Refused) as caught:
        read_freeze(open_study(study))
    assert caught.value.problem.code == "freeze_unreadable"


def test_a_protocol_with_errors_is_not_frozen(study: Path) -> None:
    edit(study, 'direction = "greater"', 'direction = "grater"')
    with pytest.raises(Refused) as caught:
        freeze(study)
    assert caught.value.problem.code == "wrong_choice"
    assert not (study / "freeze.toml").exists()


def test_the_day_comes_from_source_date_epoch_where_it_is_set(study: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1735689600")
    assert freeze(study).date == "2025-01-01"


def test_entries_of_a_list_go_by_their_name() -> None:
    before = leaves({"constructs": [{"id": "a", "kind": "x"}, {"id": "c", "kind": "x"}]})
    after = leaves({"constructs": [{"id": "a", "kind": "x"}, {"id": "b", "kind": "x"}, {"id": "c", "kind": "x"}]})
    assert [one.key for one in differences(before, after)] == ["constructs[b].id", "constructs[b].kind"]


def test_a_number_a_truth_value_and_a_text_are_different() -> None:
    assert len(differences(leaves({"a": 1, "b": 1, "c": "1"}), leaves({"a": True, "b": 1.0, "c": 1}))) == 3


SCALARS = st.one_of(
    st.text(), st.integers(-(2**53), 2**53), st.booleans(), st.floats(allow_nan=False, allow_infinity=True)
)
DOCUMENTS = st.recursive(
    st.one_of(SCALARS, st.lists(SCALARS, max_size=3)),
    lambda inner: st.one_of(st.dictionaries(st.text(), inner, max_size=3), st.lists(inner, max_size=3)),
    max_leaves=8,
)


@given(st.dictionaries(st.text(), DOCUMENTS, max_size=4), st.dictionaries(st.text(), DOCUMENTS, max_size=4))
def test_what_is_written_is_read_back(before: dict[str, object], after: dict[str, object]) -> None:
    old, new = leaves(before), leaves(after)
    edits = tuple(Deviation(one.key, one.kind, one.before, one.after, "2025-01-01") for one in differences(old, new))
    text = _written(Freeze("2025-01-01", digest(old), new, edits))
    parsed = tomllib.loads(text)
    assert {key: tuple(value) if isinstance(value, list) else value for key, value in parsed["values"].items()} == new
    assert [entry["key"] for entry in parsed.get("deviations", ())] == [one.key for one in edits]


@given(st.dictionaries(st.text(), DOCUMENTS, max_size=4))
def test_no_edit_no_difference(document: dict[str, object]) -> None:
    assert differences(leaves(document), leaves(document)) == ()
