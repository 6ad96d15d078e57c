"""How the weights came about, in the methods part: the weights after each step, and known totals beside their sums."""

from collections.abc import Callable, Iterator
from typing import Final

from alianza.render import numbers
from alianza.render.document import Block, BodyCell, BodyRow, HeaderCell, Panel, TableBlock
from alianza.render.messages import capitalised, joined, say, sentence, variable
from alianza.study.crossing import SEPARATOR
from alianza.study.message import Message
from alianza.study.weighting import KnownTotal, Weighting, WeightStep

ROWS_AT_MOST: Final = 40
"""Known totals that a page shows; results.json holds all of them."""

SPREAD: Final = ("total", "lowest", "highest", "effective")
SUMS: Final = ("known", "before", "after")


def weighting_tables(weighting: Weighting, language: str, labels: Callable[[], str]) -> Iterator[Block]:
    """The weights after each step where there was more than one, and the known totals with what weights add up to."""
    if len(weighting.steps) > 1:
        rows = tuple(_step(step, language) for step in weighting.steps)
        yield _table("weighting_steps", SPREAD, rows, language, labels())
    if weighting.calibration:
        known = weighting.calibration.known
        rows = tuple(_total(one, language) for one in known[:ROWS_AT_MOST])
        left = len(known) - ROWS_AT_MOST
        more = (say(Message("weighting_totals.more", {"n": left}), language),) if left > 0 else ()
        yield _table("weighting_totals", SUMS, rows, language, labels(), more)


def _table(
    name: str,
    columns: tuple[str, ...],
    rows: tuple[BodyRow, ...],
    language: str,
    label: str,
    notes: tuple[str, ...] = (),
) -> TableBlock:
    header = tuple(HeaderCell(sentence(f"{name}.{column}", language)) for column in columns)
    caption, lead, stub = (sentence(f"{name}.{part}", language) for part in ("caption", "lead", "stub"))
    return TableBlock(name, label, caption, lead, stub, (Panel(header, rows),), notes)


def _step(step: WeightStep, language: str) -> BodyRow:
    shown = (
        numbers.number(step.total, 0, language),
        numbers.number(step.lowest, 2, language),
        numbers.number(step.highest, 2, language),
        numbers.number(step.effective, 0, language),
    )
    return BodyRow(capitalised(sentence(f"weighting_steps.{step.step}", language)), tuple(map(BodyCell, shown)))


def _total(one: KnownTotal, language: str) -> BodyRow:
    sums = tuple(BodyCell(numbers.number(value, 0, language)) for value in (one.known, one.before, one.after))
    return BodyRow(capitalised(_name(one, language)), sums)


def _name(one: KnownTotal, language: str) -> str:
    """The variable, and its category in the study's words."""
    if one.variable == "population":
        return sentence("weighting.population", language)
    name = joined((variable(part, language) for part in one.variable.split(SEPARATOR)), language)
    level = one.label.spoken(language)
    return say(Message("weighting_totals.of", {"variable": name, "level": level}), language) if level else name
