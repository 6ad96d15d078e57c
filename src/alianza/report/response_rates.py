"""How the fieldwork of every firm ended, and the outcome rates that follow from it (R042, R041; claim D13)."""

from collections.abc import Iterable
from typing import get_args

from alianza.report.evidence import Evidence
from alianza.study.estimate import Estimate
from alianza.study.message import Message
from alianza.study.table import Cell, Column, Row, Suppressed, Table, Topic
from alianza.survey.contacts import Contacts
from alianza.survey.dispositions import (
    FORMULAS,
    SYMBOLS,
    Dispositions,
    Formula,
    Kind,
    base_of,
    borrowing,
    rates,
    total,
)

TOPIC: Topic = "participants"
NEEDS = ()
CONTACTS = "disposition"
"""What a study lacks that says of no firm how its fieldwork ended."""
COLUMNS = (
    Column("variable"),
    Column("cases", "count"),
    Column("of", "count"),
    Column("value", "share"),
    Column("formula"),
)
KINDS: tuple[Kind, ...] = get_args(Kind)


def compute(evidence: Evidence) -> Table:
    """Firms by final disposition, then AAPOR's response, co-operation, refusal and contact rates.

    The rates are counts of this fieldwork: no sampling error. A kind with fewer firms than `rules.minimum_cell` is
    withheld, and with it every rate from which it could be worked out.
    """
    contacts = evidence.responses.contacts
    if contacts is None or not contacts.strata:
        return Table(id="response_rates", topic=TOPIC, needs=(CONTACTS,))
    counts, found = total(contacts.strata), rates(contacts.strata)
    minimum = evidence.protocol.rules.minimum_cell
    hidden = withheld(counts, minimum)
    told = {"interviews": int(counts.interview), "worked": counts.worked, "n": counts.worked}
    return Table(
        id="response_rates",
        topic=TOPIC,
        columns=COLUMNS,
        rows=(
            *(_kind_row(kind, counts, hidden, minimum) for kind in KINDS),
            *(_rate_row(formula, contacts, found[formula.name], hidden) for formula in FORMULAS),
        ),
        base=counts.worked,
        lead=Message("leads.response_rates", {**told, "expected": found["RR3"], "known": found["RR5"]}),
        notes=_notes(contacts),
    )


def withheld(counts: Dispositions, minimum: int) -> frozenset[Kind]:
    """Kinds with too few firms to be printed, and as many of the next larger ones as it takes to hide them."""
    sizes: dict[Kind, float] = {kind: getattr(counts, kind) for kind in KINDS if getattr(counts, kind)}
    hidden = {kind for kind, n in sizes.items() if n < minimum}
    others = sorted((kind for kind in sizes if kind not in hidden), key=lambda kind: (sizes[kind], kind), reverse=True)
    while hidden and others and (len(hidden) == 1 or sum(sizes[kind] for kind in hidden) < minimum):
        hidden.add(others.pop())
    return frozenset(hidden)


def reveals(formula: Formula, hidden: Iterable[Kind]) -> bool:
    """Whether a rate tells withheld kinds apart: it must count all of them alike, or none."""
    return len({(kind in formula.part, _weight(formula, kind)) for kind in hidden}) > 1


def _weight(formula: Formula, kind: Kind) -> str:
    """How a kind enters a rate's base; where e is estimated, the firms that are not eligible enter through it."""
    if kind in formula.base:
        return "whole"
    if kind == "not_eligible":
        return "through_e" if formula.unknown == "expected" else "out"
    return {"all": "whole", "expected": "e", "none": "out"}[formula.unknown]


def _kind_row(kind: Kind, counts: Dispositions, hidden: frozenset[Kind], minimum: int) -> Row:
    n, worked = int(getattr(counts, kind)), counts.worked
    heading, label = Message("rows.final_dispositions"), Message(f"rows.disposition_{kind}")
    symbol = SYMBOLS.get(kind, "")
    if kind in hidden:
        secret = Suppressed("small" if n < minimum else "complementary")
        return Row(kind, label, (heading, secret, worked, secret, symbol))
    share = Estimate(n / worked, n=worked, unit="share", method="counted")
    return Row(kind, label, (heading, n, worked, share, symbol))


def _rate_row(formula: Formula, contacts: Contacts, rate: Estimate, hidden: frozenset[Kind]) -> Row:
    counts = total(contacts.strata)
    heading, label = Message("rows.outcome_rates"), Message(f"rows.rate_{formula.name}")
    cells: tuple[Cell, ...] = (Suppressed("complementary"),) * 3
    if not reveals(formula, hidden):
        part = sum(int(getattr(counts, kind)) for kind in formula.part)
        cells = (part, round(base_of(formula, contacts.strata)), rate)
    return Row(formula.name, label, (heading, *cells, formula.text))


def _notes(contacts: Contacts) -> tuple[Message, ...]:
    uncounted = contacts.frame["kind"].null_count()
    borrowed = [contacts.labels.get(stratum, stratum) for stratum in borrowing(contacts.strata)]
    return (
        Message("notes.aapor"),
        Message("notes.expected_eligible"),
        *((Message("notes.uncounted", {"count": uncounted}),) if uncounted else ()),
        *((Message("notes.eligibility_borrowed", {"strata": borrowed}),) if borrowed else ()),
    )
