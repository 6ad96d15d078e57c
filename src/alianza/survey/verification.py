"""What has changed since a certified draw: the certificate, the directory, the seed, or the list of firms.

The four are compared in pairs, so that a change in one is not blamed on the others:

- the certificate with its own seal, and with the seal that somebody kept elsewhere;
- the list with the certificate alone: the digests of the identifiers, and what the strata say of each row;
- the directory with the fingerprints of the certificate's strata;
- the seed and its plan with both, by drawing again.

Where the certificate was edited, a difference from it proves nothing about the others, unless the other three agree
among themselves: then it is the certificate's own line that changed.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import polars as pl

from alianza.study.problem import Problem
from alianza.survey.certificate import (
    SHOWN,
    Certificate,
    CertifiedSample,
    CertifiedStratum,
    certified_sample,
    digest,
    seal,
)
from alianza.survey.frame import SamplingFrame
from alianza.survey.identifiers import padded_frames, rounded

State = Literal["intact", "changed", "unknown", "absent"]
HALF_MILLIONTH = 5.01e-7
"""Weights are written with six decimals."""
BY_SIZE = ("neyman", "power")
"""Rules of allocation that may lean on the column of sizes."""


@dataclass(frozen=True, slots=True)
class Verification:
    """What became of each part of a draw, and every difference; causes come first.

    Attributes:
        certificate: Whether the certificate is the one that was sealed.
        directory: Whether its strata hold the firms of that day.
        seed: Whether the seed and its plan give the certified firms.
        list: Whether the list of firms is the certified one; `absent` where nobody kept it.
        problems: `certificate_edited`, `certificate_replaced`; `frame_stratum_gone`, `frame_stratum_new`,
            `frame_stratum_count`, `frame_stratum_changed`, `frame_zeros_lost`, `size_column_changed`;
            `seed_changed`, `plan_changed`, `digests_changed`, `seed_or_digests_changed`; `list_changed`,
            `list_order_changed`, `list_zeros_lost`, `list_not_certified`, `list_ids_rounded`; and as a notice, because
            it follows from the directory, `selection_changed`.
    """

    certificate: State
    directory: State
    seed: State
    list: State
    problems: tuple[Problem, ...]

    @property
    def verified(self) -> bool:
        """Whether everything is as on the day of the draw."""
        return not any(problem.severity == "error" for problem in self.problems)

    @property
    def parts(self) -> dict[str, State]:
        """The state of each part by its name."""
        return {"certificate": self.certificate, "directory": self.directory, "seed": self.seed, "list": self.list}


@dataclass(frozen=True, slots=True)
class _Evidence:
    """What the comparisons found, before anything is blamed.

    Attributes:
        certificate: The certificate.
        trusted: Whether its seal holds.
        drawn: The draw of today.
        kept: The kept list, or None.
        frame: Differences of the directory's strata from the certificate's.
    """

    certificate: Certificate
    trusted: bool
    drawn: CertifiedSample
    kept: pl.DataFrame | None
    frame: tuple[Problem, ...]

    @property
    def same_allocation(self) -> bool:
        """Whether the strata get today what the certificate says; strata that come or go do not count."""
        now = {one.name: (one.n, one.replacements) for one in self.drawn.certificate.strata}
        return all(now.get(one.name, (one.n, one.replacements)) == (one.n, one.replacements) for one in self.strata)

    @property
    def strata(self) -> tuple[CertifiedStratum, ...]:
        """The certificate's strata."""
        return self.certificate.strata

    @property
    def same_firms(self) -> bool:
        """Whether today's draw is the certified one."""
        now = self.drawn.certificate
        return (now.selected, now.reserved) == (self.certificate.selected, self.certificate.reserved)

    @property
    def list_as_certified(self) -> bool:
        """Whether the list is what the certificate says."""
        return self.kept is not None and not list_against_certificate(self.certificate, self.kept)

    @property
    def list_as_drawn(self) -> bool:
        """Whether the list is what seed and directory give today."""
        return self.kept is not None and not list_against_certificate(self.drawn.certificate, self.kept)


def verify(
    certificate: Certificate, frame: SamplingFrame, kept: pl.DataFrame | None = None, deposited: str = ""
) -> Verification:
    """Draw again and say which part changed.

    Args:
        certificate: The certificate as it was kept.
        frame: The frame, read by the certificate's columns.
        kept: The list of drawn firms as it was kept, all columns as text; None where nobody kept it.
        deposited: The seal that somebody kept elsewhere, however spaced; empty for none.
    """
    seals = seal_problems(certificate, deposited)
    sample, unable = certified_sample(frame, certificate.plan)
    if sample is None:
        return undrawable(certificate, seals, unable, kept)
    changes = tuple(_strata_changes(certificate.strata, sample.certificate.strata))
    if changes and (filled := _zeros_restored(certificate, frame, kept)):
        sample, changes = filled
    found = _Evidence(certificate, not seals, sample, kept, changes)
    seed, blamed = _judged_seed(found)
    listed, differences = _judged_list(found)
    directory = _judged_directory(found, blamed)
    frames = [_doubtful(one) for one in changes] if seals else changes
    problems = (*seals, *frames, *blamed, *differences, *_consequence(found, seed))
    return Verification("changed" if seals else "intact", directory, seed, listed, problems)


def _zeros_restored(
    certificate: Certificate, frame: SamplingFrame, kept: pl.DataFrame | None
) -> tuple[CertifiedSample, tuple[Problem, ...]] | None:
    """The draw from the directory with its lost zeros, where they explain every difference, and the problem."""
    there = kept is not None and certificate.id in kept.columns
    listed = kept[certificate.id].to_list() if kept is not None and there else []
    for filled in padded_frames(frame, listed):
        sample, _ = certified_sample(filled, certificate.plan)
        if sample is not None and not _strata_changes(certificate.strata, sample.certificate.strata):
            now, then = (one.firms[certificate.id].cast(pl.String) for one in (frame, filled))
            place = int((now != then).arg_true()[0])
            values = {"count": int((now != then).sum())}
            return sample, (
                Problem(
                    "frame_zeros_lost", place=certificate.id, found=now[place], expected=then[place], values=values
                ),
            )
    return None


def seal_problems(certificate: Certificate, deposited: str = "") -> tuple[Problem, ...]:
    """Whether a certificate is the one that was sealed: `certificate_edited`, `certificate_replaced`, or nothing."""
    if seal(certificate) != certificate.seal:
        return (Problem("certificate_edited", place="seal"),)
    kept = "".join(deposited.split()).lower()
    if kept and kept != certificate.seal:
        return (Problem("certificate_replaced", place="seal", found=certificate.seal[:12], expected=kept[:12]),)
    return ()


def undrawable(
    certificate: Certificate, seals: Sequence[Problem], reasons: Sequence[Problem], kept: pl.DataFrame | None
) -> Verification:
    """What can be said where the directory allows no draw: the list is still compared with the certificate."""
    differences = () if kept is None else list_against_certificate(certificate, kept)
    listed: State = "absent" if kept is None else "unknown" if seals and differences else _state(differences)
    reasons = [_doubtful(one) for one in reasons] if seals else reasons
    problems = (*seals, *reasons, *(() if listed == "unknown" else differences))
    return Verification(
        "changed" if seals else "intact", "unknown" if seals else "changed", "unknown", listed, problems
    )


def _state(problems: Sequence[Problem]) -> State:
    return "changed" if problems else "intact"


def _judged_directory(found: _Evidence, blamed: Sequence[Problem]) -> State:
    if any(problem.code == "size_column_changed" for problem in blamed):
        return "changed"
    return "intact" if not found.frame else "changed" if found.trusted else "unknown"


def _judged_seed(found: _Evidence) -> tuple[State, list[Problem]]:
    """Whether the seed and the plan are those of the day, and the problem that says which of the two is not."""
    if found.same_firms and (found.frame or found.same_allocation):
        return "intact", []
    if found.frame:
        return _seed_in_other_strata(found)
    if found.list_as_drawn:
        return "intact", [Problem("digests_changed")]
    if not found.same_allocation:
        return _judged_plan(found)
    if found.list_as_certified:
        return "changed", [Problem("seed_changed", found=str(found.certificate.plan.seed))]
    return "unknown", [Problem("seed_or_digests_changed", found=str(found.certificate.plan.seed))]


def _judged_plan(found: _Evidence) -> tuple[State, list[Problem]]:
    """Why strata get another number of firms from a directory with the same firms: its sizes, or the plan."""
    now = {one.name: one for one in found.drawn.certificate.strata}
    was = next(one for one in found.strata if (one.n, one.replacements) != _numbers(now[one.name]))
    found_now, before = (f"{n} + {spare}" for n, spare in (_numbers(now[was.name]), _numbers(was)))
    column = found.certificate.size if found.certificate.plan.rule in BY_SIZE else ""
    if column and found.trusted:
        values = {"column": column}
        return "intact", [
            Problem("size_column_changed", place=was.label, found=found_now, expected=before, values=values)
        ]
    return "changed", [Problem("plan_changed", place=was.label, found=found_now, expected=before)]


def _numbers(stratum: CertifiedStratum) -> tuple[int, int]:
    return stratum.n, stratum.replacements


def _seed_in_other_strata(found: _Evidence) -> tuple[State, list[Problem]]:
    """Where the directory changed: whether the seed still draws the listed firms of the strata that did not."""
    if not found.list_as_certified or found.kept is None:
        return "unknown", []
    touched = {problem.place or problem.found for problem in found.frame}
    before = _by_stratum(found.strata, found.kept[found.certificate.id].to_list())
    now = _by_stratum(found.drawn.certificate.strata, found.drawn.firms[found.certificate.id].cast(pl.String).to_list())
    same = [name for name in before if name in now and name not in touched and before[name]]
    pairs = [(before[name], now[name]) for name in same]
    if not pairs:
        return "unknown", []
    if all(was[: len(new)] == new[: len(was)] for was, new in pairs):
        return "intact", []
    return "changed", [Problem("seed_changed", found=str(found.certificate.plan.seed))]


def _by_stratum(strata: Sequence[CertifiedStratum], firms: Sequence[str]) -> dict[str, list[str]]:
    """The drawn firms of each stratum by its label: selected first, then replacements."""
    found, start = {}, 0
    for one in strata:
        found[one.label] = list(firms[start : start + one.n + one.replacements])
        start += one.n + one.replacements
    return found


def _judged_list(found: _Evidence) -> tuple[State, list[Problem]]:
    """Whether the list is the certified one; named against the draw of today where that one is certified."""
    if found.kept is None:
        return "absent", []
    if found.list_as_certified or found.list_as_drawn:
        return "intact", []
    differences = list_against_certificate(found.certificate, found.kept)
    if differences[0].code == "list_not_certified" and found.same_firms and found.same_allocation:
        return "changed", _named(found.certificate, found.drawn.firms, found.kept) or differences
    return ("changed", differences) if found.trusted else ("unknown", [])


def _consequence(found: _Evidence, seed: State) -> list[Problem]:
    """A notice that a changed directory gives other firms; where the seed changed as well, it would say nothing."""
    if found.same_firms or not found.frame or not found.list_as_certified or seed == "changed" or found.kept is None:
        return []
    now = found.drawn.firms.filter(pl.col("status") == "selected")[found.certificate.id].cast(pl.String).to_list()
    was = found.kept.filter(pl.col("status") == "selected")[found.certificate.id].to_list()
    lost = Counter(was) - Counter(now)
    values = {"count": lost.total(), "n": len(was)}
    return [Problem("selection_changed", "notice", found=_some(was, now), values=values)]


def list_against_certificate(certificate: Certificate, kept: pl.DataFrame) -> list[Problem]:
    """How a kept list differs from what its certificate alone says of it; no directory is needed."""
    absent = [name for name in (certificate.id, "status", "order") if name not in kept.columns]
    if absent:
        return [Problem("list_changed", place=", ".join(absent), values={"missing": "—", "added": "—"})]
    groups = (kept.filter(pl.col("status") == status)[certificate.id] for status in ("selected", "replacement"))
    if tuple(map(digest, groups)) != (certificate.selected, certificate.reserved):
        if powers := rounded(kept[certificate.id].to_list()):
            return [Problem("list_ids_rounded", place=certificate.id, found=powers[0], values={"count": len(powers)})]
        return [Problem("list_not_certified", place=certificate.id)]
    if sum(one.n + one.replacements for one in certificate.strata) != kept.height:
        return [Problem("list_not_certified", place=certificate.id)]
    expected = certified_rows(certificate)
    shared = [name for name in expected.columns if name in kept.columns and name != certificate.id]
    different = [name for name in shared if not _same(expected[name], kept[name])]
    return [Problem("list_order_changed", place=", ".join(different))] if different else []


def certified_rows(certificate: Certificate) -> pl.DataFrame:
    """The rows of a draw's list, without their identifiers: they follow from the strata."""
    rows: list[dict[str, Any]] = []
    for one in certificate.strata:
        names = dict(zip(certificate.columns, one.name, strict=True))
        for place in range(one.n + one.replacements):
            chosen = place < one.n
            status = "selected" if chosen else "replacement"
            weight = one.firms / one.n if chosen else None
            rows.append({**names, "status": status, "order": str(place + 1), "weight": weight})
    schema = {name: pl.String for name in (*certificate.columns, "status", "order")}
    return pl.DataFrame(rows, schema={**schema, "weight": pl.Float64})


def _same(expected: pl.Series, kept: pl.Series) -> bool:
    """Whether a column holds what is expected; weights by value, with point or comma."""
    if expected.dtype != pl.Float64:
        return expected.to_list() == kept.to_list()
    numbers = kept.str.replace(",", ".", literal=True).replace("", None)
    found = numbers.cast(pl.Float64, strict=False)
    close = ((found - expected).abs() <= HALF_MILLIONTH + 1e-9 * expected.abs()).fill_null(True).all()
    return close and numbers.is_null().equals(expected.is_null()) and found.null_count() == numbers.null_count()


def _named(certificate: Certificate, drawn: pl.DataFrame, kept: pl.DataFrame) -> list[Problem]:
    """Which firms a list lacks or has too many, by the certified draw made again."""
    was, now = (frame[certificate.id].cast(pl.String).to_list() for frame in (drawn, kept))
    if Counter(was) == Counter(now):
        moved = [
            name for name in (certificate.id, "status") if drawn[name].cast(pl.String).to_list() != kept[name].to_list()
        ]
        return [Problem("list_order_changed", place=", ".join(moved))]
    if [str(one).lstrip("0") for one in was] == [str(one).lstrip("0") for one in now]:
        return [Problem("list_zeros_lost", place=certificate.id, found=_some(now, was), expected=_some(was, now))]
    values = {"missing": _some(was, now), "added": _some(now, was)}
    return [Problem("list_changed", place=certificate.id, values=values)]


def _some(these: Sequence[object], those: Sequence[object]) -> str:
    """A few of these that are not among those, or stand there less often."""
    only = list((Counter(map(str, these)) - Counter(map(str, those))).elements())
    return ", ".join(only[:SHOWN]) + (", …" if len(only) > SHOWN else "") or "—"


def _strata_changes(then: Sequence[CertifiedStratum], now: Sequence[CertifiedStratum]) -> list[Problem]:
    """What happened to each stratum since the draw."""
    before, after = ({stratum.name: stratum for stratum in strata} for strata in (then, now))
    gone = [Problem("frame_stratum_gone", found=before[name].label) for name in before if name not in after]
    new = [Problem("frame_stratum_new", found=after[name].label) for name in after if name not in before]
    both = [(before[name], after[name]) for name in before if name in after]
    return [*gone, *new, *(problem for pair in both for problem in _stratum_change(*pair))]


def _stratum_change(was: CertifiedStratum, now: CertifiedStratum) -> list[Problem]:
    if was.firms != now.firms:
        values = {"now": now.firms, "then": was.firms}
        return [
            Problem(
                "frame_stratum_count", place=was.label, found=str(now.firms), expected=str(was.firms), values=values
            )
        ]
    if was.fingerprint != now.fingerprint:
        return [Problem("frame_stratum_changed", place=was.label, values={"firms": was.firms})]
    return []


def _doubtful(problem: Problem) -> Problem:
    """A difference from a certificate that was edited: a warning, for it may be the certificate that changed."""
    return Problem(
        problem.code, "warning", place=problem.place, found=problem.found, expected=problem.expected,
        values=problem.values,
    )  # fmt: skip
