"""What each table of comparisons looks like as a figure: its rows, panels, title and numbers at the right."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from alianza.render.figure_panels import Column, Drawing, Line, Mark, Panel
from alianza.render.figure_reading import Reading, apart_from, comparison, separated
from alianza.render.messages import capitalised, say, spoken
from alianza.study.estimate import Estimate
from alianza.study.message import Message
from alianza.study.table import Row
from alianza.study.text import Text

TYPE_MEASURES: Final = ("growth_geometric", "new_markets", "conflict")
NAMED_AT_MOST: Final = 3
ALPHA: Final = 0.05
WHOLES: Final = ("any", "strict", "none")
"""Rows of partners that are no kind of partner, in the order in which they close the figure."""
INTERCEPT: Final = "(Intercept)"
SECOND_FIT: Final = "strict:"
"""Rows of a second fit beside the first; of these only the term that the fit is about is drawn."""


@dataclass(frozen=True, slots=True)
class Sketch:
    """A figure before it is drawn: the finding that is its title, and the drawing."""

    title: Message
    drawing: Drawing


def sketch(reading: Reading) -> Sketch | None:
    """The figure that belongs to the table, or None where it has none or nothing could be estimated."""
    maker = MAKERS.get(reading.table.id)
    return maker(reading) if maker is not None and reading.table.computable else None


def types(reading: Reading) -> Sketch | None:
    """Growth, new markets and conflicts by alliance type: three panels that share the order of types."""
    shown = [column for column in TYPE_MEASURES if reading.has(column)]
    if not shown:
        return None
    rows = reading.ordered(shown[0])
    panels = tuple(_labelled(reading, rows, column) for column in shown)
    notes = reading.notes(shown, *(["zero_growth"] if "growth_geometric" in shown else []))
    drawing = Drawing(reading.lines(rows), panels, (reading.bases(rows, shown),), notes)
    return Sketch(_types_title(reading, shown), drawing)


def _labelled(reading: Reading, rows: Sequence[Row], column: str) -> Panel:
    """A panel whose marks carry their value."""
    unit = next(c.unit for c in reading.table.columns if c.id == column)
    panel = Panel(
        reading.say(f"headers.{column}"),
        reading.say(f"axes.{column}"),
        unit,
        reading.marks(rows, column),
        labelled=True,
    )
    return replace(panel, reference=0.0) if unit == "growth" else panel


def _types_title(reading: Reading, shown: Sequence[str]) -> Message:
    """In which measures the types differ and in which their intervals overlap."""
    found = {column: reading.estimates(column) for column in shown}
    if any(len(reading.rankable(found[column])) < 2 for column in shown):
        return comparison(reading, shown[0])
    differ = [column for column in shown if separated(reading.rankable(found[column]).values())]
    apart = tuple(_range(reading, column) for column in differ)
    level = tuple(Message(f"figures.measures.{column}") for column in shown if column not in differ)
    case = "all" if not level else "some" if apart else "none"
    return Message(f"figures.types.{case}", {"apart": apart, "level": level})


def _range(reading: Reading, column: str) -> Message:
    """A measure with its lowest and highest category."""
    found, labels = reading.rankable(reading.estimates(column)), reading.labels()
    low, high = (pick(found, key=lambda row: found[row].value or 0.0) for pick in (min, max))
    values = {"low": found[low], "low_row": labels[low], "high": found[high], "high_row": labels[high]}
    return Message("figures.types.range", {**values, "measure": Message(f"figures.measures.{column}")})


def ranking(reading: Reading, column: str, last: Sequence[str] = ()) -> Sketch | None:
    """One share by category, sorted, with numbers and bases at the right."""
    if not set(reading.estimates(column)) - set(last):
        return None
    rows = reading.ordered(column, last)
    panel = Panel("", reading.say(f"axes.{reading.table.id}"), "share", reading.marks(rows, column))
    columns = (_share_column(reading, rows, column), reading.bases(rows, [column]))
    drawing = Drawing(reading.lines(rows, last), (panel,), columns, reading.notes([column]))
    return Sketch(comparison(reading, column, last), drawing)


def _share_column(reading: Reading, rows: Sequence[Row], column: str) -> Column:
    return reading.numbers(rows, column, reading.say("headers.percent", level=_level(reading, column)))


def _level(reading: Reading, column: str) -> float:
    """Level of the column's intervals."""
    return next((e.level for e in reading.estimates(column).values()), 0.95)


def cooperation(reading: Reading) -> Sketch | None:
    """Co-operation by sector, wide and strict, with the whole as reference line and last row."""
    shown = [column for column in ("cooperation", "strict") if reading.has(column)]
    if not shown or not set(reading.estimates(shown[0])) - {"all"}:
        return None
    rows = reading.ordered(shown[0], ("all",))
    panels = tuple(_against_whole(reading, rows, column) for column in shown)
    notes = reading.notes(shown, *(["whole"] if "all" in reading.estimates(shown[0]) else []))
    drawing = Drawing(reading.lines(rows, ("all",)), panels, (reading.bases(rows, shown),), notes)
    return Sketch(comparison(reading, shown[0], ("all",)), drawing)


def _against_whole(reading: Reading, rows: Sequence[Row], column: str) -> Panel:
    whole = reading.estimates(column).get("all")
    return replace(_labelled(reading, rows, column), reference=whole.value if whole else None)


def sector_by_type(reading: Reading) -> Sketch | None:
    """Success by sector and, under each sector, by type of alliance; sectors are diamonds."""
    found = reading.estimates("success")
    if not found:
        return None
    rows, totals = _nested(reading.ordered("success"))
    marks = tuple(
        replace(mark, shape="diamond") if mark.row in totals else mark for mark in reading.marks(rows, "success")
    )
    panel = Panel("", reading.say("axes.sector_by_type"), "share", marks)
    columns = (_share_column(reading, rows, "success"), reading.bases(rows, ["success"]))
    drawing = Drawing(_indented(reading, rows, totals), (panel,), columns, reading.notes(["success"], "totals"))
    cells = [row for row in found if row not in totals]
    title = comparison(reading, "success", cells if set(found) & set(totals) else ())
    return Sketch(title, drawing)


def _nested(rows: Sequence[Row]) -> tuple[tuple[Row, ...], tuple[str, ...]]:
    """Sectors in their order, each followed by its cells; cells of a sector without a total stand at the end."""
    totals = tuple(row.id for row in rows if "_x_" not in row.id)
    rank = {sector: i for i, sector in enumerate(totals)}
    nested = sorted(rows, key=lambda row: (rank.get(row.id.split("_x_")[0], len(totals)), row.id not in totals))
    return tuple(nested), totals


def _indented(reading: Reading, rows: Sequence[Row], totals: Sequence[str]) -> tuple[Line, ...]:
    lines = zip(rows, reading.lines(rows, totals), strict=True)
    return tuple(
        line if line.strong else replace(line, label=capitalised(_inner(reading, row)), depth=1) for row, line in lines
    )


def _inner(reading: Reading, row: Row) -> str:
    """A cell's label under its sector: the type alone, where the label is made of both."""
    inner = row.label.values.get("inner") if isinstance(row.label, Message) else None
    return say(inner, reading.language) if isinstance(inner, Message | Text) else reading.label(row)


def failure_factors(reading: Reading) -> Sketch | None:
    """How many failed alliances report each factor, and how severe it was for those that do."""
    if not reading.has("share"):
        return None
    rows = reading.ordered("share")
    shown = [column for column in ("share", "severity") if reading.has(column)]
    panels = tuple(_labelled(reading, rows, column) for column in shown)
    drawing = Drawing(reading.lines(rows), panels, (reading.bases(rows, shown),), reading.notes(shown))
    return Sketch(comparison(reading, "share"), drawing)


def success_factors(reading: Reading) -> Sketch | None:
    """Factors as firms perceive them, and as their level is associated with success: two columns, one order."""
    if not reading.has("perceived"):
        return None
    rows = reading.ordered("perceived")
    panels = [_labelled(reading, rows, "perceived")]
    if reading.has("associated"):
        associated = reading.marks(rows, "associated", 0.0)
        unit_axis = (reading.say("headers.associated"), reading.say("axes.associated"))
        panels.append(Panel(*unit_axis, "number", associated, reference=0.0, labelled=True))
    shown = [column for column in ("perceived", "associated") if reading.has(column)]
    notes = reading.notes(shown, *(["open_zero"] if len(shown) > 1 else ["cannot_discriminate"]))
    drawing = Drawing(reading.lines(rows), tuple(panels), (reading.bases(rows, shown),), notes)
    values = {"perceived": _perceived(reading), "associated": _associated(reading)}
    return Sketch(Message("figures.success_factors.title", values), drawing)


def _perceived(reading: Reading) -> Message:
    """Which factor is named most, by the paired comparisons where the report has them."""
    found, labels = reading.estimates("perceived"), reading.labels()
    first = max(found, key=lambda row: found[row].value or 0.0)
    rivals = _rivals(reading, first)
    if rivals is None or any(e.n < reading.rules.no_best_below for e in found.values()):
        return comparison(reading, "perceived")
    names = tuple(Message("figures.label", {"row": labels[row]}) for row in rivals[:NAMED_AT_MOST])
    case = "first" if not rivals else "tied" if len(rivals) <= NAMED_AT_MOST else "tied_many"
    values = {"row": labels[first], "value": found[first], "rivals": names, "count": len(rivals)}
    return Message(f"figures.success_factors.{case}", values)


def _rivals(reading: Reading, first: str) -> list[str] | None:
    """Factors that paired comparisons do not tell from the first (Holm); None where not all were compared."""
    pairs = reading.others.get("success_factor_pairs")
    others = set(reading.estimates("perceived")) - {first}
    if pairs is None or not pairs.computable or not others:
        return None
    compared = replace(reading, table=pairs)
    tested = {
        next(name for name in pair if name != first): p
        for row in pairs.rows
        if first in (pair := row.id.split("_vs_")) and (p := _number(compared.cell(row, "p_holm"))) is not None
    }
    return [row for row in tested if tested[row] >= ALPHA] if others <= set(tested) else None


def _number(cell: object) -> float | None:
    value = cell.value if isinstance(cell, Estimate) else cell
    return float(value) if isinstance(value, int | float) else None


def _associated(reading: Reading) -> Message:
    """Which factors' level differs by outcome."""
    if not reading.has("associated"):
        return Message("figures.success_factors.unknown")
    apart = apart_from(reading, "associated", 0.0)
    case, values = named(apart)
    return Message(f"figures.success_factors.associated_{case}", values)


def named(apart: tuple[Message, ...]) -> tuple[str, dict[str, object]]:
    """Whether none, some or many rows stand apart, with the few that a title names and the number of the others."""
    case = "none" if not apart else "some" if len(apart) <= NAMED_AT_MOST else "many"
    return case, {"rows": apart[:NAMED_AT_MOST], "found": len(apart), "rest": len(apart) - NAMED_AT_MOST}


def forest(reading: Reading) -> Sketch | None:
    """Odds ratios of a model on a logarithmic axis, with the line of no association."""
    terms = [row for row in reading.ordered("odds_ratio") if _is_term(row.id)]
    if not any(reading.estimate(row, "odds_ratio") for row in terms):
        return None
    panel = Panel("", reading.say("axes.odds_ratio"), "odds_ratio", reading.marks(terms, "odds_ratio", 1.0), 1.0)
    header = reading.say("headers.odds_ratio", level=_level(reading, "odds_ratio"))
    columns = (reading.numbers(terms, "odds_ratio", header), reading.bases(terms, ["odds_ratio"]))
    drawing = Drawing(reading.lines(terms), (panel,), columns, reading.notes(["odds_ratio"], "open_one"))
    return Sketch(_forest_title(reading, len(terms)), drawing)


def _is_term(row: str) -> bool:
    """Whether a row of a model is drawn: no intercept, and of a second fit only its own term."""
    return row != INTERCEPT and (not row.startswith(SECOND_FIT) or row == SECOND_FIT + "strict_alliance")


def _forest_title(reading: Reading, count: int) -> Message:
    apart = apart_from(reading, "odds_ratio", 1.0, [row.id for row in reading.table.rows if not _is_term(row.id)])
    case, values = named(apart)
    outcome = Message(f"figures.outcomes.{reading.table.id}", {"threshold": reading.rules.growth_threshold})
    return Message(f"figures.forest.{case}", {**values, "outcome": outcome, "count": count})


def partners(reading: Reading) -> Sketch | None:
    """Growth by kind of partner, and its ratio to the growth of firms that do not co-operate."""
    if not reading.has("growth_geometric"):
        return None
    rows = reading.ordered("growth_geometric", WHOLES)
    growth = _labelled(reading, rows, "growth_geometric")
    ratios = [row for row in rows if row.id != "none"]
    ratio = Panel(
        reading.say("headers.ratio_geometric"), reading.say("axes.ratio"), "ratio",
        reading.marks(ratios, "ratio_geometric", 1.0), 1.0, labelled=True,
    )  # fmt: skip
    panels = (growth, ratio) if reading.has("ratio_geometric") else (growth,)
    notes = reading.notes(["growth_geometric"], *(["open_one"] if len(panels) > 1 else ["zero_growth"]))
    drawing = Drawing(reading.lines(rows, WHOLES), panels, (reading.bases(rows, ["growth_geometric"]),), notes)
    return Sketch(_partners_title(reading), drawing)


def _partners_title(reading: Reading) -> Message:
    if not reading.has("ratio_geometric"):
        return comparison(reading, "growth_geometric")
    apart = apart_from(reading, "ratio_geometric", 1.0)
    case, values = named(apart)
    return Message(f"figures.partners.{case}", values)


def planning_time(reading: Reading) -> Sketch | None:
    """Ratios of meeting the objectives, long against short planning: over all and by sector."""
    rows = tuple(row for row in reading.table.rows if _is_ratio(reading.estimate(row, "contrast")))
    main = next((row for row in rows if row.id == "risk_ratio"), None)
    if main is None:
        return None
    panel = Panel("", reading.say("axes.planning_time"), "ratio", reading.marks(rows, "contrast", 1.0), 1.0)
    months = reading.rules.planning_months
    groups = tuple(
        Column(reading.say(f"headers.{column}", months=months), tuple(_value(reading, row, column) for row in rows))
        for column in ("short", "long")
        if reading.has(column)
    )
    header = reading.say("headers.contrast", level=_level(reading, "contrast"))
    columns = (reading.numbers(rows, "contrast", header), *groups, reading.bases(rows, ["contrast"]))
    notes = reading.notes(["contrast"], "open_one")
    drawing = Drawing(reading.lines(rows, ("risk_ratio",)), (panel,), columns, notes)
    return Sketch(_planning_title(reading, main), drawing)


def _is_ratio(estimate: Estimate | None) -> bool:
    return estimate is not None and estimate.unit in ("ratio", "odds_ratio")


def _value(reading: Reading, row: Row, column: str) -> str:
    estimate = reading.estimate(row, column)
    return spoken(estimate, "value", reading.language) if estimate else "—"


def _planning_title(reading: Reading, main: Row) -> Message:
    ratio = reading.estimate(main, "contrast")
    low, high = (ratio.low, ratio.high) if ratio else (None, None)
    case = "flat" if low is None or high is None or low <= 1 <= high else "more" if low > 1 else "less"
    return Message(f"figures.planning.{case}", {"months": reading.rules.planning_months, "ratio": ratio})


def _ranked(column: str) -> Callable[[Reading], Sketch | None]:
    return lambda reading: ranking(reading, column)


MAKERS: Final[dict[str, Callable[[Reading], Sketch | None]]] = {
    "table1_alliance_types": types,
    "conflict_causes": _ranked("share"),
    "table2_failure_factors": failure_factors,
    "success_factors": success_factors,
    "sector_by_type": sector_by_type,
    "planning_time": planning_time,
    "collaboration_models": _ranked("share"),
    "success_model": forest,
    "growth_model": forest,
    "cooperation_by_sector": cooperation,
    "growth_by_partner": partners,
}
"""The maker of each table's figure, by the table's id."""


def alternative(reading: Reading, made: Sketch) -> str:
    """The figure in words: its finding, and every number that it draws, panel by panel."""
    labels = {line.id: line.label.strip() for line in made.drawing.lines}
    panels = [_panel_words(panel, labels, reading.language) for panel in made.drawing.panels]
    return " ".join([sentence_end(capitalised(say(made.title, reading.language))), *panels])


def _panel_words(panel: Panel, labels: dict[str, str], language: str) -> str:
    told = "; ".join(_mark_words(mark, labels[mark.row], language) for mark in panel.marks)
    return sentence_end(f"{panel.header or panel.axis}: {told}")


def _mark_words(mark: Mark, label: str, language: str) -> str:
    if mark.published is not None:
        code = "figures.alt.published"
        return say(Message(code, {"row": label, "own": mark.tip, "published": mark.text}), language)
    return f"{label}, {mark.tip or mark.text}"


def sentence_end(text: str) -> str:
    """The text with a full stop."""
    return text if text.endswith(".") else text + "."
