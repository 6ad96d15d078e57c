"""What each further call brought, and each mode: firms worked, interviews, and how they add up (R041)."""

from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from alianza.report.evidence import Evidence
from alianza.report.response_rates import CONTACTS
from alianza.study.estimate import Estimate
from alianza.study.message import Message
from alianza.study.table import Column, Row, Suppressed, Table, Topic
from alianza.study.text import Text
from alianza.survey.contacts import Contacts

TOPIC: Topic = "participants"
NEEDS = ()
COLUMNS = (
    Column("variable"),
    Column("n", "count"),
    Column("interviews", "count"),
    Column("yield", "share"),
    Column("cumulative", "share"),
)
INTERVIEWED = pl.col("kind").is_in(["interview", "partial"])


@dataclass(frozen=True, slots=True)
class Step:
    """One attempt, or several together: the firms that got it, those that ended with it, the interviews it brought."""

    first: int
    last: int
    worked: int
    ended: int
    interviews: int


def compute(evidence: Evidence) -> Table:
    """One row an attempt: firms that got it, interviews that it brought, and their running share; then by mode.

    Interviews count complete and partial ones. Attempts that brought too few to be counted in print stand together.
    """
    contacts = evidence.responses.contacts
    if contacts is None:
        return Table(id="call_attempts", topic=TOPIC, needs=(CONTACTS,))
    minimum = evidence.protocol.rules.minimum_cell
    missing = tuple(name for name in ("attempts", "mode") if name not in contacts.frame.columns)
    steps = () if "attempts" in missing else steps_of(contacts.frame, minimum)
    modes = () if "mode" in missing else tuple(_mode_rows(contacts, minimum))
    if not steps and not modes:
        return Table(id="call_attempts", topic=TOPIC, needs=missing or ("attempts",))
    return Table(
        id="call_attempts",
        topic=TOPIC,
        columns=COLUMNS,
        rows=(*_step_rows(steps), *modes),
        base=contacts.frame.height,
        lead=_lead(steps),
        notes=(Message("notes.call_attempts"),),
        partitions=(tuple(row.id for row in modes),),
        tied=(("interviews", "yield", "cumulative"),),
    )


def steps_of(frame: pl.DataFrame, minimum: int) -> tuple[Step, ...]:
    """Attempts in order; those are joined whose interviews, or other endings, would be one to `minimum` - 1 firms."""
    known = frame.drop_nulls("attempts").with_columns(INTERVIEWED.fill_null(False).alias("interviewed"))
    ended = known.group_by(pl.col("attempts").cast(pl.Int64)).agg(pl.len(), pl.col("interviewed").sum())
    steps: list[Step] = []
    worked = known.height
    for attempt, n, interviews in ended.sort("attempts").rows():
        if steps and not _printable(steps[-1], minimum):
            steps[-1] = _joined(steps[-1], Step(attempt, attempt, worked, n, interviews))
        else:
            steps.append(Step(attempt, attempt, worked, n, interviews))
        worked -= n
    if len(steps) > 1 and not _printable(steps[-1], minimum):
        steps[-2:] = [_joined(*steps[-2:])]
    return tuple(steps)


def _printable(step: Step, minimum: int) -> bool:
    return not any(0 < n < minimum for n in (step.interviews, step.ended - step.interviews))


def _joined(first: Step, second: Step) -> Step:
    interviews = first.interviews + second.interviews
    return Step(first.first, second.last, first.worked, first.ended + second.ended, interviews)


def _step_rows(steps: tuple[Step, ...]) -> Iterator[Row]:
    whole, so_far = sum(step.interviews for step in steps), 0
    for step in steps:
        so_far += step.interviews
        shares = _share(step.interviews, step.worked), _share(so_far, whole)
        cells = (Message("rows.by_attempt"), step.worked, step.interviews, *shares)
        yield Row(f"attempt_{step.first}", _attempts(step, step is steps[-1]), cells)


def _attempts(step: Step, last: bool) -> Message:
    """The attempt's number, or the first and last of several."""
    several = step.last > step.first
    code = "attempt" if not several else "attempts_from" if last else "attempts_to"
    return Message(f"rows.{code}", {"first": step.first, "last": step.last})


def _mode_rows(contacts: Contacts, minimum: int) -> Iterator[Row]:
    """One row a mode; few interviews, or few other endings, withhold it whole, since all modes add up to a total."""
    found = contacts.frame.drop_nulls("mode").group_by("mode").agg(pl.len(), INTERVIEWED.fill_null(False).sum())
    counts = {mode: (n, interviews) for mode, n, interviews in found.rows()}
    order = [mode for mode in contacts.modes if mode in counts]
    for mode in (*order, *sorted(set(counts) - set(order))):
        n, interviews = counts[mode]
        label = contacts.modes.get(mode) or Text(mode)
        few = any(0 < part < minimum for part in (interviews, n - interviews))
        cells = (
            Message("rows.by_mode"),
            Suppressed("small") if few else n,
            interviews,
            _share(interviews, n),
            Text(""),
        )
        yield Row(f"mode_{mode}", label, cells)


def _share(part: int, whole: int) -> Estimate:
    value = part / whole if whole else None
    return Estimate(value, n=whole, unit="share", method="counted", reason="" if whole else "no_answers")


def _lead(steps: tuple[Step, ...]) -> Message | None:
    """What one attempt would have brought, where there were several."""
    whole = sum(step.interviews for step in steps)
    if len(steps) < 2 or not whole:
        return None
    first = _share(steps[0].interviews, whole)
    return Message(
        "leads.call_attempts", {"first": first, "attempts": steps[0].last, "most": steps[-1].last, "n": whole}
    )
