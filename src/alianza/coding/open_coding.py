"""Giving codes to passages, and taking them away: each command takes the state and proposes events.

A passage is named by its code points or by its words. Words that stand in a document several times do not say which
passage is meant.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from alianza.coding.codebook import Codebook
from alianza.coding.concealment import OpenRounds, Span, Stretches
from alianza.coding.progress import CodeEntry, CodingState, Source
from alianza.coding.project import Coding
from alianza.study.event import Change, Proposed
from alianza.study.problem import Problem

SHOWN = 40
"""Signs of a passage that a problem shows."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage of a document: half-open code points."""

    start: int
    end: int


def find_document(state: CodingState, name: str) -> Source | Problem:
    """The document of a name, or `document_unknown`."""
    found = next((one for one in state.documents if one.name == name), None)
    return found or Problem("document_unknown", found=name, expected=", ".join(one.name for one in state.documents))


def find_passage(text: str, words: str) -> Passage | Problem:
    """The one place where some words stand in a text; line breaks and several spaces count as one space.

    Returns:
        The passage, `passage_not_found`, or `passage_ambiguous` with the number of places.

    >>> find_passage("Firmamos sin leer. Nadie leyó.", "sin  leer")
    Passage(start=9, end=17)
    """
    pattern = r"\s+".join(re.escape(word) for word in words.split())
    places = [Passage(*match.span()) for match in re.finditer(pattern, text)] if pattern else []
    if len(places) == 1:
        return places[0]
    if not places:
        return Problem("passage_not_found", found=words[:SHOWN])
    return Problem("passage_ambiguous", found=words[:SHOWN], values={"places": len(places)})


def code_passage(
    state: CodingState,
    text: str,
    document: str,
    passage: Passage,
    codes: Sequence[str],
    rounds: OpenRounds | None = None,
) -> Proposed:
    """Give codes to a passage, one event a code.

    Args:
        state: Where the coding stands.
        text: The document's text as it is now.
        document: The document's name.
        passage: The passage.
        codes: Paths of the codes.
        rounds: The state's open rounds, where many passages are coded.

    Returns:
        `document_unknown`, `code_unknown`, `code_ambiguous`, `code_only_groups`, `passage_outside` for one that is
        empty or not in the text, or `passage_in_open_round` for one that somebody has still to code blind.
    """
    source, book = find_document(state, document), Codebook(state)
    found = [book.find(code) for code in codes]
    wrong = [one for one in (source, *found) if isinstance(one, Problem)]
    wrong += [
        Problem("code_only_groups", found=book.path[one.id])
        for one in found
        if isinstance(one, CodeEntry) and not one.codable
    ]
    if not 0 <= passage.start < passage.end <= len(text):
        place = f"{passage.start}-{passage.end}"
        wrong.append(Problem("passage_outside", found=place, place=document, expected=f"0-{len(text)}"))
    if wrong or isinstance(source, Problem):
        return Proposed(problems=tuple(wrong))
    blind = (rounds or OpenRounds(state)).problem(source, passage.start, passage.end)
    if blind is not None:
        return Proposed(problems=(blind,))
    where = {"document": source.id, "start": passage.start, "end": passage.end}
    given = dict.fromkeys(one.id for one in found if isinstance(one, CodeEntry))
    return Proposed(tuple(Change("passage_coded", {**where, "code": code}) for code in given))


def remove_codings(state: CodingState, known: Sequence[str], codings: Sequence[str]) -> Proposed:
    """Take codings away; they stay in the log.

    Args:
        state: Where the coding stands.
        known: Names of all codings, those that came with documents as well.
        codings: The ones to take away.

    Returns:
        `coding_unknown`; no change for one that is away already.
    """
    names, removed = set(known), frozenset(state.removed)
    wrong = [Problem("coding_unknown", found=one) for one in codings if one not in names and one not in removed]
    going = [one for one in dict.fromkeys(codings) if one not in removed]
    if wrong or not going:
        return Proposed(problems=tuple(wrong))
    return Proposed((Change("codings_removed", {"codings": going}),))


def clear_passages(state: CodingState, known: Mapping[str, Coding], codings: Sequence[str], by: str) -> Proposed:
    """Clear passages for printing: a second person, who gave no code there, has read that nobody is recognised.

    Args:
        state: Where the coding stands.
        known: All codings by their names.
        codings: The codings whose passages are cleared.
        by: Who clears them.

    Returns:
        `coding_unknown`, or `cleared_by_own_coder` where that person coded a sign of the passage, with any code,
        or was a coder of the round that it was coded in.
    """
    own = Stretches(_span(one) for one in known.values() if one.coder == by)
    coders = {one.name: one.coders for one in state.rounds}
    wrong = [Problem("coding_unknown", found=one) for one in codings if one not in known]
    wrong += [
        Problem("cleared_by_own_coder", found=name, place=by)
        for name in codings
        if name in known and (own.meet(_span(known[name])) or by in coders.get(known[name].round, ()))
    ]
    cleared = frozenset(state.cleared)
    new = [one for one in dict.fromkeys(codings) if one not in cleared]
    if wrong or not new:
        return Proposed(problems=tuple(wrong))
    documents = {known[name].document for name in new}
    texts = {one.id: one.text_content for one in state.documents if one.name in documents and one.revisions}
    return Proposed((Change("passages_cleared", {"codings": new, **({"texts": texts} if texts else {})}),))


def _span(one: Coding) -> Span:
    return one.document, one.start, one.end
