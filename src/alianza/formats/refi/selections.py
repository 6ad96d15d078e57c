"""Marked parts that are no passages of a text: of pictures, pages, sounds and films, and whole documents."""

from alianza.coding.project import OtherSelection
from alianza.formats.refi.gathered import Gathered
from alianza.formats.refi.trees import Node, elements, named, words

_WHOLE = "Source"
"""Kind of the selection that is a whole document."""
_SAID = ("guid", "creatingUser", "creationDateTime", "modifyingUser", "modifiedDateTime")
"""Attributes that do not say where."""


def is_selection(part: str) -> bool:
    """Whether an element of a source marks a part of it that is no passage, or codes all of it."""
    return part == "Coding" or (part.endswith("Selection") and part[:5] not in ("Plain", "Trans"))


def selection(document: str, node: Node, gathered: Gathered) -> list[OtherSelection]:
    """What a marked part of a document means."""
    part, user = node[0], node[1].get("creatingUser", "")
    if part == "Coding":
        codings = gathered.coding(node, user)
        return [OtherSelection(document, _WHOLE, codings)] if codings else []
    gathered.left(node, "creationDateTime")
    place = {word: text for word, text in node[1].items() if word not in _SAID}
    place |= {"Description": words(node, "Description")} if words(node, "Description") else {}
    guid = node[1].get("guid", "") or gathered.noted_guid(node)
    for one in elements(node):
        if one[0] != "Coding":
            gathered.refer(one, guid)
    gathered.findings.note("refi_other_selection", part, "notice")
    given = tuple(coding for one in named(node, "Coding") for coding in gathered.coding(one, user))
    return [OtherSelection(document, part, given, gathered.coder(user), place, guid)]
