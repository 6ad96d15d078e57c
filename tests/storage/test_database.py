"""What stands in the place of a study's database is named, and nothing is half-written."""

import os
import resource
import shutil
import sqlite3
import subprocess
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from alianza.formats import Refused
from alianza.storage import database as databases
from alianza.storage.chain import broken_links
from alianza.storage.database import FILE, StudyDatabase, exists, opened
from alianza.storage.event_log import Author, append, head, keep, read
from alianza.storage.sqlite import Sqlite
from alianza.study.event import Change
from alianza.workflow.journal import create, writing
from alianza.workflow.review import actions
from alianza.workflow.review.reading import read_review
from tests.review_study import study

ANA = Author("ana", "2025-03-01T10:00:00Z")
NOBODY = 65534


def made(folder: Path, events: int = 3) -> Path:
    folder.mkdir(exist_ok=True)
    database = StudyDatabase(folder, create=True)
    with database.writing() as connection:
        append(connection, "review", [Change("noted", {"place": place}) for place in range(events)], ANA)
    database.close()
    return folder


def refusal(act: Callable[[], object]) -> tuple[str, str, int]:
    """Code, file and exit code of what an act is refused for."""
    with pytest.raises(Refused) as refused:
        act()
    return refused.value.problem.code, refused.value.problem.file, refused.value.exit_code


def numbers(folder: Path) -> list[int]:
    database = StudyDatabase(folder)
    with database.reading() as connection:
        found = [event.number for event in read(connection)]
        assert broken_links(connection) == []
    database.close()
    return found


@pytest.mark.parametrize("ending", ["", "-wal", "-shm", "-journal"])
@pytest.mark.parametrize(
    ("stand", "code"),
    [
        (lambda place: place.symlink_to(place.parent.parent / "elsewhere"), "database_link"),
        (lambda place: place.mkdir(), "not_a_file"),
        (lambda place: os.mkfifo(place), "not_a_file"),
    ],
)
def test_what_is_no_file_of_the_folder_is_not_opened(
    tmp_path: Path, stand: Callable[[Path], object], code: str, ending: str
) -> None:
    folder = made(tmp_path / "study")
    place = folder / f"{FILE}{ending}"
    place.unlink(missing_ok=True)
    stand(place)
    for create_it in (False, True):
        assert refusal(lambda make=create_it: StudyDatabase(folder, create=make)) == (code, place.name, 3)
    assert not (tmp_path / "elsewhere").exists()


def test_a_link_to_the_database_of_another_study_is_neither_read_nor_written(tmp_path: Path) -> None:
    made(tmp_path / "other")
    folder = study(tmp_path)
    before = (tmp_path / "other" / FILE).read_bytes()
    (folder / FILE).symlink_to(tmp_path / "other" / FILE)
    assert exists(folder)
    assert refusal(lambda: read_review(folder))[0] == "database_link"
    assert refusal(lambda: actions.deduplicate(folder))[0] == "database_link"
    assert (tmp_path / "other" / FILE).read_bytes() == before


def test_a_broken_link_is_no_invitation_to_write_where_it_leads(tmp_path: Path) -> None:
    folder = study(tmp_path)
    (folder / FILE).symlink_to(tmp_path / "elsewhere.db")
    assert refusal(lambda: read_review(folder))[0] == "database_link"
    assert refusal(lambda: actions.deduplicate(folder))[0] == "database_link"
    assert not (tmp_path / "elsewhere.db").exists()


def test_an_empty_file_is_no_database(tmp_path: Path) -> None:
    (tmp_path / FILE).touch()
    assert refusal(lambda: StudyDatabase(tmp_path)) == ("not_a_database", FILE, 3)


@pytest.fixture
def shared() -> Iterator[Path]:
    """A folder that everybody may enter, which pytest's own folders are not."""
    place = Path(tempfile.mkdtemp())
    place.chmod(0o755)
    yield place
    shutil.rmtree(place)


@contextmanager
def somebody_else() -> Iterator[None]:
    """Act as somebody who owns nothing, where the tests run as root; else as oneself."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


def locked(folder: Path) -> None:
    """Take the permission to write from a folder and its files."""
    for one in folder.rglob("*"):
        one.chmod(0o555 if one.is_dir() else 0o444)
    folder.chmod(0o555)


def test_a_folder_that_can_only_be_read_is_read(shared: Path) -> None:
    locked(made(shared / "study"))
    with somebody_else():
        assert numbers(shared / "study") == [1, 2, 3]
        database = StudyDatabase(shared / "study")

        def write() -> None:
            with database.writing() as connection:
                append(connection, "review", [Change("noted")], ANA)

        assert refusal(write) == ("database_read_only", FILE, 4)
        database.close()
    assert sorted(one.name for one in (shared / "study").iterdir()) == [FILE]


def test_a_folder_that_can_only_be_read_while_somebody_writes_in_it_is_not_read_stale(shared: Path) -> None:
    folder = made(shared / "study")
    writer = StudyDatabase(folder)
    with writer.writing() as connection:
        append(connection, "review", [Change("noted")], ANA)
    locked(folder)
    with somebody_else():
        try:
            assert numbers(folder) == [1, 2, 3, 4]
        except Refused as refused:
            assert refused.problem.code in ("database_unusable", "database_read_only")
    writer.close()


def test_a_folder_without_permission_to_write_gets_no_database(shared: Path) -> None:
    folder = study(shared)
    locked(folder)
    with somebody_else():
        assert refusal(lambda: create(folder, None))[0] == "output_not_writable"
    assert not (folder / FILE).exists()


def test_a_place_that_cannot_keep_a_log_ahead_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Locks by extra files, as some network folders need, know no memory that readers and writers share."""

    def connect(self: Sqlite) -> sqlite3.Connection:
        return sqlite3.connect(f"file:{tmp_path / FILE}?vfs=unix-dotfile", uri=True, check_same_thread=False)

    monkeypatch.setattr(Sqlite, "_connect", connect)
    with pytest.raises(Refused) as refused:
        StudyDatabase(tmp_path, create=True)
    assert (refused.value.problem.code, refused.value.problem.found) == ("database_without_wal", "delete")


@contextmanager
def full_disk(folder: Path) -> Iterator[None]:
    """Let no file become larger than the database is now, as on a disk that is full."""
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, ((folder / FILE).stat().st_size, limits[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)


def fill(folder: Path) -> None:
    with writing(folder) as connection:
        keep(connection, os.urandom(3_000_000))
        append(connection, "review", [Change("noted", {"place": place}) for place in range(99)], ANA)


def test_a_file_that_may_not_grow_keeps_what_it_had(tmp_path: Path) -> None:
    folder = made(tmp_path / "study")
    with full_disk(folder):
        code, _, exit_code = refusal(lambda: fill(folder))
    assert (code, exit_code) in (("database_full", 4), ("database_unusable", 4))
    assert numbers(folder) == [1, 2, 3]
    fill(folder)
    assert len(numbers(folder)) == 102


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of one megabyte."""
    place = tmp_path / "disk"
    place.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(place)]
    if os.geteuid() != 0 or shutil.which("mount") is None or subprocess.run(command, capture_output=True).returncode:
        pytest.skip("only root can mount a small disk")
    yield place
    subprocess.run(["umount", str(place)], check=True)


def test_on_a_full_disk_nothing_is_half_written(small_disk: Path) -> None:
    folder = made(small_disk / "study")
    assert refusal(lambda: fill(folder)) == ("database_full", FILE, 4)
    with writing(folder) as connection:
        append(connection, "review", [Change("noted")], ANA)
    assert numbers(folder) == [1, 2, 3, 4]
    opened(folder).close()


def test_on_a_full_disk_no_database_appears(small_disk: Path) -> None:
    folder = study(small_disk)
    (small_disk / "filling").write_bytes(bytes(990_000))
    assert refusal(lambda: actions.deduplicate(folder))[0] == "database_full"
    assert sorted(one.name for one in folder.iterdir()) == ["review", "study.toml"]


def test_a_process_opens_a_database_once(tmp_path: Path) -> None:
    folder = made(tmp_path / "study")
    assert opened(folder) is opened(folder / ".." / "study")


def test_a_database_that_took_the_place_of_another_is_opened_anew(tmp_path: Path) -> None:
    folder = made(tmp_path / "study")
    with opened(folder).reading() as connection:
        assert head(connection)[0] == 3
    backup = made(tmp_path / "backup", events=2)
    opened(folder)
    (backup / FILE).replace(folder / FILE)
    with opened(folder).reading() as connection:
        assert head(connection)[0] == 2
        assert broken_links(connection) == []


def test_only_the_databases_of_the_last_studies_stay_open(tmp_path: Path) -> None:
    folders = [made(tmp_path / name) for name in "abcdef"]
    first = opened(folders[0])
    for folder in folders[1:]:
        opened(folder)
    assert len(databases._open) <= databases.KEPT_OPEN
    assert opened(folders[0]) is not first
    with first.reading() as connection:  # who still holds it may go on
        assert head(connection)[0] == 3
    first.close()


def test_threads_of_one_process_take_turns(tmp_path: Path) -> None:
    folder = made(tmp_path / "study", events=0)

    def write(name: str) -> None:
        for _ in range(20):
            with writing(folder) as connection:
                append(connection, "review", [Change("noted")], Author(name, ANA.at))

    threads = [threading.Thread(target=write, args=(name,)) for name in ("ana", "luis", "eva")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert numbers(folder) == list(range(1, 61))
