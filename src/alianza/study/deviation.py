"""Edits of a protocol after its freeze, key by key."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from alianza.study.message import Message

Scalar = str | int | float | bool
Leaf = Scalar | tuple[Scalar, ...]
"""A value of a protocol at its key path: a scalar, or a list of scalars."""

_NAMES = ("id", "name", "variable")


@dataclass(frozen=True, slots=True)
class Deviation:
    """One edit: the key path, what stood there and what stands there now.

    `date` is the day on which the edit was registered; empty while it is not.
    """

    key: str
    kind: Literal["added", "removed", "changed"]
    before: Leaf = ""
    after: Leaf = ""
    date: str = ""


def leaves(document: Mapping[str, Any]) -> dict[str, Leaf]:
    """Every value of a parsed TOML document by its key path, sorted by key.

    Entries of a list of tables go by their `id`, `name` or `variable`, so that a new entry in the middle is one
    edit: `hypotheses[H1].margin`. Without one of these, or where it repeats, they go by their place, from 0.

    >>> leaves({"study": {"id": "x", "authors": ["a", "b"]}, "hypotheses": [{"id": "H1", "margin": 1.2}]})
    {'hypotheses[H1].id': 'H1', 'hypotheses[H1].margin': 1.2, 'study.authors': ('a', 'b'), 'study.id': 'x'}
    """
    return dict(sorted(_walk(document, "")))


def digest(values: Mapping[str, Leaf]) -> str:
    """SHA-256 of a protocol's values; comments, order and layout of the file do not enter."""
    text = json.dumps(dict(sorted(values.items())), ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def differences(before: Mapping[str, Leaf], after: Mapping[str, Leaf]) -> tuple[Deviation, ...]:
    """The edits that lead from one protocol's values to another's, by key."""
    return tuple(
        _edit(key, before, after)
        for key in sorted({*before, *after})
        # 1 and true are equal in Python; in a protocol they are not the same declaration.
        if repr(before.get(key)) != repr(after.get(key))
    )


def deviation_message(deviation: Deviation) -> Message:
    """The edit as a message; one that is not registered yet says so in place of its date."""
    values = {"key": deviation.key, "before": _spoken(deviation.before), "after": _spoken(deviation.after)}
    date: object = deviation.date or Message("deviation.undated")
    return Message(f"deviation.{deviation.kind}", {"date": date, **values})


def _edit(key: str, before: Mapping[str, Leaf], after: Mapping[str, Leaf]) -> Deviation:
    if key not in before:
        return Deviation(key, "added", after=after[key])
    if key not in after:
        return Deviation(key, "removed", before=before[key])
    return Deviation(key, "changed", before[key], after[key])


def _spoken(leaf: Leaf) -> object:
    """Long texts shortened; a list stays a list. Numbers and truth values as the file writes them."""
    if isinstance(leaf, tuple):
        return ", ".join(str(_spoken(part)) for part in leaf)
    text = leaf if isinstance(leaf, str) else json.dumps(leaf)
    return text if len(text) <= 120 else text[:117] + "…"


def _walk(value: Any, path: str) -> Iterator[tuple[str, Leaf]]:
    if isinstance(value, Mapping):
        for key, entry in value.items():
            yield from _walk(entry, f"{path}.{key}" if path else str(key))
    elif isinstance(value, list | tuple) and any(isinstance(entry, Mapping | list | tuple) for entry in value):
        for name, entry in zip(_entry_names(value), value, strict=True):
            yield from _walk(entry, f"{path}[{name}]")
    else:
        yield path, _leaf(value)


def _leaf(value: Any) -> Leaf:
    if isinstance(value, list | tuple):
        return tuple(_scalar(entry) for entry in value)
    return _scalar(value)


def _scalar(value: Any) -> Scalar:
    """Dates and times of TOML as ISO text."""
    return value if isinstance(value, str | int | float) else str(value)


def _entry_names(entries: list[Any] | tuple[Any, ...]) -> list[str]:
    for key in _NAMES:
        names = [str(entry.get(key, "")) if isinstance(entry, Mapping) else "" for entry in entries]
        if all(names) and len(set(names)) == len(names):
            return names
    return [str(place) for place in range(len(entries))]
