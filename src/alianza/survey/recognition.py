"""How far a column of a file looks like a variable that the report knows.

A name or a question must say so, and the values must be able to be it; a column that only half fits is left
to the researcher. Likeness of words is rapidfuzz's token sort ratio, 0 to 100.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from alianza.study.message import Message
from alianza.survey.reading import is_no_answer
from alianza.survey.values import NO, YES, fold
from alianza.survey.vocabulary import Variable

SURE = 85.0
"""Likeness from which a column is proposed."""

_CAMEL = re.compile(r"(?<=[a-záéíóúñ])(?=[A-ZÁÉÍÓÚÑ])")
_QUESTION_NUMBER = re.compile(r"^([a-z]{0,3}\d+[a-z]?\d*|[ivx]+) |^(p|q|v|preg) ")
_LONG_ENOUGH = 5  # letters from which two words can be alike rather than equal
_SPELLING = 88.0
_MAX_CATEGORIES = 40
_UNIQUE_SHARE = 0.9
_FILLERS = frozenset(
    {"el", "la", "los", "las", "de", "del", "su", "sus", "un", "una", "en", "empresa", "the", "of", "your", "a", "firm"}
)
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
    """

    name: str
    title: str = ""
    labels: Mapping[str, str] = field(default_factory=dict)
    numeric: bool = False
    values: tuple[str, ...] = ()
    distinct: int = 0
    answered: int = 0

    @property
    def words(self) -> str:
        """The name as folded words, without a question number in front."""
        words = fold(_CAMEL.sub(" ", self.name).replace("_", " "))
        return _QUESTION_NUMBER.sub("", words) or words

    @property
    def asked(self) -> str:
        """The question as folded words, without its number."""
        return _QUESTION_NUMBER.sub("", fold(self.title))


def likeness(column: ColumnFacts, variable: Variable) -> tuple[float, Message]:
    """How much the column looks like the variable by name or question, 0 to 100, and why; 0 where it cannot be it."""
    if not fits(column, variable):
        return 0.0, Message("proposal.nothing")
    return max((_by_word(column, word) for word in variable.words), key=lambda found: found[0])


def _by_word(column: ColumnFacts, word: str) -> tuple[float, Message]:
    from rapidfuzz.fuzz import token_sort_ratio

    name, asked, plain = column.words, column.asked, fold(word)
    if plain in (name, fold(column.name)):
        return 100.0, Message("proposal.name_is", {"word": word})
    if asked == plain:
        return 98.0, Message("proposal.question_is", {"word": word})
    if " " in plain and f" {plain} " in f" {asked} ":
        return 92.0, Message("proposal.question_says", {"word": word})
    if _core(asked) and _core(asked) == _core(plain):
        return 95.0, Message("proposal.question_is", {"word": word})
    score = token_sort_ratio(name, plain) if min(len(name), len(plain)) >= _LONG_ENOUGH else 0.0
    return (score if score >= _SPELLING else 0.0), Message("proposal.name_like", {"word": word})


def _core(words: str) -> frozenset[str]:
    """The telling words: articles, prepositions and "the firm" say nothing."""
    return frozenset(words.split()) - _FILLERS


def fits(column: ColumnFacts, variable: Variable) -> bool:
    """Whether the column's values can be the variable's."""
    if not column.answered:
        return False
    if variable.kind == "boolean":
        return is_truth(column) or (variable.name == "objectives_met" and is_rating(column))
    if variable.kind == "number":
        return column.numeric and not _all_labelled(column)
    if variable.kind == "category":
        return bool(column.labels) or column.distinct <= _MAX_CATEGORIES or variable.name in ("stratum", "psu")
    return column.distinct >= _UNIQUE_SHARE * column.answered


def is_truth(column: ColumnFacts) -> bool:
    """Whether the column says yes or no, by its labels or its values."""
    said = {fold(column.labels.get(value, value)) for value in column.values}
    meant = {word for word in said if not is_no_answer(word)}
    yes = any(word in YES or word.startswith("si ") for word in meant)
    return yes and column.distinct <= 4 and all(_says_truth(word) for word in meant)


def _says_truth(word: str) -> bool:
    return word in YES | NO or word.startswith(("si ", "no "))


def is_rating(column: ColumnFacts) -> bool:
    """Whether the column's answers are ratings from 1 to 5."""
    given = {value for value in column.values if not is_no_answer(fold(column.labels.get(value, "")))}
    return len(given) > 2 and given <= _RATINGS


def _all_labelled(column: ColumnFacts) -> bool:
    """Every value labelled means codes, not quantities; labels of "no answer" and of a scale's ends do not count."""
    answers = {value for value in column.values if not is_no_answer(fold(column.labels.get(value, "")))}
    return bool(answers) and not answers <= _RATINGS and answers <= set(column.labels)
