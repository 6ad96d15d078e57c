"""The base of everything that a study declares."""

import msgspec


class Record(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Base of every protocol record: immutable, and unknown keys are refused."""
