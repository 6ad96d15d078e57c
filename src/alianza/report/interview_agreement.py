"""How far coders agreed on each code in the first blind round after the codebook was frozen (R052).

Agreement is that of each coder's first answer on each segment; settlements stand beside it and alter nothing.
"""

from collections import Counter

from alianza.coding.agreement_tables import DEFAULTS, AgreementRow
from alianza.coding.progress import code_paths
from alianza.coding.rounds import RoundState
from alianza.report.interview_chapter import InterviewChapter, code_trail
from alianza.statistics.agreement import Agreement
from alianza.study.estimate import Estimate, Unit
from alianza.study.message import Message
from alianza.study.table import Cell, Column, Row, Table, Topic

TOPIC: Topic = "interviews"
STRAND = "interviews"
NEEDS = ("blind_round",)
COLUMNS = (
    Column("n", "count"), Column("percent", "share"), Column("alpha", "number"), Column("kappa", "number"),
    Column("ac1", "number"), Column("disagreements", "count"), Column("settled", "count"),
)  # fmt: skip
ALPHA = 2


def compute(chapter: InterviewChapter) -> Table:
    """One row a code that somebody gave in the reported round, the least agreement first; a note names the others."""
    current = chapter.evidence.reported
    assert current is not None
    differences = _differences(current)
    given = [one for one in chapter.agreement if any(one.given.values())]
    rows = [_row(chapter, one, differences.get(one.name, (0, 0))) for one in given]
    return Table(
        id="interview_agreement",
        topic=TOPIC,
        columns=COLUMNS,
        rows=tuple(sorted(rows, key=_by_agreement)),
        base=len(current.units),
        lead=_lead(chapter),
        notes=(
            *_round(current),
            *_never([one.name for one in chapter.agreement if one not in given]),
            Message("notes.agreement_measures", DEFAULTS),
            Message("notes.agreement_settled"),
        ),
    )


def _row(chapter: InterviewChapter, one: AgreementRow, differences: tuple[int, int]) -> Row:
    found = (_estimate(one.percent, "share"), *(_estimate(kind, "number") for kind in (one.alpha, one.kappa, one.ac1)))
    cells: tuple[Cell, ...] = (one.segments, *found, *differences)
    return Row(one.name, code_trail(one.name), cells, chapter.meanings[one.name].construct)


def _estimate(found: Agreement, unit: Unit) -> Estimate:
    return Estimate(
        found.value, found.se, found.low, found.high, n=found.n_units, level=found.level, unit=unit,
        method=found.method, reason=found.reason,
    )  # fmt: skip


def _differences(current: RoundState) -> dict[str, tuple[int, int]]:
    """Path of a code to the segments on which its coders differ, and how many of those were settled."""
    paths = code_paths(current.state.codes)
    found = [(paths[one.code], one.settled is not None) for one in current.disagreements() if one.code in paths]
    settled = Counter(path for path, is_settled in found if is_settled)
    return {path: (count, settled[path]) for path, count in Counter(path for path, _ in found).items()}


def _by_agreement(row: Row) -> tuple[bool, float]:
    alpha = row.cells[ALPHA]
    known = isinstance(alpha, Estimate) and alpha.value is not None
    return not known, alpha.value if isinstance(alpha, Estimate) and alpha.value is not None else 0.0


def _lead(chapter: InterviewChapter) -> Message:
    known = [one.alpha.value for one in chapter.agreement if one.alpha.value is not None]
    enough = chapter.evidence.interviews.round.alpha
    values = {"codes": len(known), "enough": sum(one >= enough for one in known), "alpha": enough}
    return Message("leads.interview_agreement" if known else "leads.interview_agreement_unknown", values)


def _never(codes: list[str]) -> tuple[Message, ...]:
    """The codes that nobody gave, on which nothing can be told from chance."""
    return (Message("notes.agreement_never", {"codes": tuple(map(code_trail, codes))}),) if codes else ()


def _round(current: RoundState) -> tuple[Message, ...]:
    opened = current.round
    values = {
        "name": opened.name, "date": opened.at[:10], "coders": len(opened.coders), "units": len(current.units),
        "share": opened.share,
    }  # fmt: skip
    return (Message("notes.agreement_round", values), *(() if current.complete else (Message("notes.round_open"),)))
