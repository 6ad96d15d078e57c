"""The certificate of a draw: enough to draw the same firms again years later, and to say what has changed since.

A certificate holds the seed, the allocation and its rule, each stratum's firms and fingerprint, and the digests of
the selected firms and of their replacements in drawn order. The fingerprints do not depend on the order of the
frame's rows, for the draw does not either: the same directory, sorted anew or saved in another format, still
verifies. Its seal is the SHA-256 of everything else in it; whoever keeps the seal can prove that the certificate
itself is the one of that day. What has changed since is told by `alianza.survey.verification`.
"""

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Annotated, Any

import msgspec
import polars as pl

from alianza.study.crossing import SEPARATOR
from alianza.study.message import Message
from alianza.study.problem import Problem
from alianza.survey.allocation import SQUARE_ROOT, Rule, allocate
from alianza.survey.draw import draw
from alianza.survey.firm_hash import RULE
from alianza.survey.frame import SamplingFrame
from alianza.survey.frame_codes import Derivation

VERSION = 2
READABLE = (1, 2)
"""Versions that are still read; version 1 knew nothing of where the firms came from."""
SHOWN = 5
"""Strata or firms that a sentence names one by one."""
MOST = 10**15
"""More firms than any directory has; a forged certificate could otherwise ask for numbers that overflow."""
Count = Annotated[int, msgspec.Meta(ge=0, le=MOST)]


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

    n: Annotated[int, msgspec.Meta(ge=1, le=MOST)]
    seed: int
    rule: Rule = "proportional"
    minimum: Annotated[int, msgspec.Meta(ge=0, le=MOST)] = 0
    exponent: Annotated[float, msgspec.Meta(ge=0, le=100)] = SQUARE_ROOT
    replacements: Annotated[float, msgspec.Meta(ge=0, le=100)] = 1.0


@dataclass(frozen=True, slots=True)
class Origin:
    """Where the firms of a draw came from, and when; new in version 2 of the certificate.

    Attributes:
        source: Name of the directory's file on the day of the draw, as a note: a renamed file still verifies.
        date: ISO date of the draw as its author gave it, or empty; never the clock's.
        derived: How stratum columns were computed from codes.
    """

    source: str = ""
    date: str = ""
    derived: tuple[Derivation, ...] = ()


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
    firms: Count
    n: Count
    replacements: Count
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
        origin: Where the firms came from.
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
    origin: Origin = Origin()
    seal: str = ""

    @property
    def firms(self) -> int:
        """Firms of the frame."""
        return sum(stratum.firms for stratum in self.strata)

    @property
    def replacements(self) -> int:
        """Replacements drawn."""
        return sum(stratum.replacements for stratum in self.strata)


@dataclass(frozen=True, slots=True)
class CertifiedSample:
    """The drawn firms with their certificate.

    Attributes:
        certificate: The certificate.
        firms: One row a firm in drawn order: the identifier and stratum columns under their names, `status`
            (`selected` or `replacement`), `order` (1-based in its stratum) and `weight` (N_h / n_h for selected firms,
            missing for replacements, which take the weight of the firm that they replace).
        warnings: What its author should know before signing.
    """

    certificate: Certificate
    firms: pl.DataFrame
    warnings: tuple[Problem, ...] = ()


def certified_sample(
    frame: SamplingFrame, plan: Plan, origin: Origin = Origin()
) -> tuple[CertifiedSample | None, list[Problem]]:
    """Allocate, draw and certify; the same frame and plan give the same sample and certificate.

    Returns:
        The sample, or None with `sample_above_frame`, `sample_below_minimum`, `no_spread` or `repeated_firm`.
    """
    n = allocate(frame.sizes(), plan.n, plan.rule, plan.minimum, plan.exponent)
    if isinstance(n, Problem):
        return None, [n]
    wanted = [
        min(asked_replacements(own, plan.replacements), int(firms) - own)
        for own, firms in zip(n, frame.counts, strict=True)
    ]
    drawn, problems = draw(frame, n, wanted, plan.seed)
    if drawn is None:
        return None, problems
    strata = tuple(
        CertifiedStratum(name, int(firms), own, more, f"{mark:016x}")
        for name, firms, own, more, mark in zip(frame.strata, frame.counts, n, wanted, drawn.fingerprints, strict=True)
    )
    firms = _listed(frame, drawn.firms, strata)
    ids = {kept: digest(firms.filter(pl.col("status") == kept)[frame.id]) for kept in ("selected", "replacement")}
    certificate = Certificate(
        VERSION, RULE, plan, frame.id, frame.columns, frame.size, strata, ids["selected"], ids["replacement"], origin
    )
    return CertifiedSample(replace(certificate, seal=seal(certificate)), firms), []


def seal(certificate: Certificate) -> str:
    """SHA-256 of a certificate without its seal, over JSON with sorted keys and no spaces."""
    record = fields(certificate)
    del record["seal"]
    text = json.dumps(record, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def written(certificate: Certificate) -> str:
    """The certificate as the JSON file that is kept."""
    return json.dumps(fields(certificate), ensure_ascii=False, indent=1) + "\n"


def fields(certificate: Certificate) -> dict[str, Any]:
    """The certificate as plain values, with the keys that its version knows."""
    record = asdict(certificate)
    if certificate.version == 1:
        del record["origin"]
    return record


def decoded(text: bytes) -> tuple[Certificate | None, list[Problem]]:
    """A kept certificate, or None with the problem `not_a_certificate`, `other_draw_rule` or `certificate_edited`.

    What the record does not know, the seal does not cover: anything added to the file counts as an edit.
    """
    try:
        certificate = msgspec.json.decode(text, type=Certificate, strict=True)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        return None, [Problem("not_a_certificate", found=str(error), values={"why": _why(str(error))})]
    if certificate.version not in READABLE or certificate.hash_rule != RULE:
        found = f"{certificate.version}, {certificate.hash_rule}"
        return None, [Problem("other_draw_rule", found=found, expected=f"{VERSION}, {RULE}")]
    if msgspec.json.decode(text) != msgspec.json.decode(written(certificate)):
        return None, [Problem("certificate_edited", place="seal")]
    impossible = _impossible(certificate)
    if impossible:
        why = Message("draw.unread.wrong", {"entry": impossible})
        return None, [Problem("not_a_certificate", found=impossible, values={"why": why})]
    return certificate, []


def _why(error: str) -> Message:
    """In words why a text is no certificate: a missing or wrong entry, or no JSON at all."""
    missing = re.search(r"missing required field `(\w+)`", error)
    if missing:
        return Message("draw.unread.missing", {"entry": missing[1]})
    place = re.search(r"at `\$\.?([^`]*)`", error)
    if place:
        return Message("draw.unread.wrong", {"entry": place[1]})
    return Message("draw.unread.no_record" if error.startswith("Expected `object`") else "draw.unread.no_json")


def _impossible(certificate: Certificate) -> str:
    """The first entry of a certificate that no draw can have written, or nothing."""
    if len(set(certificate.columns)) < len(certificate.columns):
        return "columns"
    for place, one in enumerate(certificate.strata):
        if len(one.name) != len(certificate.columns):
            return f"strata[{place}].name"
        if one.n + one.replacements > one.firms:
            return f"strata[{place}].n"
    return ""


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


def digest(identifiers: pl.Series) -> str:
    """SHA-256 of identifiers, one a line."""
    lines = "".join(f"{one}\n" for one in identifiers.cast(pl.String).to_list())
    return hashlib.sha256(lines.encode("utf-8")).hexdigest()


def asked_replacements(n: int, rate: float) -> int:
    """Replacements that a stratum of n selected firms should have: n times the rate, rounded up.

    >>> asked_replacements(3, 0.5), asked_replacements(2, 1.0)
    (2, 2)
    """
    return -int(-(n * rate) // 1)
