"""What a survey file tells about its columns, for the proposal of a mapping."""

import polars as pl

from alianza.formats.sheet import Sheet
from alianza.survey.codes import extreme_code
from alianza.survey.recognition import ColumnFacts
from alianza.survey.values import code_order, texts

_SHOWN_VALUES = 60


def facts(sheet: Sheet) -> list[ColumnFacts]:
    """One record a column of the sheet, in its order."""
    return [_facts(sheet, sheet.frame[name]) for name in sheet.frame.columns]


def _facts(sheet: Sheet, column: pl.Series) -> ColumnFacts:
    answered = column.drop_nulls()
    distinct = answered.unique()
    values = code_order(texts(distinct.sort().head(_SHOWN_VALUES)).drop_nulls().to_list())
    return ColumnFacts(
        column.name,
        sheet.titles.get(column.name, ""),
        sheet.labels.get(column.name, {}),
        column.dtype.is_numeric(),
        tuple(values),
        len(distinct),
        len(answered),
        extreme_code(column),
    )
