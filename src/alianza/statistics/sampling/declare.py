"""From the arguments of a design to its structure: strata, units, population sizes, single units."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from alianza.statistics.errors import LONELY_RULES, BadDesign
from alianza.statistics.sampling.structure import CENSUS, Floats, Rows, Stage, Structure, number, row_of_each
from alianza.statistics.sampling.variables import MISSING, Columns, Factor

Names = str | Sequence[str] | None


@dataclass(frozen=True, slots=True)
class Strata:
    """Strata of one stage: row to code, and the values that sorted and name them."""

    codes: Rows
    keys: tuple[tuple[object, ...], ...]

    @property
    def labels(self) -> tuple[str, ...]:
        """Printable names; the one stratum of an unstratified sample is "1"."""
        return tuple(".".join(str(value) for value in key) or "1" for key in self.keys)


def listed(names: Names) -> tuple[str, ...]:
    """Column names as a tuple."""
    return (names,) if isinstance(names, str) else tuple(names or ())


def declare(columns: Columns, weights: str | None, strata: Names, units: Sequence[Names], fpc: Names) -> Structure:
    """The structure of a sample, before the rule for single units is applied.

    Args:
        columns: The data, one row a sampled element.
        weights: Column of weights; without it 1, or the inverse sampling fractions if `fpc` is given.
        strata: Column or columns of the first-stage strata.
        units: Column or columns of the units of each stage; an empty first stage means that rows are units.
        fpc: One column a stage, all population sizes or all sampling fractions, as R's svydesign. Stages without
            one count as drawn from endless populations.

    Raises:
        BadDesign: If weights are negative or missing, or population sizes contradict the sample.
    """
    level = _strata(columns, listed(strata))
    given = _stages(units)
    if len(listed(fpc)) > len(given):
        raise BadDesign("fpc_stages", ", ".join(listed(fpc)), str(len(listed(fpc))), str(len(given)))
    sizes = [_filled(columns, name) for name in listed(fpc)]
    fractions = _fractions(sizes, listed(fpc))
    # Without population sizes the first stage carries all the variance (with-replacement approximation).
    depth = len(given) if sizes else 1
    stages: list[Stage] = []
    for depth_now, names in enumerate(given[:depth]):
        unit = _units(columns, names, level)
        size = sizes[depth_now] if depth_now < len(sizes) else None
        stages.append(_stage(unit, level, size if size is None or fractions else -size, stages[-1:]))
        if depth_now + 1 < depth:
            level = _strata(columns, names, level)
    weight = _weights(columns, weights, stages if sizes else [])
    return Structure(weight, tuple(stages), "fail", listed(strata))


def apply_rule(
    structure: Structure, rule: str, columns: Columns, strata: Names, pairs: Mapping[str, str] | None
) -> Structure:
    """The structure with its rule for strata of one unit; `collapse` merges them first.

    Raises:
        BadDesign: If the rule is unknown.
    """
    if rule not in LONELY_RULES:
        raise BadDesign("lonely_rule", "lonely_psu", found=rule, expected=", ".join(LONELY_RULES))
    if rule != "collapse":
        return Structure(structure.weights, structure.stages, rule, structure.columns)
    first = structure.stages[0]
    target = partners(first, _strata(columns, listed(strata)), pairs or {})
    merged = (_merge(first, target), *structure.stages[1:])
    return Structure(structure.weights, merged, "fail", structure.columns)


def partners(stage: Stage, strata: Strata, pairs: Mapping[str, str]) -> Rows:
    """Stratum to the stratum that it is merged into.

    A stratum with one unit joins its declared partner; without one it joins the neighbour in sorted order
    that shares more leading stratum columns (the one before it where both share the same).

    Raises:
        BadDesign: If a declared partner is no stratum.
    """
    target = np.arange(len(stage.labels))
    place = {label: code for code, label in enumerate(stage.labels)}
    for code in np.flatnonzero((stage.units == 1) & (stage.left_out > 0)):
        wanted = pairs.get(stage.labels[code])
        if wanted is not None and wanted not in place:
            raise BadDesign("unknown_stratum", "collapse", found=wanted, expected=", ".join(stage.labels))
        mate = place[wanted] if wanted is not None else _neighbour(int(code), strata.keys)
        target[target == target[code]] = target[mate]
    return target


def _neighbour(code: int, keys: Sequence[tuple[object, ...]]) -> int:
    around = [other for other in (code - 1, code + 1) if 0 <= other < len(keys)]

    def shared(other: int) -> int:
        pairs = [a == b for a, b in zip(keys[code], keys[other], strict=True)]
        return pairs.index(False) if False in pairs else len(pairs)

    return max(around, key=shared, default=code)


def _merge(stage: Stage, target: Rows) -> Stage:
    groups, code = np.unique(target, return_inverse=True)
    population = stage.units / np.maximum(1.0 - stage.left_out, CENSUS)
    endless = np.bincount(code, weights=(stage.left_out >= 1.0).astype(float)) > 0
    units = np.bincount(code, weights=stage.units).astype(np.float64)
    left_out = np.where(endless, 1.0, 1.0 - units / np.bincount(code, weights=population))
    labels = tuple("+".join(stage.labels[s] for s in np.flatnonzero(target == group)) for group in groups)
    return Stage(code[stage.stratum], stage.unit, code[stage.home], units, left_out, np.ones(groups.size), labels)


def _stages(units: Sequence[Names]) -> list[tuple[str, ...]]:
    """Columns of the units of each stage; rows are units where nothing is declared."""
    first, *later = (listed(stage) for stage in units)
    if not first and any(later):
        raise BadDesign("ssu_without_psu", ", ".join(later[0]))
    return [first, *(stage for stage in later if stage)]


def _strata(columns: Columns, names: tuple[str, ...], outer: Strata | None = None) -> Strata:
    """The strata that columns form; inside those of an outer stage, whose units they are."""
    outer = outer or Strata(np.zeros(columns.height, dtype=np.intp), ((),))
    if not names:
        return outer
    factors = [_complete(columns, name) for name in names]
    if len(factors) == len(outer.keys) == 1:
        return Strata(factors[0].codes, tuple((*outer.keys[0], level) for level in factors[0].levels))
    codes, row_of = number([outer.codes, *(part.codes for part in factors)])
    keys = tuple((*outer.keys[outer.codes[row]], *(f.levels[f.codes[row]] for f in factors)) for row in row_of)
    return Strata(codes, keys)


def _units(columns: Columns, names: tuple[str, ...], strata: Strata) -> tuple[Rows, Rows]:
    """Row to unit and unit to stratum; units are numbered within strata: the same number in two strata is two units."""
    if not names:
        return np.arange(columns.height), strata.codes
    unit, row_of = number([strata.codes, *(_complete(columns, name).codes for name in names)])
    return unit, strata.codes[row_of]


def _stage(units_of: tuple[Rows, Rows], strata: Strata, size: Floats | None, earlier: Sequence[Stage]) -> Stage:
    """One stage; `size` is a fraction where positive and minus the population size where negative."""
    (unit, home), labels = units_of, strata.labels
    count = len(labels)
    row_of = row_of_each(strata.codes, count) if earlier or size is not None else strata.codes[:0]
    units = np.bincount(home, minlength=count).astype(np.float64)
    before = np.ones(count)
    for last in earlier:
        outer = last.stratum[row_of]
        before = last.before[outer] * (1.0 - last.left_out[outer])
    left_out = np.ones(count)
    if size is not None:
        _same_inside(size, strata.codes, row_of, labels)
        left_out = _left_out(units, size[row_of], labels)
    return Stage(strata.codes, unit, home, units, left_out, before, labels)


def _complete(columns: Columns, name: str) -> Factor:
    part = columns.factor(name)
    if (part.codes == MISSING).any():
        raise BadDesign("missing_in_design", name, found=str(int((part.codes == MISSING).sum())))
    return part


def _same_inside(size: Floats, codes: Rows, row_of: Rows, labels: tuple[str, ...]) -> None:
    """A stratum has one population: two sizes in it contradict each other."""
    own = size[row_of][codes]
    other = np.flatnonzero(~np.isclose(size, own, rtol=1e-9, atol=0.0))
    if other.size:
        row = other[0]
        raise BadDesign("fpc_varies", labels[codes[row]], found=f"{abs(own[row]):g}, {abs(size[row]):g}")


def _left_out(units: Floats, size: Floats, labels: tuple[str, ...]) -> Floats:
    fraction = np.where(size > 0, size, units / np.abs(size))
    short = np.flatnonzero(fraction > 1 + CENSUS)
    if short.size:
        stratum, most = labels[short[0]], f"{units[short[0]] / fraction[short[0]]:g}"
        raise BadDesign("fpc_below_sample", stratum, found=most, expected=f"{units[short[0]]:g}")
    return np.where(1.0 - fraction < CENSUS, 0.0, 1.0 - fraction)


def _filled(columns: Columns, name: str) -> Floats:
    values = columns.numbers(name)
    if np.isnan(values).any():
        raise BadDesign("missing_in_design", name, found=str(int(np.isnan(values).sum())))
    return values


def _fractions(sizes: Sequence[Floats], names: tuple[str, ...]) -> bool:
    """Whether the columns are sampling fractions; a mixture of both is refused, as in R."""
    every = np.concatenate(sizes) if sizes else np.ones(1)
    if (every <= 0).any() or ((every > 1).any() and (every < 1).any()):
        raise BadDesign("fpc_mixed", ", ".join(names), found=f"{every.min():g} - {every.max():g}")
    return bool((every <= 1).all())


def _weights(columns: Columns, name: str | None, stages: Sequence[Stage]) -> Floats:
    if name is None:
        weight = np.ones(columns.height)
        for stage in stages:
            weight = weight / (1.0 - stage.left_out[stage.stratum])
        return weight
    values = _filled(columns, name)
    if (values < 0).any():
        raise BadDesign("negative_weight", name, found=f"{values.min():g}")
    if values.size and not values.sum() > 0:
        raise BadDesign("no_positive_weight", name)
    return values
