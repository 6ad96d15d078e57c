"""Relations that say the same twice: two codes that were related alike and became one."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from alianza.coding.project import Coding, Graph, Link, Note, guid_key
from alianza.coding.translation import REPRESENTED


def without_repeated(
    links: Iterable[Link], codings: Iterable[Coding], around: tuple[Sequence[Note], Sequence[Graph]]
) -> tuple[Link, ...]:
    """Relations without those that say again what one before them says.

    Args:
        links: The relations.
        codings: What they may rest on; two of one passage, code and coder are the same evidence.
        around: Memos and drawings: a relation that one of them names stays.
    """
    notes, graphs = around
    drawn = (point.get(REPRESENTED, "") for graph in graphs for point in (*graph.vertices, *graph.edges))
    named = {guid_key(one) for one in (*drawn, *(name for note in notes for name in note.about)) if one}
    place = {guid_key(one.guid): (one.document, one.code, one.coder, one.start, one.end) for one in codings}
    told: set[object] = set()
    stay = []
    for link in links:
        passages = frozenset(place.get(guid_key(one), one) for one in link.evidence)
        said = replace(link, evidence=(), guid=""), passages
        if said not in told or guid_key(link.guid) in named:
            stay.append(link)
        told.add(said)
    return tuple(stay)
