"""The searches: databases, strings, days and hits, and what of each export was read (R020, R025; claims D06, D07).

Hits are what the database counted on the day; imported is what its export holds, record by record.
"""

from alianza.report.review_chapter import ReviewChapter, counted
from alianza.review.progress import Import, SearchRun
from alianza.review.search_log import hits, unlike_hits
from alianza.study.estimate import Estimate
from alianza.study.message import Message
from alianza.study.table import Cell, Column, Row, Table, Topic

TOPIC: Topic = "literature"
STRAND = "review"
NEEDS = ("review_searches",)
COLUMNS = (
    Column("searches", "count"),
    Column("date"),
    Column("hits", "count"),
    Column("imported", "count"),
    Column("unreadable", "count"),
)


def compute(chapter: ReviewChapter) -> Table:
    """One row a database, declared, searched or imported, then all of them."""
    state = chapter.evidence.state
    names = _databases(chapter)
    rows = tuple(_row(name, chapter) for name in names)
    imported = sum(one.read + one.quarantined for one in state.imports)
    return Table(
        id="review_search",
        topic=TOPIC,
        columns=COLUMNS,
        rows=(*rows, _whole(chapter, imported)),
        lead=_lead(chapter, imported),
        notes=_notes(chapter),
    )


def _lead(chapter: ReviewChapter, imported: int) -> Message:
    """Searches with their hits, and apart from them what was imported."""
    state = chapter.evidence.state
    values = {"searches": len(state.searches), "hits": sum(hits(state).values()), "records": imported}
    return Message("leads.review_search" if state.searches else "leads.review_search_none", values)


def _databases(chapter: ReviewChapter) -> tuple[str, ...]:
    """Databases in the protocol's order, then those that only a search or an import names."""
    state = chapter.evidence.state
    declared = [one.database for one in chapter.evidence.review.searches]
    met = sorted({run.database for run in state.searches} | {one.database for one in state.imports})
    return tuple(dict.fromkeys([*declared, *met]))


def _row(name: str, chapter: ReviewChapter) -> Row:
    state = chapter.evidence.state
    runs = [one for one in state.searches if one.database == name]
    imports = [one for one in state.imports if one.database == name]
    days = sorted({one.date for one in runs})
    when = Message("rows.on_dates", {"dates": tuple(Message("rows.on_date", {"date": day}) for day in days)})
    cells = (when if days else None, *_counts(runs, imports, _base(state.imports)))
    return Row(
        name or "unknown",
        Message("rows.database", {"database": name}),
        (counted(len(runs), len(state.searches)), *cells),
    )


def _whole(chapter: ReviewChapter, imported: int) -> Row:
    state = chapter.evidence.state
    searches = len(state.searches)
    cells = (counted(searches, searches), None, *_counts(state.searches, state.imports, imported))
    return Row("all", Message("rows.all_databases"), cells)


def _counts(
    runs: tuple[SearchRun, ...] | list[SearchRun], imports: tuple[Import, ...] | list[Import], base: int
) -> tuple[Cell, ...]:
    """Hits, imported records and unreadable ones."""
    hits: Estimate | None = counted(sum(one.hits for one in runs), sum(one.hits for one in runs)) if runs else None
    read = counted(sum(one.read + one.quarantined for one in imports), base)
    return hits, read, counted(sum(one.quarantined for one in imports), base)


def _base(imports: tuple[Import, ...]) -> int:
    return sum(one.read + one.quarantined for one in imports)


def _notes(chapter: ReviewChapter) -> tuple[Message, ...]:
    """Where hits and records differ; every string as it was run, and the fields and years that it was limited to."""
    declared = {one.database: one for one in chapter.evidence.review.searches}
    notes = [
        Message(
            "notes.review_query", {"database": Message("rows.database", {"database": run.database}), "query": run.query}
        )
        for run in chapter.evidence.state.searches
    ]
    unlike = [
        Message(f"notes.{one.code}", {"database": Message("rows.database", {"database": one.place}), **one.values})
        for one in unlike_hits(chapter.evidence.state)
    ]
    scopes = [one.scope for one in declared.values() if one.scope.es or one.scope.en]
    return (*unlike, *notes, *(Message("notes.review_scope", {"scope": scope}) for scope in dict.fromkeys(scopes)))
