"""Whoever codes is cut off again and again, and nothing that was acknowledged is lost."""

import random
import time
from collections.abc import Mapping
from multiprocessing import get_context
from multiprocessing.connection import Connection as Pipe
from pathlib import Path

from alianza.coding.open_coding import Passage
from alianza.coding.progress import CodingState
from alianza.storage import projections
from alianza.storage.chain import broken_links
from alianza.storage.database import opened
from alianza.storage.event_log import head, read
from alianza.storage.projections import current, encoded, rebuilt, stored_bytes, wrong_state
from alianza.workflow.interviews import actions, memos
from alianza.workflow.interviews.reading import CODING, read_coding
from alianza.workflow.interviews.transcripts import add_transcripts
from alianza.workflow.journal import Recorded, reading
from tests.interviews_study import study, transcripts

COMMANDS, KILLS, SEED = 2_000, 12, 2025
WITHIN = 0.01
"""Seconds within which somebody who has done enough is killed: one command or two, and any moment of them."""

PATIENCE = 60
"""Seconds after which somebody who says nothing has failed."""

CODES = ("confianza", "conflictos", "acuerdos")

Told = tuple[int, str, Mapping[str, object]]
"""Number, kind and payload of an event that was acknowledged."""


def command(folder: Path, place: int) -> Recorded[CodingState]:
    """One command of a coder, which records one event: codes, now and then with a note, memos, undo and redo."""
    if place % 25 == 7:
        return actions.take_back(folder, "ana")
    if place % 25 == 8:
        return actions.bring_back(folder, "ana")
    if place % 25 == 19:
        return memos.write_memo(folder, "reflexive", ["E01"], f"nota {place}", "ana")
    target = actions.Target(f"E0{place % 2 + 1}", Passage(place % 90, place % 90 + 9))
    return actions.code_passage(folder, target, [CODES[place % 3]], "ana", "sí" if place % 10 == 3 else "")


def work(folder: Path, first: int, pipe: Pipe) -> None:
    """Run the commands from one on, and acknowledge each."""
    projections.STORED_EVERY = 50  # so that many are killed while a state is stored
    for place in range(first, COMMANDS + 1):
        [event] = command(folder, place).events
        pipe.send((event.number, event.kind, event.payload))


def life(folder: Path, first: int, enough: int, wait: float) -> list[Told]:
    """What one process acknowledges until it is killed, some seconds after it has done enough."""
    context = get_context("forkserver")
    context.set_forkserver_preload([__name__])
    told, pipe = context.Pipe(duplex=False)
    worker = context.Process(target=work, args=(folder, first, pipe))
    worker.start()
    pipe.close()
    heard: list[Told] = []
    try:
        while len(heard) < enough and told.poll(PATIENCE):
            heard.append(told.recv())
        time.sleep(wait)
        worker.kill()
        while told.poll(PATIENCE):
            heard.append(told.recv())
    except (EOFError, ConnectionError):  # killed between two words, or all is done
        pass
    worker.join(PATIENCE)
    return heard


def test_nothing_that_was_acknowledged_is_lost_however_often_a_coder_is_killed(tmp_path: Path) -> None:
    folder, chance = study(tmp_path), random.Random(SEED)
    add_transcripts(folder, transcripts(folder), "lia")
    for code in CODES:
        actions.add_code(folder, code, {}, "lia")
    (folder / "interviews" / "registry.csv").unlink()  # reading it takes half of a command's time
    before = last_event(folder)
    acknowledged: list[Told] = []
    turns = sorted(chance.sample(range(1, COMMANDS), KILLS))
    for enough in (*turns, COMMANDS):
        done = last_event(folder) - before
        acknowledged += life(folder, done + 1, max(1, enough - done), chance.uniform(0, WITHIN))
        assert last_event(folder) - acknowledged[-1][0] in (0, 1)
        with reading(folder) as connection:
            assert broken_links(connection) == []
            assert encoded(current(connection, CODING)) == rebuilt(connection, CODING)
            assert wrong_state(connection, CODING) == []
    with reading(folder) as connection:
        log = {event.number: (event.number, event.kind, event.payload) for event in read(connection)}
        assert stored_bytes(connection, CODING) is not None
    assert last_event(folder) - before == COMMANDS
    assert len(acknowledged) >= COMMANDS - KILLS
    assert [log[number] for number, _, _ in acknowledged] == acknowledged
    assert sorted({*read_coding(folder).contents.words.values()} - {"sí"}) == sorted(
        f"nota {place}" for place in range(1, COMMANDS + 1) if place % 25 == 19
    )


def last_event(folder: Path) -> int:
    """Number of the last event, as a process that knows nothing yet finds it."""
    opened(folder).close()
    with reading(folder) as connection:
        return head(connection)[0]
