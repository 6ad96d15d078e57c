"""The codebook as it stands: every code with its definition, when it is given, and what it measures (R047, R048)."""

from alianza.coding.progress import Freeze
from alianza.coding.project import Code
from alianza.report.interview_chapter import InterviewChapter, code_name, depth
from alianza.study.message import Message
from alianza.study.table import Column, Row, Table, Topic
from alianza.study.text import visible

TOPIC: Topic = "interviews"
STRAND = "interviews"
NEEDS = ("codebook",)
COLUMNS = (Column("definition", wraps=True), Column("measures", wraps=True))


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
    cells = (_meaning(one), _measures(chapter, one))
    return Row(one.path, code_name(one.path), cells, meaning.construct, depth(one.path))


def _meaning(one: Code) -> Message | None:
    """What a code means, when it is given and when not; None where the codebook says nothing."""
    told = {"definition": one.definition, "include": one.include, "exclude": one.exclude}
    parts = tuple(Message(f"rows.code_{name}", {"words": visible(words)}) for name, words in told.items() if words)
    return Message("rows.code_meaning", {"parts": parts}) if parts else None


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
