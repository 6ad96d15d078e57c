"""Whether firms that co-operate grow strongly more often (R045; claim H1 as sometimes read)."""

import polars as pl

from alianza.report.evidence import Evidence
from alianza.report.measures import clarity, share
from alianza.study.message import Message
from alianza.study.table import Column, Row, Table, Topic

TOPIC: Topic = "outcomes"
NEEDS = ("alliance", "growth_20")
COLUMNS = (Column("growth_20", "share"), Column("n", "count"), Column("grew", "count"), Column("did_not_grow", "count"))
INDEPENDENTS = "independent_firms"


def compute(evidence: Evidence) -> Table:
    """Share of firms that grew by the threshold or more, with and without co-operation, and the tests of the table.

    The base is the firms with sales in both years. It is an association of two yes/no variables and no test of H1,
    whose estimand is a ratio of growth factors.
    """
    kinds = [name for name in ("alliance", "strict_alliance") if not evidence.missing(name)]
    known = pl.col("growth_20").is_not_null()
    if evidence.count(known & ~pl.col("alliance")) < evidence.protocol.rules.minimum_cell:
        return Table(id="cooperation_by_growth", topic=TOPIC, needs=(INDEPENDENTS,))
    difference = evidence.design.contrast("growth_20", "alliance", where=known).risk_difference
    high: dict[str, object] = {"threshold": evidence.protocol.rules.growth_threshold}
    values = high | {"difference": difference, "n": difference.n, "strength": clarity(difference, 0.0)}
    counted = all(_large(evidence, kind, side, known) for kind in kinds for side in (True, False))
    tables = {kind: evidence.design.crosstab(kind, "growth_20", where=known) for kind in kinds}
    return Table(
        id="cooperation_by_growth",
        topic=TOPIC,
        columns=COLUMNS if counted else COLUMNS[:2],
        rows=tuple(_row(evidence, kind, side, known, counted) for kind in kinds for side in (True, False)),
        base=evidence.count(known),
        lead=Message(_lead_of(difference.value), values),
        notes=(
            *(_effect_size(kind, table.cramers_v) for kind, table in tables.items()),
            Message("notes.not_h1", high),
            Message("notes.unweighted_tests"),
        ),
        tests={f"{kind}:{name}": test for kind, table in tables.items() for name, test in table.tests.items()},
        partitions=tuple((f"{kind}_yes", f"{kind}_no") for kind in kinds),
    )


def _lead_of(difference: float | None) -> str:
    """The sentence that says on which side more firms grew."""
    if not difference:
        return "leads.cooperation_by_growth"
    return "leads.cooperation_by_growth_more" if difference > 0 else "leads.cooperation_by_growth_less"


def _row(evidence: Evidence, kind: str, side: bool, known: pl.Expr, counted: bool) -> Row:
    where = known & (pl.col(kind) == side)
    grew = evidence.count(where & pl.col("growth_20"))
    total = evidence.count(where)
    name = f"{kind}_{'yes' if side else 'no'}"
    cells = (share(evidence, "growth_20", where), total, *((grew, total - grew) if counted else ()))
    return Row(name, Message(f"rows.{name}"), cells, "income_growth")


def _large(evidence: Evidence, kind: str, side: bool, known: pl.Expr) -> bool:
    """Whether the firms of one side that grew, and those that did not, are none or enough to be counted in print."""
    where = known & (pl.col(kind) == side)
    counts = (evidence.count(where & (pl.col("growth_20") == grew)) for grew in (True, False))
    return not any(0 < count < evidence.protocol.rules.minimum_cell for count in counts)


def _effect_size(kind: str, value: float | None) -> Message:
    return Message("notes.cramers_v", {"v": value, "variable": Message(f"variables.{kind}")})
