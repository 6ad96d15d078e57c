"""How far coders agreed on each code in the first blind round after the codebook was frozen (R052).

Agreement is that of each coder's first answer on each segment, with the codes as they were given; settlements stand
beside it, and neither they nor later merges of codes alter anything. Of a round that is open nothing is told.
"""

from collections import Counter
from collections.abc import Mapping, Sequence

from alianza.coding.agreement_tables import DEFAULTS, AgreementRow, merged_codes, paths_as_given, removed_codes
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
    differences, merged = _differences(current), merged_codes(current)
    given = [one for one in chapter.agreement if any(one.given.values())]
    rows = [_row(one, differences.get(one.name, (0, 0)), _construct(chapter, one.name, merged)) for one in given]
    return Table(
        id="interview_agreement",
        topic=TOPIC,
        columns=COLUMNS,
        rows=tuple(sorted(rows, key=_by_agreement)),
        base=len(current.units),
        lead=_lead(chapter, current),
        notes=(
            *_round(current),
            *_known(current),
            *_named("notes.agreement_never", [one.name for one in chapter.agreement if one not in given]),
            *_named("notes.agreement_merged", [one.name for one in given if one.name in merged]),
            *_named("notes.agreement_removed", removed_codes(current) if current.complete else ()),
            Message("notes.agreement_measures", DEFAULTS),
            Message("notes.agreement_settled"),
        ),
    )


def _known(current: RoundState) -> tuple[Message, ...]:
    """How many segments were in earlier rounds: their coders had met them, and perhaps discussed them."""
    earlier = {unit for one in current.state.rounds if one.number < current.round.number for unit in one.units}
    known = sum(current.round.units[unit - 1] in earlier for unit in current.units)
    return (Message("notes.agreement_known", {"known": known}),) if known else ()


def _row(one: AgreementRow, differences: tuple[int, int], construct: str) -> Row:
    found = (_estimate(one.percent, "share"), *(_estimate(kind, "number") for kind in (one.alpha, one.kappa, one.ac1)))
    cells: tuple[Cell, ...] = (one.segments, *found, *differences)
    return Row(one.name, code_trail(one.name), cells, construct)


def _construct(chapter: InterviewChapter, path: str, merged: Mapping[str, str]) -> str:
    """What a code measures; a merged one what the code measures that it became."""
    return chapter.meanings[merged.get(path, path)].construct


def _estimate(found: Agreement, unit: Unit) -> Estimate:
    return Estimate(
        found.value, found.se, found.low, found.high, n=found.n_units, level=found.level, unit=unit,
        method=found.method, reason=found.reason,
    )  # fmt: skip


def _differences(current: RoundState) -> dict[str, tuple[int, int]]:
    """Path of a code to the segments on which its coders differ, and how many of those were settled."""
    paths = paths_as_given(current)
    differing = current.as_given().disagreements()
    found = [(paths[one.code], one.settled is not None) for one in differing if one.code in paths]
    settled = Counter(path for path, is_settled in found if is_settled)
    return {path: (count, settled[path]) for path, count in Counter(path for path, _ in found).items()}


def _by_agreement(row: Row) -> tuple[bool, float]:
    alpha = row.cells[ALPHA]
    known = isinstance(alpha, Estimate) and alpha.value is not None
    return not known, alpha.value if isinstance(alpha, Estimate) and alpha.value is not None else 0.0


def _lead(chapter: InterviewChapter, current: RoundState) -> Message:
    if not current.complete:
        left = sum(len(current.waiting(coder)) for coder in current.round.coders)
        return Message("leads.interview_agreement_waits", {"name": current.round.name, "left": left})
    known = [one.alpha.value for one in chapter.agreement if one.alpha.value is not None]
    enough = chapter.evidence.interviews.round.alpha
    values = {"codes": len(known), "enough": sum(one >= enough for one in known), "alpha": enough}
    return Message("leads.interview_agreement" if known else "leads.interview_agreement_unknown", values)


def _named(note: str, codes: Sequence[str]) -> tuple[Message, ...]:
    """A note on some codes; nothing where there are none."""
    return (Message(note, {"codes": tuple(map(code_trail, codes))}),) if codes else ()


def _round(current: RoundState) -> tuple[Message, ...]:
    opened = current.round
    values = {
        "name": opened.name, "date": opened.at[:10], "coders": len(opened.coders), "units": len(current.units),
        "share": opened.share,
    }  # fmt: skip
    return (Message("notes.agreement_round", values), *(() if current.complete else (Message("notes.round_open"),)))
