"""A log goes out as text and comes back as it was, or not at all."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from alianza.formats import Refused
from alianza.storage.database import StudyDatabase
from alianza.storage.event_log import Author, append, content, head, keep, read
from alianza.storage.log_text import lines, load, write
from alianza.study.event import Change

ANA = Author("ana", "2025-03-01T10:00:00Z")


@pytest.fixture
def written(tmp_path: Path) -> Path:
    database = StudyDatabase(tmp_path, create=True)
    with database.writing() as connection:
        digests = [keep(connection, b"TY  - JOUR\r\n"), keep(connection, b"\xff\xfe\x00")]
        changes = [Change("imported", {"source": digest, "título": "diseño"}) for digest in digests]
        append(connection, "review", changes, ANA)
    with database.reading() as connection:
        write(connection, tmp_path / "log.jsonl")
    return tmp_path / "log.jsonl"


def test_a_log_comes_back_as_it_was(written: Path) -> None:
    database = StudyDatabase(None)
    load(written, database)
    with database.reading() as connection:
        assert "".join(lines(connection)) == written.read_text("utf-8")
        assert [event.number for event in read(connection)] == [1, 2]
        assert content(connection, str(read(connection)[1].payload["source"])) == b"\xff\xfe\x00"


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("diseño", "engaño", "log_changed"),
        ('"author":"ana"', '"author":"luis"', "log_changed"),
        ("TY  - JOUR", "TY  - BOOK", None),
        ('{"alianza_log":1}', '{"alianza_log":9}', "not_a_log"),
        ('"kind":"imported"', '"kind":"imported', "not_a_log"),
        ('"kind":"imported",', "", "not_a_log"),
    ],
)
def test_an_edited_log_is_refused_and_nothing_is_kept(written: Path, old: str, new: str, code: str | None) -> None:
    before = written.read_text("utf-8")
    assert old in before
    written.write_text(before.replace(old, new), "utf-8")
    database = StudyDatabase(None)
    if code is None:
        load(written, database)
        with database.reading() as connection, pytest.raises(Refused) as refused:
            [content(connection, str(event.payload["source"])) for event in read(connection)]
        assert refused.value.problem.code == "content_missing"
        return
    with pytest.raises(Refused) as refused:
        load(written, database)
    assert refused.value.problem.code == code
    with database.reading() as connection:
        assert head(connection)[0] == 0


def test_a_log_is_not_restored_over_another(written: Path) -> None:
    with pytest.raises(Refused) as refused:
        load(written, StudyDatabase(written.parent))
    assert refused.value.problem.code == "log_not_empty"


@pytest.mark.parametrize("line", ['{"content":"x","text":5}', '{"number":' + "9" * 40 + "}", "[" * 100_000, "5"])
def test_a_line_that_no_log_has_is_named(tmp_path: Path, line: str) -> None:
    (tmp_path / "log.jsonl").write_text(f'{{"alianza_log":1}}\n{line}\n', "utf-8")
    with pytest.raises(Refused) as refused:
        load(tmp_path / "log.jsonl", StudyDatabase(None))
    assert (refused.value.problem.code, refused.value.problem.row) == ("not_a_log", 2)


@pytest.mark.parametrize("stand", [lambda place: place.mkdir(), os.mkfifo])
def test_a_folder_or_a_pipe_is_no_log(tmp_path: Path, stand: Callable[[Path], object]) -> None:
    stand(tmp_path / "log.jsonl")
    with pytest.raises(Refused) as refused:
        load(tmp_path / "log.jsonl", StudyDatabase(None))
    assert refused.value.problem.code == "not_a_file"
