"""What in a text may tell who somebody is: proposals for a table of names, which a person decides on.

Nothing is redacted by itself: a capital letter makes no name. A name in small letters is not found here, nor one of a
single word that only begins sentences.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Final, Literal

from alianza.interviews.identity_numbers import is_cedula, is_ruc
from alianza.interviews.speakers import is_code, is_heading, is_letter, is_role_word, key
from alianza.interviews.transcript import Conversation, conversation

Kind = Literal["speaker", "name", "email", "phone", "cedula", "ruc"]

_CAPITAL = r"[^\W\d_a-zß-öø-ÿ][\w’'-]*"
_PARTICLES = r"(?:(?:de|del|la|las|los|y|e|da|das|do|dos|di|van|von)[ ]){0,3}"
_COMPANY = r"(?:S\.[ ]?A\.(?:[ ]?S\.)?|C[íi]a\.(?:[ ]Ltda\.)?|Ltda\.)"
_RUN = re.compile(rf"(?<!\w){_CAPITAL}(?:[ ]{_PARTICLES}(?!{_COMPANY}){_CAPITAL})*(?:,?[ ]{_COMPANY})?")
_SENTENCE_END: Final = frozenset(".!?…:\n")
_OPENING = " \t¿¡«»“”\"'‘(—–-*_>[]#"
_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{2,63}){1,4}")
_DIGITS = re.compile(r"(?<![\w+])\+?\d(?:[ .()/-]{0,2}\d){6,14}(?!\w)")
_ECUADOR_PHONE = re.compile(r"0[2-7]\d{7}|09\d{8}|593[2-79]\d{7,8}")
_STARTERS = (
    "a al ante antes aqui asi aun aunque ayer bajo bien cada casi como con contra cuando de del desde despues "
    "dijo donde dos el ella ellos en entre era es esa ese eso esta este esto fue ha habia hace hacia hasta hay "
    "hoy la las le les lo los luego mas me mi mientras mis muy nada nadie ni nos nosotros nuestra nuestro o otra "
    "otro para pero por porque primero que quien se segun ser si sin sobre son su sus tal tambien tampoco tanto "
    "todo todos tras tu un una uno vino y ya yo and as at but for from he her his in it my of on our she so that "
    "the then there they this to we when with you your"
)
"""Words that begin sentences and are no names, without accents."""
_ORDINARY: Final = frozenset(_STARTERS.split())
_NO_NAMES: Final = frozenset(
    ["i", "ok", "ruc", "iva", "sri", "iess", "si", "no", "ud", "uds", "usted", "ustedes", "sr", "sra"]
)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Something that may tell who somebody is.

    Attributes:
        kind: `speaker` (a label that is a name), `name`, `email`, `phone`, `cedula` or `ruc`.
        text: As it is first written.
        places: Where it stands, in code points from 0.
    """

    kind: Kind
    text: str
    places: tuple[int, ...]


def suggestions(text: str, known: Collection[str] = (), least: int = 1) -> tuple[Suggestion, ...]:
    """What may tell who somebody is, by kind and then by how often it stands there.

    Names are runs of words with capital letters that stand at least `least` times inside a sentence; several words with
    capitals that begin one count as well, without the first where it is an ordinary word.
    Numbers of persons and firms are those of Ecuador whose check digit is right.

    Args:
        text: The text of a transcript, before its redaction.
        known: Names that are in the table already; they are not proposed again.
        least: How often a name must stand in the text.
    """
    spoken = conversation(text)
    taken = {key(name) for name in known}
    found = [*_speakers(text, spoken), *_names(text, spoken, least), *_gathered("email", _EMAIL, text), *_numbers(text)]
    return tuple(one for one in found if key(one.text) not in taken)


def _speakers(text: str, spoken: Conversation) -> Iterator[Suggestion]:
    for speaker in spoken.speakers:
        label = key(speaker.name)
        if not (is_role_word(label) or is_code(label) or is_letter(label)):
            whole = re.compile(rf"(?<!\w){re.escape(speaker.name)}(?!\w)")
            yield Suggestion("speaker", speaker.name, tuple(found.start() for found in whole.finditer(text)))


def _names(text: str, spoken: Conversation, least: int) -> list[Suggestion]:
    """Runs of capitalised words that come back, the most frequent first."""
    inside: dict[str, list[tuple[int, str]]] = {}  # by what makes two writings one
    starting: list[re.Match[str]] = []
    heard = {key(speaker.name) for speaker in spoken.speakers}
    for run in _RUN.finditer(text):
        if key(run[0]) in heard:
            continue
        if _begins_sentence(text, run.start()):
            starting.append(run)
        else:
            inside.setdefault(key(run[0]), []).append((run.start(), run[0]))
    for run in starting:
        at, words = _credited(text, run, inside)
        if words:
            inside.setdefault(key(words), []).append((at, words))
    kept = [
        Suggestion("name", places[0][1], tuple(sorted(at for at, _ in places)))
        for name, places in inside.items()
        if len(places) >= least and _may_be_name(name)
    ]
    return sorted(kept, key=lambda one: (-len(one.places), one.places[0]))


def _credited(text: str, run: re.Match[str], inside: Collection[str]) -> tuple[int, str]:
    """What a run counts for that begins a sentence: for itself where it is known from inside one, else for its rest.

    An ordinary first word has its capital letter from the sentence: «Entonces Rosa Vera» counts for «Rosa Vera», unless
    the text nowhere has it in small letters: «Juan Vera» counts as it is.
    """
    first, *others = run[0].split()
    ordinary = (
        key(first) in _ORDINARY
        or is_heading(key(first))
        or re.search(rf"(?<!\w){re.escape(first.lower())}(?!\w)", text) is not None
    )
    behind = re.compile(rf"{_CAPITAL}[ ]{_PARTICLES}(?={_CAPITAL})").match(run[0])
    at, rest = (run.start() + behind.end(), run[0][behind.end() :]) if behind else (run.start(), "")
    if key(run[0]) in inside or (others and not ordinary and key(rest) not in inside):
        return run.start(), run[0]
    return at, rest


def _begins_sentence(text: str, start: int) -> bool:
    """Whether the end of a sentence, a label or nothing stands before, looking through brackets and quotes."""
    at = start - 1
    while at >= 0 and text[at] in _OPENING:
        at -= 1
    return at < 0 or text[at] in _SENTENCE_END


def _may_be_name(name: str) -> bool:
    return len(name) > 1 and name not in _NO_NAMES and not is_role_word(name) and not is_code(name)


def _numbers(text: str) -> Iterator[Suggestion]:
    """Numbers of telephones, persons and firms."""
    found: dict[tuple[Kind, str], list[re.Match[str]]] = {}
    for match in _DIGITS.finditer(text):
        kind = _number_kind(match[0])
        if kind:
            found.setdefault((kind, re.sub(r"\D", "", match[0])), []).append(match)
    for (kind, _), matches in found.items():
        yield Suggestion(kind, matches[0][0], tuple(match.start() for match in matches))


def _number_kind(written: str) -> Kind | None:
    digits = re.sub(r"\D", "", written)
    if written.startswith("+"):
        return "phone" if len(digits) <= 15 else None
    if is_ruc(digits):
        return "ruc"
    if is_cedula(digits):
        return "cedula"
    return "phone" if _ECUADOR_PHONE.fullmatch(digits) else None


def _gathered(kind: Kind, pattern: re.Pattern[str], text: str) -> Iterator[Suggestion]:
    """What a pattern finds, each writing once."""
    found: dict[str, list[int]] = {}
    for match in pattern.finditer(text):
        found.setdefault(match[0], []).append(match.start())
    for written, places in found.items():
        yield Suggestion(kind, written, tuple(places))
