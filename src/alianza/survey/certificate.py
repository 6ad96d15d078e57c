"""The certificate of a draw: enough to draw the same firms again years later, and to say what has changed since.

A certificate holds the seed, the allocation and its rule, each stratum's firms and fingerprint, and the digests of
the selected firms and of their replacements in drawn order. The fingerprints do not depend on the order of the
frame's rows, for the draw does not either: the same directory, sorted anew or saved in another format, still
verifies. Its seal is the SHA-256 of everything else in it; whoever keeps the seal can prove that the certificate
itself is the one of that day.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Annotated, Any

import msgspec
import polars as pl

from alianza.study.problem import Problem
from alianza.survey.allocation import SQUARE_ROOT, Rule, allocate
from alianza.survey.draw import draw
from alianza.survey.firm_hash import RULE
from alianza.survey.frame import SamplingFrame

VERSION = 1
SHOWN = 5
MOST = 10**15
"""More firms than any directory has; a forged certificate could otherwise ask for numbers that overflow."""
SEPARATOR = " × "


@dataclass(frozen=True, slots=True)
class Plan:
    """What was decided before the draw.

    Attributes:
        n: Firms to select, one at least.
        seed: Any whole number.
        rule: The allocation's rule.
        minimum: Firms that each stratum gives at least, or all it has.
        exponent: Exponent of a power allocation.
        replacements: Replacements per selected firm, at most 100; their number is rounded up in each stratum.
    """

    n: Annotated[int, msgspec.Meta(ge=1)]
    seed: int
    rule: Rule = "proportional"
    minimum: Annotated[int, msgspec.Meta(ge=0, le=MOST)] = 0
    exponent: Annotated[float, msgspec.Meta(ge=0, le=100)] = SQUARE_ROOT
    replacements: Annotated[float, msgspec.Meta(ge=0, le=100)] = 1.0


@dataclass(frozen=True, slots=True)
class CertifiedStratum:
    """A stratum of a certified draw.

    Attributes:
        name: One text a stratum column.
        firms: Firms of the frame.
        n: Firms selected.
        replacements: Replacements drawn.
        fingerprint: Sum of the firms' mixed keys, 16 hexadecimal digits.
    """

    name: tuple[str, ...]
    firms: int
    n: int
    replacements: int
    fingerprint: str

    @property
    def label(self) -> str:
        """The name as sentences print it."""
        return SEPARATOR.join(self.name)


@dataclass(frozen=True, slots=True)
class Certificate:
    """A certified draw; `seal` is the digest of everything else.

    Attributes:
        version: Version of this record.
        hash_rule: Name of the rule by which seed and identifier become a number.
        plan: What was decided before the draw.
        id: Column of identifiers.
        columns: Stratum columns.
        size: Column of the size, or empty.
        strata: The strata, sorted by name.
        selected: SHA-256 of the selected identifiers, one a line, in drawn order.
        reserved: The same of the replacements.
        seal: SHA-256 of the rest.
    """

    version: int
    hash_rule: str
    plan: Plan
    id: str
    columns: tuple[str, ...]
    size: str
    strata: tuple[CertifiedStratum, ...]
    selected: str
    reserved: str
    seal: str = ""

    @property
    def firms(self) -> int:
        """Firms of the frame."""
        return sum(stratum.firms for stratum in self.strata)


@dataclass(frozen=True, slots=True)
class CertifiedSample:
    """The drawn firms with their certificate.

    Attributes:
        certificate: The certificate.
        firms: One row a firm in drawn order: the identifier and stratum columns under their names, `status`
            (`selected` or `replacement`), `order` (1-based in its stratum) and `weight` (N_h / n_h for selected firms,
            missing for replacements, which take the weight of the firm that they replace).
    """

    certificate: Certificate
    firms: pl.DataFrame


def certified_sample(frame: SamplingFrame, plan: Plan) -> tuple[CertifiedSample | None, list[Problem]]:
    """Allocate, draw and certify; the same frame and plan give the same sample and certificate.

    Returns:
        The sample, or None with `sample_above_frame`, `sample_below_minimum`, `no_spread` or `repeated_firm`.
    """
    n = allocate(frame.sizes(), plan.n, plan.rule, plan.minimum, plan.exponent)
    if isinstance(n, Problem):
        return None, [n]
    wanted = [min(_up(own * plan.replacements), int(firms) - own) for own, firms in zip(n, frame.counts, strict=True)]
    drawn, problems = draw(frame, n, wanted, plan.seed)
    if drawn is None:
        return None, problems
    strata = tuple(
        CertifiedStratum(name, int(firms), own, more, f"{mark:016x}")
        for name, firms, own, more, mark in zip(frame.strata, frame.counts, n, wanted, drawn.fingerprints, strict=True)
    )
    firms = _listed(frame, drawn.firms, strata)
    ids = {kept: _digest(firms.filter(pl.col("status") == kept)[frame.id]) for kept in ("selected", "replacement")}
    certificate = Certificate(
        VERSION, RULE, plan, frame.id, frame.columns, frame.size, strata, ids["selected"], ids["replacement"]
    )
    return CertifiedSample(replace(certificate, seal=seal(certificate)), firms), []


def seal(certificate: Certificate) -> str:
    """SHA-256 of a certificate without its seal, over JSON with sorted keys and no spaces."""
    record = asdict(certificate)
    del record["seal"]
    text = json.dumps(record, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def written(certificate: Certificate) -> str:
    """The certificate as the JSON file that is kept."""
    return json.dumps(asdict(certificate), ensure_ascii=False, indent=1) + "\n"


def decoded(text: bytes) -> tuple[Certificate | None, list[Problem]]:
    """A kept certificate, or None with the problem `not_a_certificate`, `other_draw_rule` or `certificate_edited`.

    What the record does not know, the seal does not cover: anything added to the file counts as an edit.
    """
    try:
        certificate = msgspec.json.decode(text, type=Certificate, strict=True)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        return None, [Problem("not_a_certificate", found=str(error))]
    if (certificate.version, certificate.hash_rule) != (VERSION, RULE):
        found = f"{certificate.version}, {certificate.hash_rule}"
        return None, [Problem("other_draw_rule", found=found, expected=f"{VERSION}, {RULE}")]
    if msgspec.json.decode(text) != msgspec.json.decode(written(certificate)):
        return None, [Problem("certificate_edited", place="seal")]
    return certificate, []


def unrepresented(certificate: Certificate) -> list[Problem]:
    """A warning that names strata of which no firm was selected, or none: their firms had no chance of selection."""
    empty = [stratum for stratum in certificate.strata if not stratum.n]
    if not empty:
        return []
    shown = ", ".join(stratum.label for stratum in empty[:SHOWN]) + (", …" if len(empty) > SHOWN else "")
    values = {"count": len(empty), "firms": sum(stratum.firms for stratum in empty)}
    return [Problem("stratum_without_firms", "warning", found=shown, values=values)]


def verify(certificate: Certificate, frame: SamplingFrame, kept: pl.DataFrame | None = None) -> list[Problem]:
    """Draw again and name whatever differs: in the certificate, in the frame, or in the kept list of firms.

    Args:
        certificate: The certificate as it was kept.
        frame: The frame, read by the certificate's columns.
        kept: The list of drawn firms as it was kept, all columns as text; None where nobody kept it.

    Returns:
        No problem where everything is as on the day of the draw. Otherwise `certificate_edited`,
        `frame_stratum_gone`, `frame_stratum_new`, `frame_stratum_count`, `frame_stratum_changed`,
        `allocation_changed`, `selection_changed`, `replacements_changed`, `list_changed`, `list_order_changed`.
    """
    problems = [] if seal(certificate) == certificate.seal else [Problem("certificate_edited", place="seal")]
    sample, unable = certified_sample(frame, certificate.plan)
    if sample is None:
        return problems + unable
    now = sample.certificate
    problems += _strata_changes(certificate.strata, now.strata)
    for code, was, found in (
        ("selection_changed", certificate.selected, now.selected),
        ("replacements_changed", certificate.reserved, now.reserved),
    ):
        problems += [] if was == found else [_differs(code, found, was)]
    return problems + ([] if kept is None else list_changes(certificate, sample.firms, kept))


def _differs(code: str, found: str, expected: str) -> Problem:
    return Problem(code, found=found[:12], expected=expected[:12])


def list_changes(certificate: Certificate, drawn: pl.DataFrame, kept: pl.DataFrame) -> list[Problem]:
    """How a kept list of firms differs from the firms that the certificate's seed draws."""
    texts = drawn.select(pl.all().cast(pl.String))
    absent = [name for name in (certificate.id, "status", "order") if name not in kept.columns]
    if absent:
        return [Problem("list_changed", place=", ".join(absent), values={"missing": "", "added": ""})]
    was, now = kept[certificate.id].to_list(), texts[certificate.id].to_list()
    if sorted(map(str, was)) != sorted(map(str, now)):
        values = {"missing": _some(now, was), "added": _some(was, now)}
        return [Problem("list_changed", place=certificate.id, values=values)]
    shared = [name for name in texts.columns if name in kept.columns]
    different = [name for name in shared if name != "weight" and kept[name].to_list() != texts[name].to_list()]
    if different:
        return [Problem("list_order_changed", place=", ".join(different))]
    return _weights_changed(drawn, kept)


def _weights_changed(drawn: pl.DataFrame, kept: pl.DataFrame) -> list[Problem]:
    if "weight" not in kept.columns:
        return []
    weights = kept["weight"].cast(pl.Float64, strict=False)
    same = (weights - drawn["weight"]).abs().fill_null(0).max()
    nulls = weights.is_null().equals(drawn["weight"].is_null()) if len(weights) == drawn.height else False
    return [] if nulls and float(same or 0) < 1e-9 else [Problem("list_order_changed", place="weight")]  # type: ignore[arg-type]


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
        return [Problem("frame_stratum_count", place=was.label, found=str(now.firms), expected=str(was.firms))]
    if was.fingerprint != now.fingerprint:
        return [Problem("frame_stratum_changed", place=was.label, values={"firms": was.firms})]
    if (was.n, was.replacements) != (now.n, now.replacements):
        found, expected = (f"{one.n} + {one.replacements}" for one in (now, was))
        return [Problem("allocation_changed", place=was.label, found=found, expected=expected)]
    return []


def _listed(frame: SamplingFrame, drawn: pl.DataFrame, strata: Sequence[CertifiedStratum]) -> pl.DataFrame:
    """The drawn firms as they are handed to the field."""
    place = drawn["stratum"].to_list()
    names: Mapping[str, Any] = {
        column: [strata[h].name[at] for h in place] for at, column in enumerate(frame.columns) if column != frame.id
    }
    replacement = drawn["replacement"].to_list()
    weights = [None if spare else strata[h].firms / strata[h].n for h, spare in zip(place, replacement, strict=True)]
    return pl.DataFrame(
        {
            frame.id: frame.firms[frame.id].gather(drawn["row"]),
            **names,
            "status": ["replacement" if spare else "selected" for spare in replacement],
            "order": drawn["order"],
            "weight": pl.Series(weights, dtype=pl.Float64),
        }
    )


def _digest(identifiers: pl.Series) -> str:
    lines = "".join(f"{one}\n" for one in identifiers.cast(pl.String).to_list())
    return hashlib.sha256(lines.encode("utf-8")).hexdigest()


def _up(value: float) -> int:
    return -int(-value // 1)
