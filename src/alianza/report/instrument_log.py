"""What changed from one version of the questionnaire to the next, and why (R039, R051)."""

from collections import Counter
from collections.abc import Iterator

from alianza.report.evidence import Evidence
from alianza.report.item_words import item_words
from alianza.study.fieldwork import InstrumentChange, InstrumentVersion
from alianza.study.message import Message
from alianza.study.table import Column, Row, Table, Topic
from alianza.study.text import Text
from alianza.survey.pilot import version_log

TOPIC: Topic = "instrument"
NEEDS = ()
VERSIONS = "versions"
"""What a study lacks that lists no version of its questionnaire."""
COLUMNS = (Column("variable"), Column("change"), Column("reason"))


def compute(evidence: Evidence) -> Table:
    """One row a change, under its version; items that came or went without a word are listed with no reason."""
    log = version_log(evidence.responses.source.versions)
    if not log:
        return Table(id="instrument_log", topic=TOPIC, needs=(VERSIONS,))
    changes = [change for version in log for change in version.changes]
    silent = sum(1 for change in changes if not _said(change))
    return Table(
        id="instrument_log",
        topic=TOPIC,
        columns=COLUMNS,
        rows=tuple(row for version in log for row in _rows(evidence, version, first=version is log[0])),
        lead=_lead(log, changes),
        notes=(Message("notes.changes_without_reason", {"count": silent}),) if silent else (),
    )


def _said(change: InstrumentChange) -> bool:
    return bool(change.reason.es or change.reason.en)


def _rows(evidence: Evidence, version: InstrumentVersion, first: bool) -> Iterator[Row]:
    values = {"version": version.version, "date": version.date, "items": len(version.items)}
    heading = Message("rows.version_of" if version.items else "rows.version", values)
    if not version.changes:
        none = Message("rows.first_version" if first else "rows.no_changes")
        yield Row(f"{version.version}:none", none, (heading, Text(""), Text("")))
    for index, change in enumerate(version.changes, 1):
        label = _words(evidence, change)
        reason = change.reason if _said(change) else Message("rows.no_reason")
        cells = (heading, Message(f"change_kinds.{change.kind}"), reason)
        yield Row(f"{version.version}:{index}", label, cells)


def _words(evidence: Evidence, change: InstrumentChange) -> Text | Message:
    if not change.item:
        return Message("rows.whole_questionnaire")
    pilot = evidence.responses.source.pilot
    return item_words(evidence, change.item, pilot.labels if pilot else {})


def _lead(log: tuple[InstrumentVersion, ...], changes: list[InstrumentChange]) -> Message:
    if not changes:
        return Message("leads.instrument_log_none", {"versions": len(log)})
    counts = Counter(change.kind for change in changes)
    kinds = [Message(f"change_counts.{kind}", {"count": n}) for kind, n in counts.items()]
    values = {"first": log[0].version, "last": log[-1].version, "changes": len(changes), "kinds": kinds}
    return Message("leads.instrument_log", values)
