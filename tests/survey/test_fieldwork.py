"""Non-response by a model, trimming, mode effects and the pilot, against R and by hand."""

import json
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from alianza.statistics import Design
from alianza.study.fieldwork import InstrumentChange, InstrumentVersion
from alianza.study.text import Text
from alianza.survey.mode_effect import mode_effects
from alianza.survey.pilot import pilot, version_log
from alianza.survey.response_propensity import response_propensity
from alianza.survey.scales import Measure
from tests.statistics.oracle import assert_close

R = json.loads((Path(__file__).parent.parent / "reference" / "sampling.json").read_text(encoding="utf-8"))
FIRMS = pl.DataFrame(
    {
        "w": [20.0, 20, 20, 15, 15, 15, 30, 30, 30, 30, 10, 10],
        "staff": [5.0, 8, 2, 40, 12, 7, 3, 9, 30, 6, 14, 21],
        "sector": list("aabbccabcabc"),
        "responded": [one == 1 for one in (1, 0, 1, 0, 1, 0, 0, 1, 1, 1, 1, 0)],
    }
)
SURVEY = pl.DataFrame(
    {
        "y": [3.0, 5, 4, 2, 5, 1, 4, 4, 2, 3, 5, 2],
        "mode": ["phone", "web"] * 6,
        "sector": list("aaabbbaabbab"),
        "st": ["s"] * 6 + ["t"] * 6,
        "w": [2.0, 3, 2, 4, 1, 2, 5, 3, 3, 2, 2, 4],
    }
)


def test_chances_of_answering_agree_with_r_and_weights_keep_their_sum() -> None:
    found = response_propensity(FIRMS, "responded", ["staff", "sector"], "w", classes=3)
    assert_close(found.chances.tolist(), R["propensity"], 1e-9)
    assert found.weights.sum() == pytest.approx(FIRMS["w"].sum())
    assert (found.weights[~FIRMS["responded"].to_numpy()] == 0).all()
    inverse = response_propensity(FIRMS, "responded", ["staff", "sector"], "w", classes=0)
    by_hand = FIRMS["w"].to_numpy() / np.array(R["propensity"]) * FIRMS["responded"].to_numpy()
    assert_close(inverse.weights[by_hand > 0].tolist(), by_hand[by_hand > 0].tolist(), 1e-9)


def test_a_model_without_fit_or_answers_is_refused() -> None:
    with pytest.raises(ValueError, match="nobody answered"):
        response_propensity(FIRMS.with_columns(responded=False), "responded", ["staff"], "w")
    separated = FIRMS.with_columns(responded=pl.col("staff") > 10)
    with pytest.raises(ValueError, match="no finite fit"):
        response_propensity(separated, "responded", ["staff"], "w")


def test_trimming_agrees_with_r() -> None:
    weighted = Design(pl.DataFrame({"w": [1.0, 2, 3, 4, 40, 8]}), weights="w")
    assert weighted.trim(2, 10).weights.tolist() == pytest.approx(R["trimmed"], rel=1e-13)


def test_mode_effects_agree_with_r() -> None:
    (found,) = mode_effects(Design(SURVEY, weights="w", strata="st"), ["y"], "mode", "sector")
    wanted = R["mode"]
    assert_close([found.plain.value, found.plain.se], [wanted["plain"], wanted["plain_se"]], 1e-9)
    assert_close([found.adjusted.value, found.adjusted.se], [wanted["adjusted"], wanted["adjusted_se"]], 1e-9)
    assert found.test.p == found.test.adjusted


def test_a_sector_without_a_mode_leaves_the_adjusted_difference_out() -> None:
    one_mode = SURVEY.with_columns(mode=pl.when(pl.col("sector") == "a").then(pl.lit("web")).otherwise("mode"))
    (found,) = mode_effects(Design(one_mode, weights="w"), ["y"], "mode", "sector")
    assert (found.adjusted.value, found.adjusted.reason, found.test.p) == (None, "empty_cell", None)
    assert found.plain.value is not None


def test_the_pilot_shows_times_gaps_and_scales() -> None:
    answers = pl.DataFrame(
        {
            "q1": [1, 2, None, 4, 5], "q2": [2, 2, 3, 4, 5], "open": ["x", " ", None, "y", "z"],
            "t1": [10.0, 20, 30, 40, 50], "t2": [5.0, 5, 5, None, 25],
        }
    )  # fmt: skip
    shown = {"open": pl.Series([True, True, True, False, None])}
    trust = Measure("trust", "trust", Text("confianza"), ("q1", "q2"))
    found = pilot(answers, ["q1", "q2", "open"], {"q1": "t1", "q2": "t2"}, [trust], shown)
    assert [(i.item, i.asked, i.missing, i.seconds) for i in found.items] == [
        ("q1", 5, 1, 30.0), ("q2", 5, 0, 5.0), ("open", 3, 2, None),
    ]  # fmt: skip
    assert found.items[0].slow == pytest.approx(46)
    # The fourth firm lacks a time: its 40 seconds are no whole questionnaire. The others took 15, 25, 35 and 75.
    assert (found.seconds, found.slow, found.timed) == (30, pytest.approx(63), 4)
    # Complete rows (1,2), (2,2), (4,4), (5,5): variances 10/3 and 9/4, covariance 8/3; alpha = 2 (1 - 67/131).
    assert found.scales["trust"].alpha == pytest.approx(2 * (1 - (10 / 3 + 9 / 4) / (10 / 3 + 9 / 4 + 16 / 3)))
    assert pilot(answers.head(2), ["q1"], scales=[trust]).scales["trust"] is None


def test_the_log_of_versions_adds_what_nobody_wrote_down() -> None:
    reworded = InstrumentChange(item="q1", kind="reworded", reason=Text("se entendía mal"))
    first = InstrumentVersion(version="0.1", date="2025-01-10", items=("q1", "q2"))
    second = InstrumentVersion(version="0.2", date="2025-02-01", items=("q1", "q3"), changes=(reworded,))
    log = version_log([second, first])
    assert [one.version for one in log] == ["0.1", "0.2"]
    assert [(c.item, c.kind) for c in log[1].changes] == [("q1", "reworded"), ("q3", "added"), ("q2", "removed")]
