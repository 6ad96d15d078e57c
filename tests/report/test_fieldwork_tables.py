"""Fieldwork and questionnaire as tables: dispositions, eligibility, attempts, scales, pilot, versions."""

import json
from dataclasses import replace
from pathlib import Path

import msgspec
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from alianza.render.messages import say
from alianza.report import call_attempts, contents, pilot, planning_time, scale_items
from alianza.report.call_attempts import steps_of
from alianza.report.disclosure import protect
from alianza.report.eligibility_by_stratum import compute as eligibility
from alianza.report.evidence import Evidence, gather
from alianza.report.findings import findings_of
from alianza.report.instrument_log import compute as instrument_log
from alianza.report.response_rates import compute as response_rates
from alianza.report.response_rates import reveals, withheld
from alianza.report.scale_reliability import compute as scale_reliability
from alianza.storage.folder import open_study
from alianza.study.estimate import Estimate
from alianza.study.fieldwork import InstrumentChange, InstrumentVersion, Scale
from alianza.study.protocol import Rules
from alianza.study.table import Suppressed, Table
from alianza.study.text import Text
from alianza.survey.contacts import Contacts
from alianza.survey.dispositions import FORMULAS, Dispositions, Kind
from alianza.survey.scales import scale_reliability as reliability_of
from alianza.survey.scales import scales_of
from alianza.workflow.inputs import read_inputs
from tests.statistics.oracle import assert_close

ROOT = Path(__file__).parents[2]
R = json.loads((ROOT / "tests" / "reference" / "fieldwork.json").read_text(encoding="utf-8"))
INTERVIEW, REFUSAL, UNKNOWN, INELIGIBLE = "1.1", "2.1", "3.1", "4.7"


@pytest.fixture(scope="module")
def study() -> Evidence:
    inputs = read_inputs(open_study(ROOT / "examples" / "ecuador-2025"))
    assert inputs.protocol is not None and inputs.responses is not None and inputs.problems == ()
    return gather(inputs.protocol, inputs.responses)


def worked(study: Evidence, *firms: tuple[str, str, int], attempts: int | None = None) -> Evidence:
    """The study with other contacts: stratum, disposition and how many firms ended so."""
    rows = [(stratum, code) for stratum, code, n in firms for _ in range(n)]
    kinds = {INTERVIEW: "interview", REFUSAL: "refusal", UNKNOWN: "unknown_household", INELIGIBLE: "not_eligible"}
    frame = pl.DataFrame(
        {
            "disposition": [code for _, code in rows],
            "kind": [kinds[code] for _, code in rows],
            "stratum": [stratum for stratum, _ in rows],
        }
    )
    if attempts is not None:
        frame = frame.with_columns(attempts=pl.lit(float(attempts)))
    contacts = Contacts(frame, {stratum: Text(stratum) for stratum, _ in rows})
    return replace(study, responses=replace(study.responses, contacts=contacts))


def declaring(study: Evidence, **survey: object) -> Evidence:
    """The study with other declarations of its survey."""
    source = msgspec.structs.replace(study.responses.source, **survey)
    protocol = msgspec.structs.replace(study.protocol, survey=source)
    return replace(study, protocol=protocol, responses=replace(study.responses, source=source))


def values(table: Table, column: str) -> dict[str, object]:
    place = [one.id for one in table.columns].index(column)
    return {row.id: row.cells[place] for row in table.rows}


def numbers(table: Table, column: str) -> list[float | None]:
    return [cell.value for cell in values(table, column).values() if isinstance(cell, Estimate)]


class TestResponseRates:
    def test_the_reference_study_counts_150_of_220_eligible(self, study: Evidence) -> None:
        table = response_rates(study)
        cases = values(table, "cases")
        assert (cases["interview"], cases["partial"], cases["not_eligible"]) == (150, 0, 1250)
        assert sum(cases[kind] for kind in ("interview", "refusal", "non_contact", "other")) == 220
        assert table.base == 1650
        found = {finding.id: finding.estimate for finding in findings_of([table])}
        assert found["response_rates.RR5.value"].value == pytest.approx(150 / 220)
        assert found["response_rates.RR1.value"].value == pytest.approx(150 / 400)
        # e by sector: 122/700, 38/170, 60/600 of 86, 21 and 73 unknown firms.
        expected = 86 * 122 / 700 + 21 * 38 / 170 + 73 * 60 / 600
        assert found["response_rates.RR3.value"].value == pytest.approx(150 / (220 + expected))
        assert {one.method for one in found.values()} == {"counted"}

    def test_the_older_response_rate_keeps_its_name_and_value(self, study: Evidence) -> None:
        older = contents.module_of("sample_design").compute(study)
        assert numbers(older, "value")[4] == numbers(response_rates(study), "value")[12]

    def test_formulas_are_printed_with_their_codes(self, study: Evidence) -> None:
        formulas = values(response_rates(study), "formula")
        assert (formulas["RR3"], formulas["COOP3"], formulas["refusal"]) == ("I / (E + eU)", "I / (I + P + R)", "R")

    def test_strata_that_borrow_e_are_named(self, study: Evidence) -> None:
        evidence = worked(study, ("norte", INTERVIEW, 30), ("norte", INELIGIBLE, 10), ("sur", UNKNOWN, 20))
        notes = [note.code for note in response_rates(evidence).notes]
        assert "notes.eligibility_borrowed" in notes
        assert "notes.eligibility_borrowed" not in [note.code for note in response_rates(study).notes]
        table = eligibility(evidence)
        empty = values(table, "eligibility")["sur"]
        assert isinstance(empty, Estimate) and (empty.value, empty.reason) == (None, "eligibility_borrowed")
        assert values(table, "response_rate")["all"].value == pytest.approx(30 / (30 + 20 * 0.75))

    def test_a_study_without_contacts_says_what_it_needs(self, study: Evidence) -> None:
        without = replace(study, responses=replace(study.responses, contacts=None, pilot=None))
        for name in ("response_rates", "eligibility_by_stratum", "call_attempts"):
            assert contents.module_of(name).compute(without).needs == ("disposition",)
        assert pilot.compute(without).needs == contents.module_of("pilot_scales").compute(without).needs == ("pilot",)

    def test_few_firms_of_a_kind_are_hidden_with_all_that_would_give_them_away(self, study: Evidence) -> None:
        evidence = worked(study, ("", INTERVIEW, 60), ("", REFUSAL, 3), ("", UNKNOWN, 20), ("", INELIGIBLE, 40))
        table = protect(response_rates(evidence), Rules())
        hidden = {row for row, cell in values(table, "cases").items() if isinstance(cell, Suppressed)}
        # 3 refusals hide behind the next larger kind, the 20 unknown firms; rates that treat both alike remain.
        assert {"refusal", "unknown_household"} <= hidden
        assert "RR1" not in hidden and {"RR3", "RR5", "COOP1", "REF1"} <= hidden
        assert any(note.code == "notes.suppressed" for note in table.notes)
        assert table.lead is None  # it quotes RR3 and RR5


KINDS: tuple[Kind, ...] = tuple(one for one in Dispositions.__slots__)  # type: ignore[assignment]


@given(st.lists(st.integers(0, 40), min_size=8, max_size=8))
def test_what_is_hidden_is_never_one_kind_nor_few_firms(counts: list[int]) -> None:
    hidden = withheld(Dispositions(*counts), 5)
    sizes = dict(zip(KINDS, counts, strict=True))
    assert {kind for kind in KINDS if 0 < sizes[kind] < 5} <= hidden
    others = [kind for kind in KINDS if sizes[kind] and kind not in hidden]
    assert not hidden or not others or (len(hidden) > 1 and sum(sizes[kind] for kind in hidden) >= 5)


@given(st.lists(st.integers(1, 30), min_size=8, max_size=8), st.data())
def test_a_rate_that_stays_does_not_change_when_hidden_firms_change_places(
    counts: list[int], data: st.DataObject
) -> None:
    """The plain meaning of "reveals nothing": moving a firm between hidden kinds moves no printed rate."""
    from alianza.survey.dispositions import rates

    hidden = sorted(data.draw(st.sets(st.sampled_from(KINDS), min_size=2)))
    moved = dict(zip(KINDS, counts, strict=True))
    before = rates({"": Dispositions(**moved)})
    moved[hidden[0]] += 1
    moved[hidden[1]] -= 1
    after = rates({"": Dispositions(**moved)})
    for formula in FORMULAS:
        if not reveals(formula, hidden):
            assert after[formula.name].value == pytest.approx(before[formula.name].value), formula.name


class TestEligibility:
    def test_small_strata_are_merged(self, study: Evidence) -> None:
        evidence = worked(study, ("a", INTERVIEW, 20), ("a", INELIGIBLE, 20), ("b", INTERVIEW, 7), ("c", INELIGIBLE, 8))
        table = eligibility(evidence)
        assert [row.id for row in table.rows] == ["a", "merged", "all"]
        assert values(table, "eligibility")["merged"].value == pytest.approx(7 / 15)

    def test_a_stratum_with_few_eligible_firms_is_withheld_with_another(self, study: Evidence) -> None:
        evidence = worked(
            study, ("a", INTERVIEW, 20), ("a", INELIGIBLE, 20), ("b", INTERVIEW, 2), ("b", INELIGIBLE, 18),
            ("c", INTERVIEW, 30), ("c", INELIGIBLE, 30),
        )  # fmt: skip
        table = protect(eligibility(evidence), Rules())
        n = values(table, "n")
        assert isinstance(n["b"], Suppressed) and isinstance(n["a"], Suppressed) and n["c"] == 60

    def test_one_stratum_is_one_row(self, study: Evidence) -> None:
        table = eligibility(worked(study, ("", INTERVIEW, 20), ("", INELIGIBLE, 20)))
        assert [row.id for row in table.rows] == ["all"]


class TestAttempts:
    def test_each_attempt_adds_up(self, study: Evidence) -> None:
        table = call_attempts.compute(study)
        steps = [row.id for row in table.rows if row.id.startswith("attempt")]
        interviews, running = values(table, "interviews"), values(table, "cumulative")
        assert sum(interviews[step] for step in steps) == 150 == interviews["mode_phone"] + interviews["mode_online"]
        assert running[steps[-1]].value == 1
        assert values(table, "n")["attempt_1"] == 1650

    def test_a_mode_with_few_interviews_is_withheld_with_another(self, study: Evidence) -> None:
        evidence = worked(study, ("", INTERVIEW, 60), ("", INELIGIBLE, 60))
        mode = pl.when(pl.int_range(pl.len()) < 3).then(pl.lit("web")).otherwise(pl.lit("tel"))
        contacts = evidence.responses.contacts
        few = replace(contacts, frame=contacts.frame.with_columns(mode=mode))
        table = protect(
            call_attempts.compute(replace(evidence, responses=replace(evidence.responses, contacts=few))), Rules()
        )
        assert all(isinstance(cell, Suppressed) for cell in values(table, "interviews").values())

    def test_needs_attempts_or_a_mode(self, study: Evidence) -> None:
        evidence = worked(study, ("", INTERVIEW, 20))
        assert call_attempts.compute(evidence).needs == ("attempts", "mode")
        assert call_attempts.compute(worked(study, ("", INTERVIEW, 20), attempts=1)).lead is None


@given(st.lists(st.tuples(st.integers(1, 9), st.booleans()), min_size=1, max_size=60))
def test_attempts_are_joined_until_nobody_can_be_counted_out(firms: list[tuple[int, bool]]) -> None:
    frame = pl.DataFrame(
        {"attempts": [float(n) for n, _ in firms], "kind": ["interview" if yes else "refusal" for _, yes in firms]}
    )
    steps = steps_of(frame, 5)
    assert sum(step.interviews for step in steps) == sum(yes for _, yes in firms)
    assert sum(step.ended for step in steps) == len(firms)
    for step in steps:
        assert step.worked == sum(n >= step.first for n, _ in firms)
        inside = [yes for n, yes in firms if step.first <= n <= step.last]
        assert (step.ended, step.interviews) == (len(inside), sum(inside))
    if len(steps) > 1:
        counts = [n for step in steps for n in (step.interviews, step.ended - step.interviews)]
        assert not any(0 < n < 5 for n in counts[:-2])


class TestScales:
    def test_alpha_and_its_interval_agree_with_r(self, study: Evidence) -> None:
        (row,) = scale_reliability(study).rows
        items, alpha, omega, correlation, explained, n = row.cells
        assert (items, n, row.construct) == (3, 150, "strategic_compatibility")
        assert_close([alpha.value, alpha.low, alpha.high], R["alpha"], 1e-9)
        assert correlation.value == pytest.approx(R["mean_correlation"][0])
        assert explained.value == pytest.approx(sum(one**2 for one in R["loadings"]) / 3, rel=1e-6)
        assert 0.8 < omega.value < 0.82

    def test_items_agree_with_r(self, study: Evidence) -> None:
        table = scale_items.compute(study)
        for column, tolerance in (("mean", 1e-12), ("sd", 1e-12), ("item_total", 1e-12), ("alpha_without", 1e-12)):
            assert_close(numbers(table, column), R[column], tolerance)
        assert_close(numbers(table, "loading"), R["loadings"], 1e-6)

    def test_the_findings_are_in_the_registry_and_cast_no_vote(self, study: Evidence) -> None:
        from alianza.integration.triangulation import triangulate

        found = findings_of([scale_reliability(study), scale_items.compute(study)])
        assert "scale_reliability.strategic_compatibility.alpha" in {one.id for one in found}
        assert triangulate(found, study.protocol.rules) == ()

    def test_reversing_an_item_twice_changes_nothing_and_once_is_noticed(self, study: Evidence) -> None:
        frame = study.frame.with_columns(compatibility_values=6 - pl.col("compatibility_values"))
        items = ("compatibility_objectives", "compatibility_capabilities", "compatibility_values")
        plain = Scale(id="s", construct="strategic_compatibility", items=items)
        turned = Scale(id="s", construct="strategic_compatibility", items=items, reversed=items[2:])
        against, back = (
            declaring(replace(study, responses=replace(study.responses, frame=frame)), scales=(scale,))
            for scale in (plain, turned)
        )
        wrong, right = scale_reliability(against), scale_reliability(back)
        assert numbers(right, "alpha") == pytest.approx(numbers(scale_reliability(study), "alpha"))
        assert numbers(wrong, "alpha")[0] < 0.7
        assert "notes.items_against" in [note.code for note in wrong.notes]
        codes = [note.code for note in right.notes]
        assert "notes.items_turned" in codes and "notes.items_against" not in codes

    def test_a_low_alpha_is_said_and_nothing_is_called_best(self, study: Evidence) -> None:
        scales = (
            Scale(id="a", construct="strategic_compatibility", items=("age", "employees", "culture_difference")),
            Scale(id="b", construct="communication", items=study.responses.source.scales[0].items),
        )
        table = scale_reliability(declaring(study, scales=scales))
        assert table.lead is not None and table.lead.code == "leads.scale_reliability_short"
        told = say(table.lead, "es")
        assert "compatibilidad estratégica" in told and "mejor" not in told and "0,70" in told
        alone = scale_reliability(declaring(study, scales=scales[:1]))
        assert alone.lead is not None and say(alone.lead, "en").endswith("Its whole interval lies below 0.70.")

    def test_three_level_items_of_one_construct_are_a_scale(self, study: Evidence) -> None:
        items = [
            msgspec.structs.replace(one, construct="trust") if one.role == "level" else one
            for one in study.responses.source.items
        ]
        (scale,) = scales_of(declaring(study, scales=(), items=tuple(items)).protocol)
        assert (scale.id, len(scale.items)) == ("trust", 4)
        assert scales_of(declaring(study, scales=()).protocol) == ()

    def test_fewer_than_three_complete_answers_measure_nothing(self, study: Evidence) -> None:
        (scale,) = scales_of(study.protocol)
        assert reliability_of(study.frame.filter(study.where()).head(2), scale) is None

    def test_five_items_also_get_a_test_of_one_factor_and_omega_hierarchical(self, study: Evidence) -> None:
        items = (*study.responses.source.scales[0].items, "level_communication", "level_contract", "level_flexibility")
        table = scale_reliability(declaring(study, scales=(Scale(id="s", construct="trust", items=items),)))
        codes = [note.code for note in table.notes]
        assert "notes.one_factor_fit" in codes and "notes.one_factor_exact" not in codes


class TestPilot:
    def test_items_in_order_with_their_gaps_and_times(self, study: Evidence) -> None:
        table = pilot.compute(study)
        assert [row.id for row in table.rows][-1] == "questionnaire"
        assert values(table, "missing")["sales_start"].value == pytest.approx(5 / 15)
        assert values(table, "n")["cause_property"] == 7  # asked of those with a conflict
        assert values(table, "n")["questionnaire"].value == 15
        raw = pl.read_csv(ROOT / "examples/ecuador-2025/survey/pilot.SYNTHETIC.csv")
        assert values(table, "seconds")["sales_start"].value == raw["seg_ventas_2020"].median()
        assert values(table, "slow")["sales_start"].value == pytest.approx(
            raw["seg_ventas_2020"].quantile(0.9, interpolation="linear")
        )
        assert (
            values(table, "seconds")["questionnaire"].value
            == raw.select(pl.sum_horizontal(name for name in raw.columns if name.startswith("seg_")))
            .to_series()
            .median()
        )

    def test_items_that_the_survey_lost_keep_their_words(self, study: Evidence) -> None:
        labels = {row.id: say(row.label, "es") for row in pilot.compute(study).rows}
        assert labels["n_confianza"] == "confianza en el socio, nivel"
        assert labels["level_contract"] == "claridad contractual, nivel"
        assert labels["compatibility_values"] == "valores y formas de trabajo afines"

    def test_scales_are_tried_with_the_same_measure(self, study: Evidence) -> None:
        table = contents.module_of("pilot_scales").compute(study)
        (alpha,) = values(table, "alpha").values()
        assert (alpha.n, table.base) == (14, 15)
        assert alpha.low < alpha.value < alpha.high


class TestInstrumentLog:
    def test_changes_stand_under_their_version_with_reasons(self, study: Evidence) -> None:
        table = instrument_log(study)
        assert [row.id for row in table.rows] == ["0.1:none", *(f"0.2:{place}" for place in range(1, 7))]
        assert table.notes == ()  # every item that came or went was written down

    def test_what_nobody_wrote_down_is_listed_and_counted(self, study: Evidence) -> None:
        versions = (
            InstrumentVersion(version="1", date="2025-01-01", items=("a", "b")),
            InstrumentVersion(
                version="2", date="2025-02-01", items=("a", "c"),
                changes=(InstrumentChange(kind="routing", reason=Text("más corto", "shorter")),),
            ),
        )  # fmt: skip
        table = instrument_log(declaring(study, versions=versions))
        assert [say(row.label, "es") for row in table.rows] == [
            "Primera versión", "Todo el cuestionario", "c", "b",
        ]  # fmt: skip
        assert [say(note, "en") for note in table.notes] == ["2 changes have no reason on record."]
        assert instrument_log(declaring(study, versions=())).needs == ("versions",)
        assert instrument_log(declaring(study, versions=versions[:1])).lead.code == "leads.instrument_log_none"


def test_the_sectors_agreement_is_that_of_r(study: Evidence) -> None:
    table = planning_time.compute(study)
    odds = values(table, "contrast")["mantel_haenszel"]
    assert_close([odds.value, odds.low, odds.high], R["mantel_haenszel"][:3], 1e-9)
    tests = table.tests
    assert_close([tests["mantel_haenszel"].statistic, tests["mantel_haenszel"].p], R["mantel_haenszel"][3:], 1e-9)
    assert_close([tests["breslow_day"].statistic, tests["tarone"].statistic], R["breslow_day"], 1e-9)
    assert tests["homogeneity"].df2 is not None  # the design's own
    unweighted = next(row for row in table.rows if row.id == "mantel_haenszel")
    assert unweighted.construct == ""  # no second vote on planning
