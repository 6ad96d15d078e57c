"""How far coders agreed on each code in the first blind round after the codebook was frozen (R052).

Agreement is that of each coder's first answer on each segment; settlements stand beside it and alter nothing.
"""

from collections import Counter
from collections.abc import Mapping

from alianza.coding.progress import code_paths
from alianza.coding.rounds import RoundState
from alianza.report.interview_chapter import InterviewChapter, code_trail
from alianza.statistics.agreement import (
    Agreement,
    cohen_kappa,
    conger_kappa,
    gwet_ac1,
    percent_agreement,
)
from alianza.statistics.agreement.by_code import PRESENCE
from alianza.statistics.agreement.ratings import Codings
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
    given = {path: codings for path, codings in chapter.presence.items() if any(1 in one for one in codings)}
    rows = [_row(chapter, path, codings, differences) for path, codings in given.items()]
    return Table(
        id="interview_agreement",
        topic=TOPIC,
        columns=COLUMNS,
        rows=tuple(sorted(rows, key=_by_agreement)),
        base=len(current.units),
        lead=_lead(chapter),
        notes=(
            *_round(current),
            *_never([path for path in chapter.presence if path not in given]),
            Message("notes.agreement_measures"),
            Message("notes.agreement_settled"),
        ),
    )


def _row(chapter: InterviewChapter, path: str, codings: Codings, differences: Mapping[str, tuple[int, int]]) -> Row:
    coders = len(codings[0]) if codings else 0
    kappa = _cohen(codings) if coders == 2 else conger_kappa(codings, codes=PRESENCE, interval="analytic")
    measures: tuple[tuple[Agreement, Unit], ...] = (
        (percent_agreement(codings, codes=PRESENCE), "share"),
        (chapter.alphas[path], "number"),
        (kappa, "number"),
        (gwet_ac1(codings, PRESENCE, interval="analytic"), "number"),
    )
    cells: tuple[Cell, ...] = (
        measures[0][0].n_units,
        *(_estimate(*one) for one in measures),
        *differences.get(path, (0, 0)),
    )
    return Row(path, code_trail(path), cells, chapter.meanings[path].construct)


def _cohen(codings: Codings) -> Agreement:
    first, second = zip(*codings, strict=True)
    return cohen_kappa(first, second, codes=PRESENCE, interval="analytic")


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
    known = [found.value for found in chapter.alphas.values() if found.value is not None]
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
