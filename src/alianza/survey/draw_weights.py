"""What an allocation costs: the design effect of its weights, the firms that a minimum decided, missing replacements.

Everything here follows from a certificate alone, so that the signed page says the same as the terminal.
"""

from dataclasses import dataclass

import numpy as np

from alianza.study.problem import Problem
from alianza.survey.allocation import Sizes, raised_by_minimum
from alianza.survey.certificate import SHOWN, Certificate, CertifiedStratum, asked_replacements

HEAVY = 1.5
"""Design effect of the weights from which a draw warns: 300 firms are worth 200."""


@dataclass(frozen=True, slots=True)
class WeightEffect:
    """What unequal weights cost.

    Attributes:
        deff: Kish's design effect of the weights of the selected firms, 1 + cv^2; 1 where all are equal.
        effective: Selected firms divided by it.
        strata: Strata whose number of firms the minimum decided.
        firms: Selected firms of those strata.
    """

    deff: float
    effective: float
    strata: int
    firms: int


def weight_effect(certificate: Certificate) -> WeightEffect:
    """Design effect of a draw's weights: n sum(w^2) / (sum w)^2 over the selected firms, w = N_h / n_h.

    It holds for answers that do not hang together with the strata; an allocation by size loses less for that size.

    Source:
        Kish (1965), Survey Sampling, 11.7; Kish (1992), Weighting for unequal Pi, Journal of Official Statistics 8(2).
    """
    drawn = [one for one in certificate.strata if one.n]
    firms, n = (np.array([getattr(one, name) for one in drawn], dtype=np.float64) for name in ("firms", "n"))
    deff = float(n.sum() * (firms * firms / n).sum() / firms.sum() ** 2) if drawn else 1.0
    decided = decided_by_minimum(certificate)
    return WeightEffect(deff, float(n.sum()) / deff, len(decided), sum(one.n for one in decided))


def decided_by_minimum(certificate: Certificate) -> list[CertifiedStratum]:
    """Strata that got more firms than their rule gives, because of the minimum.

    A certificate does not hold the sizes of an allocation by size: there, those that have just the minimum.
    """
    plan = certificate.plan
    sizes = Sizes(np.array([one.firms for one in certificate.strata], dtype=np.float64))
    n = [one.n for one in certificate.strata]
    rule = None if certificate.size and plan.rule in ("neyman", "power") else plan.rule
    raised = raised_by_minimum(sizes, n, rule, plan.minimum, plan.exponent)
    return [one for one, held in zip(certificate.strata, raised, strict=True) if held]


def short_of_replacements(certificate: Certificate) -> list[CertifiedStratum]:
    """Strata that have fewer replacements than the plan asks, because they have no more firms."""
    rate = certificate.plan.replacements
    return [one for one in certificate.strata if one.replacements < asked_replacements(one.n, rate)]


def weight_warnings(certificate: Certificate) -> list[Problem]:
    """`minimum_decided` where a minimum makes the weights very unequal, `replacements_short` where firms ran out."""
    effect, problems = weight_effect(certificate), []
    if effect.strata and effect.deff >= HEAVY:
        values = {
            "strata": effect.strata, "all": len(certificate.strata), "count": effect.firms, "n": certificate.plan.n,
            "deff": effect.deff, "effective": effect.effective,
        }  # fmt: skip
        problems.append(Problem("minimum_decided", "warning", found=str(certificate.plan.minimum), values=values))
    short = short_of_replacements(certificate)
    if short:
        asked = sum(asked_replacements(one.n, certificate.plan.replacements) for one in certificate.strata)
        labels = first_labels(short)
        lacking = {"count": len(short), "given": certificate.replacements, "asked": asked, "labels": labels}
        problems.append(Problem("replacements_short", "warning", found=", ".join(labels), values=lacking))
    return problems


def unrepresented(certificate: Certificate) -> list[Problem]:
    """A warning that names strata of which no firm was selected, or none: their firms had no chance of selection."""
    empty = [stratum for stratum in certificate.strata if not stratum.n]
    if not empty:
        return []
    labels = first_labels(empty)
    values = {"count": len(empty), "firms": sum(stratum.firms for stratum in empty), "labels": labels}
    return [Problem("stratum_without_firms", "warning", found=", ".join(labels), values=values)]


def first_labels(strata: list[CertifiedStratum]) -> tuple[str, ...]:
    """The labels of the first few strata, and an ellipsis where there are more."""
    return (*(one.label for one in strata[:SHOWN]), *(("…",) if len(strata) > SHOWN else ()))
