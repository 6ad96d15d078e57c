"""Power and sample size as a small table: the number, and beside it what it rests on."""

import math
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any, Final

from alianza.integration.planned_power import PlannedPower
from alianza.render.messages import say, sentence
from alianza.render.numbers import MISSING, number, percent
from alianza.render.stats_tables import Printed
from alianza.statistics.planning.question import Answer, Given, Question
from alianza.study.message import Message

COLUMNS: Final = ("answers", "total", "invited", "power", "alpha", "deff", "response")
MANY: Final = 1000
"""Base from which a share carries one decimal; a planned power always does."""


def question_table(question: Question, given: Given, answer: Answer, language: str) -> Printed:
    """One question's answer in one row."""
    columns = [name for name in COLUMNS if name != "total" or question.groups > 1]
    names = [_renamed(name, question, answer) for name in columns]
    label = sentence("planning.rows.groups" if question.groups > 1 else "planning.rows.sample", language)
    legend = sentence("planning.legend", language)
    notes = [_method(question, language), legend]
    if answer.error is not None:
        notes.append(_simulated(given, answer, language))
    population = getattr(question, "population", math.inf)
    if answer.invited > population:
        values = {"invited": answer.invited, "population": population}
        notes.append(say(Message("planning.more_than_all", values), language))
    title = say(Message(f"planning.questions.{question.kind}", _values(question)), language)
    headings = ("", *(sentence(f"planning.columns.{name}", language) for name in names))
    cells = tuple(_cell(name, question, answer, given, language) for name in columns)
    return Printed(title, headings, ((label, *cells),), (False, *(True for _ in columns)), tuple(notes))


def study_table(planned: Sequence[PlannedPower], language: str) -> Printed:
    """Two rows a hypothesis: what is planned, and what would be needed; assumptions under the table."""
    rows: list[tuple[str, ...]] = []
    notes = [sentence("planning.legend", language)]
    for one in planned:
        rows += _hypothesis_rows(one, language)
        notes += _hypothesis_notes(one, language)
    headings = ("", *(sentence(f"planning.columns.{name}", language) for name in COLUMNS))
    title = sentence("planning.study_title", language)
    return Printed(title, headings, tuple(rows), (False, *(True for _ in COLUMNS)), tuple(notes))


def answer_record(answer: Answer) -> dict[str, Any]:
    """An answer as plain values."""
    return {**asdict(answer), "total": answer.total}


def planned_record(one: PlannedPower, language: str) -> dict[str, Any]:
    """A hypothesis with its plan as plain values, and in words why something is missing."""
    return {
        "id": one.hypothesis.id,
        "margin": one.hypothesis.margin,
        "question": asdict(one.question) if one.question else None,  # type: ignore[call-overload]
        "given": asdict(one.given),
        "planned": answer_record(one.planned) if one.planned else None,
        "needed": answer_record(one.needed) if one.needed else None,
        "reason": _reason(one, language),
    }


def _hypothesis_rows(one: PlannedPower, language: str) -> list[tuple[str, ...]]:
    blank = tuple(MISSING for _ in COLUMNS)
    rows = []
    for name, answer in (("planned", one.planned), ("needed", one.needed)):
        label = say(Message(f"planning.rows.{name}", {"id": one.hypothesis.id}), language)
        cells = blank
        if one.question is not None and answer is not None:
            cells = tuple(_cell(column, one.question, answer, one.given, language) for column in COLUMNS)
        rows.append((label, *cells))
    return rows


def _hypothesis_notes(one: PlannedPower, language: str) -> list[str]:
    """What a hypothesis's numbers rest on, and why one of them is missing."""
    head = f"{one.hypothesis.id}. "
    if one.question is None:
        return [head + _reason(one, language)]
    said = [say(Message(f"planning.questions.{one.question.kind}", _values(one.question)), language) + "."]
    said.append(_method(one.question, language))
    answer = one.planned or one.needed
    if answer is not None and answer.error is not None:
        said.append(_simulated(one.given, answer, language))
    return [head + " ".join(filter(None, (*said, _reason(one, language))))]


def _method(question: Question, language: str) -> str:
    """How the question is answered, and whether the population's size counts."""
    method = say(Message(f"planning.methods.{question.kind}"), language)
    finite = getattr(question, "population", math.inf) < math.inf
    return f"{method} {sentence('planning.finite', language)}" if finite else method


def _reason(one: PlannedPower, language: str) -> str:
    if not one.why:
        return ""
    plan = one.hypothesis.planned
    values = {"comparator": one.hypothesis.comparator, "answers": plan.answers[-1] if plan else 0}
    return say(Message(f"planning.why.{one.why}", values), language)


def _simulated(given: Given, answer: Answer, language: str) -> str:
    values = {"runs": given.runs, "seed": given.seed, "error": 100 * (answer.error or 0)}
    return say(Message("planning.simulated", values), language)


def _values(question: Question) -> dict[str, Any]:
    """A question's numbers for its sentence; an endless population is told in words."""
    values = asdict(question)  # type: ignore[call-overload]
    if "population" in values:
        endless = values["population"] == math.inf
        code = "planning.endless" if endless else "planning.population"
        values["population"] = Message(code, {} if endless else {"firms": values["population"]})
    return dict(values)


def _renamed(name: str, question: Question, answer: Answer) -> str:
    """A margin of error takes the place of the power, and one sample has no groups."""
    if name == "power" and answer.power is None:
        return "margin_points" if question.kind == "one_share" else "margin"
    return "sample" if name == "answers" and len(answer.answers) == 1 else name


def _cell(column: str, question: Question, answer: Answer, given: Given, language: str) -> str:
    match column:
        case "answers":
            return _sizes(answer, language)
        case "power":
            return _reached(question, answer, language)
        case "alpha":
            return number(given.alpha, 3 if round(given.alpha, 2) != given.alpha else 2, language)
        case "deff":
            return number(given.deff, 2, language)
        case "response":
            return percent(given.response, 0, language)
    return number(answer.total if column == "total" else answer.invited, 0, language)


def _sizes(answer: Answer, language: str) -> str:
    """Answers of each group; one number where the groups are equal."""
    return " + ".join(number(n, 0, language) for n in dict.fromkeys(answer.answers))


def _reached(question: Question, answer: Answer, language: str) -> str:
    """The power, or the margin of error in the unit of the estimate: points for shares."""
    if answer.margin is None:
        return percent(answer.power or 0.0, MANY, language)
    points = question.kind == "one_share"
    return number(100 * answer.margin, 2, language) if points else number(answer.margin, 4, language)
