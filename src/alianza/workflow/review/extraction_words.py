"""Lines of the extraction form as people write them: columns and values in words, to the codes that are recorded."""

from collections.abc import Mapping, Sequence

from alianza.review.extraction import DIRECTIONS, MEASURES
from alianza.study.protocol import Construct
from alianza.workflow.batch_files import chosen, column_of
from alianza.workflow.construct_words import construct_named


def coded(values: Mapping[str, str], constructs: Sequence[Construct]) -> dict[str, str]:
    """A line with the codes of its columns, construct, direction and measure; what is none stays for the check.

    >>> coded({"Dirección": "Sin relación", "medida": "r"}, ())
    {'direction': 'none', 'measure': 'correlation'}
    """
    named = {column_of(name): text for name, text in values.items()}
    if "construct" in named:
        named["construct"] = construct_named(named["construct"], constructs)
    for name, kind, codes in (("direction", "directions", DIRECTIONS), ("measure", "measures", MEASURES)):
        if name in named:
            named[name] = chosen(kind, named[name], codes)
    return named
