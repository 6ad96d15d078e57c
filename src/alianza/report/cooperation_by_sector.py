"""Which firms co-operate, by sector (claim X02; requirements R036, R014)."""

import polars as pl

from alianza.report.evidence import Evidence
from alianza.report.levels import Level, levels
from alianza.report.measures import precision, share
from alianza.report.ranking import groups_differ, lead_code
from alianza.study.estimate import Estimate, Test
from alianza.study.message import Message
from alianza.study.table import Column, Row, Table, Topic

TOPIC: Topic = "context"
NEEDS = ("sector", "alliance")
EVERYONE = pl.repeat(True, pl.len())


def compute(evidence: Evidence) -> Table:
    """Share of all firms that co-operate, and that co-operate strictly, in each sector and overall.

    The base is every screened firm, with or without an alliance.
    """
    kinds = [name for name in ("alliance", "strict_alliance") if not evidence.missing(name)]
    sectors = levels(evidence, "sector", EVERYONE)
    everyone = Level("all", Message("rows.all"), EVERYONE, evidence.frame.height)
    rows = tuple(_row(evidence, level, kinds) for level in (*sectors, everyone))
    tests = {_COLUMNS[kind] + f":{name}": test for kind in kinds for name, test in _tests(evidence, kind).items()}
    decided = groups_differ(evidence, tests, "cooperation:rao_scott_f", (level.n for level in sectors))
    return Table(
        id="cooperation_by_sector",
        topic=TOPIC,
        columns=(Column("n", "count"), *(Column(_COLUMNS[kind], "share") for kind in kinds)),
        rows=rows,
        base=evidence.frame.height,
        lead=_lead(rows, decided),
        also=_strictly(rows, kinds),
        notes=_notes(kinds),
        tests=tests,
        partitions=(tuple(level.id for level in sectors),),
    )


_COLUMNS = {"alliance": "cooperation", "strict_alliance": "strict"}


def _row(evidence: Evidence, level: Level, kinds: list[str]) -> Row:
    shares = (share(evidence, kind, level.where) for kind in kinds)
    return Row(level.id, level.label, (level.n, *shares), "alliance")


def _tests(evidence: Evidence, kind: str) -> dict[str, Test]:
    tests = evidence.design.crosstab("sector", kind).tests
    return {name: tests[name] for name in ("pearson", "rao_scott_f", "rao_scott_chisq")}


def _notes(kinds: list[str]) -> tuple[Message, ...]:
    strict = (Message("notes.strict_cooperation"),) if "strict_alliance" in kinds else ()
    return (Message("notes.every_firm"), *strict)


def _strictly(rows: tuple[Row, ...], kinds: list[str]) -> tuple[Message, ...]:
    """How many firms co-operate beyond clients and suppliers."""
    strict = rows[-1].cells[-1]
    if "strict_alliance" not in kinds or not isinstance(strict, Estimate):
        return ()
    return (Message("leads.strict_cooperation", {"share": strict, "strength": precision(strict)}),)


def _lead(rows: tuple[Row, ...], decided: bool) -> Message | None:
    overall = rows[-1].cells[1]
    sectors = [(row.label, row.cells[1]) for row in rows[:-1] if isinstance(row.cells[1], Estimate)]
    if not sectors or not isinstance(overall, Estimate):
        return None
    high, most = max(sectors, key=lambda pair: pair[1].value or 0.0)
    values = {"overall": overall, "sector": high, "most": most, "n": overall.n, "strength": precision(overall)}
    return Message(lead_code("cooperation_by_sector", decided), values)
