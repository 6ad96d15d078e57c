"""Memos of the study's own in a file that comes home: what was erased, changed or undone here stays out."""

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field, replace

from alianza.coding.adoption import Parts
from alianza.coding.contents import CodingInFile, DocumentContent
from alianza.coding.project import GroupSet, Note, guid_key


@dataclass(frozen=True, slots=True)
class OwnMemo:
    """A memo that was written in the study.

    Attributes:
        words: What it says; empty where it does not stand.
        former: What it said before it was changed or undone.
        is_erased: Whether its words were erased: nobody can tell any more what they were.
    """

    words: str = ""
    former: frozenset[str] = frozenset()
    is_erased: bool = False


@dataclass(frozen=True, slots=True)
class OwnMemos:
    """What the study knows of its own memos and notes.

    Attributes:
        memos: Identifier of exchange to memo, of all that there ever were.
        erased_notes: Identifiers of exchange of the codings whose note was erased.
    """

    memos: Mapping[str, OwnMemo] = field(default_factory=dict)
    erased_notes: frozenset[str] = frozenset()


def said(text: str) -> str:
    r"""Words of a memo as they are compared: programs end lines in their own way.

    >>> said(" Crece.\r\nMucho.\n")
    'Crece.\nMucho.'
    """
    return text.replace("\r\n", "\n").strip()


def without_forgotten(parts: Parts, own: OwnMemos, told: Container[str]) -> tuple[Parts, int]:
    """A project without the memos that do not come in again, and how many these are.

    Words that an own memo never had here are somebody's work elsewhere and come in, unless the memo was erased: of what
    was erased nothing comes back. A memo that only its writer may read yet is left out uncounted: it is here.

    Args:
        parts: The project.
        own: What the study knows of its own memos.
        told: Compared identifiers of those that everybody may read: what is new in the file is told from them later.
    """
    documents = tuple(_document(one, own, told) for one in parts.documents)
    before = [*parts.rest.notes, *(note for one in parts.documents for note in one.notes)]
    forgotten = [guid_key(one.guid) for one in before if _is_forgotten(one, own)]
    sets = tuple(_group(one, frozenset(forgotten)) for one in parts.rest.sets)
    rest = replace(parts.rest, notes=_staying(parts.rest.notes, own, told), sets=sets)
    erased = sum(_has_erased_note(given, own) for one in parts.documents for given in one.codings)
    return replace(parts, documents=documents, rest=rest), len(forgotten) + erased


def _group(group: GroupSet, forgotten: frozenset[str]) -> GroupSet:
    """A group without the memos that stay out: exported, it would name what is not there."""
    return replace(group, notes=tuple(one for one in group.notes if guid_key(one) not in forgotten))


def _document(content: DocumentContent, own: OwnMemos, told: Container[str]) -> DocumentContent:
    codings = tuple(replace(one, memo="") if _has_erased_note(one, own) else one for one in content.codings)
    return replace(content, codings=codings, notes=_staying(content.notes, own, told))


def _staying(notes: Iterable[Note], own: OwnMemos, told: Container[str]) -> tuple[Note, ...]:
    stay = (one for one in notes if not _is_forgotten(one, own))
    return tuple(one for one in stay if guid_key(one.guid) in told or not _stands(one, own))


def _has_erased_note(coding: CodingInFile, own: OwnMemos) -> bool:
    return bool(coding.memo and coding.guid) and guid_key(coding.guid) in own.erased_notes


def _of(note: Note, own: OwnMemos) -> OwnMemo | None:
    return own.memos.get(guid_key(note.guid)) if note.guid else None


def _stands(note: Note, own: OwnMemos) -> bool:
    memo = _of(note, own)
    return memo is not None and bool(memo.words) and said(note.text) == memo.words


def _is_forgotten(note: Note, own: OwnMemos) -> bool:
    memo = _of(note, own)
    if memo is None or _stands(note, own):
        return False
    return memo.is_erased or said(note.text) in memo.former
