"""How far a column of a file looks like a variable that the report knows.

A name or a question must say so, and the values must be able to be it; a column that only half fits is left
to the researcher, with the reason. A question is a variable's where it says one of the variable's phrases and,
besides, only words that mean nothing or that a question about it may say: any other word may turn it into a
question about the partner, the manager or next year.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from alianza.study.message import Message
from alianza.survey.codes import is_missing_code
from alianza.survey.reading import is_no_answer
from alianza.survey.values import NO, YES, fold
from alianza.survey.vocabulary import Variable

SURE = 85.0
"""Likeness from which a column is proposed."""

NOTHING = Message("proposal.nothing")

_CAMEL = re.compile(r"(?<=[a-záéíóúñ])(?=[A-ZÁÉÍÓÚÑ])")
_PARENTHESES = re.compile(r"\([^)]*\)")
_QUESTION_NUMBER = re.compile(r"^(?:(?:[a-z]{0,3}\d+[a-z]?\d*|[ivx]+) )+|^(?:p|q|v|preg) ")
_LONG_ENOUGH = 5  # letters from which two words can be alike rather than equal
_SPELLING = 88.0
_STEM = 8  # letters that tell a word from others, and let «planificaron» and «planificación» be one
_MAX_CATEGORIES = 40
_UNIQUE_SHARE = 0.9
_FEW_LABELS = 0.5
_FILLERS = (
    "el la lo los las se de del al a su sus un una unos unas en y o con por para que cual cuales es fue esta estan hay "
    "son tiene tienen tuvo hubo ha han usted ustedes actual actualmente hoy ahora alguna algun algunas algunos total "
    "totales principal periodo durante indique senale marque the of your an in is was has have had with what "
    "which this its it currently any did does do"
)
_FIRM = "empresa firma negocio compania establecimiento firm company business"
_NOT_THE_FIRM = re.compile(
    r"\b(?:socios?|socias?|contraparte|aliad[oa]s?|compet\w+|proveedor\w*|clientes?|gerentes?|director\w*"
    r"|propietari[oa]s?|duen[oa]s?|encuestad[oa]|entrevistad[oa]|informante|hogar|vivienda|mujeres|hombres|partners?|managers?|owners?"
    r"|respondents?|competitors?|suppliers?|customers?)\b"
)
_NOT_YET = re.compile(
    r"\b(?:futur[oa]s?|planea\w*|piensa\w*|pensaria|gustaria|prefier\w+|preferiria|proxim[oa]s?|esper(?:a|aba|an)|conoce"
    r"|cree|deberia|expected|planned for|future|next year|would|plans to)\b"
)
_SHORT_FORMS = {
    "anio": "ano",
    "anios": "anos",
    "num": "numero",
    "nro": "numero",
    "tam": "tamano",
    "prov": "provincia",
    "nvos": "nuevos",
    "obj": "objetivos",
    "vtas": "ventas",
}
_MEAN_RATING = re.compile(r"[1-4]\.\d+")
_RATINGS = frozenset({"1", "2", "3", "4", "5"})


@dataclass(frozen=True, slots=True)
class ColumnFacts:
    """What a file tells about a column.

    Attributes:
        name: Its name.
        title: The question or description stored with it.
        labels: Value to label.
        numeric: Whether its values are numbers.
        values: Its different values as text (a bounded number of them).
        distinct: How many different values it has.
        answered: How many rows have a value.
        extreme: A code like 99 far above every other value, which may mean "no answer"; empty where there is none.
    """

    name: str
    title: str = ""
    labels: Mapping[str, str] = field(default_factory=dict)
    numeric: bool = False
    values: tuple[str, ...] = ()
    distinct: int = 0
    answered: int = 0
    extreme: str = ""

    @property
    def words(self) -> str:
        """The name as folded words, usual short forms written out, without a question number in front."""
        words = fold(_CAMEL.sub(" ", self.name).replace("_", " "))
        words = _QUESTION_NUMBER.sub("", words) or words
        return " ".join(_SHORT_FORMS.get(word, word) for word in words.split())

    @property
    def asked(self) -> str:
        """The question as folded words, without its number and what stands in parentheses."""
        return _QUESTION_NUMBER.sub("", fold(_PARENTHESES.sub(" ", self.title)))

    @property
    def answers(self) -> frozenset[str]:
        """Its values but for those that mean "no answer" by their label, or by themselves where nothing labels them."""
        return frozenset(value for value in self.values if not self.no_answer(value))

    def no_answer(self, value: str) -> bool:
        """Whether a value's label says "no answer"."""
        return is_no_answer(fold(self.labels.get(value, "")))


@dataclass(frozen=True, slots=True)
class Likeness:
    """How much a column looks like a variable, 0 to 100, and why or why not."""

    score: float
    why: Message = NOTHING


def likeness(column: ColumnFacts, variable: Variable) -> Likeness:
    """How much the column looks like the variable by name or question; 0, with the reason, where it cannot be it."""
    found = max((_by_word(column, variable, word) for word in variable.words), key=lambda one: one.score)
    if found.score < SURE:
        return Likeness(found.score)
    said = {"variable": variable.name, "word": str(found.why.values.get("word", ""))}
    if not fits(column, variable):
        return Likeness(0.0, Message(f"proposal.cannot.{_kind(variable)}", said))
    other = _elsewhere(column, variable)
    return Likeness(0.0, Message("proposal.elsewhere", {**said, "other": other})) if other else found


def _kind(variable: Variable) -> str:
    return "rating" if variable.unit == "rating" else variable.kind


def _by_word(column: ColumnFacts, variable: Variable, word: str) -> Likeness:
    from rapidfuzz.fuzz import token_sort_ratio

    name, plain = column.words, fold(word)
    if plain in (name, fold(column.name)):
        return Likeness(100.0, Message("proposal.name_is", {"word": word}))
    questions = (column.asked, _QUESTION_NUMBER.sub("", fold(column.title)))
    said = max(_said(question, variable, plain) for question in questions)
    if said:
        code = "proposal.question_is" if said > 95 else "proposal.question_says"
        return Likeness(said, Message(code, {"word": word}))
    if _said(name, variable, plain) > 95:
        return Likeness(94.0, Message("proposal.name_like", {"word": word}))
    score = token_sort_ratio(name, plain) if min(len(name), len(plain)) >= _LONG_ENOUGH else 0.0
    return Likeness(score if score >= _SPELLING else 0.0, Message("proposal.name_like", {"word": word}))


def _said(question: str, variable: Variable, phrase: str) -> float:
    """98 where the question is the phrase, 95 to 97 where it only adds empty words, about 91 with words around it."""
    if question == phrase:
        return 98.0
    telling_firm = variable.name == "age"  # "Edad" alone is a person's
    asked, meant = _core(question, telling_firm), _core(phrase, telling_firm)
    if not meant or not meant <= asked:
        return 0.0
    if meant == asked:
        return 96.0
    return 90.0 + len(meant) / 10 if asked - meant <= _stems(fold(variable.around)) else 0.0


@lru_cache(maxsize=4096)
def _core(words: str, telling_firm: bool = False) -> frozenset[str]:
    """The stems of the telling words: articles, prepositions, auxiliaries and years say nothing."""
    empty = _FILLERS if telling_firm else f"{_FILLERS} {_FIRM}"
    told = [word for word in words.split() if word not in empty.split() and not re.fullmatch(r"(?:19|20)\d\d", word)]
    return _stems(" ".join(told))


@lru_cache(maxsize=4096)
def _stems(words: str) -> frozenset[str]:
    return frozenset(_stem(word) for word in words.split())


def _stem(word: str) -> str:
    """A word without its plural, cut to its first letters."""
    single = re.sub(r"(?<=[aeiou])s$|(?<=[nrldj])es$", "", word) if len(word) > 3 else word
    return single[:_STEM]


def _elsewhere(column: ColumnFacts, variable: Variable) -> str:
    """The word that makes the column speak of somebody else or of what has not happened; empty where none does."""
    text = f"{column.words} {column.asked}"
    allowed = _stems(fold(" ".join((variable.around, *variable.words))))
    signs = [*_NOT_YET.findall(text), *(_NOT_THE_FIRM.findall(text) if variable.of_firm else ())]
    return next((sign for sign in signs if _stem(sign) not in allowed), "")


def fits(column: ColumnFacts, variable: Variable) -> bool:
    """Whether the column's values can be the variable's."""
    if not column.answered:
        return False
    if variable.kind == "boolean":
        return is_truth(column) or (variable.name == "objectives_met" and is_rating(column))
    if variable.unit == "rating":
        return column.numeric and is_rating(column)
    if variable.kind == "number":
        rated = variable.unit in ("growth", "money") and column.answers <= _RATINGS
        return column.numeric and is_quantity(column) and not rated
    if variable.kind == "category":
        return bool(column.labels) or column.distinct <= _MAX_CATEGORIES or variable.name in ("stratum", "psu")
    return column.distinct >= _UNIQUE_SHARE * column.answered


def is_truth(column: ColumnFacts) -> bool:
    """Whether the column says yes or no, by its labels or its values; codes like 99 beside them do not matter."""
    said = {fold(column.labels.get(value, value)) for value in column.answers if not _is_code(column, value)}
    yes = any(word in YES or word.startswith("si ") for word in said)
    return yes and column.distinct <= 5 and all(_says_truth(word) for word in said)


def _is_code(column: ColumnFacts, value: str) -> bool:
    return value not in column.labels and is_missing_code(value)


def _says_truth(word: str) -> bool:
    return word in YES | NO or word.startswith(("si ", "no "))


def is_rating(column: ColumnFacts) -> bool:
    """Whether the answers are ratings from 1 to 5, or means of some; codes like 9 or 99 beside them do not matter."""
    given = {value for value in column.answers if not _is_code(column, value)}
    return len(given) > 2 and all(_rated(value) for value in given)


def _rated(value: str) -> bool:
    return value in _RATINGS or bool(_MEAN_RATING.fullmatch(value))


def is_quantity(column: ColumnFacts) -> bool:
    """Whether numbers are amounts: where labels name most of the answers, or two of a short scale, they are codes."""
    answers = column.answers
    labelled = answers & set(column.labels)
    scale = answers <= _RATINGS and len(labelled) > 1
    return bool(answers) and not scale and len(labelled) < _FEW_LABELS * len(answers)
