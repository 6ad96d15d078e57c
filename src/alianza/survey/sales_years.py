"""Sales of the first and the last year, from columns or questions that differ only in their year."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from alianza.survey.recognition import ColumnFacts, is_quantity

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_SALES = re.compile(r"\b(?:ventas?|ingresos|facturacion|sales|revenues?|income|turnover)\b")
_NOT_TOTALS = re.compile(
    r"\b(?:crecimiento|crecio|porcentaje|variacion|tasa|numero|cantidad|impuestos?|proyect\w+|presupuest\w+|esperad\w+"
    r"|soci[oa]s?|aliad\w+|competencia|growth|percent\w*|share|rate|number|tax|taxes|expected|budget\w*|partners?)\b"
)
_PLAIN = (
    "ventas venta ingresos facturacion sales revenue revenues income turnover total totales anual anuales netas monto "
    "valor de del la las los el en ano year of the in for annual net usd dolares us empresa firma su sus p v"
)
_SMALL = frozenset({"0", "1", "2", "3", "4", "5"})


@dataclass(frozen=True, slots=True)
class SalesYears:
    """The columns of the first and the last year's sales, and those years."""

    first: str
    last: str
    years: tuple[int, int]


def sales_by_year(columns: Sequence[ColumnFacts]) -> SalesYears | None:
    """The first and the last year's total sales; None where there are fewer than two years or several kinds.

    Of several kinds (at home, abroad, ...) the one that says nothing but sales is the total.
    """
    kinds: dict[str, list[tuple[int, str]]] = {}
    for column in columns:
        found = _sales(column)
        if found:
            kind, year = found
            kinds.setdefault(kind, []).append((year, column.name))
    several = {kind: sorted(years) for kind, years in kinds.items() if len({year for year, _ in years}) > 1}
    plain = [kind for kind in several if set(kind.split()) <= set(_PLAIN.split())]
    chosen = plain if plain else list(several)
    if len(chosen) != 1 or len({year for year, _ in several[chosen[0]]}) < len(several[chosen[0]]):
        return None
    (first, start), *_, (last, end) = several[chosen[0]]
    return SalesYears(start, end, (first, last))


def _sales(column: ColumnFacts) -> tuple[str, int] | None:
    """The kind of sales (its words without the year) and the year, if the column holds amounts of sales in one year."""
    for text in (column.words, column.asked):
        years = set(_YEAR.findall(text))
        said = f"{column.words} {column.asked}"
        if len(years) == 1 and _SALES.search(text) and not _NOT_TOTALS.search(said) and "%" not in column.title:
            amounts = column.numeric and is_quantity(column) and not column.answers <= _SMALL
            return (" ".join(_YEAR.sub(" ", text).split()), int(years.pop())) if amounts else None
    return None
