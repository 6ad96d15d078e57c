"""The alphas of a unitized continuum in their 2016 form: of units and gaps, of their codes, of each code.

The coincidence l_ck is the length on which one coder has code c and another k, over all ordered pairs of coders,
divided by m - 1 for m coders; a gap is the code 0. What would coincide by chance is

e_ck = (l_c. l_.k - [c = k] s_c) / (l.. - s. / l..),

where s_c leaves out a unit's coincidence with itself: the squared lengths of the units of c, and the length of the
gaps (gaps have no structure). For the codes of units that intersect, gaps are left out of both, and a unit's length is
that part of it which coincides with others' units: 1 / (m - 1) times the length on which each other coder marked
something too. For units without gaps this is the length itself, so that both definitions are one.

Source: Krippendorff, Mathet, Bouvry and Widlöcher (2016), Quality and Quantity 50; Krippendorff (2019), Content
Analysis, 4th ed., 12.6, whose example of three observers is the test.
"""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from alianza.statistics.agreement.ratings import Cells
from alianza.statistics.agreement.result import Agreement
from alianza.statistics.agreement.unitizing import Continuum, Unit
from alianza.statistics.sampling.structure import Floats


@dataclass(frozen=True, slots=True)
class Marks:
    """A continuum cut wherever a unit begins or ends.

    Attributes:
        units: The units.
        codes: Their codes; code k is number k + 1, and 0 is a gap.
        cells: Stretches by coders: the number of the code.
        owner: Stretches by coders: the place of the unit in `units`, -1 in a gap.
        lengths: Length of each stretch.
    """

    units: Sequence[Unit]
    codes: tuple[Hashable, ...]
    cells: Cells
    owner: Cells
    lengths: Floats


def u_alpha(units: Iterable[Unit], continuum: Continuum, *, binary: bool = False) -> Agreement:
    """Agreement on all stretches of a continuum, units and gaps.

    Args:
        units: What the coders marked; one coder's units may not overlap.
        continuum: The continuum and its coders.
        binary: Whether only units and gaps are told apart, whatever the codes: the alpha of what is relevant.

    Returns:
        The coefficient, without an interval: one continuum has no units to resample.

    Raises:
        ValueError: If a unit lies outside of the continuum or overlaps another of its coder.

    Source:
        Krippendorff et al. (2016), equations 1 to 6.

    >>> marked = [Unit("i", "c", 0, 10), Unit("i", "k", 20, 30), Unit("j", "c", 0, 10), Unit("j", "k", 22, 30)]
    >>> text = Continuum(0, 50)
    >>> round(u_alpha(marked, text).value, 4), round(u_alpha(marked, text, binary=True).value, 4)
    (0.9295, 0.9187)
    """
    marks = _marks(units, continuum)
    if isinstance(marks, Agreement):
        return marks
    seen = _coincidences(marks)
    expected = _by_chance(seen, _own_lengths(marks))
    if binary:
        seen, expected = _against(seen, 0), _against(expected, 0)
    return _alpha(_off_diagonal(seen), _off_diagonal(expected), float(seen.sum()), marks)


def cu_alpha(units: Iterable[Unit], continuum: Continuum) -> Agreement:
    """Agreement on the codes where units of several coders intersect, whatever their limits.

    Args:
        units: What the coders marked; one coder's units may not overlap.
        continuum: The continuum and its coders.

    Returns:
        cu-alpha, with the share of the continuum that it rests on in `coverage`. `by_code` holds the (k)cu-alpha of
        each code, with the share of that code's units that others' units intersect. No interval: one continuum has
        no units to resample.

    Raises:
        ValueError: If a unit lies outside of the continuum or overlaps another of its coder.

    Source:
        Krippendorff et al. (2016), equations 8 to 13.

    >>> marked = [Unit("i", "c", 0, 10), Unit("i", "k", 20, 30), Unit("j", "c", 0, 10), Unit("j", "c", 22, 30)]
    >>> found = cu_alpha(marked, Continuum(0, 50))
    >>> round(found.value, 4), found.coverage, round(found.by_code["k"].value, 4)
    (0.0397, 0.36, 0.0)
    """
    marks = _marks(units, continuum)
    if isinstance(marks, Agreement):
        return marks
    whole = _coincidences(marks)
    seen = whole[1:, 1:]
    n = float(seen.sum())
    if not n:
        return _undefined("no_pairs", len(marks.units))
    expected = _by_chance(seen, _shared_lengths(marks))
    found = _alpha(_off_diagonal(seen), _off_diagonal(expected), n, marks)
    by_code = {code: _of_code(place, whole, expected, marks) for place, code in enumerate(marks.codes)}
    return replace(found, coverage=n / float(whole.sum()), by_code=by_code)


def _of_code(place: int, whole: Floats, expected: Floats, marks: Marks) -> Agreement:
    """(k)cu-alpha: 1 - (e_.k / l_.k) (l_.k - l_kk) / (e_.k - e_kk)."""
    seen = whole[1:, 1:]
    n = sum(unit.code == marks.codes[place] for unit in marks.units)
    length, by_chance = float(seen[place].sum()), float(expected[place].sum())
    coverage = length / float(whole[place + 1].sum())
    if not length:
        return replace(_undefined("no_pairs", n), coverage=coverage)
    observed = (length - float(seen[place, place])) / length
    other = (by_chance - float(expected[place, place])) / by_chance
    if other <= 0:
        return replace(_undefined("one_code", n), coverage=coverage)
    found = Agreement(1 - observed / other, None, None, n, "none", observed=observed, expected=other)
    return replace(found, coverage=coverage)


def _marks(units: Iterable[Unit], continuum: Continuum) -> Marks | Agreement:
    """The continuum in stretches; the reason where nothing can be compared."""
    marked = list(units)
    coders = continuum.all_coders(marked)
    if len(coders) < 2 or not marked:
        return _undefined("one_coder" if len(coders) < 2 else "no_pairs", len(marked))
    limits = {continuum.start, continuum.end, *(u.start for u in marked), *(u.end for u in marked)}
    cuts = np.array(sorted(limits), dtype=np.int64)
    codes = tuple(dict.fromkeys(unit.code for unit in marked))
    owner = np.full((len(cuts) - 1, len(coders)), -1, dtype=np.int64)
    for place, unit in enumerate(marked):
        stretch = owner[slice(*np.searchsorted(cuts, [unit.start, unit.end])), coders.index(unit.coder)]
        if (stretch >= 0).any():
            raise ValueError(f"units of one coder overlap: {unit}")
        stretch[:] = place
    # The last number answers for gaps, whose owner is -1.
    numbers = np.array([*(codes.index(unit.code) + 1 for unit in marked), 0], dtype=np.int64)
    return Marks(marked, codes, numbers[owner], owner, np.diff(cuts).astype(np.float64))


def _coincidences(marks: Marks) -> Floats:
    """Lengths on which two coders have codes c and k, gaps first."""
    size, coders = len(marks.codes) + 1, marks.cells.shape[1]
    used = np.eye(size)[marks.cells].sum(axis=1)
    weighted = used * marks.lengths[:, None]
    return np.asarray((used.T @ weighted - np.diag(weighted.sum(axis=0))) / (coders - 1))


def _by_chance(seen: Floats, own: Floats) -> Floats:
    """Expected coincidences, where `own` are those of units with themselves."""
    length, total = seen.sum(axis=1), float(seen.sum())
    left = total - float(own.sum()) / total
    if left <= 0:  # One unit by each coder: nothing else could have coincided.
        return np.zeros_like(seen)
    return np.asarray((np.outer(length, length) - np.diag(own)) / left)


def _own_lengths(marks: Marks) -> Floats:
    """Squared lengths of the units of each code, and the length of all gaps."""
    own = np.zeros(len(marks.codes) + 1)
    own[0] = ((marks.owner < 0).sum(axis=1) * marks.lengths).sum()
    for unit in marks.units:
        own[marks.codes.index(unit.code) + 1] += (unit.end - unit.start) ** 2
    return own


def _shared_lengths(marks: Marks) -> Floats:
    """Squares of what each unit adds to the coincidences of its code with others' units."""
    marked = marks.owner >= 0
    others = (marked.sum(axis=1) - 1) * marks.lengths / (marked.shape[1] - 1)
    stretch, coder = np.nonzero(marked)
    shared = np.bincount(marks.owner[stretch, coder], weights=others[stretch], minlength=len(marks.units))
    places = [marks.codes.index(unit.code) for unit in marks.units]
    return np.bincount(places, weights=shared**2, minlength=len(marks.codes)).astype(np.float64)


def _against(table: Floats, code: int) -> Floats:
    """Coincidences of one code and of all others taken together."""
    both = float(table[code, code])
    mixed = float(table[code].sum()) - both
    return np.array([[both, mixed], [mixed, float(table.sum()) - both - 2 * mixed]])


def _off_diagonal(table: Floats) -> float:
    return float(table.sum() - np.trace(table))


def _alpha(observed: float, expected: float, total: float, marks: Marks) -> Agreement:
    n = len(marks.units)
    if expected <= 0:
        return _undefined("one_code", n)
    return Agreement(
        1 - observed / expected, None, None, n, "none", observed=observed / total, expected=expected / total
    )


def _undefined(reason: str, n: int) -> Agreement:
    return Agreement(None, None, None, n, "none", reason=reason)
