"""How many firms of each stratum are eligible, known and estimated: what the response rates rest on (R042, R036)."""

from alianza.report.evidence import Evidence
from alianza.report.merging import MERGED, merging
from alianza.report.response_rates import CONTACTS
from alianza.study.estimate import Estimate
from alianza.study.message import Message
from alianza.study.protocol import Rules
from alianza.study.table import Column, Row, Suppressed, Table, Topic
from alianza.study.text import Text
from alianza.survey.contacts import Contacts
from alianza.survey.dispositions import Dispositions, borrowing, expected_unknown, rates, total

TOPIC: Topic = "participants"
NEEDS = ()
COLUMNS = (
    Column("n", "count"),
    Column("eligible_known", "count"),
    Column("ineligible", "count"),
    Column("unknown_eligibility", "count"),
    Column("eligibility", "share"),
    Column("response_rate", "share"),
)
ALL = "all"


def compute(evidence: Evidence) -> Table:
    """Firms known to be eligible, not eligible and unknown, the share e, and RR3, in each stratum and in all.

    e is the share of eligible firms among those whose eligibility is known (the proportional allocation, or CASRO,
    method). A stratum without any takes the e of all strata together, which its row leaves empty and a note names.
    """
    contacts = evidence.responses.contacts
    if contacts is None or not contacts.strata:
        return Table(id="eligibility_by_stratum", topic=TOPIC, needs=(CONTACTS,))
    groups = _merged(contacts.strata, evidence.protocol.rules)
    minimum = evidence.protocol.rules.minimum_cell
    rows = [_row(name, contacts, own, minimum) for name, own in groups.items()]
    whole = total(contacts.strata)
    values = {"eligibility": _eligibility(whole), "unknown": int(whole.unknown), "n": whole.worked}
    return Table(
        id="eligibility_by_stratum",
        topic=TOPIC,
        columns=COLUMNS,
        rows=(*rows, _row(ALL, contacts, contacts.strata, minimum)) if len(rows) > 1 else tuple(rows),
        base=whole.worked,
        lead=Message("leads.eligibility_by_stratum", {**values, "expected": round(expected_unknown(contacts.strata))}),
        notes=_notes(contacts),
        partitions=(tuple(groups),),
        tied=(tuple(column.id for column in COLUMNS[1:]),),
    )


def _merged(strata: dict[str, Dispositions], rules: Rules) -> dict[str, dict[str, Dispositions]]:
    """Strata one by one, those with too few firms together at the end."""
    small = merging({name: own.worked for name, own in strata.items()}, rules)
    alone = {name or ALL: {name: own} for name, own in strata.items() if name not in small}
    return alone | ({MERGED: {name: strata[name] for name in small}} if small else {})


def _row(name: str, contacts: Contacts, strata: dict[str, Dispositions], minimum: int) -> Row:
    """A stratum's row, or that of several; few firms in a cell withhold it whole, as the other cells add up to it."""
    own = total(strata)
    counts = [int(one) for one in (own.eligible, own.not_eligible, own.unknown)]
    n = Suppressed("small") if any(0 < one < minimum for one in counts) else own.worked
    answered = rates(strata, total(contacts.strata).eligibility)["RR3"]
    return Row(name, _label(name, contacts), (n, *counts, _eligibility(own), answered))


def _eligibility(own: Dispositions) -> Estimate:
    if own.eligibility is None:
        return Estimate(None, unit="share", method="counted", reason="eligibility_borrowed")
    return Estimate(own.eligibility, n=int(own.eligible + own.not_eligible), unit="share", method="counted")


def _label(name: str, contacts: Contacts) -> Text | Message:
    return Message(f"rows.{name}") if name in (ALL, MERGED) else contacts.labels[name]


def _notes(contacts: Contacts) -> tuple[Message, ...]:
    borrowed = [contacts.labels.get(stratum, stratum) for stratum in borrowing(contacts.strata)]
    return (
        Message("notes.expected_eligible"),
        *((Message("notes.eligibility_borrowed", {"strata": borrowed}),) if borrowed else ()),
    )
