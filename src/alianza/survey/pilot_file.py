"""From a pilot's file to what it shows: the survey's own columns, kinds and missing codes, and times beside them."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

import msgspec

from alianza.study.fieldwork import Pilot as Declared
from alianza.study.problem import Problem
from alianza.study.protocol import Protocol, Source
from alianza.study.survey_design import SurveyDesign
from alianza.survey.pilot import Pilot, pilot
from alianza.survey.responses import SheetLike, interpret
from alianza.survey.scales import Measure, scales_of

ITEM = "{item}"
TIME = "seconds: "
"""Start of the name of a time's variable; no study variable has such a name."""


def read_pilot(sheet: SheetLike, protocol: Protocol) -> tuple[Pilot | None, tuple[Problem, ...]]:
    """What a pilot shows, and what was odd in its file.

    Args:
        sheet: The pilot's file as read.
        protocol: The protocol; its survey declares a pilot.

    Returns:
        The pilot, None where an item that it names has no column; and the problems of `interpret`, with
        `unknown_column` for such items.
    """
    source = protocol.survey
    assert source is not None and source.pilot is not None
    declared = source.pilot
    columns = _columns(declared, source, sheet.columns or sheet.frame.columns)
    times = _times(declared, columns, sheet.frame.columns)
    answers = interpret(sheet, _as_survey(source, columns, times))
    problems = tuple(_of_pilot(one) for one in answers.problems)
    if any(problem.code == "unknown_column" for problem in problems):
        return None, problems
    asked = {item: answers.frame[by] for item, by in declared.asked.items() if by in answers.frame.columns}
    items = [item for item in columns if item not in declared.asked.values() or item in declared.items]
    named = {item: TIME + item for item in times}
    return pilot(answers.frame, items, named, _tried(declared, scales_of(protocol), columns), asked), problems


def _columns(declared: Declared, source: Source, there: Iterable[str]) -> dict[str, str]:
    """Item to its column; by default every variable of the survey whose column is there, in the survey's order."""
    named = source.columns
    wanted = declared.items or tuple(variable for variable, column in named.items() if column in set(there))
    routes = [variable for variable in declared.asked.values() if variable not in wanted]
    return {item: named.get(item, item) for item in (*wanted, *routes)}


def _times(declared: Declared, columns: Mapping[str, str], there: Iterable[str]) -> dict[str, str]:
    """Item to the column of its seconds, where the file has it."""
    if ITEM not in declared.times:
        return {}
    named = {item: declared.times.replace(ITEM, column) for item, column in columns.items()}
    return {item: column for item, column in named.items() if column in set(there)}


def _as_survey(source: Source, columns: Mapping[str, str], times: Mapping[str, str]) -> Source:
    """The survey's declaration for the pilot's file: same kinds, labels and missing codes, no design."""
    seconds = {TIME + item: column for item, column in times.items()}
    return msgspec.structs.replace(
        source,
        columns={**columns, **seconds},
        kinds={**source.kinds, **dict.fromkeys(seconds, "number")},
        derived=(),
        design=SurveyDesign(),
        respondents="",
    )


def _tried(declared: Declared, scales: Iterable[Measure], columns: Mapping[str, str]) -> list[Measure]:
    return [
        scale
        for scale in scales
        if (not declared.scales or scale.id in declared.scales) and set(scale.items) <= set(columns)
    ]


def _of_pilot(problem: Problem) -> Problem:
    """A problem of the pilot's file: it stands in no report's way, since no estimate rests on it."""
    if problem.code == "unknown_column":
        return replace(problem, place="survey.pilot.items")
    return replace(problem, severity="warning")
