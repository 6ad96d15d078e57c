"""Stata files (.dta)."""

import os

from alianza.formats.labelled import read_labelled
from alianza.formats.sheet import Reading, Sheet

_START, _END = b"<stata_dta>", b"</stata_dta>"


def read(reading: Reading) -> Sheet:
    """Read a Stata file with its value labels and questions; see `read_labelled`."""
    from pyreadstat import read_dta

    _check_whole(reading)
    return read_labelled(reading, read_dta, "dta")


def _check_whole(reading: Reading) -> None:
    """Labels stand at the end of the file, and the reader would not miss them: the closing tag must be there."""
    with reading.path.open("rb") as file:
        start = file.read(len(_START))
        file.seek(-min(len(_END), reading.path.stat().st_size), os.SEEK_END)
        end = file.read()
    if start == _START and end != _END:
        raise reading.refuse("unreadable_file", expected="dta")
