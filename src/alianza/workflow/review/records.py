"""The records of imported exports: kept as JSON beside the log, and brought back as references."""

import msgspec
from sqlalchemy import Connection

from alianza.review.progress import Import, ReviewState, record_id
from alianza.review.reference import ImportReceipt, Reference
from alianza.storage.event_log import content


def stored(receipt: ImportReceipt) -> bytes:
    """A receipt with its records and quarantined bytes as JSON with sorted keys: equal receipts have equal bytes."""
    return msgspec.json.encode(receipt, order="sorted")


def receipt_of(connection: Connection, one: Import) -> ImportReceipt:
    """What was read from an imported export.

    Raises:
        Refused: `content_missing` where it is no longer there.
    """
    return msgspec.json.decode(content(connection, one.records), type=ImportReceipt)


def references(connection: Connection, state: ReviewState) -> dict[str, Reference]:
    """Every record of a review, by name."""
    return {
        record_id(one.number, place): reference
        for one in state.imports
        for place, reference in enumerate(receipt_of(connection, one).records, 1)
    }
