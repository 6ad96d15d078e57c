"""In how many interviews each code was given, and on how many passages (R047, R048).

A passage counts once for a code, however many coders gave it, and once for a code above, however many codes below it
have it.
"""

from alianza.coding.code_counts import Counts
from alianza.report.interview_chapter import InterviewChapter, code_name, code_trail, depth
from alianza.study.estimate import Estimate
from alianza.study.message import Message
from alianza.study.table import Column, Row, Table, Topic

TOPIC: Topic = "interviews"
STRAND = "interviews"
NEEDS = ("coded_passages",)
COLUMNS = (
    Column("interviews", "count"), Column("share", "share"), Column("passages", "count"), Column("coders", "count"),
)  # fmt: skip


def compute(chapter: InterviewChapter) -> Table:
    """One row a code of the codebook, those below another one indented under it."""
    base = chapter.counts.base
    return Table(
        id="interview_codes",
        topic=TOPIC,
        columns=COLUMNS,
        rows=tuple(
            Row(
                path,
                code_name(path),
                _cells(one.with_below, base.documents),
                chapter.meanings[path].construct,
                depth(path),
            )
            for path, one in chapter.counts.codes.items()
        ),
        base=base.documents,
        lead=_lead(chapter),
        notes=(Message("notes.interview_codes", {"passages": base.passages, "codings": base.codings}),),
    )


def _cells(counts: Counts, base: int) -> tuple[int, Estimate, int, int]:
    share = Estimate(counts.documents / base, n=base, unit="share", method="counted")
    return counts.documents, share, counts.passages, counts.coders


def _lead(chapter: InterviewChapter) -> Message:
    """The code that most interviews have by itself, whatever is below it."""
    codes = chapter.counts.codes
    path = max(codes, key=lambda name: (codes[name].own.documents, codes[name].own.passages))
    values = {
        "code": code_trail(path), "interviews": codes[path].own.documents, "base": chapter.counts.base.documents,
        "passages": codes[path].own.passages,
    }  # fmt: skip
    return Message("leads.interview_codes", values)
