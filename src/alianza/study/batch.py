"""Batches that one person fills in alone and hands back: their rows, and the mark by which each is recognised.

A batch names nobody. Its first column holds a mark, made of what it is for and of the person's pseudonym.
"""

import hashlib
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from alianza.study.problem import Problem

Meant = TypeVar("Meant")


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a batch that came back.

    Attributes:
        number: Row of the file, its header included.
        values: Column to its text, without those that are empty.
    """

    number: int
    values: Mapping[str, str]


def digest(*words: str) -> str:
    """Ten signs that tell some words from others and do not say them."""
    return hashlib.sha256("\n".join(words).encode()).hexdigest()[:10]


def recognised(rows: Iterable[Row], own: Mapping[str, Meant], others: Container[str]) -> Meant | Problem:
    """What a batch is for, by its mark, or why it cannot be read as this person's.

    Args:
        rows: Its rows.
        own: The marks of this person's batches to what each is for.
        others: The marks of other people's batches.

    Returns:
        What it is for, or `batch_without_mark`, `batch_mixed`, `batch_of_another_judge` or `batch_unknown`.
    """
    marks: dict[str, int] = {}
    for row in rows:
        marks.setdefault(row.values.get("batch", ""), row.number)
    marks.pop("", None)
    if not marks:
        return Problem("batch_without_mark")
    if len(marks) > 1:
        return Problem("batch_mixed", row=max(marks.values()), found=", ".join(sorted(marks)))
    [found] = marks
    if found in own:
        return own[found]
    return Problem("batch_of_another_judge" if found in others else "batch_unknown", found=found)
