"""Agreement on each code of a codebook, from tables of where it was given."""

from collections.abc import Callable, Hashable, Mapping
from typing import Final, Unpack

from alianza.statistics.agreement.interval import How
from alianza.statistics.agreement.krippendorff import krippendorff_alpha
from alianza.statistics.agreement.ratings import Codings
from alianza.statistics.agreement.result import Agreement

PRESENCE: Final = (0, 1)
"""Absent and present, the two codes of a table of presence: AC1 depends on how many codes there could be."""


def agreement_by_code(
    presence: Mapping[Hashable, Codings],
    coefficient: Callable[..., Agreement] = krippendorff_alpha,
    **how: Unpack[How],
) -> dict[Hashable, Agreement]:
    """A coefficient for each code.

    Args:
        presence: Code to its table of units by coders: 1 or true where the coder gave the code to the unit, 0 or
            false where not, a gap where the coder did not read the unit; see `Codings`.
        coefficient: A coefficient of this package that takes units by coders.
        **how: How its intervals are made; see `How`.

    >>> found = agreement_by_code({"confianza": [[1, 1], [0, 0], [1, 1], [0, 0]], "conflicto": [[0, 0], [0, 0]]})
    >>> found["confianza"].value, found["conflicto"].reason
    (1.0, 'one_code')
    """
    return {code: coefficient(table, codes=PRESENCE, **how) for code, table in presence.items()}
