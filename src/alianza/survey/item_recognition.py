"""Which columns are items: a role (a benefit, a cause of failure, ...) and one construct, both named by the file.

The role stands in the question, in the first words of the column's name, or in an initial that a whole group of
columns shares (b_ingresos, b_mercados, ...). Values must fit: ticks for yes or no, ratings for levels and severity.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from alianza.study.message import Message
from alianza.study.protocol import Item, ItemRole
from alianza.survey.constructs import (
    CONSTRUCTS,
    ROLE_LETTERS,
    ROLE_NAMES,
    ROLE_QUESTIONS,
    STRUCTURE_LETTER,
    STRUCTURE_WORDS,
    KnownConstruct,
)
from alianza.survey.recognition import ColumnFacts, is_rating, is_truth
from alianza.survey.values import fold

RATED: frozenset[ItemRole] = frozenset({"level", "severity"})

_GROUP = re.compile(r"^([a-z])_(.+)$", re.IGNORECASE)
_FEWEST = 2  # columns that make a group
_OTHER_THINGS = re.compile(
    r"\b(?:gobierno|banc(?:o|os|a)|instituciones|policia|justicia|economia|empleados|trabajadores|personal|gerentes?"
    r"|credito|impuestos?|publicidad|familia|government|banks?|employees|workers|managers?|economy|family)\b"
)


@dataclass(frozen=True, slots=True)
class FoundItem:
    """A column recognised as an item: which, of which construct, and why."""

    column: str
    item: Item
    construct: KnownConstruct
    why: Message


@dataclass(frozen=True, slots=True)
class FoundItems:
    """The items of a file, the elements of structure (variable to column), and why other columns are no items."""

    items: tuple[FoundItem, ...]
    structure: dict[str, str]
    reasons: dict[str, Message]


def find_items(columns: Sequence[ColumnFacts]) -> FoundItems:
    """The columns that name a role and exactly one construct; of two that are the same item, the first."""
    grouped, structure = _grouped(columns)
    recognised = [grouped.get(column.name) or _item(column) for column in columns if column.name not in structure]
    severe = {one.construct.id for one in recognised if isinstance(one, FoundItem) and one.item.role == "severity"}
    found: dict[str, FoundItem] = {}
    reasons: dict[str, Message] = {}
    for column, one in zip([c for c in columns if c.name not in structure], recognised, strict=True):
        if isinstance(one, Message):
            reasons[column.name] = one
            continue
        if one is None:
            continue
        one = _as_failure(one, severe)
        if one.item.variable in found:
            reasons[column.name] = Message("proposal.same_item", {"column": found[one.item.variable].column})
        else:
            found[one.item.variable] = one
    return FoundItems(tuple(found.values()), {variable: name for name, variable in structure.items()}, reasons)


def _as_failure(found: FoundItem, severe: Iterable[str]) -> FoundItem:
    """A problem whose severity is asked as well is a reported cause of trouble: Table 2 puts the two side by side."""
    if found.item.role != "difficulty" or found.construct.id not in severe:
        return found
    item = _named_item("failure", found.construct)
    return FoundItem(found.column, item, found.construct, Message("proposal.severity_asked"))


def _named_item(role: ItemRole, construct: KnownConstruct) -> Item:
    return Item(variable=f"{role}_{construct.id}", construct=construct.id, role=role)


def _grouped(columns: Sequence[ColumnFacts]) -> tuple[dict[str, FoundItem], dict[str, str]]:
    """Items, and elements of structure (column to variable), whose role a shared initial says.

    An initial counts where at least two columns share it and at least half of them name a construct of its role
    with fitting values.
    """
    groups: dict[str, list[tuple[ColumnFacts, str]]] = {}
    for column in columns:
        match = _GROUP.match(column.name)
        if match:
            groups.setdefault(match[1].lower(), []).append((column, fold(match[2].replace("_", " "))))
    items: dict[str, FoundItem] = {}
    structure: dict[str, str] = {}
    for letter, members in groups.items():
        if letter == STRUCTURE_LETTER:
            elements = _elements(members)
            structure |= elements if _borne_out(len(elements), members) else {}
        elif letter in ROLE_LETTERS:
            found = [one for column, rest in members if (one := _in_group(column, rest, letter))]
            items |= {one.column: one for one in found} if _borne_out(len(found), members) else {}
    return items, structure


def _borne_out(recognised: int, members: Sequence[object]) -> bool:
    return recognised >= _FEWEST and 2 * recognised >= len(members)


def _in_group(column: ColumnFacts, rest: str, letter: str) -> FoundItem | None:
    role = ROLE_LETTERS[letter]
    named = _constructs(role, rest, short=True)
    if len(named) != 1 or not _values_fit(column, role):
        return None
    why = Message("proposal.group_says", {"role": f"{letter}_", "word": _word(named[0], rest, short=True)})
    return FoundItem(column.name, _named_item(role, named[0]), named[0], why)


def _elements(members: Sequence[tuple[ColumnFacts, str]]) -> dict[str, str]:
    found: dict[str, str] = {}
    for column, rest in members:
        said = [name for name, words in STRUCTURE_WORDS.items() if set(words) & set(rest.split())]
        if len(said) == 1 and said[0] not in found.values() and is_truth(column):
            found[column.name] = said[0]
    return found


def _item(column: ColumnFacts) -> FoundItem | Message | None:
    """The item that a column measures; the reason where it names a role but is no item; None where it names none."""
    reason: Message | None = None
    for role in ROLE_QUESTIONS:
        said, text, short = _role_said(column, role)
        if not said:
            continue
        named = _constructs(role, text, short)
        other = _OTHER_THINGS.search(column.asked)
        if len(named) == 1 and other:
            reason = reason or Message("proposal.item_elsewhere", {"role": said, "other": other.group()})
        elif len(named) == 1 and _values_fit(column, role):
            why = Message("proposal.item_says", {"role": said, "word": _word(named[0], text, short)})
            return FoundItem(column.name, _named_item(role, named[0]), named[0], why)
        else:
            reason = reason or _no_item(role, said, len(named))
    return reason


def _role_said(column: ColumnFacts, role: ItemRole) -> tuple[str, str, bool]:
    """The words by which a column says a role, the text to look for the construct in, and whether that is a name."""
    asked = ROLE_QUESTIONS[role].search(column.asked)
    if asked:
        return asked.group(), f"{column.words} {column.asked}", False
    name = column.words
    for word in sorted(ROLE_NAMES[role], key=len, reverse=True):
        if name.startswith(f"{word} "):
            return word, name.removeprefix(word).strip(), True
    return "", "", False


def _no_item(role: ItemRole, said: str, named: int) -> Message:
    if named == 1:
        return Message(f"proposal.item_values.{'rating' if role in RATED else 'truth'}", {"role": said})
    return Message("proposal.item_many" if named else "proposal.item_none", {"role": said})


def _constructs(role: ItemRole, text: str, short: bool) -> list[KnownConstruct]:
    return [known for known in CONSTRUCTS if role in known.roles and _word(known, text, short)]


def _word(construct: KnownConstruct, text: str, short: bool) -> str:
    words = (*construct.words, *construct.short) if short else construct.words
    return next((word for word in words if f" {fold(word)} " in f" {text} "), "")


def _values_fit(column: ColumnFacts, role: ItemRole) -> bool:
    return is_rating(column) if role in RATED else is_truth(column)
