"""Stata files (.dta)."""

from alianza.formats.labelled import read_labelled
from alianza.formats.sheet import Reading, Sheet


def read(reading: Reading) -> Sheet:
    """Read a Stata file with its value labels and questions; see `read_labelled`."""
    from pyreadstat import read_dta

    return read_labelled(reading, read_dta, "dta")
