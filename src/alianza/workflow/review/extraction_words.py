"""Lines of the extraction form as people write them: columns and values in words, to the codes that are recorded."""

from collections.abc import Mapping, Sequence

from alianza.render.messages import LANGUAGES
from alianza.review.extraction import DIRECTIONS, MEASURES
from alianza.study.protocol import Construct
from alianza.survey.values import fold
from alianza.workflow.batch_files import chosen, column_of


def coded(values: Mapping[str, str], constructs: Sequence[Construct]) -> dict[str, str]:
    """A line with the codes of its columns, construct, direction and measure; what is none stays for the check.

    >>> coded({"Dirección": "Sin relación", "medida": "r"}, ())
    {'direction': 'none', 'measure': 'correlation'}
    """
    named = {column_of(name): text for name, text in values.items()}
    if "construct" in named:
        named["construct"] = _construct(named["construct"], constructs)
    for name, kind, codes in (("direction", "directions", DIRECTIONS), ("measure", "measures", MEASURES)):
        if name in named:
            named[name] = chosen(kind, named[name], codes)
    return named


def _construct(text: str, constructs: Sequence[Construct]) -> str:
    """The construct of that name or label; a label that two of them have stands for neither."""
    if any(one.id == text for one in constructs):
        return text
    plain = fold(text)
    found = {
        one.id for one in constructs if plain in {fold(one.id), *(fold(one.label.spoken(name)) for name in LANGUAGES)}
    }
    return found.pop() if len(found) == 1 else text
