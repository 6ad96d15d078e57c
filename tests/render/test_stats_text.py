"""Tables as text: split between columns, never inside a number; words fold."""

from hypothesis import given
from hypothesis import strategies as st

from alianza.render.stats_tables import Printed, printed
from alianza.render.stats_text import column_blocks, letters, plain_text, text_lines, turned
from alianza.study.table import Column, Row, Table
from alianza.study.text import Text

HEADINGS = ("", *(f"Columna {place}" for place in range(1, 7)))
SIX = Printed("t", HEADINGS, (("fila", *("123456,789",) * 6),), (False, *(True,) * 6), ())
LONG = "Utiliza usted algún punto de atención financiero para realizar alguna transacción"


def variables(count: int) -> Printed:
    """Statistics of some variables, one a column, as Frequencies prints them."""
    rows = (("N", "Válido", *("10",) * count), ("", "Perdidos", *("0",) * count), ("Media", "", *("1,500",) * count))
    headings = ("", "", *(f"{LONG} {place}" for place in range(count)))
    return Printed("Estadísticos", headings, rows, (False, False, *(True,) * count), ("a. nota",), 2, True)


def test_a_table_too_wide_is_split_and_keeps_its_words() -> None:
    assert column_blocks(SIX, 200) == [[0, 1, 2, 3, 4, 5, 6]]
    blocks = column_blocks(SIX, 40)
    assert len(blocks) > 1 and all(block[0] == 0 for block in blocks)
    assert [place for block in blocks for place in block[1:]] == [1, 2, 3, 4, 5, 6]


def test_both_columns_of_labels_are_repeated_where_statistics_are_split() -> None:
    table = Table(
        "statistics",
        "participants",
        (Column("part"), *(Column(f"v{at}", "number", Text(f"Variable número {at}")) for at in range(4))),
        (Row("", Text("N"), (Text("Válido"), *(10.0,) * 4)), Row("", Text("Percentiles"), (25, *(1.0,) * 4))),
    )
    page = plain_text(printed(table, "es"), 50)
    assert page.count("Válido") == page.count("25") == 2


def test_many_variables_stand_one_a_row() -> None:
    page = plain_text(variables(9), 100)
    assert page.splitlines()[2].split() == ["N", "Válido", "N", "Perdidos", "Media"]
    assert [line.split()[-3:] for line in page.splitlines() if line.startswith("Utiliza")] == [["10", "0", "1,500"]] * 9
    few = plain_text(variables(2), 100)
    assert "Perdidos" in few and few.count("Media") == 1


def test_a_turned_table_repeats_the_label_of_several_rows() -> None:
    rows = (("Percentiles", "25", "1"), ("", "50", "2"))
    found = turned(Printed("t", ("", "", "edad"), rows, (False, False, True), (), 2, True))
    assert found.headings == ("", "Percentiles 25", "Percentiles 50")
    assert found.rows == (("edad", "1", "2"),)


def test_headings_fold_further_before_a_table_is_split() -> None:
    headings = ("", *(("Límite de confianza superior",) * 6))
    table = Printed("t", headings, (("a", *("1,000",) * 6),), (False, *(True,) * 6), ())
    assert text_lines(table, 80).body[2].count("Límite") + text_lines(table, 80).body[1].count("Límite") == 6


def test_a_table_without_rows_is_its_title_and_its_notes() -> None:
    assert plain_text(Printed("Título", ("",), (), (False,), ("a. nota",)), 80) == "Título\na. nota"


@given(st.lists(st.text("abcñé ", min_size=1, max_size=60), min_size=1, max_size=5), st.integers(60, 150))
def test_lines_stay_within_the_page_and_no_word_is_lost(labels: list[str], width: int) -> None:
    rows = tuple((label, "12345,678", "9,000") for label in labels)
    table = Printed("t", ("", "Primera columna", "Segunda"), rows, (False, True, True), ())
    page = plain_text(table, width)
    assert all(letters(line) <= width for line in page.splitlines())
    assert page.count("12345,678") == len(labels)
    shown = "".join(page.split())
    assert all("".join(label.split())[:20] in shown or len(label) > 20 for label in labels)
