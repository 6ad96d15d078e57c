"""Memos: what the team notes on interviews, codes, codings, relations or the study; changed, and erased for good.

The words of a memo lie beside the log, so a memo can be erased and the log still verifies. A note on a coding is named
by the coding.
"""

from collections.abc import Iterable, Mapping, Sequence

from alianza.coding.progress import MEMO_KINDS
from alianza.study.event import Change, Event, Proposed
from alianza.study.problem import Problem

NOTES: Mapping[str, str] = {
    "memo_written": "content", "memo_changed": "content", "passage_coded": "memo", "rating_settled": "words",
}  # fmt: skip
"""Kind of event that brings words of a memo, or the reason of a settlement, to the value that names them."""


def write_memo(kind: str, about: Sequence[str], content: str) -> Proposed:
    """Record a memo whose words lie beside the log.

    Args:
        kind: Theoretical, method, code or reflexive.
        about: Names in the log of what it is about; none for the whole study.
        content: Digest of its words.

    Returns:
        `memo_kind_unknown`.
    """
    if kind not in MEMO_KINDS:
        return Proposed(problems=(Problem("memo_kind_unknown", found=kind, expected=", ".join(MEMO_KINDS)),))
    return Proposed((Change("memo_written", {"kind": kind, "about": list(about), "content": content}),))


def change_memo(memo: str, content: str) -> Proposed:
    """Give a memo, or the note on a coding, other words; the earlier ones stay beside the log until it is erased."""
    return Proposed((Change("memo_changed", {"memo": memo, "content": content}),))


def erase_memo(memo: str, rests: Mapping[str, str] | None = None) -> Proposed:
    """Record that all words that a memo ever had are erased; it is for good.

    Args:
        memo: The memo.
        rests: Number of an adoption to the digest of what is left of what its file said around the documents.
    """
    return Proposed((Change("memo_erased", {"memo": memo, **({"rests": dict(rests)} if rests else {})}),))


def memo_contents(events: Iterable[Event]) -> dict[str, list[str]]:
    """Memo, or coding or settlement with words, to the digests of all their versions in order: undone ones as well."""
    found: dict[str, list[str]] = {}
    for event in events:
        digest = event.payload.get(NOTES.get(event.kind, ""))
        if isinstance(digest, str) and digest:
            name = event.payload["memo"] if event.kind == "memo_changed" else event.number
            found.setdefault(str(name), []).append(digest)
    return found
