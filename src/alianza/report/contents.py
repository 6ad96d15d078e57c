"""The order of the report: which tables there are, and how each is computed or said to be missing."""

from collections.abc import Callable
from dataclasses import replace
from importlib import import_module
from types import ModuleType

from alianza.report.disclosure import protect
from alianza.report.evidence import Evidence
from alianza.study.message import Message
from alianza.study.table import Table, Topic

TABLES = (
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
)
"""Tables whose leading sentence may open the report, the most telling first."""

FINDINGS_ON_FIRST_PAGE = 5

Progress = Callable[[str, float], None]


def module_of(table: str) -> ModuleType:
    """The module that computes a table."""
    return import_module(f"alianza.report.{table}")


def compute_tables(evidence: Evidence, progress: Progress) -> tuple[Table, ...]:
    """All tables that the protocol asks for, in the order of the report, disclosure control applied.

    A table whose inputs are missing comes back with its needs. `progress` hears the table's id and the share done.
    """
    tables = []
    asked = _asked(evidence.protocol.tables)
    for index, identifier in enumerate(asked):
        progress(identifier, index / len(asked))
        tables.append(protect(_compute(identifier, evidence), evidence.protocol.rules))
    return tuple(tables)


def uncomputed(asked: tuple[str, ...] = ()) -> tuple[Table, ...]:
    """All tables as not computable, for a study without a survey."""
    return tuple(_without(identifier, ("survey",)) for identifier in _asked(asked))


def _asked(tables: tuple[str, ...]) -> tuple[str, ...]:
    """The tables that a protocol names, in the order of the report; all of them where it names none."""
    return tuple(table for table in TABLES if table in tables) if tables else TABLES


def _compute(identifier: str, evidence: Evidence) -> Table:
    needs = needs_of(identifier, evidence)
    if needs:
        return _without(identifier, needs)
    table: Table = module_of(identifier).compute(evidence)
    return _without(identifier, table.needs) if table.needs else replace(table, module=f"alianza.report.{identifier}")


def needs_of(identifier: str, evidence: Evidence) -> tuple[str, ...]:
    """Variables and item roles that a table needs and the survey lacks; roles are written `items:<role>`."""
    module = module_of(identifier)
    roles = tuple(f"items:{role}" for role in getattr(module, "ROLES", ()) if not evidence.items(role))
    return (*evidence.missing(*module.NEEDS), *roles)


def _without(identifier: str, needs: tuple[str, ...]) -> Table:
    topic: Topic = module_of(identifier).TOPIC
    return Table(id=identifier, topic=topic, needs=needs, module=f"alianza.report.{identifier}")


def highlights(tables: tuple[Table, ...]) -> tuple[Message, ...]:
    """The sentences of the first page: what the most telling tables show, then their further findings."""
    computed = {table.id: table for table in tables if table.computable}
    ranked = [computed[identifier] for identifier in HIGHLIGHTS if identifier in computed]
    leads = [table.lead for table in ranked if table.lead]
    others = [sentence for table in ranked for sentence in table.also]
    last = [table.lead for table in computed.values() if table.lead and table.id not in HIGHLIGHTS]
    return tuple([*leads, *others, *last][:FINDINGS_ON_FIRST_PAGE])
