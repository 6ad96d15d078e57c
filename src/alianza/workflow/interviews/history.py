"""What happened in the coding of a study, told with the names that people use."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from alianza.coding import naming
from alianza.coding.codebook_comparison import CodeDifference, compare_codebooks, listed
from alianza.coding.naming import NAMING, blinded
from alianza.coding.progress import CodingState, Freeze
from alianza.storage.event_log import read
from alianza.study.event import Event
from alianza.workflow.interviews.actions import CodingRecorded, codebook_at
from alianza.workflow.interviews.contents import memo_words
from alianza.workflow.interviews.reading import CODING, ReadCoding, read_coding
from alianza.workflow.journal import reading


@dataclass(frozen=True, slots=True)
class Version:
    """A frozen version of the codebook.

    Attributes:
        freeze: When and by whom it was frozen.
        codes: Number of codes in it.
        differences: How it differs from the version before; of the first one, nothing.
    """

    freeze: Freeze
    codes: int
    differences: tuple[CodeDifference, ...]


@dataclass(frozen=True, slots=True)
class Versions:
    """The frozen versions of a codebook, the oldest first, and how the codebook has changed since the last one."""

    versions: tuple[Version, ...]
    since: tuple[CodeDifference, ...]


def told(path: Path, recorded: CodingRecorded) -> tuple[Event, ...]:
    """What an action recorded, with the names that people use."""
    own = {event.number: event for event in recorded.events}
    with reading(path) as connection:
        before = read(connection, CODING.stream, kinds=NAMING) if own else []
        words = {digest: memo_words(connection, digest) for digest in _reasons(recorded.events)}
    said = [*(event for event in before if event.number not in own), *recorded.events]
    in_order = sorted(said, key=lambda event: event.number)
    return tuple(_reasoned(event, words) for event in naming.told(in_order) if event.number in own)


def history(path: Path) -> tuple[tuple[Event, ...], tuple[Event, ...]]:
    """Everything that happened: as it is in the log, and with the names that people used then.

    What coders gave in a round that others are still coding is left out of both.
    """
    now = read_coding(path)
    events = tuple(_reasoned(event, now.contents.words) for event in blinded(now.state, now.events))
    return events, tuple(naming.told(events))


def _reasons(events: Iterable[Event]) -> set[str]:
    return {str(one.payload["words"]) for one in events if one.kind == "rating_settled" and one.payload.get("words")}


def _reasoned(event: Event, words: Mapping[str, str]) -> Event:
    """A settlement with its reason, whose words lie beside the log; without one where they were erased."""
    if event.kind != "rating_settled" or not event.payload.get("words"):
        return event
    return replace(event, payload={**event.payload, "reason": words.get(str(event.payload["words"]), "")})


def versions(path: Path) -> Versions:
    """The frozen versions of a study's codebook, and what changed from each to the next."""
    now = read_coding(path)
    states = [_state_at(now, one) for one in now.state.freezes]
    made = [
        Version(freeze, len(state.codes), changes(before, state) if before else ())
        for freeze, before, state in zip(now.state.freezes, [None, *states], states, strict=False)
    ]
    return Versions(tuple(made), changes(states[-1], now.state) if states else ())


def changes_since_freeze(now: ReadCoding) -> tuple[CodeDifference, ...]:
    """How the codebook differs from its last frozen version; nothing where none was frozen."""
    return changes(_state_at(now, now.state.freezes[-1]), now.state) if now.state.freezes else ()


def changes(before: CodingState, after: CodingState) -> tuple[CodeDifference, ...]:
    """How the codebook of one state differs from that of another."""
    return compare_codebooks(listed(before), listed(after))


def _state_at(now: ReadCoding, freeze: Freeze) -> CodingState:
    found = codebook_at(now, freeze.version)
    assert isinstance(found, CodingState)  # the version is one of the study's
    return found
