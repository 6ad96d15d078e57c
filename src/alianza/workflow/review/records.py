"""The records of imported exports: kept as JSON beside the log, and brought back as references."""

import msgspec
from sqlalchemy import Connection

from alianza.formats import Refused
from alianza.review.progress import Import, ReviewState, record_id
from alianza.review.reference import ImportReceipt, Reference
from alianza.storage.database import FILE
from alianza.storage.event_log import content
from alianza.study.problem import Problem


def stored(receipt: ImportReceipt) -> bytes:
    """A receipt with its records and quarantined bytes as JSON with sorted keys: equal receipts have equal bytes."""
    return msgspec.json.encode(receipt, order="sorted")


def receipt_of(connection: Connection, one: Import) -> ImportReceipt:
    """What was read from an imported export.

    Raises:
        Refused: `content_missing` or `content_changed`; `event_malformed` where the event names something else, or
            other numbers of records.
    """
    try:
        receipt = msgspec.json.decode(content(connection, one.records), type=ImportReceipt)
    except (msgspec.DecodeError, RecursionError):
        raise _malformed(one, "records") from None
    for field, counted in (("read", len(receipt.records)), ("quarantined", len(receipt.quarantined))):
        if counted != getattr(one, field):
            raise _malformed(one, field)
    return receipt


def references(connection: Connection, state: ReviewState) -> dict[str, Reference]:
    """Every record of a review, by name."""
    return {
        record_id(one.number, place): reference
        for one in state.imports
        for place, reference in enumerate(receipt_of(connection, one).records, 1)
    }


def _malformed(one: Import, field: str) -> Refused:
    return Refused(
        Problem("event_malformed", file=FILE, place=str(one.number), found="imported", values={"field": field})
    )
