"""Tests that decide a question are adjusted together; a sentence says "the most" only where the data do."""

from dataclasses import replace
from typing import Any

import msgspec
import polars as pl
import pytest

from alianza.report.evidence import Evidence
from alianza.report.families import in_families
from alianza.report.names import misnamed
from alianza.report.ranking import groups_differ, stands_out
from alianza.study.estimate import Test as Result
from alianza.study.protocol import Period, Protocol, Question, Study
from alianza.study.table import Column, Row, Table
from alianza.study.text import Text

WORDS = Text("texto", "text")


def protocol(family: tuple[str, ...] = (), **given: Any) -> Protocol:
    study = Study(
        id="s", title=WORDS, country="EC", wave="1", period=Period(first=2020, last=2024), population=WORDS,
        unit_of_analysis="firm", focal_alliance="none",
    )  # fmt: skip
    question = Question(id="Q1", text=WORDS, topics=("types",), family=family)
    return Protocol(study=study, questions=(question,), **given)


def a_table(identifier: str, **p_values: float | None) -> Table:
    tests = {name: Result(1.0, 1.0, 9.0, p) for name, p in p_values.items()}
    rows = (Row("a", WORDS, (1,)), Row("b_vs_c", WORDS, (2,)))
    return Table(identifier, "types", (Column("n", "count"),), rows, tests=tests)


def test_the_declared_tests_are_adjusted_by_holm_across_tables() -> None:
    one, two = in_families(
        [a_table("t", growth=0.01, conflict=0.04), a_table("u", overall=0.03)],
        protocol(("t.growth", "t.conflict", "u.overall")),
    )
    assert [one.tests["growth"].adjusted, one.tests["conflict"].adjusted] == pytest.approx([0.03, 0.06])
    assert two.tests["overall"].adjusted == pytest.approx(0.06)
    assert [note.code for note in one.notes] == ["notes.family"]


def test_a_test_of_no_family_is_exploratory_and_says_so() -> None:
    (mixed,) = in_families([a_table("t", growth=0.01, conflict=0.04)], protocol(("t.growth",)))
    (free,) = in_families([a_table("u", overall=0.03)], protocol())
    assert mixed.tests["conflict"].adjusted is None
    assert [note.code for note in mixed.notes] == ["notes.family", "notes.exploratory_others"]
    assert [note.code for note in free.notes] == ["notes.exploratory"]


def test_a_test_that_could_not_be_computed_does_not_count_in_its_family() -> None:
    (table,) = in_families([a_table("t", growth=0.04, conflict=None)], protocol(("t.growth", "t.conflict", "v.x")))
    assert table.tests["growth"].adjusted == pytest.approx(0.04)


def test_names_that_a_computed_table_does_not_have_are_warnings() -> None:
    declared = protocol(("t.grwth", "absent.x"))
    assert [(one.code, one.place, one.found) for one in misnamed([a_table("t", growth=0.1)], declared, None)] == [
        ("absent_finding", "questions[0].family", "t.grwth")
    ]


@pytest.mark.parametrize(
    ("name", "problem"),
    [("t.a.n", ""), ("t.aa.n", "aa"), ("t.a.share", "share"), ("t.c_vs_b.n", ""), ("elsewhere.a.n", "")],
)
def test_a_hypothesis_that_rests_on_an_absent_row_or_column(name: str, problem: str) -> None:
    from alianza.study.protocol import Hypothesis

    hypothesis = Hypothesis(
        id="H", statement=WORDS, estimand=WORDS, comparator=WORDS, direction="greater", margin=0, finding=name
    )
    declared = msgspec.structs.replace(protocol(), hypotheses=(hypothesis,))
    found = [one.values["part"] for one in misnamed([a_table("t")], declared, None)]
    assert found == ([problem] if problem else [])


def with_answers(acti: Evidence, first: int, second: int, firms: int) -> Evidence:
    """The first `firms` firms: so many say yes to the first question alone, so many to the second alone."""
    place = pl.int_range(pl.len())
    only_second = (place >= first) & (place < first + second)
    frame = acti.frame.head(firms).with_columns(
        (place < first).alias("partner_clients"), only_second.alias("partner_competitors")
    )
    return replace(acti, responses=replace(acti.responses, frame=frame))


@pytest.mark.parametrize(
    ("first", "second", "firms", "expected"), [(30, 5, 100, True), (18, 12, 100, False), (20, 1, 25, False)]
)
def test_the_most_named_stands_out_by_the_paired_test_and_on_thirty_firms(
    acti: Evidence, first: int, second: int, firms: int, expected: bool
) -> None:
    evidence = with_answers(acti, first, second, firms)
    assert stands_out(evidence, evidence.items("partner")[:2], pl.lit(True)) is expected


@pytest.mark.parametrize(
    ("p_values", "sizes", "expected"),
    [
        ((0.02, 0.5), (40, 31), True),
        ((0.03, 0.5), (40, 31), False),
        ((0.001, 0.5), (40, 29), False),
        ((None, 0.1), (40, 40), False),
    ],
)
def test_groups_differ_by_the_adjusted_test_and_with_thirty_firms_each(
    acti: Evidence, p_values: tuple[float | None, float], sizes: tuple[int, ...], expected: bool
) -> None:
    tests = {name: Result(1.0, 1.0, 9.0, p) for name, p in zip(("a", "b"), p_values, strict=True)}
    tests["pearson"] = Result(1.0, 1.0, None, 0.9)
    assert groups_differ(acti, tests, "a", sizes) is expected
