"""SPSS files (.sav, .zsav)."""

from alianza.formats.labelled import read_labelled
from alianza.formats.sheet import Reading, Sheet


def read(reading: Reading) -> Sheet:
    """Read an SPSS file with its value labels and questions; see `read_labelled`."""
    from pyreadstat import read_sav

    return read_labelled(reading, read_sav, "sav")
