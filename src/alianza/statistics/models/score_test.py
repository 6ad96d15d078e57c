"""Score tests of what a model with a constant alone leaves out: SPSS's Variables not in the Equation.

With the constant alone every row has the same probability p, so that the score of a term is its weighted covariance
with the outcome, and its information p(1 - p) times the weighted products of the centred columns. A term is tested
without fitting it.

Source: Rao (1948), Mathematical Proceedings of the Cambridge Philosophical Society 44(1). Compared with R's
anova(..., test = "Rao") on glm (tests/reference/spss.R).
"""

from collections.abc import Sequence

import numpy as np

from alianza.statistics.distributions import chi2_tail
from alianza.statistics.models.likelihood import LikelihoodSample
from alianza.statistics.models.maximum_likelihood import LikelihoodLogistic
from alianza.statistics.models.model_matrix import INTERCEPT
from alianza.statistics.sampling.structure import Floats
from alianza.study.estimate import Test


def score_tests(model: LikelihoodLogistic) -> dict[str, Test]:
    """Score test of each predictor, of each of its terms where it has several, and of all of them under an empty name.

    Raises:
        ValueError: If the model has no solution.
    """
    if model.fitted is None:
        raise ValueError(f"the model has no solution: {model.reason}")
    matrix, score, information = model.fitted.matrix, *_at_constant(model.fitted.sample)
    found: dict[str, Test] = {}
    for name in dict.fromkeys(source for source in matrix.sources if source != INTERCEPT):
        places = [place for place, source in enumerate(matrix.sources) if source == name]
        found[name] = _test(score, information, places)
        if len(places) > 1 or matrix.terms[places[0]] != name:
            found |= {matrix.terms[place]: _test(score, information, [place]) for place in places}
    return found | {"": _test(score, information, range(1, len(matrix.terms)))}


def _at_constant(sample: LikelihoodSample) -> tuple[Floats, Floats]:
    """Score and information of all columns where only the constant is fitted, what the constant knows taken out."""
    w = sample.weights
    p = float(w @ sample.y) / sample.n
    centred = sample.x - (w @ sample.x) / sample.n
    return np.asarray(centred.T @ (w * (sample.y - p))), np.asarray(p * (1 - p) * (centred.T * w) @ centred)


def _test(score: Floats, information: Floats, places: Sequence[int]) -> Test:
    inside = list(places)
    statistic = float(score[inside] @ np.linalg.solve(information[np.ix_(inside, inside)], score[inside]))
    return Test(statistic, len(inside), None, chi2_tail(statistic, len(inside)), "score")
