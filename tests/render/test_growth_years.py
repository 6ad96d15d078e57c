"""The years that growth compares are told only where a table tells growth."""

import pytest

from alianza.render.back_matter import grows
from alianza.study.table import Column, Table
from tests.render.figure_tables import results, row


@pytest.mark.parametrize(
    ("table", "told"),
    [
        (Table("participants", "participants", columns=(Column("n", "count"),), rows=(row("a", "a", "a", 3),)), False),
        (Table("table1", "types", columns=(Column("growth_mean", "growth"),), rows=(row("a", "a", "a", 3),)), True),
        (Table("growth_model", "growth", columns=(Column("p"),), rows=(row("a", "a", "a", 3),)), True),
        (Table("growth_model", "growth", needs=("growth",)), False),
        (Table("mode_effect", "participants", columns=(Column("p"),), rows=(row("growth", "a", "a", 3),)), True),
    ],
)
def test_growth_is_told_where_a_table_tells_it(table: Table, told: bool) -> None:
    assert grows(results(table)) is told
