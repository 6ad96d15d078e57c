"""What `study.toml` declares about a survey's fieldwork and its questionnaire: contacts, pilot, scales, versions."""

from typing import Literal

from alianza.study.record import Record
from alianza.study.text import Text

ChangeKind = Literal["added", "removed", "reworded", "moved", "options", "routing"]


class Fieldwork(Record, frozen=True, kw_only=True):
    """How the fieldwork of every firm that was worked ended, firms that never became a row of the survey included.

    Attributes:
        file: The contact file; empty where the survey's own rows are all the firms that were worked.
        disposition: The final disposition, as AAPOR's code: a column of the contact file, or a study variable.
        strata: What eligibility is estimated in; nothing means in all firms together.
        attempts: Number of times that the firm was called or visited.
        mode: By telephone, form, visit: of the last attempt.
    """

    file: str = ""
    disposition: str = "disposition"
    strata: tuple[str, ...] = ()
    attempts: str = ""
    mode: str = ""


class Pilot(Record, frozen=True, kw_only=True):
    """The trial of the questionnaire.

    Attributes:
        file: Its answers, in the survey file's columns.
        items: Study variables or columns, in the order of the questionnaire; empty means every variable that is there.
        times: Name of the column with the seconds that an item took, with `{item}` for the item's column.
        scales: Ids of the scales that it tries; empty means all whose items are there.
        asked: Item to the yes/no variable that says whether the firm was asked.
        labels: Words for items that the survey does not have (any more).
    """

    file: str
    items: tuple[str, ...] = ()
    times: str = ""
    scales: tuple[str, ...] = ()
    asked: dict[str, str] = {}
    labels: dict[str, Text] = {}


class Scale(Record, frozen=True, kw_only=True):
    """Three items or more that measure one construct together.

    Attributes:
        reversed: Items of which more means less of the construct; they are turned before anything is computed.
        low: Lowest possible answer.
        high: Highest possible answer.
        labels: Words for the items.
    """

    id: str
    construct: str
    items: tuple[str, ...]
    reversed: tuple[str, ...] = ()
    low: float = 1
    high: float = 5
    labels: dict[str, Text] = {}


class InstrumentChange(Record, frozen=True, kw_only=True):
    """One change between two versions of the questionnaire; an empty `item` is the whole of it."""

    item: str = ""
    kind: ChangeKind
    reason: Text = Text("")


class InstrumentVersion(Record, frozen=True, kw_only=True):
    """A version of the questionnaire.

    Attributes:
        version: Its name, such as `0.2`.
        date: ISO date on which it went into the field.
        items: Its items in order.
        changes: What changed since the version before.
    """

    version: str
    date: str
    items: tuple[str, ...] = ()
    changes: tuple[InstrumentChange, ...] = ()
