"""From a contact file, or the survey's own rows, to the firms that were worked; what contradicts is named."""

from collections.abc import Mapping
from dataclasses import replace
from functools import reduce

import polars as pl

from alianza.study.crossing import SEPARATOR
from alianza.study.fieldwork import Fieldwork
from alianza.study.message import Message
from alianza.study.problem import Problem
from alianza.study.protocol import Source
from alianza.study.text import Text
from alianza.survey.contacts import Contacts
from alianza.survey.dispositions import kind_of, tally
from alianza.survey.responses import Responses, SheetLike
from alianza.survey.values import near, texts

IN_SURVEY = Fieldwork(attempts="attempts", mode="mode", strata=("sector",))
"""Where the survey's own rows say it: under the canonical names, eligibility by sector."""


def own_contacts(responses: Responses) -> tuple[Contacts | None, tuple[Problem, ...]]:
    """The contacts that the survey's own rows tell, where they have a final disposition."""
    declared = responses.source.fieldwork or IN_SURVEY
    frame = responses.frame
    if declared.disposition not in frame.columns:
        return None, ()
    columns = {variable: variable for variable in frame.columns}
    return _contacts(frame, declared, columns, responses.labels, responses.source.file)


def read_contacts(
    sheet: SheetLike, declared: Fieldwork, source: Source, labels: Mapping[str, Mapping[str, Text]]
) -> tuple[Contacts | None, tuple[Problem, ...]]:
    """The contacts of a file of their own.

    Args:
        sheet: The file as read.
        declared: Which of its columns say what.
        source: The survey's declaration: a column of the survey file's name takes that variable's labels.
        labels: Variable to value to label.

    Returns:
        The contacts, None where a column is absent, and the problems: `unknown_column`, and the warning
        `unknown_disposition` for firms that count nowhere.
    """
    wanted = {
        "disposition": [declared.disposition], "attempts": [declared.attempts], "mode": [declared.mode],
        "strata": [*declared.strata],
    }  # fmt: skip
    absent = [
        Problem(
            "unknown_column", "error", sheet.name, place=f"survey.fieldwork.{key}", found=name,
            values={"near": near(name, sheet.columns or sheet.frame.columns), "variable": key},
        )
        for key, names in wanted.items()
        for name in names
        if name and name not in sheet.frame.columns
    ]  # fmt: skip
    if absent:
        return None, tuple(absent)
    variables = {column: variable for variable, column in source.columns.items()}
    return _contacts(sheet.frame, declared, variables, labels, sheet.name)


def disagreement(contacts: Contacts, responses: Responses, file: str) -> tuple[Problem, ...]:
    """A warning where the contact file counts another number of interviews than the survey has respondents."""
    respondents = responses.source.respondents
    if respondents not in responses.frame.columns:
        return ()
    answered = int(responses.frame[respondents].fill_null(False).sum())
    interviews = int(contacts.frame["kind"].is_in(["interview", "partial"]).fill_null(False).sum())
    if answered == interviews:
        return ()
    values = {"interviews": interviews, "respondents": answered}
    return (Problem("fieldwork_disagrees", "warning", file, place="survey.fieldwork.file", values=values),)


def _contacts(
    frame: pl.DataFrame,
    declared: Fieldwork,
    variables: Mapping[str, str],
    labels: Mapping[str, Mapping[str, Text]],
    file: str,
) -> tuple[Contacts, tuple[Problem, ...]]:
    codes = texts(frame[declared.disposition])
    kinds = {code: kind_of(code) for code in codes.unique().drop_nulls().to_list()}
    strata = [name for name in declared.strata if name in frame.columns]
    columns = [
        codes.alias("disposition"),
        codes.replace_strict(kinds, default=None, return_dtype=pl.String).alias("kind"),
        _strata(frame, strata).alias("stratum"),
    ]
    if declared.attempts in frame.columns:
        columns.append(frame[declared.attempts].cast(pl.Float64, strict=False).alias("attempts"))
    if declared.mode in frame.columns:
        columns.append(texts(frame[declared.mode]).alias("mode"))
    _, problems = tally(codes.alias(declared.disposition))
    words = [labels.get(variables.get(name, name), {}) for name in strata]
    own = _labels(columns[2], words)
    modes = labels.get(variables.get(declared.mode, declared.mode), {})
    return Contacts(pl.DataFrame(columns), own, modes), tuple(
        replace(one, file=file, severity="warning") for one in problems
    )


def _strata(frame: pl.DataFrame, names: list[str]) -> pl.Series:
    if not names:
        return pl.Series([""] * frame.height, dtype=pl.String)
    written = [texts(frame[name]).fill_null("").alias(name) for name in names]
    return pl.DataFrame(written).select(pl.concat_str(names, separator=SEPARATOR)).to_series()


def _labels(strata: pl.Series, words: list[Mapping[str, Text]]) -> dict[str, Text | Message]:
    """The words for each stratum, category by category."""
    return {one: _label(one.split(SEPARATOR), words) for one in strata.unique().to_list() if one}


def _label(parts: list[str], words: list[Mapping[str, Text]]) -> Text | Message:
    told: list[Text | Message] = [own.get(part) or Text(part) for part, own in zip(parts, words, strict=True)]
    return reduce(lambda outer, inner: Message("rows.within", {"outer": outer, "inner": inner}), told)
