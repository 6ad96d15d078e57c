"""Coded passages out of what a file marks in a text: columns of values, which become codings once places are known."""

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from itertools import chain, compress, repeat
from typing import Any

import numpy as np
from numpy.typing import NDArray

from alianza.coding.project import Coding, OtherSelection, SelectionCoding
from alianza.formats.refi.codebook import key, made_guid
from alianza.formats.refi.gathered import Gathered
from alianza.formats.refi.positions import Places
from alianza.formats.refi.trees import CODE, CODING, PASSAGE, Marks, Run, words

_TOO_FAR = 10**15
"""Positions from here on are none: far more than any text has, and few enough for the arrays of positions."""


@dataclass(frozen=True, slots=True)
class Coded:
    """The passages of a text and their codings, before their positions are understood.

    Attributes:
        starts: Where passages begin, as the file counts.
        ends: Where they end.
        guids: Their identifiers.
        names: How the file calls them.
        users: Identifiers of who marked them.
        memos: What was noted on them, by their number.
        of: For each coding the number of its passage.
        codings: Identifiers of the codings.
        coders: Identifiers of who gave them.
        instants: When.
        targets: Identifiers of their codes.
    """

    starts: list[int]
    ends: list[int]
    guids: list[str]
    names: list[str]
    users: list[str]
    memos: Mapping[int, str]
    of: list[int]
    codings: list[str]
    coders: list[str]
    instants: list[str]
    targets: list[str]


_COLUMNS = ("starts", "ends", "guids", "names", "users", "codings", "coders", "instants", "targets")


def coded(blocks: Iterable[Marks | Run], points: Mapping[str, str], gathered: Gathered, name: str) -> Coded:
    """What a file marks in a text; passages whose positions are no numbers are left out and counted.

    Args:
        blocks: What the file marks, one after the other.
        points: Position of each point in time of a transcript, by its compared identifier.
        gathered: What is known of the file.
        name: Name of the document.
    """
    found = [_block(one, points, gathered, name) for one in blocks]
    return found[0] if len(found) == 1 else _joined(found)


def _joined(blocks: Sequence[Coded]) -> Coded:
    """Blocks of passages as one, with their numbers counted on."""
    memos: dict[int, str] = {}
    of: list[int] = []
    before = 0
    for one in blocks:
        memos |= {before + passage: text for passage, text in one.memos.items()}
        of += [before + passage for passage in one.of]
        before += len(one.starts)
    every: dict[str, Any] = {name: list(chain.from_iterable(getattr(one, name) for one in blocks)) for name in _COLUMNS}
    return Coded(memos=memos, of=of, **every)


def _block(marks: Marks | Run, points: Mapping[str, str], gathered: Gathered, name: str) -> Coded:
    starts, ends = (_numbers(one) for one in _places(marks, points))
    if -1 in starts or -1 in ends:
        bad = {at for at, place in enumerate(zip(starts, ends, strict=True)) if -1 in place}
        gathered.findings.note("refi_outside_text", name, times=len(bad))
        return _block(marks.without(bad), points, gathered, name)
    guids, names, users, dates = marks.columns(PASSAGE, ("guid", "name", "creatingUser", "creationDateTime"))
    codings, coders, instants = marks.columns(CODING, ("guid", "creatingUser", "creationDateTime"))
    (targets,) = marks.columns(CODE, ("targetGUID",))
    memos = _parts(marks, name, (guids, codings), gathered)
    of, shared = marks.of, gathered.shared
    people = shared(_given(coders, users, of, "creatingUser", gathered))
    instants = _given(instants, dates, of, "creationDateTime", gathered)
    return Coded(
        starts, ends, guids, names, shared(users), memos, of, codings, people, shared(instants), shared(targets)
    )


def _places(marks: Marks | Run, points: Mapping[str, str]) -> tuple[list[str], list[str]]:
    """Where passages begin and end; those of transcripts go from one point in time to another."""
    starts, ends, first, last = marks.columns(PASSAGE, ("startPosition", "endPosition", "fromSyncPoint", "toSyncPoint"))
    if points:
        starts = [points.get(key(point), "") if point else own for own, point in zip(starts, first, strict=True)]
        ends = [points.get(key(point), "") if point else own for own, point in zip(ends, last, strict=True)]
    return starts, ends


def _numbers(written: list[str]) -> list[int]:
    """Whole numbers; -1 for what is none, or negative, or has too many digits."""
    try:
        numbers = list(map(int, written))
    except ValueError:
        numbers = [_number(one) for one in written]
    if numbers and not (min(numbers) >= 0 and max(numbers) < _TOO_FAR):
        return [one if 0 <= one < _TOO_FAR else -1 for one in numbers]
    return numbers


def _number(written: str) -> int:
    try:
        return int(written)
    except ValueError:
        return -1


def _given(own: list[str], passages: list[str], of: list[int], what: str, gathered: Gathered) -> list[str]:
    """What codings say, or where they do not, their passages; what a passage alone says otherwise is counted."""
    if not any(passages) or (own == passages and all(own)):
        return own
    outer = [passages[at] for at in of]
    other = sum(1 for one, around in zip(own, outer, strict=True) if one and around and key(one) != key(around))
    gathered.findings.note("refi_not_taken", f"PlainTextSelection {what}", "notice", times=other)
    return own if all(own) else [one or around for one, around in zip(own, outer, strict=True)]


def _parts(marks: Marks | Run, name: str, own: tuple[list[str], list[str]], gathered: Gathered) -> dict[int, str]:
    """What stands in passages besides codings: memos about them, and what was noted on them.

    Args:
        marks: The passages.
        name: Name of the document.
        own: Identifiers of passages and codings; those with a memo get one where they came without any.
        gathered: What is known of the file.
    """
    memos = {}
    for passage, coding, node in marks.parts:
        if node[0] == "Description" and coding < 0:
            memos[passage] = words(node)
            continue
        guids, at = (own[0], passage) if coding < 0 else (own[1], coding)
        if node[0] == "NoteRef":
            guids[at] = guids[at] or made_guid("with a memo", name, str(len(gathered.references)))
        gathered.refer(node, guids[at])
    return memos


@dataclass(frozen=True, slots=True)
class _Placed:
    """Where passages of a text lie, and which of them are read.

    Attributes:
        starts: Where each begins, in code points of the text.
        ends: Where each ends.
        inside: Whether it lies in the text.
        full: Whether there is anything between.
    """

    starts: list[int]
    ends: list[int]
    inside: NDArray[np.bool_]
    full: NDArray[np.bool_]


def placed(
    name: str, text: str, one: Coded, places: Places, gathered: Gathered
) -> tuple[list[Coding], list[OtherSelection]]:
    """The codings of a text, and its passages that are empty or have no code.

    Args:
        name: Name of the document.
        text: Its text.
        one: Its passages.
        places: Where they lie.
        gathered: What is known of the file.
    """
    starts, ends, good_starts, good_ends = places
    inside = good_starts & good_ends & (starts <= ends)
    at = _Placed(starts.tolist(), ends.tolist(), inside, inside & (starts < ends))
    gathered.findings.note("refi_outside_text", name, times=len(inside) - int(inside.sum()))
    gathered.findings.note("refi_empty_passage", name, times=int((inside & ~at.full).sum()))
    return _codings(name, text, one, at, gathered), _uncoded(name, one, at, gathered)


def _codings(name: str, text: str, one: Coded, at: _Placed, gathered: Gathered) -> list[Coding]:
    """The codings that have a code and a passage with words: column by column, which is the fastest."""
    columns: list[list[Any]] = [one.of, one.codings, one.coders, one.instants, one.targets]
    if not at.full.all():
        full = at.full.tolist()
        columns = _picked(columns, [full[passage] for passage in one.of])
    paths = gathered.paths(columns[4])
    if not all(paths):
        columns, paths = _picked(columns, paths), list(filter(None, paths))
    of, own, people, instants, _ = columns
    by_passage: list[list[Any]] = [at.starts, at.ends, one.guids, one.names]
    if of != list(range(len(one.guids))):
        by_passage = [[column[passage] for passage in of] for column in by_passage]
    starts, ends, guids, names = by_passage
    quotations = _quotations(text, starts, ends, gathered)
    values: dict[str, Iterable[object]] = {
        "document": repeat(name),
        "code": paths,
        "coder": gathered.coders(people),
        "start": starts,
        "end": ends,
        "quotation": quotations,
        "round": repeat(""),
        "memo": [one.memos.get(passage, "") for passage in of] if one.memos else repeat(""),
        "guid": own,
        "selection": guids,
        "at": instants,
        "name": names,
    }
    return _made(len(of), values)


def _quotations(text: str, starts: list[int], ends: list[int], gathered: Gathered) -> list[str]:
    """The words of passages; those that are given several codes are cut out once."""
    signs = sum(ends) - sum(starts)
    if signs <= len(text):
        gathered.budget.quotations(text, signs)
        return [text[start:end] for start, end in zip(starts, ends, strict=True)]
    places = set(zip(starts, ends, strict=True))
    gathered.budget.quotations(text, sum(end - start for start, end in places if end - start < len(text)))
    cut = {place: text[slice(*place)] for place in places}
    return [cut[place] for place in zip(starts, ends, strict=True)]


_SETTERS = {one.name: Coding.__dict__[one.name].__set__ for one in fields(Coding)}


def _made(number: int, values: Mapping[str, Iterable[object]]) -> list[Coding]:
    """Codings out of columns: through the slots of new ones, which takes a third of a call for each."""
    made = list(map(Coding.__new__, repeat(Coding, number)))
    for name, setter in _SETTERS.items():
        deque(map(setter, made, values[name]), 0)
    return made


def _picked(columns: list[list[Any]], which: Iterable[object]) -> list[list[Any]]:
    chosen = list(which)
    return [list(compress(column, chosen)) for column in columns]


def _uncoded(name: str, one: Coded, at: _Placed, gathered: Gathered) -> list[OtherSelection]:
    """Passages without a code, or without a word."""
    with_code = np.zeros(len(at.full), np.bool_)
    with_code[one.of] = True
    bare = np.flatnonzero(at.inside & ~(at.full & with_code)).tolist()
    if not bare:
        return []
    codings: dict[int, list[int]] = {}
    for number, of in enumerate(one.of):
        codings.setdefault(of, []).append(number)
    found: list[OtherSelection] = []
    for passage in bare:
        place = {"startPosition": str(at.starts[passage]), "endPosition": str(at.ends[passage])}
        place |= {"name": one.names[passage]} if one.names[passage] else {}
        place |= {"Description": one.memos[passage]} if one.memos.get(passage) else {}
        given = tuple(
            SelectionCoding(path, gathered.coder(one.coders[number]), one.codings[number], one.instants[number])
            for number in codings.get(passage, ())
            if (path := gathered.path(one.targets[number]))
        )
        marked_by = gathered.coder(one.users[passage])
        found.append(OtherSelection(name, "PlainTextSelection", given, marked_by, place, one.guids[passage]))
    return found
