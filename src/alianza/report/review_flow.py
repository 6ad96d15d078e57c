"""How records became included articles, box by box (PRISMA 2020), with every reason (R026; claims D04, D05).

Source:
    Page and others (2021), The PRISMA 2020 statement, BMJ 372:n71.
"""

from collections.abc import Iterable, Iterator, Mapping

from alianza.report.review_chapter import ReviewChapter, counted
from alianza.review.flow import Flow
from alianza.study.message import Message
from alianza.study.table import Column, Row, Table, Topic

TOPIC: Topic = "literature"
STRAND = "review"
NEEDS = ("review_records",)
COLUMNS = (Column("variable"), Column("total", "count"))
REASON, DATABASE = "reason", "database"


def compute(chapter: ReviewChapter) -> Table:
    """One row a box of the flow, with its databases or its reasons of exclusion under it."""
    flow = chapter.evidence.flow
    return Table(
        id="review_flow",
        topic=TOPIC,
        columns=COLUMNS,
        rows=tuple(row for phase, rows in _phases(chapter, flow) for row in _under(phase, rows)),
        base=sum(flow.identified.values()),
        lead=_lead(flow),
        notes=(Message("notes.review_flow"), *((Message("notes.review_unfinished"),) if not flow.finished else ())),
    )


def _lead(flow: Flow) -> Message:
    values = {
        "identified": sum(flow.identified.values()), "publications": flow.publications, "assessed": flow.assessed,
        "included": flow.included, "open": flow.waiting + flow.undecided,
    }  # fmt: skip
    return Message("leads.review_flow" if flow.finished else "leads.review_flow_open", values)


Line = tuple[str, Message, int, int]
"""Id, label, count and base of a row."""


def _under(phase: str, lines: Iterable[Line]) -> Iterator[Row]:
    group = Message(f"flow.phases.{phase}")
    for identifier, label, count, base in lines:
        inner = f"_{DATABASE}_" in identifier or f"_{REASON}_" in identifier
        yield Row(identifier, label, (group, counted(count, max(base, 1))), depth=int(inner))


def _phases(chapter: ReviewChapter, flow: Flow) -> Iterator[tuple[str, list[Line]]]:
    """The three phases of the statement, each with its rows."""
    yield (
        "identification",
        [
            *_by_database("identified", flow.identified),
            *_by_database("duplicates", flow.duplicates),
            *_by_database("unreadable", flow.unreadable),
        ],
    )
    yield (
        "screening",
        [
            *_open("waiting", flow.waiting),
            _box("screened", flow.screened),
            *_by_reason("excluded", flow.excluded, chapter),
            _box("sought", flow.sought),
            _box("unobtained", flow.unobtained),
            *_open("undecided", flow.undecided),
            _box("assessed", flow.assessed),
            *_by_reason("ineligible", flow.ineligible, chapter),
        ],
    )
    yield "included", [_box("included", flow.included), *_databases("included", flow.included_by_database)]


def _box(name: str, count: int) -> Line:
    return name, Message(f"flow.{name}"), count, count


def _open(name: str, count: int) -> list[Line]:
    """A box of what nobody has decided yet, where there is something."""
    return [_box(name, count)] if count else []


def _by_database(name: str, counts: Mapping[str, int]) -> list[Line]:
    return [_box(name, sum(counts.values())), *_databases(name, counts)]


def _databases(name: str, counts: Mapping[str, int]) -> list[Line]:
    total = sum(counts.values())
    return [
        (f"{name}_{DATABASE}_{one or 'unknown'}", _in_database(one), count, total)
        for one, count in counts.items()
        if count
    ]


def _in_database(name: str) -> Message:
    return Message("flow.in_database", {"name": Message("rows.database", {"database": name})})


def _by_reason(name: str, counts: Mapping[str, int], chapter: ReviewChapter) -> list[Line]:
    """An exclusion and its reasons, the most frequent first; without a reason at the end."""
    total = sum(counts.values())
    ordered = sorted(counts.items(), key=lambda one: (one[0] == "", -one[1], one[0]))
    reasons = [
        (
            f"{name}_{REASON}_{code or 'none'}",
            Message("flow.because", {"name": chapter.reason(code)}),
            count,
            total,
        )
        for code, count in ordered
    ]
    return [_box(name, total), *reasons]
