"""New designs from a design: replicate weights, and weights fitted to known totals.

Kept apart from the estimates: nothing here estimates anything, and every method returns a design of its own, so a
design never changes under those who use it.
"""

import copy
from collections.abc import Mapping, Sequence
from typing import Self

from alianza.statistics.calibration.fitting import Distance, calibrate, poststratify, rake
from alianza.statistics.calibration.known_totals import Totals, auxiliaries, margin
from alianza.statistics.calibration.trimming import trim
from alianza.statistics.errors import BadDesign
from alianza.statistics.sampling.plan import Plan
from alianza.statistics.sampling.resampling import resampled
from alianza.statistics.sampling.variables import Columns


class Reweighting:
    """What a design can become; `Design` inherits it."""

    plan: Plan
    columns: Columns

    def as_replicates(
        self, kind: str, *, replicates: int | None = None, seed: int = 0, rho: float = 0.5, mse: bool = False
    ) -> Self:
        """The design with replicate weights made from its units and strata (R's as.svrepdesign).

        A calibrated design is refused: its replicates would have to be calibrated each for itself, which only a
        calibration after them does. R takes the fitted weights and forgets the fit.

        Args:
            kind: `JK1` (no strata), `JKn`, `BRR`, `Fay`, `bootstrap` (Canty and Davison) or `subbootstrap` (Rao
                and Wu).
            replicates: Number of bootstrap replicates (50 if not given); the other kinds know theirs.
            seed: Of the bootstrap.
            rho: Fay's factor.
            mse: Centre the replicates at the full-sample estimate.

        Raises:
            BadDesign: If the kind is unknown, the strata do not fit it, or the weights are calibrated already.
            LonelyPsu: If a stratum has one unit and the kind needs two.
        """
        if self.plan.structure.adjustments:
            raise BadDesign("replicates_after_calibration", kind, found=kind)
        made = resampled(self.plan.structure, kind, replicates, seed, rho, mse)
        return self._with(Plan(self.plan.structure, made))

    def poststratify(self, by: str | Sequence[str], totals: Totals) -> Self:
        """The design with weights that add up to the known totals of each post-stratum (R's postStratify).

        Args:
            by: Column or columns that form the post-strata.
            totals: Level (a tuple where there are several columns) to known total.

        Raises:
            BadDesign: If a level has no total, or a total no rows; the problem names it.
        """
        return self._with(poststratify(self.plan, margin(self.columns, by, totals)))

    def rake(
        self, margins: Mapping[str | tuple[str, ...], Totals], *, epsilon: float = 1e-10, maxit: int = 200
    ) -> Self:
        """The design with weights raked to several margins (R's rake).

        Args:
            margins: Column (or tuple of columns) to level to known total, in the order of the adjustment.
            epsilon: Largest change of a cell in a round that counts as settled; a share of the sum of weights
                below 1. R's default is 1.
            maxit: Most rounds; R's default is 10.

        Raises:
            BadDesign: If the margins contradict each other or the sample; the problem names margin and level.
        """
        known = [margin(self.columns, names, totals) for names, totals in margins.items()]
        return self._with(rake(self.plan, known, epsilon, maxit))

    def calibrate(
        self,
        totals: Mapping[object, object],
        kind: str = "linear",
        bounds: tuple[float, float] = (float("-inf"), float("inf")),
        *,
        epsilon: float = 1e-7,
        maxit: int = 50,
    ) -> Self:
        """The design with weights calibrated to known totals (R's calibrate).

        Args:
            totals: `(Intercept)` to the population's size, a number's column to its total, `column=level` to a
                count, or a column to a mapping of level to count.
            kind: `linear`, `raking` or `logit`.
            bounds: Smallest and largest factor of a weight; `logit` needs them.
            epsilon: Largest difference to a total, relative to one plus the total.
            maxit: Most steps.

        Raises:
            BadDesign: If the totals cannot be met; the problem names the one that is missed most.
        """
        known = auxiliaries(self.columns, totals)
        return self._with(calibrate(self.plan, known, Distance(kind, *bounds), epsilon, maxit))

    def trim(self, lower: float = float("-inf"), upper: float = float("inf"), *, strict: bool = False) -> Self:
        """The design with weights cut to bounds, the cut spread evenly over the others (R's trimWeights).

        Args:
            lower: Smallest weight.
            upper: Largest weight.
            strict: Repeat until no weight lies outside; once can lift others over the bound.

        Raises:
            BadDesign: If all weights lie outside.
        """
        return self._with(trim(self.plan, lower, upper, strict))

    def _with(self, plan: Plan) -> Self:
        other = copy.copy(self)
        other.__dict__.pop("degf", None)
        other.plan = plan
        return other
