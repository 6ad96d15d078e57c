"""What is known of how far independent codings agree."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field

from alianza.study.estimate import Test


@dataclass(frozen=True, slots=True)
class Agreement:
    """An agreement coefficient with its interval and its base.

    Attributes:
        value: The coefficient, 1 - `observed` / `expected`; None where it is undefined (then `reason` says why).
        low: Lower limit of the interval at `level`; None where there is none.
        high: Upper limit.
        n_units: Units that at least two coders coded; for a continuum, units that the coders marked.
        method: How the interval was made: `bootstrap_units`, `bootstrap_clusters`, `linearised_t`,
            `fleiss_cohen_everitt_z`, `scott_z`, or `none`.
        level: Confidence level of the interval.
        se: Standard error: of the formula that `method` names, or the bootstrap's standard deviation.
        reason: Why the value or its interval is missing: `one_coder`, `no_pairs` (no unit was coded twice),
            `one_code` (only one code was ever used, so nothing can be told from chance), `one_unit`,
            `resamples_undefined` (too many resamples lack a value), or empty.
        observed: Observed disagreement. One less it is the P_o of the kappas.
        expected: Disagreement expected by chance. One less it is the P_e of the kappas.
        undefined: Resamples without a value; they are left out of the interval.
        chance: Test of the hypothesis that there is no more agreement than by chance, where one is published.
        coverage: Share of the marked continuum that the value rests on; None for units that were given.
        by_code: The same for each code against the others, where the coefficient has such a form.
    """

    value: float | None
    low: float | None
    high: float | None
    n_units: int
    method: str
    level: float = 0.95
    se: float | None = None
    reason: str = ""
    observed: float | None = None
    expected: float | None = None
    undefined: int = 0
    chance: Test | None = None
    coverage: float | None = None
    by_code: Mapping[Hashable, "Agreement"] = field(default_factory=dict)
