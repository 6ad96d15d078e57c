"""Data that a program drew must say so everywhere: by the name of their file and by the firms' identifiers."""

from collections.abc import Iterable, Iterator

import polars as pl

from alianza.study.problem import Problem
from alianza.study.protocol import Protocol, Source
from alianza.survey.responses import Responses

MARK = "SYNTHETIC"
PREFIX = "SYN-"


def named_synthetic(file: str) -> bool:
    """Whether a file's name says that its data are synthetic.

    >>> named_synthetic("survey/firms.SYNTHETIC.csv"), named_synthetic("datos.sav")
    (True, False)
    """
    return MARK in file.upper()


def synthetic_ids(values: Iterable[str]) -> bool:
    """Whether all identifiers carry the prefix of synthetic firms.

    >>> synthetic_ids(["SYN-00001", "SYN-00002"]), synthetic_ids(["SYN-00001", "0002"]), synthetic_ids([])
    (True, False, False)
    """
    ids = list(values)
    return bool(ids) and all(value.upper().startswith(PREFIX) for value in ids)


def undeclared_synthetic(protocol: Protocol, responses: Responses) -> tuple[Problem, ...]:
    """An error where the data are synthetic by their file or their firms and the protocol does not say so."""
    if protocol.synthetic:
        return ()
    frame = responses.frame
    ids = frame["firm"].drop_nulls().cast(pl.String).unique().to_list() if "firm" in frame.columns else []
    file = next(filter(named_synthetic, _files(responses.source)), responses.source.file)
    said = MARK if named_synthetic(file) else PREFIX if synthetic_ids(ids) else ""
    return (Problem("synthetic_undeclared", file=file, place="synthetic", found=said),) if said else ()


def _files(source: Source) -> Iterator[str]:
    """The survey's own file, and those of its fieldwork and its pilot."""
    yield source.file
    yield from (one.file for one in (source.fieldwork, source.pilot) if one)
