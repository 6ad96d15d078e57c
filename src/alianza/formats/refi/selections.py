"""Marked parts that are no passages of a text: of pictures, pages, sounds and films, and whole documents."""

from collections.abc import Iterable
from dataclasses import replace

from alianza.coding.project import OtherSelection
from alianza.formats.refi.codebook import made_guid
from alianza.formats.refi.gathered import Gathered
from alianza.formats.refi.trees import Node, elements, named, words

_WHOLE = "Source"
"""Kind of the selection that is a whole document."""
_SAID = ("guid", "creatingUser", "creationDateTime", "modifyingUser", "modifiedDateTime")
"""Attributes that do not say where."""


def is_selection(part: str) -> bool:
    """Whether an element of a source marks a part of it that is no passage, or codes all of it."""
    return part == "Coding" or (part.endswith("Selection") and part[:5] not in ("Plain", "Trans"))


def by_coder(
    what: OtherSelection, given: Iterable[tuple[str, str]], user: str, gathered: Gathered
) -> list[OtherSelection]:
    """A selection for each of its coders, or one without codes.

    Args:
        what: The selection.
        given: Identifiers of code and coder of each coding.
        user: Identifier of who marked it.
        gathered: What is known of the file.
    """
    by: dict[str, list[str]] = {}
    for target, coder in given:
        path = gathered.path(target)
        if path:
            by.setdefault(gathered.coder(coder or user), []).append(path)
    found = by or {gathered.coder(user): []}
    return [replace(what, codes=tuple(codes), coder=coder) for coder, codes in found.items()]


def selection(document: str, node: Node, gathered: Gathered) -> list[OtherSelection]:
    """What a marked part of a document means."""
    part, user = node[0], node[1].get("creatingUser", "")
    guid = node[1].get("guid", "") or _made(document, node, gathered)
    what = OtherSelection(document, _WHOLE if part == "Coding" else part, guid=guid)
    gathered.left(node, "creationDateTime")
    if part == "Coding":
        found = by_coder(what, [gathered.coding(node, guid)], user, gathered)
        return [one for one in found if one.codes]
    place = {word: text for word, text in node[1].items() if word not in _SAID}
    place |= {"Description": words(node, "Description")} if words(node, "Description") else {}
    for one in elements(node):
        if one[0] != "Coding":
            gathered.refer(one, what.guid)
    gathered.findings.note("refi_other_selection", part, "notice")
    given = [gathered.coding(one, guid) for one in named(node, "Coding")]
    return by_coder(replace(what, place=place), given, user, gathered)


def _made(document: str, node: Node, gathered: Gathered) -> str:
    """An identifier for a marked part that came without any, if there is a memo about it."""
    noted = named(node, "NoteRef") or [memo for one in named(node, "Coding") for memo in named(one, "NoteRef")]
    return made_guid("with a memo", document, str(len(gathered.references))) if noted else ""
