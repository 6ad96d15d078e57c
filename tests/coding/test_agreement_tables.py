"""Agreement in blind rounds: against R, against the statistics called directly, and the round that a study reports.

The numbers come from `Rscript tests/reference/coding_agreement.R > tests/reference/coding_agreement.json`.
"""

import json
from pathlib import Path

import pytest

from alianza.coding.agreement_tables import (
    DEFAULTS,
    AgreementRow,
    by_code,
    by_document,
    by_group,
    merged_codes,
    overall,
    removed_codes,
    reported,
    reported_alphas,
    version_of,
)
from alianza.coding.progress import CodingState
from alianza.coding.projection import CodingProjection
from alianza.coding.rounds import RoundState
from alianza.statistics.agreement import cohen_kappa, conger_kappa, gwet_ac1, krippendorff_alpha, percent_agreement
from alianza.study.event import Event, state_of

R = json.loads((Path(__file__).parents[1] / "reference" / "coding_agreement.json").read_text(encoding="utf-8"))
ANSWERS = R["answers"]
CODERS = ("ana", "luis")
CODES = {"gobernanza": "6", "gobernanza/actas": "7", "confianza": "8", "gobernanza/roles": "9"}
NONE = {"interval": "none"}


class Log:
    """Five interviews of eight segments each, four codes, and what is said next."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        for place in range(1, 6):
            self.say("document_added", {"name": f"E0{place}", "content": f"d{place}", "participant": f"P{place}"})
        self.say("code_added", {"name": "gobernanza", "codable": False})
        self.say("code_added", {"name": "actas", "parent": "6"})
        self.say("code_added", {"name": "confianza"})
        self.say("code_added", {"name": "roles", "parent": "6"})

    def say(self, kind: str, payload: dict[str, object], by: str = "lia") -> None:
        self.events.append(Event(len(self.events) + 1, "coding", kind, payload, by, "2025-02-01T00:00:00Z"))

    def open(self, name: str) -> str:
        units = [[str(document), 10 * place, 10 * place + 9] for document in range(1, 6) for place in range(8)]
        codes = [code for path, code in CODES.items() if path in ANSWERS]
        values = {"name": name, "units": units, "coders": CODERS, "codes": codes, "share": 0.2, "seed": 1}
        self.say("round_opened", values)
        return str(len(self.events))

    def answer(self, opened: str, segments: int = 40) -> None:
        for unit in range(1, segments + 1):
            for place, coder in enumerate(CODERS):
                given = [CODES[path] for path, rows in ANSWERS.items() if rows[unit - 1][place]]
                self.say("unit_rated", {"round": opened, "unit": unit, "codes": given}, coder)

    @property
    def state(self) -> CodingState:
        return state_of(CodingProjection(), self.events)

    @property
    def round(self) -> RoundState:
        return RoundState(self.state, self.state.rounds[-1])


@pytest.fixture
def log() -> Log:
    found = Log()
    found.answer(found.open("1"))
    return found


def values(row: AgreementRow) -> list[float]:
    return [row.percent.value, row.kappa.value, row.ac1.value, row.alpha.value]  # type: ignore[list-item]


@pytest.mark.parametrize(("kind", "table"), [("code", by_code), ("group", by_group), ("document", by_document)])
def test_a_table_agrees_with_r(log: Log, kind: str, table) -> None:  # type: ignore[no-untyped-def]
    found = {row.name: values(row) for row in table(log.round, NONE)}
    assert found.keys() == R[kind].keys()
    for name, expected in R[kind].items():
        assert found[name] == pytest.approx(expected, abs=1e-11)


def test_a_whole_round_agrees_with_r_and_its_interval_draws_segments(log: Log) -> None:
    row = overall(log.round)
    assert values(row) == pytest.approx(R["round"], abs=1e-11)
    assert [row.alpha.low, row.alpha.high] == pytest.approx(R["segments"], abs=0.02)  # two bootstraps of 10,000
    assert (row.alpha.method, row.segments, row.alpha.n_units) == ("bootstrap_clusters", 40, 120)


def test_codes_stand_in_the_order_of_the_tree_with_how_often_each_coder_gave_them(log: Log) -> None:
    rows = by_code(log.round, NONE)
    assert [row.name for row in rows] == ["gobernanza/actas", "gobernanza/roles", "confianza"]
    for row in rows:
        assert row.given == {coder: sum(one[place] for one in ANSWERS[row.name]) for place, coder in enumerate(CODERS)}


def test_intervals_of_a_code_are_those_of_the_statistics_called_directly(log: Log) -> None:
    row = by_code(log.round, {"seed": 7, "draws": 500})[2]
    table = ANSWERS["confianza"]
    how = {"codes": (0, 1), "seed": 7, "draws": 500}
    pair = [[one[place] for one in table] for place in (0, 1)]
    assert row.percent == percent_agreement(table, **how)
    assert row.kappa == cohen_kappa(*pair, **how)
    assert row.ac1 == gwet_ac1(table, **how)
    assert row.alpha == krippendorff_alpha(table, **how)


def test_three_coders_have_congers_kappa() -> None:
    log = Log()
    given = [(1, 1, 1), (1, 0, 1), (0, 0, 0), (0, 0, 1), (1, 1, 0), (0, 0, 0)]
    units = [["1", 10 * place, 10 * place + 9] for place in range(6)]
    coders = [*CODERS, "eva"]
    values = {"name": "1", "units": units, "coders": coders, "codes": ["8"], "share": 0.2, "seed": 1}
    log.say("round_opened", values)
    opened = str(len(log.events))
    for unit, row in enumerate(given, 1):
        for coder, gave in zip(coders, row, strict=True):
            log.say("unit_rated", {"round": opened, "unit": unit, "codes": ["8"] if gave else []}, coder)
    [row] = by_code(log.round)
    assert row.kappa == conger_kappa(given, codes=(0, 1), **DEFAULTS)
    assert (row.given, row.segments) == ({"ana": 3, "luis": 2, "eva": 3}, 6)


def test_only_segments_that_both_coded_count() -> None:
    log = Log()
    opened = log.open("1")
    log.answer(opened, 16)
    log.say("unit_rated", {"round": opened, "unit": 17, "codes": ["8"]}, "ana")
    [row] = [row for row in by_code(log.round, NONE) if row.name == "confianza"]
    assert (row.segments, row.alpha.n_units) == (16, 16)
    assert row.given["ana"] == sum(one[0] for one in ANSWERS["confianza"][:16])
    empty = by_document(log.round, NONE)[-1]
    assert (empty.name, empty.segments, empty.alpha.value, empty.alpha.reason) == ("E05", 0, None, "no_pairs")


def test_arbitration_alters_no_coefficient(log: Log) -> None:
    before = by_code(log.round, NONE)
    opened = log.round.round.id
    for one in log.round.disagreements():
        log.say("rating_settled", {"round": opened, "unit": one.unit, "code": one.code, "given": True, "reason": "x"})
    assert by_code(log.round, NONE) == before


def test_a_code_that_was_taken_out_is_counted_and_left_out(log: Log) -> None:
    log.say("code_removed", {"code": CODES["confianza"]})
    assert [row.name for row in by_code(log.round, NONE)] == ["gobernanza/actas", "gobernanza/roles"]
    assert removed_codes(log.round) == ("confianza",)


def test_merging_codes_after_a_round_alters_no_coefficient_and_lets_none_vote_by_it(log: Log) -> None:
    log.say("codebook_frozen", {"version": "v1"})
    log.answer(log.open("2"))
    before = {row.name: values(row) for row in by_code(log.round, NONE)}
    whole, alphas = values(overall(log.round, NONE)), reported_alphas(log.state)
    log.say("codes_merged", {"codes": [CODES["gobernanza/roles"]], "into": CODES["confianza"]})
    assert {row.name: values(row) for row in by_code(log.round, NONE)} == before
    assert values(overall(log.round, NONE)) == whole
    assert merged_codes(log.round) == {"gobernanza/roles": "confianza"}
    merged = {name: alpha for name, alpha in alphas.items() if name in ("confianza", "gobernanza/roles")}
    assert reported_alphas(log.state)["confianza"] == min(merged.values())  # type: ignore[type-var]
    assert "gobernanza/roles" not in reported_alphas(log.state)


def test_a_new_code_under_the_path_of_a_merged_one_is_told_apart_from_it(log: Log) -> None:
    log.say("codes_merged", {"codes": [CODES["confianza"]], "into": CODES["gobernanza/roles"]})
    log.say("code_added", {"name": "confianza"})
    assert merged_codes(log.round) == {"confianza (8)": "gobernanza/roles"}


def test_the_reported_round_is_the_first_after_the_freeze_and_none_before(log: Log) -> None:
    assert reported(log.state).why == "not_frozen"
    log.say("codebook_frozen", {"version": "v1"})
    assert (reported(log.state).why, reported(log.state).version) == ("no_round_since_freeze", "v1")
    log.answer(log.open("2"), 30)
    found = reported(log.state)
    assert found.round is not None
    assert (found.why, found.round.name, found.waiting) == ("first_after_freeze", "2", 20)
    assert reported_alphas(log.state) == {}
    log.answer(found.round.id)
    assert reported_alphas(log.state)["confianza"] == pytest.approx(R["code"]["confianza"][3])
    assert [version_of(log.state, one) for one in log.state.rounds] == ["", "v1"]
