"""Co-occurrence of 500 codes in 100,000 codings: own, and DuckDB as the peer: `python benchmarks/co_occurrence.py`.

The peer is the database that a project would be asked in otherwise: `pip install duckdb numpy` in an environment beside
this one, whose Python runs this script with PYTHONPATH=src. It joins distinct passages with themselves, with the table
in memory before the clock starts, by the faster of two ways: document by document, and by stretches of 500 signs, where
only passages that lie in the same one are compared. Own time is taken from the table too, and from the records of a
project. Prints seconds and processor seconds of the fastest of five runs, and whether the counts are the same; the
ratio is that of processor seconds (of all threads), because the peer takes every core. The codings are SYNTHETIC:
passages of about 300 signs in 100 interviews of 60,000. Without the peer, own times alone.
"""

import importlib.util
import sys
import time
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from alianza.coding.co_occurrence import CoOccurrence, co_occurrence, count_meetings
from alianza.coding.project import Code, Coding, QualitativeProject

CODINGS, CODES, DOCUMENTS, SIGNS = 100_000, 500, 100, 60_000
MIN_RATIO = 3.0
PATHS = tuple(f"code {number}" for number in range(CODES))
MEET = "a.document = b.document AND a.start < b.stop AND b.start < a.stop AND a.code < b.code"
DISTINCT = "p AS (SELECT DISTINCT document, code, start, stop FROM codings)"
QUERIES = {
    "by document": f"WITH {DISTINCT} SELECT a.code, b.code, count(*) FROM p a JOIN p b ON {MEET} GROUP BY ALL",
    "by stretch": f"WITH {DISTINCT}, s AS (SELECT *, unnest(range(start // 500, (stop - 1) // 500 + 1)) AS k FROM p) "
    f"SELECT a.code, b.code, count(*) FROM s a JOIN s b ON a.k = b.k AND {MEET} "
    "AND greatest(a.start, b.start) // 500 = a.k GROUP BY ALL",
}
Columns = dict[str, NDArray[np.int64]]


def invented() -> Columns:
    """SYNTHETIC codings as a table."""
    random = np.random.default_rng(1)
    start = random.integers(0, SIGNS, CODINGS)
    return {
        "document": random.integers(0, DOCUMENTS, CODINGS),
        "code": random.integers(0, CODES, CODINGS),
        "start": start,
        "stop": start + random.geometric(1 / 300, CODINGS),
    }


def project(columns: Columns) -> QualitativeProject:
    """The same codings as a project."""
    rows = zip(*(columns[name].tolist() for name in ("document", "code", "start", "stop")), strict=True)
    return QualitativeProject(
        codes=tuple(map(Code, PATHS)),
        codings=tuple(
            Coding(f"E{document}", PATHS[code], "ana", start, stop, "") for document, code, start, stop in rows
        ),
    )


def of_table(columns: Columns) -> CoOccurrence:
    """Own counts from the table."""
    shift = columns["document"] * (SIGNS * 10)
    return count_meetings(
        PATHS, columns["code"], columns["start"] + shift, columns["stop"] + shift, meeting="overlap", reach=0
    )


def fastest(call: Callable[[], Any], times: int = 5) -> tuple[float, float, Any]:
    """Seconds and processor seconds of the fastest of some calls, and what it returned."""
    spent = []
    for _ in range(times):
        began, at = time.process_time(), time.perf_counter()
        found = call()
        spent.append((time.perf_counter() - at, time.process_time() - began))
    return min(one for one, _ in spent), min(one for _, one in spent), found


def told(name: str, seconds: float, processor: float) -> None:
    """Print a time."""
    print(f"{name:24} {seconds * 1000:8.1f} ms, CPU {processor * 1000:8.1f} ms")


def _answer(database: Any, query: str) -> Any:
    return database.execute(query).fetchnumpy()


def by_duckdb(columns: Columns) -> tuple[float, NDArray[np.int64]]:
    """Processor seconds of the faster query, and its counts."""
    import duckdb

    database = duckdb.connect()
    database.register("given", columns)
    database.execute("CREATE TABLE codings AS SELECT * FROM given")
    best: tuple[float, Any] = (np.inf, None)
    for name, query in QUERIES.items():
        seconds, processor, found = fastest(partial(_answer, database, query))
        told(f"DuckDB {duckdb.__version__} {name}", seconds, processor)
        best = min(best, (processor, found), key=lambda one: one[0])
    counts = np.zeros((CODES, CODES), np.int64)
    first, second, times = best[1].values()
    counts[first, second] = counts[second, first] = times
    return best[0], counts


def main() -> int:
    """Measure, and say whether the ratio holds."""
    columns = invented()
    records = project(columns)
    seconds, processor, found = fastest(lambda: of_table(columns))
    told("alianza, from the table", seconds, processor)
    told("alianza, from a project", *fastest(lambda: co_occurrence(records))[:2])
    if importlib.util.find_spec("duckdb") is None:
        print("duckdb is not installed")
        return 0
    peer, counts = by_duckdb(columns)
    counts[np.diag_indices(CODES)] = found.passages
    same = bool((counts == found.counts).all())
    print(f"{int(np.triu(found.counts, 1).sum()):,} meetings, the same: {same}; ratio {peer / processor:.1f}", end="")
    print(f" (at least {MIN_RATIO:g})")
    return 0 if same and peer / processor >= MIN_RATIO else 1


if __name__ == "__main__":
    sys.exit(main())
