"""From codes and values to sentences: the only place that turns messages into Spanish and English.

A catalogue is a TOML file in `alianza/locale/<language>/`; nested tables give dotted codes, so that
`Message("lead.outcome")` finds `outcome` under `[lead]`, in whatever file. A placeholder may say how its value
is shown, `{share:value}`:

- an `Estimate`: nothing gives «68 % (IC 95 %: 60 a 75; n = 150)»; `value` «68 %», `interval` «60 % a 75 %»,
  `base` «150», `both` «68 % (60 a 75)»,
  `evidence` «IC 95 %: 60 a 75; n = 150»;
- a number: nothing gives an integer as it is and a fraction with two decimals at most; `percent`, `points`, `p`
  («p < 0,001»), `0` to `4` (that many decimals), `plain` (no grouping), `exact` (all decimals, no grouping);
  `empresa|empresas` picks the word for one or for many;
- `brackets`: the value in brackets after a space, and nothing where it is empty;
- `finding`: the id of a finding becomes the title of its table;
- `variable`: the name of a study variable or `items:role` becomes its words where the catalogue has them;
- `date`: an ISO date in words; `country`: a country code as its name; `database`: a database's name;
- `article`: names of records as people read them, `A12.3`;
- `design`: study designs of the quality checklist;
- `batch`: columns, choices and stages of the review's batches, as the batches write them;
- a `Message` or `Text` becomes its words, a list «a, b y c» (`list`: with commas only, `semicolons`, `dots`); `quoted`
  puts «» round it, `capital` begins it with a capital letter.
"""

import tomllib
from collections.abc import Iterable, Mapping
from functools import lru_cache
from importlib.resources import files
from string import Formatter
from typing import Any, Final

from alianza.render import numbers
from alianza.review.naming import labelled
from alianza.study.estimate import Estimate
from alianza.study.message import Message
from alianza.study.problem import Problem
from alianza.study.text import Text

LANGUAGES: Final = ("es", "en")
DATE_LOCALES: Final = {"en": "en_GB"}
"""Day before month, as in Spanish."""
NAMES: Final = frozenset({"variable", "finding"})
"""Forms that turn a name of the code into words, also inside lists."""
SEPARATORS: Final = {"list": ", ", "semicolons": "; ", "dots": " · "}
"""How a list is written that is none in words."""
QUOTES: Final = {"es": ("«", "»"), "en": ("“", "”")}


def say(message: Message | Text, language: str, grouped: bool = True) -> str:
    """The message's sentence in `language`, the thousands of its own numbers grouped or not.

    Raises:
        KeyError: If the catalogue has no such code, or the message lacks a value that its sentence needs.
    """
    if isinstance(message, Text):
        return numbers.spaced(message.spoken(language), language)
    return _Sentence(language, grouped).vformat(sentence(message.code, language), (), message.values)


def sentence(code: str, language: str) -> str:
    """The catalogue's sentence for `code`, its placeholders unfilled.

    Raises:
        KeyError: If the catalogue has no such code.
    """
    return catalogue(language)[code]


def known(code: str, language: str) -> bool:
    """Whether the catalogue has a sentence for `code`."""
    return code in catalogue(language)


def problem_sentences(problem: Problem, language: str) -> tuple[str, str]:
    """What is wrong and what to do about it, as two sentences; values that the problem lacks stay empty."""
    values = {
        "file": problem.file,
        "row": problem.row,
        "place": problem.place,
        "found": problem.found,
        "expected": problem.expected,
        "near": "",
        **problem.values,
    }
    speaker = _Sentence(language)
    what, remedy = (sentence(f"problems.{problem.code}.{part}", language) for part in ("what", "remedy"))
    return speaker.vformat(what, (), values), speaker.vformat(remedy, (), values)


def problem_place(problem: Problem, language: str) -> str:
    """Where the problem stands: «respuestas.csv, fila 12», or nothing for the whole study."""
    row = "" if problem.row is None else say(Message("place.row", {"row": problem.row}), language)
    return ", ".join(part for part in (problem.file, row) if part)


def say_problem(problem: Problem, language: str) -> str:
    """A problem as one line: where, what, and what to do."""
    place = problem_place(problem, language)
    return (place + ": " if place else "") + " ".join(problem_sentences(problem, language))


def joined(parts: Iterable[str], language: str) -> str:
    """A list in words: «a, b y c»."""
    from babel.lists import format_list

    texts = list(parts)
    return format_list(texts, locale=language) if texts else ""


def capitalised(text: str) -> str:
    """The text with its first letter in upper case, as a row or a sentence begins, also inside a quotation mark.

    >>> capitalised("«claridad» importa")
    '«Claridad» importa'
    """
    at = 1 if text[:1] in ("«", "“") else 0
    return text[:at] + text[at : at + 1].upper() + text[at + 1 :]


def long_date(date: str, language: str) -> str:
    """An ISO date in words («4 de mayo de 2025»); other texts stay as they are.

    >>> long_date("2025-05-04", "es"), long_date("2025", "en")
    ('4 de mayo de 2025', '2025')
    """
    from datetime import date as calendar_date

    from babel.dates import format_date

    try:
        day = calendar_date.fromisoformat(date)
    except ValueError:
        return date
    return format_date(day, format="long", locale=DATE_LOCALES.get(language, language))


@lru_cache(maxsize=len(LANGUAGES))
def catalogue(language: str) -> Mapping[str, str]:
    """Every sentence of a language by its dotted code.

    Raises:
        ValueError: If two files define the same code.
    """
    sentences: dict[str, str] = {}
    folder = files("alianza").joinpath("locale", language)
    for file in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if not file.name.endswith(".toml"):
            continue
        for code, text in _flat(tomllib.loads(file.read_text(encoding="utf-8")), ""):
            if code in sentences:
                raise ValueError(f"{language}/{file.name}: {code} is defined twice")
            sentences[code] = text
    return sentences


def _flat(entries: Mapping[str, Any], prefix: str) -> Iterable[tuple[str, str]]:
    for key, value in entries.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{prefix}{key}.")
        else:
            yield prefix + key, str(value)


class _Sentence(Formatter):
    """Fills a sentence's placeholders in one language."""

    def __init__(self, language: str, grouped: bool = True) -> None:
        self.language = language
        self.grouped = grouped

    def get_value(self, key: int | str, args: Any, kwargs: Mapping[str, Any]) -> Any:
        return kwargs[str(key)]

    def get_field(self, field_name: str, args: Any, kwargs: Any) -> Any:
        """Placeholders are plain names: no attribute or item is ever reached through them."""
        return kwargs[field_name], field_name

    def convert_field(self, value: Any, conversion: str | None) -> Any:
        return value

    def format_field(self, value: Any, format_spec: str) -> str:
        if not self.grouped and isinstance(value, int | float) and not isinstance(value, bool):
            return _number(value, format_spec, self.language, grouped=False)
        return shown(value, format_spec, self.language)


def shown(value: object, form: str, language: str) -> str:
    """A placeholder's value in words; see the module for the forms."""
    match value:
        case None:
            return ""
        case bool():
            return sentence("value.yes" if value else "value.no", language)
        case Message() | Text():
            return _quoted(say(value, language), form, language)
        case Estimate():
            return spoken(value, form, language)
        case int() | float():
            return _number(value, form, language)
        case tuple() | list():
            parts = [shown(part, form if form in NAMES else "", language) for part in value]
            return SEPARATORS[form].join(parts) if form in SEPARATORS else joined(parts, language)
    match form:
        case "brackets":
            return f" ({value})" if value else ""
        case "variable":
            return variable(str(value), language)
        case "finding":
            return _finding(str(value), language)
        case "date":
            return long_date(str(value), language)
        case "country":
            return country(str(value), language)
        case "database":
            return database(str(value), language)
        case "article":
            return labelled(str(value))
        case "design":
            return ", ".join(sentence(f"batch.categories.{part}", language) for part in str(value).split(", "))
        case "batch":
            return ", ".join(batch_word(part, language) for part in str(value).split(", "))
    return _quoted(str(value), form, language)


def _finding(identifier: str, language: str) -> str:
    """The title of the finding's table in quotes; the id itself where the catalogue has no such table."""
    code = f"tables.{identifier.partition('.')[0]}.title"
    return _quoted(sentence(code, language), "quoted", language) if known(code, language) else identifier


def variable(name: str, language: str) -> str:
    """The words for a study variable or a role of items (`items:benefit`); the name itself where there are none."""
    code = name.replace("items:", "items.") if name.startswith("items:") else f"variables.{name}"
    return sentence(code, language) if known(code, language) else name


def country(code: str, language: str) -> str:
    """A country's name by its two-letter code; other texts stay as they are.

    >>> country("PE", "es"), country("Andean region", "en")
    ('Perú', 'Andean region')
    """
    from babel import Locale

    known_names = Locale.parse(language).territories if len(code) == 2 else {}
    return str(known_names.get(code.upper(), code))


def batch_word(code: str, language: str) -> str:
    """What a batch calls a column, a choice, a stage or a reason that no criterion names; other texts stay as they are.

    >>> batch_word("direction", "es"), batch_word("none", "es"), batch_word("trust", "es")
    ('dirección', 'sin relación', 'trust')
    """
    kinds = ("columns", "verdicts", "directions", "measures", "answers")
    places = (*(f"batch.{kind}.{code}" for kind in kinds), f"review.stages.{code}", f"export.reasons.{code}")
    return next((sentence(place, language) for place in places if known(place, language)), code)


def database(name: str, language: str) -> str:
    """A bibliographic database's name as it writes itself; the name as it is where the catalogue has none.

    >>> database("wos", "es"), database("lilacs", "es")
    ('Web of Science', 'lilacs')
    """
    code = f"review.databases.{name or 'unknown'}"
    return sentence(code, language) if known(code, language) else name


def _quoted(text: str, form: str, language: str) -> str:
    if form == "capital":
        return capitalised(text)
    opening, closing = QUOTES[language] if form == "quoted" else ("", "")
    return opening + text + closing


def _number(value: float, form: str, language: str, grouped: bool = True) -> str:
    if "|" in form:
        one, many = form.split("|", 1)
        return one if value == 1 else many
    match form:
        case "percent":
            return numbers.percent(value, 0, language)
        case "points":
            return numbers.number(value * 100, 0, language)
        case "p":
            return numbers.p_value(value, language)
        case "exact":
            return numbers.exact(value, language)
        case "plain":
            return str(int(value)) if value == int(value) else str(value)
    return numbers.number(value, int(form) if form else _places(value), language, grouped)


def _places(value: float) -> int:
    """Two decimals at most, and none that are zeros."""
    return next(places for places in (0, 1, 2) if places == 2 or round(value, 2) == round(value, places))


def spoken(estimate: Estimate, form: str, language: str) -> str:
    """An estimate inside a sentence."""
    if form == "base":
        return numbers.number(estimate.n, 0, language)
    if estimate.value is None:
        return numbers.MISSING
    value = _with_unit(numbers.plain(estimate.value, estimate.unit, estimate.n, language), estimate, language)
    limits = numbers.interval(estimate, language)
    match form:
        case "value":
            return value
        case "interval":
            return _with_unit(limits, estimate, language)
        case "both":
            return f"{value} ({limits})" if limits else value
    evidence = _evidence(estimate, limits, language)
    if form == "evidence":
        return evidence
    return say(Message("value.estimate", {"value": value, "evidence": evidence}), language)


def _evidence(estimate: Estimate, limits: str, language: str) -> str:
    """What an estimate rests on: its interval, if any, and its base."""
    level = numbers.percent(estimate.level, 0, language)
    code = "value.evidence" if limits else "value.evidence_without_interval"
    return say(Message(code, {"interval": limits, "level": level, "n": estimate.n}), language)


def _with_unit(text: str, estimate: Estimate, language: str) -> str:
    """A number with the sign or word that its unit takes in a sentence."""
    if estimate.unit in ("share", "growth"):
        return text + numbers.percent_sign(language)
    if known(f"unit_after.{estimate.unit}", language):
        return text + numbers.NO_BREAK + sentence(f"unit_after.{estimate.unit}", language)
    return text
