"""Lines of the extraction form as people write them: columns and values in words, to the codes that are recorded."""

from collections.abc import Mapping, Sequence
from functools import lru_cache

from alianza.render.messages import LANGUAGES
from alianza.review.extraction import DIRECTIONS, MEASURES, several
from alianza.study.protocol import Construct
from alianza.study.text import folded
from alianza.workflow.batch_files import chosen, column_of
from alianza.workflow.construct_words import construct_named


def coded(values: Mapping[str, str], constructs: Sequence[Construct]) -> dict[str, str]:
    """A line with the codes of its columns, countries, construct, direction and measure; what is none stays as it is.

    >>> coded({"Dirección": "Sin relación", "medida": "r", "país": "Perú; ecuador; EC"}, ())
    {'direction': 'none', 'measure': 'correlation', 'country': 'PE; EC'}
    """
    named = {column_of(name): text for name, text in values.items()}
    if "construct" in named:
        named["construct"] = construct_named(named["construct"], constructs)
    if "country" in named:
        named["country"] = "; ".join(dict.fromkeys(map(country_code, several(named["country"]))))
    for name, kind, codes in (("direction", "directions", DIRECTIONS), ("measure", "measures", MEASURES)):
        if name in named:
            named[name] = chosen(kind, named[name], codes)
    return named


def country_code(text: str) -> str:
    """The ISO 3166-1 code of a country named in Spanish or English; a text that names none stays as it is.

    >>> country_code("peru"), country_code("United States"), country_code("ec"), country_code("Andes")
    ('PE', 'US', 'EC', 'Andes')
    """
    return _countries().get(folded(text.strip()), text.strip())


@lru_cache(maxsize=1)
def _countries() -> dict[str, str]:
    """Names without accents, and codes, to codes; the names are those of the Unicode CLDR."""
    from babel import Locale

    named = ((code, name) for language in LANGUAGES for code, name in Locale(language).territories.items())
    pairs = [(code, name) for code, name in named if len(code) == 2 and code.isalpha()]
    return {folded(name): code for code, name in pairs} | {code.lower(): code for code, _ in pairs}
