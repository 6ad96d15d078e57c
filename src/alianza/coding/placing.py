"""Where codes and documents stand: no code below itself, and no two of one name in one place.

Commands keep to this, and so does undoing; a log from before may not. Where its events put two things under one name
the later one bears a number, as in `actas (2)`, so that each is found and counted apart; of codes in a circle the first
stands at the root. Both follow from the events as a whole: what they call a thing is kept beside the name it stands
under, and holds again as soon as it can.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from alianza.coding.progress import CodeEntry, Source
from alianza.study.distinct_names import apart

Place = tuple[str, str]
"""The name that the events give to a code or a document, and the code that they put it below."""


def placed_codes(told: Iterable[CodeEntry]) -> tuple[tuple[CodeEntry, ...], dict[str, Place]]:
    """Codes where they stand, and those that do not stand where the events put them.

    Args:
        told: The codes as the events tell them, in the order in which they were made.
    """
    codes = list(told)
    above = _parents(codes)
    names = _apart([(above[one.id], one.name) for one in codes])
    placed = tuple(
        one if (one.name, one.parent) == (name, above[one.id]) else replace(one, name=name, parent=above[one.id])
        for one, name in zip(codes, names, strict=True)
    )
    return placed, {one.id: (one.name, one.parent) for one, own in zip(codes, placed, strict=True) if own is not one}


def placed_documents(told: Iterable[Source]) -> tuple[tuple[Source, ...], dict[str, Place]]:
    """As `placed_codes`, of documents, which stand below nothing."""
    documents = list(told)
    names = _apart([("", one.name) for one in documents])
    placed = tuple(
        one if one.name == name else replace(one, name=name) for one, name in zip(documents, names, strict=True)
    )
    return placed, {one.id: (one.name, "") for one, own in zip(documents, placed, strict=True) if own is not one}


def code_as_told(code: CodeEntry, displaced: Mapping[str, Place]) -> CodeEntry:
    """A code as the events tell it, from how it stands."""
    name, parent = displaced.get(code.id, (code.name, code.parent))
    return replace(code, name=name, parent=parent) if code.id in displaced else code


def document_as_told(document: Source, displaced: Mapping[str, Place]) -> Source:
    """A document as the events tell it, from how it stands."""
    return replace(document, name=displaced[document.id][0]) if document.id in displaced else document


def _parents(codes: list[CodeEntry]) -> dict[str, str]:
    """Code to the one that it stands below: the root where that one is gone, or where it would stand below itself."""
    known = {one.id for one in codes}
    above = {one.id: one.parent if one.parent in known else "" for one in codes}
    done = {""}
    for one in codes:
        trail: dict[str, None] = {}
        code = one.id
        while code not in done and code not in trail:
            trail[code] = None
            code = above[code]
        if code in trail:
            circle = list(trail)[list(trail).index(code) :]
            above[next(other.id for other in codes if other.id in circle)] = ""
        done.update(trail)
    return above


def _apart(places: list[tuple[str, str]]) -> list[str]:
    """The names under which things stand: as they are called, and with a number for each that comes second."""
    below: dict[str, list[int]] = {}
    for at, (parent, _) in enumerate(places):
        below.setdefault(parent, []).append(at)
    own = [name for _, name in places]
    for together in below.values():
        for at, name in zip(together, apart([own[at] for at in together]), strict=True):
            own[at] = name
    return own
