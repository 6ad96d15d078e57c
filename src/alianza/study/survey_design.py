"""What `[survey.design]` declares: how the sample was drawn, and how its weights are made and adjusted."""

from typing import Literal

from alianza.study.record import Record

LonelyPsu = Literal["fail", "remove", "adjust", "average", "certainty", "collapse"]
ReplicateType = Literal["JK1", "JK2", "JKn", "BRR", "Fay", "bootstrap", "ACS", "SDR", "other"]


class FrameCounts(Record, frozen=True, kw_only=True):
    """Counts of firms by cell, of the sampling frame or of a known margin: columns `by`, and the number in `count`."""

    file: str
    by: tuple[str, ...]
    count: str = "firms"


class Bounds(Record, frozen=True, kw_only=True):
    """Smallest and largest factor of a weight; a side that is left out is open."""

    lower: float | None = None
    upper: float | None = None


class Trim(Record, frozen=True, kw_only=True):
    """Smallest and largest weight; what is cut is shared by the others. `strict` repeats it until none lies outside."""

    lower: float | None = None
    upper: float | None = None
    strict: bool = False


class Calibration(Record, frozen=True, kw_only=True):
    """Known totals that the weights are made to meet, by Design's `poststratify`, `rake` or `calibrate`.

    Attributes:
        margins: Study variable to category to known total.
        counts: Margins from files of counts; rows of one category add up.
        totals: Study variable (a number) to its known total.
        population: Number of firms in the population.
        distance: What `calibrate` keeps small: `linear`, `raking` or `logit`.
        bounds: Limits of the factors in `calibrate`.
        epsilon: When the rounds or steps have settled, and `maxit` how many there are at most; as in `Design`.
        totals_of: Whom the totals count: every firm that the screening samples, or firms with an alliance only.
    """

    method: Literal["poststratify", "rake", "calibrate"]
    margins: dict[str, dict[str, float]] = {}
    counts: tuple[FrameCounts, ...] = ()
    totals: dict[str, float] = {}
    population: float | None = None
    distance: Literal["linear", "raking", "logit"] = "linear"
    bounds: Bounds = Bounds()
    epsilon: float | None = None
    maxit: int | None = None
    totals_of: Literal["screened", "alliances"] | None = None


class SurveyDesign(Record, frozen=True, kw_only=True):
    """How the sample was drawn and weighted, for `alianza.statistics.Design`.

    Either `weights` names a column, or `frame` gives the counts from which weights are computed: frame firms over
    screened firms in each cell. Non-response among the eligible (`eligible`, `responded`) is adjusted inside the cells
    of `adjust_by`, or by the chance of answering that `adjust_model` explains, in `adjust_classes` classes (0: each
    firm's own chance). Then come `calibration` and `trim`. With no weights, results describe the respondents only.

    Attributes:
        collapse: Stratum to the stratum that it joins, for `lonely_psu = "collapse"`.
        replicate_weights: Columns of the file (or study variables): a list, or a range as "jk001 to jk200".
        rho: Fay's factor.
    """

    weights: str = ""
    strata: tuple[str, ...] = ()
    psu: str = ""
    ssu: str = ""
    fpc: tuple[str, ...] = ()
    lonely_psu: LonelyPsu = "fail"
    collapse: dict[str, str] = {}
    frame: FrameCounts | None = None
    eligible: str = ""
    responded: str = ""
    adjust_by: tuple[str, ...] = ()
    adjust_model: tuple[str, ...] = ()
    adjust_classes: int = 5
    replicate_weights: str | tuple[str, ...] = ()
    replicate_type: ReplicateType | None = None
    scale: float | None = None
    rscales: float | tuple[float, ...] | None = None
    rho: float | None = None
    mse: bool = False
    combined_weights: bool = True
    calibration: Calibration | None = None
    trim: Trim | None = None
