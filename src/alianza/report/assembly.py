"""From tables to results: findings, verdicts, convergence and the sentences of the first page."""

from dataclasses import dataclass

import polars as pl

from alianza.integration.hypotheses import judge_hypothesis
from alianza.integration.replication import judge_all
from alianza.interviews.evidence import InterviewEvidence
from alianza.report.contents import Progress, Strands, compute_tables, gather_strands, highlights, joint_display
from alianza.report.evidence import Evidence
from alianza.report.families import in_families
from alianza.report.findings import findings_of
from alianza.report.income_effect import INDEPENDENTS
from alianza.report.measures import GROWTH_FACTOR
from alianza.report.names import misnamed
from alianza.report.pooled_studies import pooled_studies
from alianza.report.strand_votes import strand_votes
from alianza.review.evidence import ReviewEvidence
from alianza.study.decoding import ClaimsFile
from alianza.study.finding import Finding
from alianza.study.hypothesis import JudgedHypothesis
from alianza.study.message import Message
from alianza.study.problem import Problem
from alianza.study.protocol import Protocol
from alianza.study.results import DesignFacts, Results
from alianza.survey.responses import Responses


@dataclass(frozen=True, slots=True)
class Registration:
    """What the study folder says about its protocol's freeze: the date, and every later edit."""

    frozen: str = ""
    deviations: tuple[Message, ...] = ()


def assemble(
    protocol: Protocol,
    responses: Responses | None,
    claims: ClaimsFile | None,
    problems: tuple[Problem, ...],
    registration: Registration,
    progress: Progress,
    review: ReviewEvidence | None = None,
    interviews: InterviewEvidence | None = None,
) -> Results:
    """Everything that a run computes, from checked inputs.

    Args:
        protocol: The study's protocol.
        responses: The survey's answers, or None where the strand is absent.
        claims: The published claims, or None.
        problems: What was found while reading; printed in the report.
        registration: Freeze and deviations of the protocol.
        progress: Hears the name of each step and the share done.
        review: The literature review as it stands, or None where the strand is absent.
        interviews: The interviews as they stand, or None where the strand is absent.
    """
    strands = gather_strands(protocol, responses, review, interviews)
    evidence = strands.survey
    tables = in_families(compute_tables(strands, progress), protocol)
    findings = findings_of(tables)
    named = {finding.id: finding for finding in findings}
    votes = strand_votes(strands, findings)
    return Results(
        protocol=protocol,
        tables=(*tables, *joint_display(strands, votes.beside(protocol.rules))),
        findings=findings,
        convergence=votes.convergence,
        claims=judge_all(claims.in_order, named, protocol, claims.bases) if claims else (),
        hypotheses=_hypotheses(protocol, evidence, named),
        problems=(*problems, *misnamed(tables, protocol, claims)),
        highlights=highlights(tables),
        cannot_say=tuple(Message("rows.as_named", {"label": text}) for text in protocol.cannot_say),
        counts=_counts(strands),
        deviations=registration.deviations,
        frozen=registration.frozen,
        design=_design_facts(evidence) if evidence else None,
        pooled=pooled_studies(strands.review) if strands.review else (),
    )


def _design_facts(evidence: Evidence) -> DesignFacts:
    """What the methods part of the report says about the sampling design."""
    declared, frame = evidence.responses.source.design, evidence.frame
    by_frame = "_stratum" in frame.columns
    named = declared.frame.by if declared.frame and by_frame else declared.strata
    columns = ["_stratum"] if by_frame else list(declared.strata)
    return DesignFacts(
        rows=frame.height,
        weighted=evidence.weighted,
        weights=float(evidence.design.weights.sum()),
        strata=frame.select(columns).n_unique() if columns else 1,
        variables=tuple(named),
        lonely_psu=declared.lonely_psu,
        degf=evidence.design.degf,
        weighting=evidence.weighting,
    )


def _hypotheses(
    protocol: Protocol, evidence: Evidence | None, findings: dict[str, Finding]
) -> tuple[JudgedHypothesis, ...]:
    available = _available(evidence) if evidence else frozenset()
    spread = _log_spread(evidence) if evidence else None
    return tuple(judge_hypothesis(one, findings, available, spread) for one in protocol.hypotheses)


def _available(evidence: Evidence) -> frozenset[str]:
    """The survey's variables, and the comparison group if it is there."""
    frame = evidence.frame
    if {"alliance", "growth"} <= set(frame.columns):
        independents = evidence.count(pl.col("growth").is_not_null() & ~pl.col("alliance"))
        return frozenset(frame.columns) | (
            {INDEPENDENTS} if independents >= evidence.protocol.rules.minimum_cell else set()
        )
    return frozenset(frame.columns)


def _log_spread(evidence: Evidence) -> float | None:
    """Standard deviation of log growth among the answering firms, for the sample size that H1 would need."""
    if evidence.missing("growth"):
        return None
    known = evidence.frame.filter(evidence.where()).select(GROWTH_FACTOR.log()).to_series().drop_nulls()
    spread = known.std() if known.len() >= evidence.protocol.rules.minimum_cell else None
    return float(spread) if isinstance(spread, float) else None


def _counts(strands: Strands) -> dict[str, int]:
    """Units read per strand: the articles that the review includes, the firms that answered, the interviews held."""
    survey, review, interviews = strands.survey, strands.review, strands.interviews
    answering = survey.count(survey.where()) if survey else 0
    held = len(interviews.evidence.conducted) if interviews else 0
    return {"review": len(review.included) if review else 0, "cases": 0, "survey": answering, "interviews": held}
