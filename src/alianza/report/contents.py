"""The order of the report: which tables there are, and how each is computed or said to be missing."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from importlib import import_module
from types import ModuleType

from alianza.interviews.evidence import InterviewEvidence
from alianza.report.disclosure import protect
from alianza.report.evidence import Evidence, gather
from alianza.report.interview_chapter import InterviewChapter
from alianza.report.joint_display import SideBySide
from alianza.report.review_chapter import ReviewChapter
from alianza.review.evidence import ReviewEvidence
from alianza.study.finding import Strand
from alianza.study.message import Message
from alianza.study.protocol import Protocol
from alianza.study.table import Table, Topic
from alianza.survey.responses import Responses

TABLES = (
    "review_plan",
    "review_search",
    "review_flow",
    "review_agreement",
    "review_characteristics",
    "review_appraisal",
    "review_profiles",
    "review_evidence",
    "review_themes",
    "review_meta",
    "review_effects",
    "review_content",
    "review_concordance",
    "participants",
    "sample_design",
    "response_rates",
    "eligibility_by_stratum",
    "call_attempts",
    "mode_effect",
    "outcome",
    "benefits_difficulties",
    "income_effect",
    "cooperation_by_growth",
    "growth_model",
    "table1_alliance_types",
    "pareto_types",
    "conflict_causes",
    "collaboration_models",
    "growth_by_partner",
    "success_factors",
    "success_factor_pairs",
    "table2_failure_factors",
    "planning_time",
    "planning_dose_response",
    "success_model",
    "cooperation_by_sector",
    "sector_by_type",
    "culture_effect",
    "interview_participants",
    "interview_codebook",
    "interview_codes",
    "interview_cases",
    "interview_agreement",
    "interview_saturation",
    "interview_curve",
    "interview_co_occurrence",
    "interview_relations",
    "interview_votes",
    "interview_quotes",
    "interview_transferability",
    "joint_display",
    "pilot",
    "pilot_scales",
    "instrument_log",
    "scale_reliability",
    "scale_items",
)
"""Ids of all tables in the order of the report; each is the name of a module of this package."""

HIGHLIGHTS = (
    "outcome",
    "success_factors",
    "planning_time",
    "table2_failure_factors",
    "table1_alliance_types",
    "cooperation_by_sector",
    "growth_by_partner",
    "cooperation_by_growth",
    "growth_model",
    "benefits_difficulties",
    "sector_by_type",
    "review_themes",
    "review_meta",
    "review_flow",
    "interview_votes",
    "interview_codes",
    "interview_relations",
    "interview_saturation",
    "interview_agreement",
)
"""Tables whose leading sentence may open the report, the most telling first."""

FINDINGS_ON_FIRST_PAGE = 5

AFTER_VOTES = "joint_display"
"""The table that is computed from the votes of all strands, after all others."""

Progress = Callable[[str, float], None]


def module_of(table: str) -> ModuleType:
    """The module that computes a table."""
    return import_module(f"alianza.report.{table}")


@dataclass(frozen=True, slots=True)
class Strands:
    """The evidence of every strand that a study has; a strand that is absent is None."""

    protocol: Protocol
    survey: Evidence | None = None
    review: ReviewChapter | None = None
    interviews: InterviewChapter | None = None


def gather_strands(
    protocol: Protocol,
    responses: Responses | None = None,
    review: ReviewEvidence | None = None,
    interviews: InterviewEvidence | None = None,
) -> Strands:
    """The evidence of a study's strands.

    Args:
        protocol: The protocol.
        responses: The survey's answers, or None without a survey.
        review: The review as it stands, or None without one.
        interviews: The interviews as they stand, or None without any.
    """
    return Strands(
        protocol,
        gather(protocol, responses) if responses is not None else None,
        ReviewChapter(protocol, review) if review is not None else None,
        InterviewChapter(protocol, interviews) if interviews is not None else None,
    )


def compute_tables(strands: Strands, progress: Progress) -> tuple[Table, ...]:
    """All tables that the protocol asks for, in the order of the report, disclosure control applied; no joint display.

    A table whose inputs are missing comes back with its needs. `progress` hears the table's id and the share done.
    """
    tables = []
    asked = [identifier for identifier in _asked(strands.protocol) if identifier != AFTER_VOTES]
    for index, identifier in enumerate(asked):
        progress(identifier, index / len(asked))
        tables.append(_compute(identifier, strands))
    return tuple(tables)


def joint_display(strands: Strands, beside: SideBySide) -> tuple[Table, ...]:
    """The joint display where the protocol asks for it, as the other tables: computed, or with what it needs."""
    if AFTER_VOTES not in _asked(strands.protocol):
        return ()
    chapter = strands.interviews
    needs = ("interviews",) if chapter is None else chapter.missing(*module_of(AFTER_VOTES).NEEDS)
    if needs or chapter is None:
        return (_without(AFTER_VOTES, needs),)
    return (_named(AFTER_VOTES, module_of(AFTER_VOTES).compute(chapter, beside)),)


def _asked(protocol: Protocol) -> tuple[str, ...]:
    """The tables that a protocol names, in the order of the report; those of its strands where it names none.

    A single strand is not set beside anything.
    """
    if protocol.tables:
        return tuple(table for table in TABLES if table in protocol.tables)
    alone = {AFTER_VOTES} if len(protocol.declared) == 1 else set()
    return tuple(table for table in TABLES if protocol.has(strand_of(table)) and table not in alone)


def _compute(identifier: str, strands: Strands) -> Table:
    if strand_of(identifier) == "review":
        return _of_review(identifier, strands.review)
    if strand_of(identifier) == "interviews":
        return _of_interviews(identifier, strands.interviews)
    return _of_survey(identifier, strands.survey)


def _of_survey(identifier: str, evidence: Evidence | None) -> Table:
    """A table of firms' answers, with small cells withheld."""
    needs = ("survey",) if evidence is None else needs_of(identifier, evidence)
    if needs or evidence is None:
        return _without(identifier, needs)
    return protect(_named(identifier, module_of(identifier).compute(evidence)), evidence.protocol.rules)


def _of_review(identifier: str, chapter: ReviewChapter | None) -> Table:
    """A table of published articles; these are nobody's secret, so nothing is withheld."""
    needs = ("review",) if chapter is None else chapter.missing(*module_of(identifier).NEEDS)
    return _without(identifier, needs) if needs else _named(identifier, module_of(identifier).compute(chapter))


def _of_interviews(identifier: str, chapter: InterviewChapter | None) -> Table:
    """A table of the interviews; one that counts persons by what they are has its small cells withheld."""
    module = module_of(identifier)
    needs = ("interviews",) if chapter is None else chapter.missing(*module.NEEDS)
    if needs or chapter is None:
        return _without(identifier, needs)
    table = _named(identifier, module.compute(chapter))
    return protect(table, chapter.protocol.rules) if getattr(module, "OF_PERSONS", False) else table


def strand_of(identifier: str) -> Strand:
    """The strand whose data a table shows, as its module says; the survey where it says nothing."""
    strand: Strand = getattr(module_of(identifier), "STRAND", "survey")
    return strand


def _named(identifier: str, table: Table) -> Table:
    """A computed table with its module and its strand."""
    if table.needs:
        return _without(identifier, table.needs)
    return replace(table, module=f"alianza.report.{identifier}", strand=strand_of(identifier))


def needs_of(identifier: str, evidence: Evidence) -> tuple[str, ...]:
    """Variables and item roles that a table needs and the survey lacks; roles are written `items:<role>`."""
    module = module_of(identifier)
    roles = tuple(f"items:{role}" for role in getattr(module, "ROLES", ()) if not evidence.items(role))
    return (*evidence.missing(*module.NEEDS), *roles)


def _without(identifier: str, needs: tuple[str, ...]) -> Table:
    """A table that is not computable, with what it needs."""
    topic: Topic = module_of(identifier).TOPIC
    strand = strand_of(identifier)
    return Table(id=identifier, topic=topic, needs=needs, module=f"alianza.report.{identifier}", strand=strand)


def highlights(tables: tuple[Table, ...]) -> tuple[Message, ...]:
    """The sentences of the first page: what the most telling tables show, then their further findings."""
    computed = {table.id: table for table in tables if table.computable}
    ranked = [computed[identifier] for identifier in HIGHLIGHTS if identifier in computed]
    leads = [table.lead for table in ranked if table.lead]
    others = [sentence for table in ranked for sentence in table.also]
    last = [table.lead for table in computed.values() if table.lead and table.id not in HIGHLIGHTS]
    return tuple([*leads, *others, *last][:FINDINGS_ON_FIRST_PAGE])
