"""Item by item: how each holds with the rest of its scale, and what alpha would be without it (R067)."""

from collections.abc import Iterator

from alianza.report.evidence import Evidence
from alianza.report.item_words import item_words
from alianza.report.scale_reliability import SCALES, Found, measured, turned
from alianza.statistics.scales.reliability import Item, Reliability
from alianza.study.estimate import Estimate
from alianza.study.message import Message
from alianza.study.table import Cell, Column, Row, Table, Topic
from alianza.survey.scales import Measure

TOPIC: Topic = "instrument"
NEEDS = ()
COLUMNS = (
    Column("variable"),
    Column("n", "count"),
    Column("mean", "number"),
    Column("sd", "number"),
    Column("item_total", "number"),
    Column("alpha_without", "number"),
    Column("loading", "number"),
)


def compute(evidence: Evidence) -> Table:
    """Mean, standard deviation, corrected item-total correlation, alpha without the item and loading on one factor.

    Items that count from the other end are turned first; loadings are standardised. The base is the firms that
    answered every item of the scale, each counted once.
    """
    found = tuple((scale, one) for scale, one in measured(evidence) if one is not None and one.items)
    if not found:
        return Table(id="scale_items", topic=TOPIC, needs=(SCALES,))
    return Table(
        id="scale_items",
        topic=TOPIC,
        columns=COLUMNS,
        rows=tuple(_rows(evidence, found)),
        base=evidence.count(evidence.where()),
        lead=_lead(evidence, found),
        notes=(Message("notes.scale_items"), *turned(evidence, found)),
    )


def _rows(evidence: Evidence, found: Found) -> Iterator[Row]:
    for scale, one in found:
        assert one is not None
        loadings = one.omega_correlations.loadings if one.omega_correlations else (None,) * len(one.items)
        for item, loading in zip(one.items, loadings, strict=True):
            cells = _cells(scale, one, item, loading)
            yield Row(f"{scale.id}:{item.name}", item_words(evidence, item.name, scale.labels), cells, scale.construct)


def _cells(scale: Measure, one: Reliability, item: Item, loading: float | None) -> tuple[Cell, ...]:
    n = int(one.n)
    measures = (item.mean, item.sd, item.item_total, item.alpha_without, loading)
    return (scale.label, n, *(_point(value, n) for value in measures))


def _point(value: float | None, n: int) -> Estimate:
    return Estimate(value, n=n, method="item_analysis", reason="no_factor" if value is None else "point_only")


def _lead(evidence: Evidence, found: Found) -> Message | None:
    """The item that holds least with the rest of its scale, and what alpha would be without it."""
    told = [
        (item.item_total, scale, one, item)
        for scale, one in found
        if one is not None
        for item in one.items
        if item.item_total is not None and item.alpha_without is not None
    ]
    if not told:
        return None
    lowest, scale, one, item = min(told, key=lambda entry: entry[0])
    values = {"item": item_words(evidence, item.name, scale.labels), "scale": scale.label, "correlation": lowest}
    return Message("leads.scale_items", {**values, "without": item.alpha_without, "alpha": one.alpha, "n": int(one.n)})
