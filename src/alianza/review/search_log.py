"""The search log beside what was imported: hits are what a database counted, records are what its export holds."""

from collections import Counter
from collections.abc import Iterator

from alianza.review.progress import ReviewState
from alianza.study.problem import Problem


def hits(state: ReviewState) -> dict[str, int]:
    """Database to the hits of all searches of it that are written down."""
    found: Counter[str] = Counter()
    for run in state.searches:
        found[run.database] += run.hits
    return dict(found)


def imported(state: ReviewState) -> dict[str, int]:
    """Database to the records in its exports, readable or not, in the databases' order."""
    found: Counter[str] = Counter()
    for one in state.imports:
        found[one.database] += one.read + one.quarantined
    return dict(sorted(found.items()))


def unlike_hits(state: ReviewState) -> tuple[Problem, ...]:
    """The warning `imports_unlike_hits` for each database whose imported records are not the hits of its searches.

    Nothing is said before the first import. Records of a database that no search is written down for are the notice
    `imports_without_search`: they may come from another way of searching.
    """
    return tuple(_unlike(hits(state), imported(state)))


def _unlike(logged: dict[str, int], held: dict[str, int]) -> Iterator[Problem]:
    for name in sorted({*logged, *held} if held else ()):
        if name not in logged:
            yield Problem("imports_without_search", "notice", place=name, values={"imported": held[name]})
        elif logged[name] != held.get(name, 0):
            values = {"imported": held.get(name, 0), "hits": logged[name]}
            yield Problem("imports_unlike_hits", "warning", place=name, values=values)
