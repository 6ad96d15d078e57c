"""Inter-judge agreement: how far independent codings of the same material agree.

Coefficients of units by coders, of two coders, and of units that the coders marked themselves. Each returns an
`Agreement` with its interval, its base and the method, or the reason why it is undefined.
"""

from alianza.statistics.agreement.by_code import agreement_by_code
from alianza.statistics.agreement.conger import conger_kappa
from alianza.statistics.agreement.continuum import cu_alpha, u_alpha
from alianza.statistics.agreement.krippendorff import krippendorff_alpha
from alianza.statistics.agreement.multiple import brennan_prediger, fleiss_kappa, gwet_ac1, gwet_ac2
from alianza.statistics.agreement.result import Agreement
from alianza.statistics.agreement.shares import holsti, percent_agreement
from alianza.statistics.agreement.two_coders import Presence, cohen_kappa, presence, scott_pi
from alianza.statistics.agreement.unitizing import Continuum, Unit, unitizing_alpha

__all__ = [
    "Agreement",
    "Continuum",
    "Presence",
    "Unit",
    "agreement_by_code",
    "brennan_prediger",
    "cohen_kappa",
    "conger_kappa",
    "cu_alpha",
    "fleiss_kappa",
    "gwet_ac1",
    "gwet_ac2",
    "holsti",
    "krippendorff_alpha",
    "percent_agreement",
    "presence",
    "scott_pi",
    "u_alpha",
    "unitizing_alpha",
]
