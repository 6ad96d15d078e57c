"""Codings are read alike from rows, arrays and data frames, and what is no table of codings is refused in words."""

from collections.abc import Callable

import numpy as np
import polars as pl
import pytest

from alianza.statistics.agreement import cohen_kappa, conger_kappa, fleiss_kappa, krippendorff_alpha, scott_pi
from alianza.statistics.agreement.ratings import read_ratings

ANA = [1, 1, 2, 2, 3, None, 3, 1]
BEA = [1, 2, 2, 2, 3, 3, None, 2]
ROWS = [list(row) for row in zip(ANA, BEA, strict=True)]
TEXTS = [[None if code is None else "abc"[code - 1] for code in row] for row in ROWS]
GAPS = np.array([[code is None for code in row] for row in ROWS])
FILLED = np.array([[9 if code is None else code for code in row] for row in ROWS])


class Answerless:
    """As pandas' NA: every comparison yields it again, and it is neither true nor false."""

    def __eq__(self, other: object) -> "Answerless":
        return self

    def __ne__(self, other: object) -> "Answerless":
        return self

    def __bool__(self) -> bool:
        raise TypeError("boolean value of NA is ambiguous")

    __hash__ = object.__hash__


class Frame:
    """As a data frame of pandas: a loop over it yields the names of its columns."""

    def __init__(self, rows: list[list[object]]) -> None:
        self.rows = rows

    def __iter__(self) -> object:
        return iter(["ana", "bea"])

    def __len__(self) -> int:
        return len(self.rows)

    def to_numpy(self) -> np.ndarray:
        return np.array(self.rows, dtype=object)


def with_gap(gap: object, rows: list[list[object]] = ROWS) -> list[list[object]]:
    return [[gap if code is None else code for code in row] for row in rows]


TABLES: dict[str, object] = {
    "tuples": tuple(map(tuple, ROWS)),
    "rows that are arrays": [np.array(row, dtype=object) for row in ROWS],
    "rows that are masked": list(np.ma.array(FILLED, mask=GAPS)),
    "an array of floats": np.array(ROWS, dtype=float),
    "an array of objects": np.array(ROWS, dtype=object),
    "a masked array of integers": np.ma.array(FILLED, mask=GAPS),
    "a masked array of floats": np.ma.array(FILLED.astype(float), mask=GAPS),
    "masked cells in rows": with_gap(np.ma.masked),
    "NaN": with_gap(float("nan")),
    "NaN as numpy's number": with_gap(np.float32("nan")),
    "NaT": with_gap(np.datetime64("NaT")),
    "empty texts": with_gap(""),
    "NA": with_gap(Answerless()),
    "a frame of pandas' kind": Frame(ROWS),
    "a frame of pandas' kind with NA": Frame(with_gap(Answerless())),
    "a frame of polars": pl.DataFrame({"ana": ANA, "bea": BEA}),
    "a frame of polars, floats": pl.DataFrame({"ana": ANA, "bea": BEA}).cast(pl.Float64),
}
OF_TEXTS: dict[str, object] = {
    "rows with empty texts": with_gap("", TEXTS),
    "rows with NaN": with_gap(np.nan, TEXTS),
    "an array of objects": np.array(TEXTS, dtype=object),
    "an array of texts, into which numpy writes nan": np.array(with_gap(np.nan, TEXTS)),
    "an array of texts with empty ones": np.array(with_gap("", TEXTS)),
    "an array of bytes": np.array(with_gap("", TEXTS)).astype("S"),
    "a masked array of texts": np.ma.array(with_gap("z", TEXTS), mask=GAPS),
    "a frame of polars": pl.DataFrame(TEXTS, schema=["ana", "bea"], orient="row"),
    "a frame of polars, categories": pl.DataFrame(TEXTS, schema=["ana", "bea"], orient="row").cast(pl.Categorical),
}


def test_the_example_has_the_alpha_of_its_definition() -> None:
    # Six units of two codings: D_o = 2 * 2 / 12; codes 1, 2, 3 are used 4, 6 and 2 times.
    expected = (12**2 - 4**2 - 6**2 - 2**2) / (12 * 11)
    assert krippendorff_alpha(ROWS, interval="none").value == pytest.approx(1 - 4 / 12 / expected)


@pytest.mark.parametrize("name", TABLES)
def test_every_table_of_numbers_is_read_as_its_rows(name: str) -> None:
    table = TABLES[name]
    for coefficient in (krippendorff_alpha, fleiss_kappa, conger_kappa):
        assert coefficient(table, draws=20) == coefficient(ROWS, draws=20)


@pytest.mark.parametrize("name", OF_TEXTS)
def test_every_table_of_texts_is_read_as_its_rows(name: str) -> None:
    assert krippendorff_alpha(OF_TEXTS[name], draws=20) == krippendorff_alpha(TEXTS, draws=20)


@pytest.mark.parametrize("kind", ["Int64", "Float64", "object", "category"])
def test_frames_and_series_of_pandas_are_read_as_their_rows(kind: str) -> None:
    pandas = pytest.importorskip("pandas")
    frame = pandas.DataFrame({"ana": ANA, "bea": BEA}, dtype="Int64").astype(kind)
    for columns in (["ana", "bea"], [0, 1]):
        assert krippendorff_alpha(frame.set_axis(columns, axis=1), draws=20) == krippendorff_alpha(ROWS, draws=20)
    assert cohen_kappa(frame["ana"], frame["bea"], draws=20) == cohen_kappa(ANA, BEA, draws=20)


PAIRS: dict[str, Callable[[list[object]], object]] = {
    "a tuple": tuple,
    "floats": lambda codes: np.array(codes, dtype=float),
    "masked integers": lambda codes: np.ma.array([code or 9 for code in codes], mask=[code is None for code in codes]),
    "a series of polars": lambda codes: pl.Series("ana", codes),
    "empty texts": lambda codes: ["" if code is None else code for code in codes],
}


@pytest.mark.parametrize("name", PAIRS)
def test_two_coders_are_read_from_lists_arrays_and_series(name: str) -> None:
    first, second = PAIRS[name](ANA), PAIRS[name](BEA)
    for coefficient in (cohen_kappa, scott_pi):
        assert coefficient(first, second, draws=20) == coefficient(ANA, BEA, draws=20)


def test_texts_that_say_nan_are_codes_where_nobody_wrote_a_gap_so() -> None:
    assert read_ratings([["nan", "a"], ["a", None]]).codes == ("a", "nan")


def test_codes_that_have_no_common_order_are_still_codes() -> None:
    rows = [[("a", 1), "a"], ["a", "a"], [("a", 1), ("a", 1)], ["a", ("a", 1)]]
    named = [["x" if isinstance(code, tuple) else code for code in row] for row in rows]
    assert krippendorff_alpha(rows, interval="none").value == krippendorff_alpha(named, interval="none").value


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ("abab", "a list or an array, not str"),
        (["ab", "ba"], "a list or an array, not str"),
        ({"ana": [1, 2], "bea": [1, 2]}, "not dict"),
        ([{1, 2}, {2, 3}], "not set"),
        ([1, 2, 3], "not int"),
        (7, "not int"),
        (None, "not NoneType"),
        ([[1, 2], [1]], "unit 2 has 1 codings, the first has 2"),
        ([[[1], [2]], [[1], [1]]], "a cell holds one code, not list"),
        ([[np.array([1, 2]), 1], [1, 1]], "a cell holds one code, not ndarray"),
        (np.zeros(3), "not an array of 1 dimensions"),
        (np.zeros((2, 2, 2)), "not an array of 3 dimensions"),
        ([np.zeros((2, 2)), np.zeros((2, 2))], "not an array of 2 dimensions"),
        (pl.Series([1, 2, 3]), "not an array of 1 dimensions"),
        (pl.LazyFrame({"ana": [1], "bea": [1]}), "not LazyFrame"),
    ],
)
def test_what_is_no_table_is_refused_in_words(table: object, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        krippendorff_alpha(table)


@pytest.mark.parametrize(
    ("first", "said"),
    [
        ("abab", "not str"),
        ({"u1": 1, "u2": 2, "u3": 1, "u4": 1}, "not dict"),
        (np.ones((4, 1)), "not an array of 2 dimensions"),
        (pl.DataFrame({"ana": [1, 2, 1, 1]}), "not an array of 2 dimensions"),
        ([1, 2, 1], "3 and 4 codings"),
    ],
)
def test_what_is_no_list_of_codes_is_refused_in_words(first: object, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        cohen_kappa(first, [1, 2, 1, 1])


@pytest.mark.parametrize(
    ("codes", "said"), [([1, 2, 2, 3], "listed twice"), ([1, 2, None], "hold a gap"), ("123", "not str")]
)
def test_lists_of_codes_that_would_miscount_are_refused(codes: object, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        krippendorff_alpha(ROWS, codes=codes)
