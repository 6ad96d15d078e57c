"""The trial of the questionnaire, item by item: empty answers and seconds (R039; claim D14)."""

from alianza.report.evidence import Evidence
from alianza.report.item_words import item_words
from alianza.study.estimate import Estimate, Unit
from alianza.study.message import Message
from alianza.study.table import Column, Row, Table, Topic
from alianza.study.text import Text
from alianza.survey.pilot import Pilot, PilotItem

TOPIC: Topic = "instrument"
NEEDS = ()
PILOT = "pilot"
"""What a study lacks that declares no pilot, or whose pilot's columns are not there."""
WHOLE = "questionnaire"
COLUMNS = (Column("n", "count"), Column("missing", "share"), Column("seconds", "seconds"), Column("slow", "seconds"))


def compute(evidence: Evidence) -> Table:
    """One row an item: firms that were asked, share of empty answers, median seconds and those of nine in ten.

    The last row is the whole questionnaire: all firms, all questions asked, and the sum of a firm's seconds.
    """
    trial = evidence.responses.pilot
    if trial is None or not trial.items:
        return Table(id="pilot", topic=TOPIC, needs=(PILOT,))
    timed = trial.seconds is not None
    return Table(
        id="pilot",
        topic=TOPIC,
        columns=COLUMNS if timed else COLUMNS[:2],
        rows=(*(_row(evidence, item, timed) for item in trial.items), _whole(trial, timed)),
        base=trial.n,
        lead=_lead(evidence, trial),
        notes=(Message("notes.pilot"), *((Message("notes.pilot_seconds"),) if timed else ())),
    )


def _row(evidence: Evidence, item: PilotItem, timed: bool) -> Row:
    missing = _share(item.missing, item.asked)
    times = (_seconds(item.seconds, item.timed), _seconds(item.slow, item.timed)) if timed else ()
    return Row(item.item, _words(evidence, item), (item.asked, missing, *times))


def _words(evidence: Evidence, item: PilotItem) -> Text | Message:
    declared = evidence.responses.source.pilot
    return item_words(evidence, item.item, declared.labels if declared else {})


def _whole(trial: Pilot, timed: bool) -> Row:
    asked = sum(item.asked for item in trial.items)
    firms = Estimate(trial.n, n=trial.n, unit="count", method="counted")
    missing = _share(sum(item.missing for item in trial.items), asked)
    times = (_seconds(trial.seconds, trial.timed), _seconds(trial.slow, trial.timed)) if timed else ()
    return Row(WHOLE, Message("rows.whole_questionnaire"), (firms, missing, *times))


def _share(part: int, whole: int) -> Estimate:
    return Estimate(part / whole if whole else None, n=whole, unit="share", method="counted",
                    reason="" if whole else "no_answers")  # fmt: skip


def _seconds(value: float | None, n: int) -> Estimate:
    unit: Unit = "seconds"
    return Estimate(value, n=n, unit=unit, method="counted", reason="" if value is not None else "no_times")


def _lead(evidence: Evidence, trial: Pilot) -> Message:
    """How long the questionnaire took, and the item that most firms left empty."""
    emptiest = max(trial.items, key=lambda item: item.missing_share or 0.0)
    timed = "" if trial.seconds is None else "_timed"
    minutes = None if trial.seconds is None else trial.seconds / 60
    values: dict[str, object] = {"firms": trial.n, "n": trial.n, "minutes": minutes}
    if not emptiest.missing:
        return Message(f"leads.pilot{timed}_full", values)
    values |= {"item": _words(evidence, emptiest), "missing": _share(emptiest.missing, emptiest.asked)}
    return Message(f"leads.pilot{timed}", values)
