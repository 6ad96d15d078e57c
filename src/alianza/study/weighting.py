"""How a survey's weights came about: what the methods part of a report owes its reader."""

from dataclasses import dataclass
from typing import Literal

from alianza.study.text import Text

Step = Literal["design", "nonresponse", "calibration", "trim"]


@dataclass(frozen=True, slots=True)
class WeightStep:
    """The weights after one step.

    Attributes:
        step: `design` (as drawn), `nonresponse`, `calibration` or `trim`.
        total: Sum of the weights.
        lowest: Smallest weight above 0.
        highest: Largest weight.
        effective: Rows that would give the same precision with equal weights: (sum w)^2 / sum w^2 (Kish 1965).
    """

    step: Step
    total: float
    lowest: float
    highest: float
    effective: float


@dataclass(frozen=True, slots=True)
class KnownTotal:
    """A known total, and what the weights add up to before and after the fit.

    Attributes:
        variable: Study variables of the margin, or the number; `population` for the number of firms.
        level: Category; empty for a number.
        known: The known total.
        before: Weighted sum with the weights that entered the calibration.
        after: Weighted sum with the weights of the estimates, trimmed where the design trims them.
        label: The category in the study's words.
    """

    variable: str
    level: str
    known: float
    before: float
    after: float
    label: Text = Text("")


@dataclass(frozen=True, slots=True)
class CalibrationFacts:
    """A calibration as it was made; `distance` and bounds only where the method has them."""

    method: str
    variables: tuple[str, ...]
    known: tuple[KnownTotal, ...]
    distance: str = ""
    lower: float | None = None
    upper: float | None = None
    totals_of: str = ""


@dataclass(frozen=True, slots=True)
class TrimFacts:
    """Limits of the weights, and how many weights they cut."""

    lower: float | None
    upper: float | None
    strict: bool
    cut: int


@dataclass(frozen=True, slots=True)
class ReplicateFacts:
    """Replicate weights that carry the sampling error."""

    type: str
    count: int
    scale: float
    mse: bool
    combined: bool


@dataclass(frozen=True, slots=True)
class NonresponseFacts:
    """How non-response was adjusted: cells of `by`, or `classes` of the chance by `model` (0: its inverse).

    `classes` is None where cells were used.
    """

    by: tuple[str, ...]
    model: tuple[str, ...]
    classes: int | None


@dataclass(frozen=True, slots=True)
class Weighting:
    """Everything that was done to the weights; None where it was not done."""

    steps: tuple[WeightStep, ...] = ()
    nonresponse: NonresponseFacts | None = None
    calibration: CalibrationFacts | None = None
    trim: TrimFacts | None = None
    replicates: ReplicateFacts | None = None
