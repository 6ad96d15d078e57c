"""Memos that came with projects of other programs: how the log names them, and a project without one.

`1.n2` is the second memo that adoption 1 brought around its documents, `1.1.n2` the second that lies with the document
`1.1`. A memo that is erased keeps its place, so that no other one ever bears its name, and its identifier, so that it
does not come back with its file; nothing else.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from alianza.coding.contents import Contents
from alianza.coding.progress import CodingState
from alianza.coding.project import Note, guid_key

ERASED = "erased"
"""Kind of a memo of which only the place and the identifier are left."""
MARK = ".n"
"""Between the name of what a memo lies with and its place there, in its name in the log."""


def erased(note: Note) -> Note:
    """What is left of a memo."""
    return Note(kind=ERASED, guid=note.guid)


def is_erased(note: Note) -> bool:
    """Whether nothing is left of a memo but its place and its identifier."""
    return note == erased(note)


def names_of_notes(home: str, notes: Iterable[Note]) -> Iterator[tuple[str, Note]]:
    """Memos that lie with an adoption or a document with their names in the log, erased ones as well.

    >>> [name for name, _ in names_of_notes("1.3", [Note("a"), Note("b")])]
    ['1.3.n1', '1.3.n2']
    """
    return ((f"{home}{MARK}{place}", note) for place, note in enumerate(notes, 1))


def without_note(home: str, notes: Iterable[Note], name: str) -> tuple[Note, ...]:
    """Memos that lie with an adoption or a document, the one of a name erased.

    >>> [one.title for one in without_note("1", [Note("a"), Note("b")], "1.n1")]
    ['', 'b']
    """
    return tuple(erased(note) if own == name else note for own, note in names_of_notes(home, notes))


def not_about(notes: Iterable[Note], guid: str) -> tuple[Note, ...]:
    """Memos without what they say to be about a thing that is gone."""
    return tuple(replace(one, about=tuple(name for name in one.about if guid_key(name) != guid)) for one in notes)


def brought_notes(state: CodingState, contents: Contents) -> dict[str, Note]:
    """Every memo that came with a file, as it came, by its name in the log: erased ones as well."""
    found: dict[str, Note] = {}
    for adoption in state.adoptions:
        if adoption.rest:
            found |= names_of_notes(str(adoption.number), contents.rests[adoption.rest].notes)
    for source in state.documents:
        found |= names_of_notes(source.id, contents.documents[source.text_content].notes)
    return found
