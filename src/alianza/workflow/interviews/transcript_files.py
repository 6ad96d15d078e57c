"""Transcripts in the study folder, and whose they are: by the row that names them, or by the interview's own name.

One rule for everything that takes them in, warns of them or erases them.
"""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from alianza.interviews.registry import Interview
from alianza.storage.output import OUT

ENDINGS: Final = frozenset({".txt", ".md", ".markdown", ".docx", ".odt", ".pdf", ".srt", ".vtt"})
"""Endings of files that can be a transcript."""


def row_of(rows: Sequence[Interview], file: Path) -> Interview | None:
    """The interview whose transcript a file is: by the file that its row names, else by its own name."""
    named = (one for one in rows if one.transcript and Path(one.transcript).name == file.name)
    by_name = (one for one in rows if one.id == file.stem.partition(".")[0])
    return next(named, next(by_name, None))


def people_of(rows: Sequence[Interview], file: Path) -> tuple[str, ...]:
    """Participants whose rows name a file."""
    named = (one.participant for one in rows if one.transcript and Path(one.transcript).name == file.name)
    return tuple(dict.fromkeys(named))


def files_of(folder: Path, registry: str, rows: Sequence[Interview]) -> dict[str, tuple[Interview, ...]]:
    """Files of a study, relative to its folder, with the interviews that they are of: transcripts, recordings, others.

    Args:
        folder: The study folder.
        registry: File of the registry: what lies beside it and below it is looked at, and what rows name elsewhere.
        rows: The rows of the registry.
    """
    home = folder.resolve()
    found: dict[str, tuple[Interview, ...]] = {}
    for row in rows:
        named = (home / row.transcript).resolve() if row.transcript else home
        if named.is_relative_to(home) and named.is_file():
            name = named.relative_to(home).as_posix()
            found[name] = (*found.get(name, ()), row)
    for file in _below(home / Path(registry).parent):
        name, own = file.relative_to(home).as_posix(), row_of(rows, file)
        if own is not None and name != Path(registry).as_posix():
            found.setdefault(name, (own,))
    return found


def is_transcript(name: str) -> bool:
    """Whether a file can be a transcript, by its ending."""
    return Path(name).suffix.lower() in ENDINGS


def _below(place: Path) -> Iterator[Path]:
    """The files in a folder and below it, without hidden ones, links and what runs wrote."""
    for path, folders, files in os.walk(place):
        folders[:] = sorted(one for one in folders if not one.startswith(".") and one != OUT)
        names = (Path(path) / one for one in sorted(files) if not one.startswith("."))
        yield from (one for one in names if not one.is_symlink())
