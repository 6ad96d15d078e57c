"""Names of authors as `Family, Given`, whichever way round a file writes them."""

import re

from alianza.formats.references.markup import clean

# fmt: off
_PARTICLES = frozenset((
    "af", "al", "ap", "av", "bin", "da", "das", "de", "degli", "del", "della", "den",
    "der", "di", "do", "dos", "du", "e", "el", "ibn", "la", "las", "le", "los",
    "san", "santa", "st", "ste", "ten", "ter", "van", "vander", "vom", "von", "y", "zu",
    "zum", "zur",
))
# fmt: on
_OPENING = _PARTICLES - {"y", "e", "san", "santa"}
"""Particles that may begin a family name."""
_SUFFIX = re.compile(r"(?:jr|sr|jnr|snr|ii|iii|iv|filho|neto|junior)\.?", re.IGNORECASE)
_INITIALS = re.compile(r"(?:[^\W\d_]\.?-?){1,4}")
_INSTITUTION = re.compile(
    r"\b(?:academ[iy]\w*|agenc\w+|associa\w+|asocia\w+|banco?|bank|bureau|center|centre|centro|cepal|collabora\w+|comisión|"
    r"commission|committee|comité|company|consorcio|consortium|corpora\w+|council|department|departamento|facultad|faculty|"
    r"federa\w+|foundation|fundación|grupo?|group|inc|institut\w*|investigators|laborator\w+|ltd|minist\w+|national|network|"
    r"nations|observatori\w+|oecd|ocde|office|organi[sz]a\w+|red|research|school|secretar\w+|sociedad|societ\w+|study|team|"
    r"unesco|union|univers\w+|working)\b",
    re.IGNORECASE,
)
_NOBODY = re.compile(r"\[?(?:anonymous|anon|anónimo|no author.*|et al|others|na|n/a)\.?\]?", re.IGNORECASE)
_ORDINARY = 6  # words: longer ones without a comma are institutions


def inverted(text: str) -> str:
    """A name out of a file that writes families first; empty where it names nobody.

    A name without a comma is one of an institution, or of a family with initials.

    >>> [inverted(name) for name in ("Marx,Karl", "Fanning E.", "Smith JA", "A. Author-One", "CEPAL", "[Anonymous]")]
    ['Marx, Karl', 'Fanning, E.', 'Smith, JA', 'Author-One, A.', 'CEPAL', '']
    >>> inverted("Torre, Juan de la")
    'de la Torre, Juan'
    """
    name = _bare(text)
    family, comma, given = name.partition(",")
    if comma:
        return _joined(family.strip(), given.strip(" ,"))
    return name if _INSTITUTION.search(name) else _by_initials(name.split()) or name


def direct(text: str) -> str:
    """A name out of a file that writes given names first; a comma still means that the family comes first.

    >>> [direct(name) for name in ("David De Roure", "Jason R. C. Nurse", "Ludwig van Beethoven", "Martin King Jr.")]
    ['De Roure, David', 'Nurse, Jason R. C.', 'van Beethoven, Ludwig', 'King Jr., Martin']
    >>> [direct(name) for name in ("María de la Cruz Pérez", "World Health Organization", "Marx, Karl", "Plato")]
    ['de la Cruz Pérez, María', 'World Health Organization', 'Marx, Karl', 'Plato']
    """
    name = _bare(text)
    words = name.split()
    if "," in name or len(words) < 2 or len(words) > _ORDINARY or _INSTITUTION.search(name):
        return inverted(name)
    at = _family_start(words)
    return f"{' '.join(words[at:])}, {' '.join(words[:at])}"


def _family_start(words: list[str]) -> int:
    """Place of the first word of the family name: the first particle after a given name, else the last word."""
    last = len(words) - 1
    if last > 1 and _SUFFIX.fullmatch(words[last]):
        last -= 1
    return next((at for at in range(1, last) if words[at].casefold() in _OPENING), last)


def _bare(text: str) -> str:
    """The name without markup, brackets and final commas, empty where it names nobody."""
    name = clean(text).strip(" ;").removesuffix(",")
    return "" if _NOBODY.fullmatch(name) else name


def _joined(family: str, given: str) -> str:
    """Family and given names; particles that stand behind the given name belong before the family."""
    words = given.split()
    kept = len(words)
    while kept > 1 and words[kept - 1] in _PARTICLES:  # in lower case only: «DA» are initials
        kept -= 1
    family = " ".join([*words[kept:], family])
    given = " ".join(words[:kept])
    return f"{family}, {given}" if family and given else family or given


def _by_initials(words: list[str]) -> str:
    """`Fanning E.` and `A. Author` without their comma; empty where no initials tell which is which."""
    if len(words) < 2:
        return ""
    behind = len(words)
    while behind > 1 and _is_initials(words[behind - 1]):
        behind -= 1
    if behind < len(words):
        return f"{' '.join(words[:behind])}, {' '.join(words[behind:])}"
    before = 0
    while before < len(words) - 1 and _is_initials(words[before]) and "." in words[before]:
        before += 1
    return f"{' '.join(words[before:])}, {' '.join(words[:before])}" if before else ""


def _is_initials(word: str) -> bool:
    return word == word.upper() and bool(_INITIALS.fullmatch(word))
