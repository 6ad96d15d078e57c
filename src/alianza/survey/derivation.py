"""Derived variables: any-of, ratios, growth, thresholds and the like, declared and never evaluated as code.

Missing answers stay missing unless the declaration says that they count as "no". `any_of` with a yes is yes
and `all_of` with a no is no, whatever the missing ones would have been.
"""

from collections.abc import Callable, Mapping

import polars as pl

from alianza.study.problem import Problem
from alianza.study.protocol import Derived
from alianza.study.text import Text
from alianza.survey.places import Place
from alianza.survey.values import texts, value_text

OTHERWISE = "*"
EDGE = 1e-12
"""How near to a threshold a computed value must lie for rounding to decide its side."""

_CONTINUOUS = frozenset({"growth", "ratio", "log"})


def derive(frame: pl.DataFrame, specs: tuple[Derived, ...], place: Place) -> tuple[pl.DataFrame, list[Problem]]:
    """The frame with the derived variables that can be computed, in the order in which they are declared.

    Returns:
        The frame and the problems: inputs that are absent or of the wrong kind, values that a recode leaves
        out, and firms that lie on a threshold to within rounding.
    """
    problems: list[Problem] = []
    computed: dict[str, str] = {}
    for spec in specs:
        here = place.at(spec.name)
        unfit = _unfit(frame, spec, here)
        if unfit:
            problems.append(unfit)
            continue
        column = _OPERATIONS[spec.kind](frame, spec).alias(spec.name)
        problems += _noticed(frame, spec, computed, here)
        frame = frame.with_columns(column)
        computed[spec.name] = spec.kind
    return frame, problems


def derived_labels(specs: tuple[Derived, ...]) -> dict[str, dict[str, Text]]:
    """Labels of the categories that `bins` makes, written with signs so that they need no language."""
    return {spec.name: _bin_labels(spec) for spec in specs if spec.kind == "bins" and not spec.map}


def _bin_labels(spec: Derived) -> dict[str, Text]:
    edges = [value_text(edge) for edge in spec.edges]
    if not edges:
        return {}
    inner = [f"{low} – < {high}" for low, high in zip(edges, edges[1:], strict=False)]
    return {str(code): Text(words) for code, words in enumerate([f"< {edges[0]}", *inner, f"≥ {edges[-1]}"], 1)}


def _unfit(frame: pl.DataFrame, spec: Derived, place: Place) -> Problem | None:
    """Why the variable cannot be computed, if it cannot."""
    absent = [name for name in spec.of if name not in frame.columns]
    if absent or len(spec.of) < _INPUTS.get(spec.kind, 1):
        return Problem(
            "derived_without_inputs", "warning", place.file, place=spec.name, values={"needs": tuple(absent or spec.of)}
        )
    if not _has_parameter(frame, spec):
        return Problem("derived_without_value", "error", place.file, place=spec.name, values={"kind": spec.kind})
    wanted = _WANTED.get(spec.kind)
    wrong = [name for name in spec.of if wanted and not _fits(frame[name].dtype, wanted)]
    if wrong:
        return Problem("wrong_kind", "error", place.file, place=spec.name, found=wrong[0], values={"wanted": wanted})
    return None


def _has_parameter(frame: pl.DataFrame, spec: Derived) -> bool:
    """Whether a threshold has its number, bins their edges, a recode its map and a comparison its other side."""
    if spec.kind == "threshold":
        return isinstance(spec.value, int | float)
    if spec.kind == "compare" and len(spec.of) == 1:
        numeric = frame[spec.of[0]].dtype.is_numeric()
        return isinstance(spec.value, int | float) if numeric else spec.value is not None
    return bool({"bins": spec.edges, "recode": spec.map}.get(spec.kind, True))


def _fits(kind: pl.DataType, wanted: str) -> bool:
    return kind == pl.Boolean if wanted == "boolean" else kind.is_numeric() or kind == pl.Boolean


def _noticed(frame: pl.DataFrame, spec: Derived, computed: Mapping[str, str], place: Place) -> list[Problem]:
    if spec.kind in ("threshold", "compare") and computed.get(spec.of[0]) in _CONTINUOUS:
        return _on_threshold(frame, spec, place)
    return _left_out(frame, spec, place) if spec.kind == "recode" else []


def _on_threshold(frame: pl.DataFrame, spec: Derived, place: Place) -> list[Problem]:
    """A notice where computed values equal the threshold to within rounding: IEEE doubles decide their side."""
    if not isinstance(spec.value, int | float):
        return []
    edge = ((frame[spec.of[0]] - spec.value).abs() < EDGE).fill_null(False)
    if not edge.any():
        return []
    return [place.problem("on_threshold", edge, "notice", spec.of[0], threshold=float(spec.value), rule=spec.is_)]


def _left_out(frame: pl.DataFrame, spec: Derived, place: Place) -> list[Problem]:
    if OTHERWISE in spec.map:
        return []
    written = texts(frame[spec.of[0]])
    values = sorted(set(written.unique().drop_nulls().to_list()) - set(spec.map))
    return [
        place.problem("not_recoded", (written == value).fill_null(False), "warning", found=value) for value in values
    ]


def _answers(spec: Derived) -> list[pl.Expr]:
    columns = [pl.col(name).cast(pl.Boolean) for name in spec.of]
    return [column.fill_null(False) for column in columns] if spec.missing == "no" else columns


def _any_of(frame: pl.DataFrame, spec: Derived) -> pl.Series:
    return frame.select(pl.any_horizontal(_answers(spec))).to_series()


def _all_of(frame: pl.DataFrame, spec: Derived) -> pl.Series:
    return frame.select(pl.all_horizontal(_answers(spec))).to_series()


def _count_of(frame: pl.DataFrame, spec: Derived) -> pl.Series:
    answers = [answer.cast(pl.Float64) for answer in _answers(spec)]
    return frame.select(pl.sum_horizontal(answers, ignore_nulls=False)).to_series()


def _ratio(frame: pl.DataFrame, spec: Derived) -> pl.Series:
    top, bottom = (frame[name].cast(pl.Float64) for name in spec.of[:2])
    return (top / bottom).set((bottom == 0).fill_null(False), None)


def _growth(frame: pl.DataFrame, spec: Derived) -> pl.Series:
    """of[1] / of[0] - 1 in double precision, in that order, where both are positive."""
    start, end = (frame[name].cast(pl.Float64) for name in spec.of[:2])
    positive = ((start > 0) & (end > 0)).fill_null(False)
    return (end / start - 1.0).set(~positive, None)


def _log(frame: pl.DataFrame, spec: Derived) -> pl.Series:
    """Natural logarithm; raised to the floor first where one is declared, else of positive values only."""
    values = frame[spec.of[0]].cast(pl.Float64)
    if spec.floor is not None:
        values = values.clip(lower_bound=spec.floor)
    return values.set((values <= 0).fill_null(False), None).log()


def _threshold(frame: pl.DataFrame, spec: Derived) -> pl.Series:
    return _COMPARISONS[spec.is_](frame[spec.of[0]].cast(pl.Float64), float(spec.value or 0))


def _compare(frame: pl.DataFrame, spec: Derived) -> pl.Series:
    """Of two variables, or of one with a value; numbers by size, categories by their text."""
    left = frame[spec.of[0]]
    right = frame[spec.of[1]] if len(spec.of) > 1 else None
    numeric = left.dtype.is_numeric() and (right is None or right.dtype.is_numeric())
    if numeric and right is None:
        return _COMPARISONS[spec.is_](left.cast(pl.Float64), float(spec.value or 0))
    if numeric and right is not None:
        return _COMPARISONS[spec.is_](left.cast(pl.Float64), right.cast(pl.Float64))
    other = texts(right) if right is not None else value_text(spec.value if spec.value is not None else "")
    return _COMPARISONS[spec.is_](texts(left), other)


def _bins(frame: pl.DataFrame, spec: Derived) -> pl.Series:
    """Left-closed classes: k edges make k + 1 classes, numbered from 1 or named by `map`."""
    value = pl.col(spec.of[0]).cast(pl.Float64)
    passed = [(value >= edge).cast(pl.Int64) for edge in spec.edges]
    number = frame.select(pl.sum_horizontal(passed, ignore_nulls=False)).to_series()
    codes = [spec.map.get(str(code), str(code)) for code in range(1, len(spec.edges) + 2)]
    names = dict(enumerate(value_text(code) for code in codes))
    return number.replace_strict(names, default=None, return_dtype=pl.String)


def _recode(frame: pl.DataFrame, spec: Derived) -> pl.Series:
    """Values by `map`; the key `*` stands for every other answer, and without it those become missing."""
    written = texts(frame[spec.of[0]])
    kind = _recoded_kind(spec)
    mapped = {value: _as_kind(target, kind) for value, target in spec.map.items() if value != OTHERWISE}
    values = written.replace_strict(mapped, default=None, return_dtype=kind)
    if OTHERWISE not in spec.map:
        return values
    others = written.is_not_null() & ~written.is_in(list(mapped))
    return values.set(others, _as_kind(spec.map[OTHERWISE], kind))


def _recoded_kind(spec: Derived) -> pl.DataType:
    targets = spec.map.values()
    if all(isinstance(target, bool) for target in targets):
        return pl.Boolean()
    numbers = all(isinstance(target, int | float) and not isinstance(target, bool) for target in targets)
    return pl.Float64() if numbers else pl.String()


def _as_kind(target: str | float | bool, kind: pl.DataType) -> str | float | bool:
    if kind == pl.String:
        return value_text(target)
    return bool(target) if kind == pl.Boolean else float(target)


_INPUTS = {"ratio": 2, "growth": 2}
_WANTED = {kind: "boolean" for kind in ("any_of", "all_of", "count_of")} | {
    kind: "number" for kind in ("ratio", "growth", "log", "threshold", "bins")
}
_COMPARISONS: dict[str, Callable[[pl.Series, object], pl.Series]] = {
    "==": lambda left, right: left == right,
    "!=": lambda left, right: left != right,
    "<": lambda left, right: left < right,
    "<=": lambda left, right: left <= right,
    ">": lambda left, right: left > right,
    ">=": lambda left, right: left >= right,
}
_OPERATIONS: dict[str, Callable[[pl.DataFrame, Derived], pl.Series]] = {
    "any_of": _any_of,
    "all_of": _all_of,
    "count_of": _count_of,
    "ratio": _ratio,
    "growth": _growth,
    "log": _log,
    "threshold": _threshold,
    "bins": _bins,
    "recode": _recode,
    "compare": _compare,
}
