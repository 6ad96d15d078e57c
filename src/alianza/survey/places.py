"""Where in a survey file a value stands, so that a problem can name its rows."""

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from alianza.study.problem import Problem, Severity

SHOWN_ROWS = 5
_FIRST_ROW = 2  # the header is row 1


def row_values(rows: Sequence[int], count: int | None = None) -> dict[str, object]:
    """What a sentence needs to name rows: the first few, how many there are, and a sign that there are more."""
    total = len(rows) if count is None else count
    return {"rows": tuple(rows[:SHOWN_ROWS]), "count": total, "more": ", …" if total > SHOWN_ROWS else ""}


@dataclass(frozen=True, slots=True)
class Place:
    """A column of a file.

    Attributes:
        file: The file's name.
        column: The column as the file calls it.
        variable: The study variable that it became.
        rows: File row of each frame row; None where they follow the header without a gap.
    """

    file: str
    column: str = ""
    variable: str = ""
    rows: pl.Series | None = None

    def at(self, column: str, variable: str = "") -> "Place":
        """The same file, another column."""
        return Place(self.file, column, variable or column, self.rows)

    def file_rows(self, mask: pl.Series) -> tuple[int, ...]:
        """File rows of the first few frame rows where `mask` is true."""
        indices = mask.arg_true().head(SHOWN_ROWS)
        if self.rows is None:
            return tuple(index + _FIRST_ROW for index in indices)
        return tuple(self.rows.gather(indices).to_list())

    def problem(
        self, code: str, mask: pl.Series, severity: Severity = "error", found: str = "", **values: object
    ) -> Problem:
        """One problem for all rows where `mask` is true: the first few by number, and how many there are."""
        rows = self.file_rows(mask)
        expected = str(values.pop("expected", ""))
        details = {"variable": self.variable, **row_values(rows, int(mask.sum())), **values}
        return Problem(code, severity, self.file, rows[0] if rows else None, self.column, found, expected, details)
