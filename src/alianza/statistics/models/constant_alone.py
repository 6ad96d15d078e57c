"""What a logistic model says before its first predictor: SPSS's block 0, and the score tests of what it leaves out.

With the constant alone every row has the same probability p, so that the score of a term is its weighted covariance
with the outcome, and its information p(1 - p) times the weighted products of the centred columns. A term is tested
without fitting it.

Source: Rao (1948), Mathematical Proceedings of the Cambridge Philosophical Society 44(1). Compared with R's
anova(..., test = "Rao") on glm (tests/reference/spss.R).
"""

import math
from collections.abc import Sequence

import numpy as np

from alianza.statistics.distributions import chi2_tail
from alianza.statistics.models.coefficient import Coefficient
from alianza.statistics.models.likelihood import LikelihoodSample
from alianza.statistics.models.logistic_fit import CUT, Classification, solved
from alianza.statistics.models.maximum_likelihood import LikelihoodLogistic
from alianza.statistics.models.model_matrix import INTERCEPT
from alianza.statistics.sampling.structure import Floats
from alianza.study.estimate import Test


def constant_alone(model: LikelihoodLogistic) -> Coefficient:
    """The constant of the model that has nothing else.

    Raises:
        ValueError: If the model has no solution.
    """
    sample = solved(model).sample
    p = float(sample.weights @ sample.y) / sample.n
    se = 1 / math.sqrt(sample.n * p * (1 - p))
    return Coefficient.tested(INTERCEPT, math.log(p / (1 - p)), se, math.inf, model.level)


def classification_alone(model: LikelihoodLogistic, cut: float = CUT) -> Classification:
    """Observed against predicted outcomes where all cases have the same probability.

    Raises:
        ValueError: If the model has no solution.
    """
    sample = solved(model).sample
    yes = float(sample.weights @ sample.y)
    no = sample.n - yes
    if yes / sample.n > cut:
        return Classification(((0.0, no), (0.0, yes)), cut, (0.0, 1.0, yes / sample.n))
    return Classification(((no, 0.0), (yes, 0.0)), cut, (1.0, 0.0, no / sample.n))


def score_tests(model: LikelihoodLogistic) -> dict[str, Test]:
    """Score test of each predictor, of each of its terms where it has several, and of all of them under an empty name.

    Raises:
        ValueError: If the model has no solution.
    """
    fitted = solved(model)
    matrix, score, information = fitted.matrix, *_at_constant(fitted.sample)
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
    if not inside:
        return Test(None, 0, None, None, "score", "no_df")
    statistic = float(score[inside] @ np.linalg.solve(information[np.ix_(inside, inside)], score[inside]))
    return Test(statistic, len(inside), None, chi2_tail(statistic, len(inside)), "score")
