"""Audit of published figures: could this percentage come from that many firms? GRIM."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import replace
from fractions import Fraction

from alianza.integration.published import printed_numbers
from alianza.statistics.estimates.proportions import possible_counts, published, smallest_bases
from alianza.study.claim import Audit, AuditStatus, Claim
from alianza.study.message import Message

_COUNTED = ("share", "rating")
_RATINGS_TO_TRY = 10_000  # a mean with four decimals is possible on any such base


def audit(claim: Claim, bases: Mapping[str, int] | Iterable[int] = ()) -> Audit:
    """Whether the published figure of a claim can come from whole firms.

    A claim's own candidates are its `base_n` and `bases`; the status rests on them alone. The named bases of the
    publication are tried too, so that a reader sees from which of them the figure could come.

    Args:
        claim: The claim; only shares and mean ratings are counts of firms.
        bases: The publication's bases, named or not (pilot, interviews, failures, sample ...).

    Returns:
        `attainable` maps every base tried to the counts (for ratings: sums of answers) that round to the figure;
        `smallest_base` is the smallest of the claim's own candidates that admits it, and None where the claim has
        none. The note says what was found; its value `smallest` is the smallest base at all that admits it.
    """
    printed = printed_numbers(claim.published)
    if len(printed) != 1 or claim.unit in ("label", "year"):
        return Audit("not_numeric")
    if claim.unit not in _COUNTED:
        return Audit("no_base", note=Message("audit_note.no_counts"))
    own = _own_bases(claim)
    attainable = {base: _counts(claim, printed[0], base) for base in sorted({*own, *_numbers(bases)})}
    admitted = tuple(base for base in sorted(own) if attainable[base])
    found = Audit(_status(claim, admitted), attainable, admitted[0] if admitted else None)
    return replace(found, note=_note(claim, printed[0], found))


def _own_bases(claim: Claim) -> frozenset[int]:
    stated = () if claim.base_n is None else (claim.base_n,)
    return frozenset(base for base in (*stated, *claim.bases) if base > 0)


def _numbers(bases: Mapping[str, int] | Iterable[int]) -> tuple[int, ...]:
    numbers = bases.values() if isinstance(bases, Mapping) else bases
    return tuple(base for base in numbers if base > 0)


def _counts(claim: Claim, printed: str, base: int) -> tuple[int, ...]:
    return possible_counts(printed, base).counts if claim.unit == "share" else _sums(printed, base)


def _sums(mean: str, base: int) -> tuple[int, ...]:
    """Sums of whole answers of `base` firms whose mean prints as given, halves rounded either way."""
    printed = published(mean)
    half = Fraction(1, 2 * 10**printed.decimals)
    lowest, highest = (printed.value - half) * base, (printed.value + half) * base
    return tuple(range(math.ceil(lowest), math.floor(highest) + 1))


def _status(claim: Claim, admitted: tuple[int, ...]) -> AuditStatus:
    if claim.base_n is None and not claim.bases:
        return "no_base"
    if not admitted:
        return "impossible_on_base"
    return "possible" if claim.base_n in (None, *admitted) else "possible_on_other_base"


def _note(claim: Claim, printed: str, found: Audit) -> Message:
    values: dict[str, object] = {"smallest": _smallest(claim, printed)}
    if found.status == "no_base":
        return Message("audit_note.no_base", values)
    if found.status == "possible":
        return _possible_note(claim, printed, found, values)
    values["base"] = claim.base_n or min(claim.bases)
    values["others"] = tuple(base for base, counts in found.attainable.items() if counts)
    return Message("audit_note.impossible" if values["others"] else "audit_note.impossible_anywhere", values)


def _possible_note(claim: Claim, printed: str, found: Audit, values: dict[str, object]) -> Message:
    """Which counts give the figure, and whether it takes halves rounded up (or to the even digit)."""
    base = claim.base_n or found.smallest_base or 0
    values |= {"base": base, "counts": found.attainable[base]}
    if claim.unit == "rating":
        return Message("audit_note.possible_mean", values)
    counts = possible_counts(printed, base)
    any_rule = set(counts.half_up) & set(counts.half_even)
    return Message("audit_note.possible" if any_rule else "audit_note.possible_halves", values)


def _smallest(claim: Claim, printed: str) -> int:
    """The smallest base at all that admits the figure; 0 beyond what is tried."""
    if claim.unit == "share":
        return next(iter(smallest_bases(printed, 1)), 0)
    return next((n for n in range(1, _RATINGS_TO_TRY) if _sums(printed, n)), 0)
