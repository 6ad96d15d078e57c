"""Outputs appear whole or not at all: they are written beside their place and then renamed into it."""

import errno
import json
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alianza.formats import Refused
from alianza.study.problem import Problem

OUT = "out"
"""Folder of a study's outputs, where nobody names another one."""
MARKER = "manifest.json"
ABSENT = 4
_DISK = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EROFS, errno.EACCES, errno.EPERM})


@contextmanager
def staged(out: Path) -> Iterator[Path]:
    """An empty folder to write into, which takes the place of `out` when the block ends without an error.

    The folder stands beside `out`, on the same disk, so that the last step is a rename. An older `out` is moved
    aside first and put back if the new one cannot take its place; files in it that no run wrote are carried over.
    If the block raises, nothing of it remains
    and `out` is as it was.

    Raises:
        Refused: If `out` is something else than the outputs of an earlier run, or cannot be written: no permission,
            no space, a file that another program holds open.
    """
    place = out.resolve()
    _refuse_foreign(place, out)
    beside = _sibling(place, "tmp")
    try:
        beside.mkdir(parents=True)
    except OSError as error:
        raise Refused(_unwritable(out, error), ABSENT) from None
    try:
        yield beside
        _take_place(beside, place, out)
    except OSError as error:
        if error.errno not in _DISK:
            raise
        raise Refused(_unwritable(out, error), ABSENT) from None
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def is_output(folder: Path) -> bool:
    """Whether a folder holds the outputs of a run: its manifest says which program wrote it."""
    try:
        manifest = json.loads((folder / MARKER).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(manifest, dict) and "alianza" in manifest


def _refuse_foreign(place: Path, out: Path) -> None:
    """Never delete what no run wrote."""
    if not place.exists():
        return
    empty = place.is_dir() and not any(place.iterdir())
    if not empty and not is_output(place):
        raise Refused(Problem("not_an_output_folder", found=str(out)))


def _keep_strangers(place: Path, beside: Path) -> None:
    """Carry over what the earlier run did not write: a reader's notes beside the report are not ours to delete."""
    if not is_output(place):
        return
    manifest = json.loads((place / MARKER).read_text(encoding="utf-8"))
    ours = {MARKER, *manifest.get("outputs", {})}
    for file in place.rglob("*"):
        name = file.relative_to(place).as_posix()
        if file.is_file() and name not in ours and not (beside / name).exists():
            (beside / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(file, beside / name)


def _take_place(beside: Path, place: Path, out: Path) -> None:
    _keep_strangers(place, beside)
    aside = _sibling(place, "old")
    try:
        if place.exists():
            place.rename(aside)
        beside.rename(place)
    except BaseException:  # also an interruption between the two renames
        if aside.exists() and not place.exists():
            aside.rename(place)
        raise
    shutil.rmtree(aside, ignore_errors=True)


def _sibling(place: Path, kind: str) -> Path:
    return place.with_name(f"{place.name}.{kind}-{secrets.token_hex(4)}")


def _unwritable(out: Path, error: OSError) -> Problem:
    return Problem("output_not_writable", found=str(out), values={"reason": error.strerror or ""})
