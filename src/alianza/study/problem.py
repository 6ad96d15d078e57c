"""Problems in people's data, as values: what, where, found, expected, what to do."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Severity = Literal["error", "warning", "notice"]


@dataclass(frozen=True, slots=True)
class Problem:
    """One defect of an input, named by a stable code.

    Attributes:
        code: Stable name, for example `unknown_column`; its sentence and its remedy stand in the catalogues.
        severity: `error` stops the run (exit code 3); `warning` and `notice` are printed in the report.
        file: Path as the user wrote it, or empty.
        row: 1-based row of the file including its header line, or None.
        place: Column name, or key path in a TOML file (`hypotheses[2].margin`).
        found: What stands there.
        expected: What would be right (a value, a list, a close name).
        values: Anything else that the sentence needs.
    """

    code: str
    severity: Severity = "error"
    file: str = ""
    row: int | None = None
    place: str = ""
    found: str = ""
    expected: str = ""
    values: Mapping[str, object] = field(default_factory=dict)
