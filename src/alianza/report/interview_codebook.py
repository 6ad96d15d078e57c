"""The codebook as it stands: every code with its definition, when it is given, and what it measures (R047, R048)."""

from alianza.coding.progress import Freeze
from alianza.coding.project import Code
from alianza.report.interview_chapter import InterviewChapter, code_name, depth
from alianza.study.message import Message
from alianza.study.table import Column, Row, Table, Topic
from alianza.study.text import Text, visible

TOPIC: Topic = "interviews"
STRAND = "interviews"
NEEDS = ("codebook",)
COLUMNS = (Column("definition", wraps=True), Column("given_when", wraps=True), Column("measures", wraps=True))


def compute(chapter: InterviewChapter) -> Table:
    """One row a code, those below another one indented under it."""
    codes = chapter.project.codes
    measuring = sum(bool(chapter.meanings[one.path].construct) for one in codes)
    values = {"codes": len(codes), "roots": sum(not one.parent for one in codes), "measuring": measuring}
    return Table(
        id="interview_codebook",
        topic=TOPIC,
        columns=COLUMNS,
        rows=tuple(_row(chapter, one) for one in codes),
        lead=Message("leads.interview_codebook", values),
        notes=(_version(chapter.evidence.state.freezes), Message("notes.interview_codebook")),
    )


def _row(chapter: InterviewChapter, one: Code) -> Row:
    meaning = chapter.meanings[one.path]
    definition = Text(visible(one.definition)) if one.definition else None
    cells = (definition, _when(one), _measures(chapter, one))
    return Row(one.path, code_name(one.path), cells, meaning.construct, depth(one.path))


def _when(one: Code) -> Message | None:
    """When a code is given and when not; None where the codebook says neither."""
    told = {"include": visible(one.include), "exclude": visible(one.exclude)}
    said = [name for name, words in told.items() if words]
    if not said:
        return None
    return Message(f"rows.given_{said[0]}" if len(said) == 1 else "rows.given_when", told)


def _measures(chapter: InterviewChapter, one: Code) -> Message | None:
    meaning = chapter.meanings[one.path]
    if not meaning.construct:
        return None
    code = f"rows.measures_{meaning.direction}" if meaning.direction else "rows.as_named"
    return Message(code, {"label": chapter.construct(meaning.construct)})


def _version(freezes: tuple[Freeze, ...]) -> Message:
    if not freezes:
        return Message("notes.codebook_not_frozen")
    last = freezes[-1]
    return Message("notes.codebook_frozen", {"version": last.version, "date": last.at[:10], "freezes": len(freezes)})
