"""What each included article says: where, about which alliances, and each construct with its direction (R027, R075)."""

from alianza.report.review_chapter import ReviewChapter
from alianza.review.extraction import Extracted, several
from alianza.study.message import Message
from alianza.study.table import Column, Row, Table, Topic

TOPIC: Topic = "literature"
STRAND = "review"
NEEDS = ("extraction_lines",)
COLUMNS = (Column("context", wraps=True), Column("found", wraps=True))
CONTEXT = ("country", "sector", "alliance_type")
SYMBOLS = {"correlation": "r", "smd": "g", "log_odds_ratio": "ln OR", "log_risk_ratio": "ln RR"}


def compute(chapter: ReviewChapter) -> Table:
    """One row an article, by author and year; each finding with its effect and page where the article gives them."""
    labels = chapter.labels(chapter.included)
    lines: dict[str, list[Extracted]] = {}
    for line in chapter.lines:
        lines.setdefault(line.article, []).append(line)
    order = sorted(lines, key=lambda name: labels[name].casefold())
    given = sum("effect" in line.numbers and line.variance() is not None for line in chapter.lines)
    return Table(
        id="review_evidence",
        topic=TOPIC,
        columns=COLUMNS,
        rows=tuple(_row(chapter, name, labels[name], lines[name]) for name in order),
        base=len(order),
        lead=Message("leads.review_evidence", {"n": len(order), "lines": len(chapter.lines), "effects": given}),
        notes=(Message("notes.review_evidence"),),
    )


def _row(chapter: ReviewChapter, name: str, label: str, lines: list[Extracted]) -> Row:
    found = tuple(_finding(chapter, line) for line in lines)
    return Row(
        f"A{name}",
        Message("rows.as_named", {"label": label}),
        (_context(chapter, lines), Message("rows.findings", {"findings": found})),
    )


def _context(chapter: ReviewChapter, lines: list[Extracted]) -> Message | None:
    """Countries, sectors and types of alliance of an article, each once."""
    said = [(field, value) for field in CONTEXT for line in lines for value in several(line.values.get(field, ""))]
    words = tuple(chapter.value(field, value) for field, value in dict.fromkeys(said))
    return Message("rows.context", {"words": words}) if words else None


def _finding(chapter: ReviewChapter, line: Extracted) -> Message:
    """A construct with its direction; behind it effect, cases and page where they are given."""
    values = {"construct": chapter.construct(line.construct), "direction": Message(f"directions.{line.direction}")}
    details = tuple(_details(line))
    return Message("rows.finding_detailed" if details else "rows.finding", {**values, "details": details})


def _details(line: Extracted) -> list[Message]:
    told = []
    if "effect" in line.numbers:
        symbol = SYMBOLS.get(line.values.get("measure", ""), "")
        code = "rows.effect_named" if symbol else "rows.effect_unnamed"
        told.append(Message(code, {"symbol": symbol, "value": line.numbers["effect"]}))
    if "n" in line.numbers:
        told.append(Message("rows.cases", {"n": round(line.numbers["n"])}))
    if "page" in line.values:
        told.append(Message("rows.page", {"page": line.values["page"]}))
    return told
