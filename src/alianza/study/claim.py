"""Published figures as claims, what an audit finds about them, and what a replication decides."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import msgspec

from alianza.study.estimate import Estimate, Unit
from alianza.study.message import Message
from alianza.study.text import Text

ClaimKind = Literal["design", "external", "hypothesis", "finding", "derived", "method", "implied"]
Comparability = Literal["direct", "conceptual", "not_comparable"]
ClaimForm = Literal["point", "order", "at_least", "up_to", "count", "range", "set", "adjective", "unpublished"]
AuditStatus = Literal["possible", "impossible_on_base", "possible_on_other_base", "no_base", "not_numeric"]
Verdict = Literal[
    "replicated", "contradicted", "inconclusive", "not_comparable", "not_computable", "recovered", "not_recovered"
]


class Claim(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A figure or statement that a publication makes and that a run checks.

    Attributes:
        id: Stable id (`F01`, `T1.joint_venture.growth`).
        text: What is claimed, in our own words.
        published: The figure as printed, with its decimal comma ("28,5"); empty where none is printed.
        form: How the claim is judged.
        base_n: Smallest base that the publication's own numbers suggest; None where unknown.
        finding: Findings of a run that answer the claim, one per reading (`<table>.<row>.<column>`).
        readings: Words for the readings, in the order of `finding`.
        rivals: For order claims: findings of paired differences, leader minus rival.
        defect: Why the published target itself is defective (impossible, contradictory), where it is.
        note: What the publication leaves unsaid about the figure (base, test, definition).
    """

    id: str
    section: str
    kind: ClaimKind
    construct: str
    text: Text
    form: ClaimForm
    published: str = ""
    unit: Unit = "label"
    base_n: int | None = None
    bases: tuple[int, ...] = ()
    comparability: Comparability = "direct"
    why_not: Text = Text("")
    finding: tuple[str, ...] = ()
    readings: tuple[Text, ...] = ()
    rivals: tuple[str, ...] = ()
    defect: Text = Text("")
    note: Text = Text("")
    strand: Literal["review", "cases", "survey", "interviews", "none"] = "survey"


@dataclass(frozen=True, slots=True)
class Audit:
    """Whether a published percentage can come from a base of n whole firms (GRIM).

    `attainable` maps each candidate base to the counts that round to the published figure.
    """

    status: AuditStatus
    attainable: Mapping[int, tuple[int, ...]] = field(default_factory=dict)
    smallest_base: int | None = None
    note: Message | None = None


@dataclass(frozen=True, slots=True)
class JudgedClaim:
    """A claim with its audit, the run's own estimate and the verdict."""

    claim: Claim
    audit: Audit
    verdict: Verdict
    estimates: tuple[Estimate, ...] = ()
    reason: Message | None = None
    chance: float | None = None
    values: Mapping[str, object] = field(default_factory=dict)
