"""What may come back in the coding of a study after it was taken back.

An event comes back to the place in the log where it was, before everything that happened meanwhile. It may as long as
nothing of that lies on the same ground: on the text that it changes or that its passage stands in, on the segment of a
round, on the codes that it takes away; and as long as it chooses nothing in hindsight: no round for the report, no
answer that others have answered.
"""

from collections.abc import Callable, Mapping, Sequence

from alianza.coding.concealment import shown_in_open_round
from alianza.coding.progress import CodingState, PassageCoding
from alianza.coding.withdrawal import CODEBOOK, brought, is_of, joined_documents, named
from alianza.study.event import WITHDRAWN, Event, standing
from alianza.study.problem import Problem


def overtaken(state: CodingState, events: Sequence[Event], event: Event) -> Problem | None:
    """Why an event that was withdrawn may not come back.

    Args:
        state: Where the coding stands, without the event.
        events: All events of the stream.
        event: The event.

    Returns:
        `restoration_overtaken` with the number of the first event that came or went meanwhile and lies on the same
        ground, `passage_in_open_round` for a passage that somebody codes blind now, or None.
    """
    came, went = _meanwhile(events, event)
    met = [one.number for one in came if any(meets(event, one) for meets in _MEETINGS)]
    met += [one.number for one in went if _stood_on(event, one)]
    if met:
        return Problem("restoration_overtaken", found=str(event.number), expected=str(min(met)))
    return _coded_blind(state, event) if event.kind == "passage_coded" else None


def _meanwhile(events: Sequence[Event], event: Event) -> tuple[list[Event], list[Event]]:
    """Events that stand now and did not when one was withdrawn, and those that stood then and do not now."""
    withdrawn = 0
    for one in events:
        if one.about == event.number:
            withdrawn = (withdrawn or one.number) if one.kind == WITHDRAWN else 0
    then = {one.number: one for one in standing(one for one in events if one.number < withdrawn)}
    now = {one.number: one for one in standing(events)}
    came = [one for number, one in now.items() if number not in then]
    return came, [one for number, one in then.items() if number not in now and number != event.number]


def _stood_on(event: Event, gone: Event) -> bool:
    """Whether an event names what one brought that is gone, or tells places in a text that is gone."""
    own = brought(gone)
    return any(is_of(own, name) for name in named(event)) or _same_text(event, gone)


def _same_text(event: Event, other: Event) -> bool:
    """Whether the later of two events tells places in the text that the earlier one made."""
    first, later = sorted((event, other), key=lambda one: one.number)
    return first.kind == "document_revised" and str(first.payload["document"]) in _texts(later)


def _same_content(event: Event, other: Event) -> bool:
    """Whether both made a new version of one document: each holds what came with it, and only the last is read."""
    return bool(_versions(event) & _versions(other))


def _versions(event: Event) -> set[str]:
    revised = {str(event.payload["document"])} if event.kind == "document_revised" else set[str]()
    return {*revised, *joined_documents(event)}


def _texts(event: Event) -> set[str]:
    """Documents in whose text, as it was then, an event tells places."""
    if event.kind in ("document_revised", "passage_coded"):
        return {str(event.payload["document"])}
    units = event.payload.get("units") if event.kind == "round_opened" else None
    return {str(unit[0]) for unit in units} if isinstance(units, list) else set()


def _same_segment(event: Event, other: Event) -> bool:
    """Whether both are about one segment of a round: an answer or a decision on it."""
    judged = ("unit_rated", "rating_settled")
    if event.kind not in judged or other.kind not in judged:
        return False
    return all(event.payload[key] == other.payload[key] for key in ("round", "unit"))


def _other_round(event: Event, other: Event) -> bool:
    """Whether a freeze or a round would come before a round that was opened meanwhile, and perhaps be reported."""
    return event.kind in ("codebook_frozen", "round_opened") and other.kind == "round_opened"


def _same_version(event: Event, other: Event) -> bool:
    both = event.kind == other.kind == "codebook_frozen"
    return both and event.payload["version"] == other.payload["version"]


def _coded_openly(event: Event, other: Event) -> bool:
    """Whether a document with segments of a round was coded meanwhile where everybody reads it."""
    return event.kind == "round_opened" and other.kind == "passage_coded" and bool(_texts(event) & _texts(other))


def _frozen_without(event: Event, other: Event) -> bool:
    """Whether a change of the codebook would get into a version that was frozen without it."""
    return event.kind in CODEBOOK and other.kind == "codebook_frozen" and other.number > event.number


def _same_codes(event: Event, other: Event) -> bool:
    """Whether something names or brings a code that would go, or gives the same attribute of a code another value."""
    if event.kind in _TAKING:
        return bool(_taken(event) & {*named(other), *_added(other)})
    if event.kind == "code_added":
        return brought(event) in {*_taken(other), *_added(other)}
    if event.kind != "code_changed" or other.kind != "code_changed" or event.payload["code"] != other.payload["code"]:
        return False
    values, others = event.payload["values"], other.payload["values"]
    return isinstance(values, Mapping) and isinstance(others, Mapping) and bool({*values} & {*others})


_TAKING = ("code_removed", "codes_merged")
"""Kinds of events that take codes away."""


def _taken(event: Event) -> set[str]:
    """Codes that an event takes away."""
    codes = event.payload.get("codes") or [event.payload.get("code")]
    return {*map(str, codes)} if event.kind in _TAKING and isinstance(codes, list) else set()


def _added(event: Event) -> set[str]:
    """The code that an event brings, or brings back with a version of the codebook."""
    return {brought(event)} if event.kind == "code_added" else set()


def _words_erased(event: Event, other: Event) -> bool:
    """Whether somebody withdrew from the study meanwhile: what was taken back before may have been erased with them."""
    return other.kind == "participant_withdrawn" and event.kind in _WITH_WORDS


_WITH_WORDS = ("document_added", "document_revised", "document_named", "project_adopted", "memo_written",
               "memo_changed", "rating_settled")  # fmt: skip
"""Kinds of events that bring words of participants, or say whose some are."""

_MEETINGS: tuple[Callable[[Event, Event], bool], ...] = (
    _same_text, _same_content, _same_segment, _other_round, _same_version, _coded_openly, _frozen_without, _same_codes,
    _words_erased,
)  # fmt: skip


def _coded_blind(state: CodingState, event: Event) -> Problem | None:
    """The round in which somebody has still to code the passage blind."""
    document, code = str(event.payload["document"]), str(event.payload["code"])
    start, end = (int(str(event.payload[key])) for key in ("start", "end"))
    return shown_in_open_round(state, [PassageCoding(event.number, document, code, start, end)])
