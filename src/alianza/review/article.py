"""An article: the records that describe one publication, and the best that they say together.

Nothing of a record is given up: each field shows the fullest value, and keeps every other one with its record.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

from alianza.review.reference import Reference

LISTS = ("authors", "keywords")
DESCRIBED = tuple(one.name for one in fields(Reference) if one.name != "raw")


@dataclass(frozen=True, slots=True)
class Article:
    """A publication as its records describe it.

    Attributes:
        id: Name of the article: that of its first record.
        records: Names of its records.
        best: The fullest value of every field.
        values: Field to every different value with the records that give it, where records differ.
        databases: Databases that hold it, sorted.
    """

    id: str
    records: tuple[str, ...]
    best: Reference
    values: Mapping[str, tuple[tuple[object, tuple[str, ...]], ...]]
    databases: tuple[str, ...]

    @property
    def label(self) -> str:
        """Author and year, as a text cites it: «Paredes y Mora (2021)» without the conjunction, which is a language's.

        >>> Article("1.1", (), Reference(authors=("Paredes, Ana",), year=2021), {}, ()).label
        'Paredes (2021)'
        """
        families = [name.split(",")[0] for name in self.best.authors[:2]]
        more = " et al." if len(self.best.authors) > 2 else ""
        names = families[0] + more if more else " & ".join(families)
        return f"{names or self.best.title[:40]} ({self.best.year or '—'})"


def article(records: Mapping[str, Reference]) -> Article:
    """The article that some records describe.

    Args:
        records: Name to record, in order; one at least.
    """
    given = {name: _different(name, records) for name in DESCRIBED}
    best = replace(Reference(), **{name: _fullest(name, [value for value, _ in one]) for name, one in given.items()})
    databases = tuple(sorted({one.database for one in records.values() if one.database}))
    differing = {name: values for name, values in given.items() if len(values) > 1}
    return Article(next(iter(records)), tuple(records), best, differing, databases)


def _different(name: str, records: Mapping[str, Reference]) -> tuple[tuple[object, tuple[str, ...]], ...]:
    """Every different value of a field that is not empty, with the records that give it."""
    found: dict[object, list[str]] = {}
    for record, reference in records.items():
        value = getattr(reference, name)
        if value not in ("", None, ()):
            found.setdefault(value, []).append(record)
    return tuple((value, tuple(given)) for value, given in found.items())


def _fullest(name: str, values: Sequence[object]) -> Any:
    """The value that most can be read from: the longest text or list, the first number."""
    if not values:
        return () if name in LISTS else None if name == "year" else ""
    if name == "year":
        return values[0]
    return max(values, key=lambda value: len(value) if isinstance(value, (str, tuple)) else 0)
