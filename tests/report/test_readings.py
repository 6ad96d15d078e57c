"""What a table's first sentence may say: direction, size and doubt follow from the interval."""

import polars as pl
import pytest

from alianza.report.evidence import Evidence
from alianza.report.measures import clarity
from alianza.report.model_rows import logistic_note
from alianza.report.participants import _told
from alianza.statistics import Design
from alianza.study.estimate import Estimate

FIRMS = pl.DataFrame({"y": [1, 0, 1, 1, 0, 0, 1, 0], "x": [1, 0, 1, 0, 1, 0, 1, 0], "w": [1.0] * 8})


@pytest.mark.parametrize(
    ("low", "high", "null", "said"),
    [
        (4.55, 126.07, 1.0, "strength.clear_imprecise"),
        (1.5, 3.0, 1.0, "strength.clear"),
        (0.1, 0.3, 1.0, "strength.clear"),
        (0.01, 0.3, 1.0, "strength.clear_imprecise"),
        (0.5, 40.0, 1.0, "strength.unclear"),
        (0.1, 0.2, 0.0, "strength.clear"),
        (-0.7, -0.1, 0.0, "strength.clear_imprecise"),
        (-0.1, 0.2, 0.0, "strength.unclear"),
        (None, None, 0.0, "strength.unknown"),
    ],
)
def test_a_clear_contrast_of_little_precision_says_so(low: float, high: float, null: float, said: str) -> None:
    assert clarity(Estimate(1.0, low=low, high=high), null).code == said


@pytest.mark.parametrize(("replicated", "said"), [(False, "notes.logistic"), (True, "notes.logistic_replicated")])
def test_the_note_of_a_model_names_what_carries_its_error(replicated: bool, said: str) -> None:
    design = Design(FIRMS, weights="w")
    design = design.as_replicates("JK1") if replicated else design
    evidence = Evidence(protocol=None, responses=None, design=design)  # type: ignore[arg-type]
    note = logistic_note(evidence, design.logistic("y", ["x"]))
    assert (note.code, note.values.get("replicates")) == (said, 8 if replicated else None)


def test_a_share_that_known_totals_fix_has_no_interval() -> None:
    firms = FIRMS.with_columns(pl.Series("kind", ["a", "b"] * 4))
    raked = Design(firms, weights="w").poststratify("kind", {"a": 30, "b": 10})
    share = _told(raked.proportion("kind")[0])
    assert (share.value, share.se, share.low, share.reason) == (pytest.approx(0.75), None, None, "fixed_by_calibration")
    free = raked.proportion("y")[0]
    assert _told(free) is free
