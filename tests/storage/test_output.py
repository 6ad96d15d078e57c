"""Outputs appear whole or not at all."""

import errno
import json
import os
from pathlib import Path

import pytest

from alianza.formats import Refused
from alianza.storage.output import is_output, staged


def write_run(out: Path, word: str) -> None:
    with staged(out) as folder:
        (folder / "tables").mkdir()
        (folder / "tables" / "t.csv").write_text(word, encoding="utf-8")
        (folder / "manifest.json").write_text(
            json.dumps({"alianza": "0", "outputs": {"tables/t.csv": "", "left-over.csv": ""}}), encoding="utf-8"
        )


def content(out: Path) -> str:
    return (out / "tables" / "t.csv").read_text(encoding="utf-8")


def test_a_new_folder_appears_with_its_parents_and_nothing_beside_it(tmp_path: Path) -> None:
    out = tmp_path / "a" / "out"
    write_run(out, "one")
    assert content(out) == "one" and is_output(out)
    assert [entry.name for entry in out.parent.iterdir()] == ["out"]


def test_nothing_is_at_its_place_before_all_is_written(tmp_path: Path) -> None:
    out = tmp_path / "out"
    with staged(out) as folder:
        (folder / "manifest.json").write_text("{}", encoding="utf-8")
        assert not out.exists() and folder.parent == out.parent
    assert out.is_dir()


def test_an_older_run_is_replaced_whole(tmp_path: Path) -> None:
    out = tmp_path / "out"
    write_run(out, "one")
    (out / "left-over.csv").write_text("x", encoding="utf-8")
    write_run(out, "two")
    assert content(out) == "two" and not (out / "left-over.csv").exists()
    assert [entry.name for entry in tmp_path.iterdir()] == ["out"]


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt])
def test_a_run_that_fails_changes_nothing(tmp_path: Path, error: type[BaseException]) -> None:
    out = tmp_path / "out"
    write_run(out, "one")
    with pytest.raises(error), staged(out) as folder:
        (folder / "half.csv").write_text("x", encoding="utf-8")
        raise error
    assert content(out) == "one"
    assert [entry.name for entry in tmp_path.iterdir()] == ["out"]


def test_what_no_run_wrote_is_never_deleted(tmp_path: Path) -> None:
    precious = tmp_path / "tesis"
    precious.mkdir()
    (precious / "capitulo.docx").write_text("x", encoding="utf-8")
    (tmp_path / "file").write_text("x", encoding="utf-8")
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "manifest.json").write_text('{"name": "a web page"}', encoding="utf-8")
    for place in (precious, tmp_path / "file", tmp_path / "other"):
        with pytest.raises(Refused) as caught, staged(place):
            pytest.fail("must not be entered")
        assert caught.value.problem.code == "not_an_output_folder" and caught.value.exit_code == 3
    assert (precious / "capitulo.docx").exists()


def test_an_empty_folder_may_be_used(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    write_run(tmp_path / "out", "one")
    assert content(tmp_path / "out") == "one"


def test_if_the_new_run_cannot_take_its_place_the_old_one_is_put_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    write_run(out, "one")
    real_rename = Path.rename

    def rename(self: Path, target: Path) -> Path:
        if ".tmp-" in self.name:
            raise PermissionError(13, "in use")  # as Windows does while a report is open
        return real_rename(self, target)

    monkeypatch.setattr(Path, "rename", rename)
    with pytest.raises(Refused) as caught, staged(out) as folder:
        (folder / "manifest.json").write_text("{}", encoding="utf-8")
    assert caught.value.problem.code == "output_not_writable"
    assert content(out) == "one"
    assert [entry.name for entry in tmp_path.iterdir()] == ["out"]


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="the superuser may write everywhere")
def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(Refused) as caught, staged(tmp_path / "out"):
            pytest.fail("must not be entered")
    finally:
        tmp_path.chmod(0o700)
    assert (caught.value.problem.code, caught.value.exit_code) == ("output_not_writable", 4)


def test_a_parent_that_is_a_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(Refused) as caught, staged(tmp_path / "file" / "out"):
        pytest.fail("must not be entered")
    assert caught.value.problem.code == "output_not_writable"


def test_a_full_disk_is_a_problem_and_the_older_run_stays(tmp_path: Path) -> None:
    out = tmp_path / "out"
    write_run(out, "one")
    with pytest.raises(Refused) as caught, staged(out):
        raise OSError(errno.ENOSPC, "No space left on device")  # a failed write names no file
    assert (caught.value.problem.code, caught.value.exit_code) == ("output_not_writable", 4)
    assert content(out) == "one"
    assert [entry.name for entry in tmp_path.iterdir()] == ["out"]


def test_files_that_no_run_wrote_are_carried_over(tmp_path: Path) -> None:
    out = tmp_path / "out"
    for text in ("first", "second"):
        with staged(out) as beside:
            (beside / "report.txt").write_text(text, encoding="utf-8")
            (beside / "manifest.json").write_text('{"alianza": "0", "outputs": {"report.txt": ""}}', encoding="utf-8")
        (out / "notes").mkdir(exist_ok=True)
        (out / "notes" / "mine.txt").write_text("keep", encoding="utf-8")
    assert (out / "report.txt").read_text(encoding="utf-8") == "second"
    assert (out / "notes" / "mine.txt").read_text(encoding="utf-8") == "keep"
