"""Few firms on one side of a comparison: nothing in the results lets a reader compute what they answered."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from alianza.report.assembly import Registration, assemble
from alianza.storage.folder import open_study
from alianza.study.estimate import Estimate
from alianza.study.message import Message
from alianza.study.results import Results
from alianza.study.table import Suppressed, Table
from alianza.workflow.inputs import Inputs, read_inputs

REFERENCE = Path(__file__).parents[2] / "examples" / "ecuador-2025"
MINIMUM = 5


@pytest.fixture(scope="module")
def inputs() -> Inputs:
    return read_inputs(open_study(REFERENCE))


def results_with(inputs: Inputs, **columns: pl.Expr) -> Results:
    """Everything that a run computes, with some of the answers changed."""
    assert inputs.protocol is not None and inputs.responses is not None
    frame = inputs.responses.frame.with_columns(pl.int_range(pl.len()).over("responded").alias("place"))
    changed = frame.with_columns(expression.alias(name) for name, expression in columns.items())
    responses = replace(inputs.responses, frame=changed)
    return assemble(inputs.protocol, responses, inputs.claims, (), Registration(), lambda step, share: None)


def few(yes: int) -> pl.Expr:
    """True for the first `yes` firms that answered, false for the others."""
    return pl.when(pl.col("responded")).then(pl.col("place") < yes)


def table(results: Results, name: str) -> Table:
    return next(one for one in results.tables if one.id == name)


def cells(one: Table, row: str) -> dict[str, object]:
    found = next(each for each in one.rows if each.id == row)
    return {column.id: cell for column, cell in zip(one.columns, found.cells, strict=True)}


def estimates(results: Results) -> Iterator[tuple[str, Estimate]]:
    """Every estimate anywhere in the results: cells, sentences, findings, claims and hypotheses."""
    for one in results.tables:
        yield from ((one.id, cell) for row in one.rows for cell in row.cells if isinstance(cell, Estimate))
        for sentence in (one.lead, *one.also, *one.notes):
            yield from _quoted(one.id, sentence)
    for message in results.highlights:
        yield from _quoted("highlights", message)
    yield from ((finding.id, finding.estimate) for finding in results.findings)
    yield from ((judged.claim.id, own) for judged in results.claims for own in judged.estimates)
    yield from ((judged.hypothesis.id, judged.estimate) for judged in results.hypotheses if judged.estimate)


def _quoted(place: str, sentence: Message | None) -> Iterator[tuple[str, Estimate]]:
    for value in sentence.values.values() if sentence else ():
        if isinstance(value, Estimate):
            yield place, value
        elif isinstance(value, Message):
            yield from _quoted(place, value)


CASES = {
    "success": few(147),
    "failed": few(3),
    "conflict": few(3),
    "planned_long": few(4),
    "high_culture_difference": few(2),
    "model_cluster": few(4),
    "failure_power": few(3),
    "new_markets": pl.when(pl.col("place") < 4).then(pl.lit(True)),
}


@pytest.mark.parametrize("variable", list(CASES))
def test_no_estimate_on_a_small_base_is_anywhere_in_the_results(inputs: Inputs, variable: str) -> None:
    results = results_with(inputs, **{variable: CASES[variable]})
    assert [(place, own.n) for place, own in estimates(results) if 0 < own.n < MINIMUM] == []


@pytest.mark.parametrize("variable", list(CASES))
def test_no_small_count_is_printed(inputs: Inputs, variable: str) -> None:
    results = results_with(inputs, **{variable: CASES[variable]})
    counts = [
        (one.id, row.id, column.id, cell)
        for one in results.tables
        for row in one.rows
        for column, cell in zip(one.columns, row.cells, strict=True)
        if column.unit == "count" and isinstance(cell, int) and 0 < cell < MINIMUM
    ]
    assert counts == []
    assert [one.id for one in results.tables if one.base and one.base < MINIMUM] == []


def test_three_failures_cannot_be_computed_from_the_successes(inputs: Inputs) -> None:
    factors = table(results_with(inputs, success=few(147)), "success_factors")
    row = cells(factors, "strategic_compatibility")
    assert isinstance(row["perceived"], Estimate) and isinstance(row["level_success"], Estimate)
    assert all(isinstance(row[name], Suppressed) for name in ("perceived_all", "level_other", "associated"))


def test_a_contrast_goes_with_its_small_side_and_so_does_the_sentence(inputs: Inputs) -> None:
    results = results_with(inputs, planned_long=few(4))
    planning = table(results, "planning_time")
    row = cells(planning, "risk_ratio")
    assert all(isinstance(row[name], Suppressed) for name in ("contrast", "long", "short"))
    assert planning.lead is None
    assert all(message.code != "leads.planning_time" for message in results.highlights)


def test_the_spread_of_three_severities_goes_with_their_mean(inputs: Inputs) -> None:
    failed = pl.col("responded") & pl.col("failed")
    named = pl.when(pl.col("responded")).then(failed & (pl.int_range(pl.len()).over("responded", "failed") < 3))
    severity = pl.when(named).then(pl.col("place") % 5 + 1.0)
    failures = table(results_with(inputs, failure_power=named, severity_power=severity), "table2_failure_factors")
    row = cells(failures, "power_asymmetry")
    assert all(isinstance(row[name], Suppressed) for name in ("severity", "severity_sd", "severity_n"))


def test_fewer_independents_than_the_minimum_are_no_comparison(inputs: Inputs) -> None:
    grown = pl.when(pl.col("responded")).then(pl.col("growth")).when(pl.col("place") < 3).then(0.5)
    results = results_with(inputs, growth=grown, growth_20=grown >= 0.2)
    assert table(results, "income_effect").needs == ("independent_firms",)
    assert table(results, "cooperation_by_growth").needs == ("independent_firms",)


def test_a_type_s_total_does_not_reveal_the_few_firms_merged_in_one_sector(inputs: Inputs) -> None:
    """Services have three joint ventures and four of another type, merged; the type's total is in another table."""
    assert inputs.responses is not None
    services = (pl.col("sector") == "services") & pl.col("responded")
    order = pl.when(services).then(pl.int_range(pl.len()).over("sector", "responded"))
    kind = (
        pl.when(services & (order < 3)).then(pl.lit("joint_venture"))
        .when(services & (order < 7)).then(pl.lit("technology_consortium"))
        .when(services).then(pl.lit("distribution"))
        .otherwise(pl.col("alliance_type"))
    )  # fmt: skip
    results = results_with(inputs, alliance_type=kind)
    crossed, types = table(results, "sector_by_type"), table(results, "table1_alliance_types")
    for name in ("joint_venture", "technology_consortium"):
        total = cells(types, name)["n"]
        printed = [row.cells[1] for row in crossed.rows if row.id.endswith(f"_x_{name}")]
        left = total - sum(n for n in printed if isinstance(n, int))  # type: ignore[operator]
        assert left == 0 or left >= MINIMUM


def test_two_rows_of_one_firm_each_do_not_hide_each_other(inputs: Inputs) -> None:
    place = pl.col("place")
    mode = pl.when(place == 0).then(pl.lit("fax")).when(place == 1).then(pl.lit("post")).otherwise(pl.lit("phone"))
    participants = table(results_with(inputs, mode=mode), "participants")
    shown = [row for row in participants.rows if row.id.startswith("mode:")]
    assert all(isinstance(row.cells[1], Suppressed) for row in shown)


@pytest.mark.parametrize("third", [False, True])
def test_a_mode_with_few_answers_or_a_third_mode_is_not_compared(inputs: Inputs, third: bool) -> None:
    few_by_phone = pl.when(pl.col("place") < MINIMUM - 1).then(pl.lit("phone")).otherwise(pl.lit("online"))
    mode = pl.when(~pl.col("responded")).then(pl.lit("letter")).otherwise(few_by_phone) if third else few_by_phone
    assert table(results_with(inputs, mode=mode), "mode_effect").needs == ("two_modes",)
