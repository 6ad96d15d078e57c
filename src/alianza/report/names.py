"""Names of findings that hypotheses and claims use, compared with the tables that a run computed."""

from collections.abc import Iterable, Iterator

from alianza.study.decoding import ClaimsFile
from alianza.study.problem import Problem
from alianza.study.protocol import Protocol
from alianza.study.table import Table


def misnamed(tables: Iterable[Table], protocol: Protocol, claims: ClaimsFile | None) -> tuple[Problem, ...]:
    """A warning for each finding that names a row or column which its table, though computed, does not have.

    A row may be absent because no firm is in its category; a misspelt name looks the same, and would leave a
    hypothesis untestable in silence. Whoever reads the warning can tell which it is.
    """
    known = {table.id: table for table in tables if table.computable}
    found = (_problem(*one, known) for one in finding_names(protocol, claims))
    return (*(problem for problem in found if problem is not None), *_absent_tests(protocol, known))


def _absent_tests(protocol: Protocol, known: dict[str, Table]) -> Iterator[Problem]:
    """A warning for each test of a family that its table, though computed, does not have."""
    for index, question in enumerate(protocol.questions):
        for name in question.family:
            table, _, test = name.partition(".")
            if table in known and test not in known[table].tests:
                place, tests = f"questions[{index}].family", ", ".join(known[table].tests)
                yield Problem("absent_finding", "warning", "study.toml", None, place, name, tests, {"part": test})


def finding_names(protocol: Protocol | None, claims: ClaimsFile | None) -> Iterator[tuple[str, str, str]]:
    """File, key path and name of every finding that a hypothesis or a claim rests on."""
    for index, hypothesis in enumerate(protocol.hypotheses if protocol else ()):
        if hypothesis.finding:
            yield "study.toml", f"hypotheses[{index}].finding", hypothesis.finding
    for index, claim in enumerate(claims.claims if claims else ()):
        for name in claim.finding:
            yield "claims.toml", f"claims[{index}].finding", name
        for name in claim.rivals:
            yield "claims.toml", f"claims[{index}].rivals", name


def _problem(file: str, place: str, name: str, known: dict[str, Table]) -> Problem | None:
    table, _, rest = name.partition(".")
    row, _, column = rest.rpartition(".")
    if table not in known:
        return None
    rows = [one.id for one in known[table].rows]
    columns = [one.id for one in known[table].columns]
    wrong, right = (column, columns) if column not in columns else (row, rows)
    turned = "_vs_".join(reversed(row.split("_vs_")))  # a pair answers under both of its names
    if wrong in right or (wrong == row and turned in rows):
        return None
    shown = ", ".join(right[:20])
    return Problem("absent_finding", "warning", file, None, place, name, shown, {"part": wrong})
