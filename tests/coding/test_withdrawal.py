"""What rests on a change of the codebook: looked for once, however many codes go."""

from collections.abc import Iterable

import pytest

from alianza.coding import withdrawal
from alianza.coding.progress import CodeEntry, CodingState, PassageCoding
from alianza.study.event import Event, standing

CODES = tuple(CodeEntry(f"1.{place}", f"código {place}") for place in range(1, 101))
BROUGHT = Event(1, "coding", "project_adopted", {}, "lia", "")


def upset(events: list[Event]) -> tuple[str, str] | None:
    found = withdrawal.upset(CodingState(codes=CODES), CodingState(), events, BROUGHT)
    return (found.found, found.expected) if found else None


def coded(number: int, code: str) -> Event:
    return Event(number, "coding", "passage_coded", {"document": "9", "code": code, "start": 0, "end": 1}, "ana", "")


def test_the_first_event_that_names_a_code_that_would_go_is_told() -> None:
    assert upset([BROUGHT, coded(2, "7"), coded(3, "1.80"), coded(4, "1.2")]) == ("1", "3")
    assert upset([BROUGHT, coded(2, "7"), coded(3, "1.800")]) is None


def test_the_log_is_read_once_for_all_codes_that_would_go(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[int] = []

    def counted(events: Iterable[Event]) -> list[Event]:
        read.append(1)
        return standing(events)

    monkeypatch.setattr(withdrawal, "standing", counted)
    assert upset([BROUGHT, coded(2, "7")]) is None
    assert len(read) == 1


class Unsearched(list[str]):
    """A list that nobody may search through: it is as long as the codings that were removed."""

    def __contains__(self, item: object) -> bool:
        raise AssertionError(item)


def test_removed_codings_are_not_searched_through_for_every_coding_there_is() -> None:
    passages = tuple(PassageCoding(number, "1", "2", 0, 1, by="ana") for number in range(3, 9))
    removed = Event(9, "coding", "codings_removed", {"codings": Unsearched(["3", "4"])}, "ana", "")
    assert withdrawal.obstacle(CodingState(codings=passages), [removed], removed) is None
