"""Known totals of a study's calibration, matched with the categories of the sample before any weight is fitted.

A category is named by its code, or by its label where no code is called so. Everything in which totals and sample
contradict each other is a problem of its own, so that one reading finds them all.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import polars as pl

from alianza.statistics.calibration.fitting import DISAGREE
from alianza.study.crossing import SEPARATOR
from alianza.study.message import Message
from alianza.study.problem import Problem
from alianza.study.protocol import Source
from alianza.study.survey_design import Calibration, FrameCounts
from alianza.study.text import Text
from alianza.survey.places import Place
from alianza.survey.reading import aligned
from alianza.survey.values import NO, YES, fold, near, nearest, texts

Labels = Mapping[str, Mapping[str, Text]]
Level = tuple[str, ...]

KEY = "survey.design.calibration"
ROUNDED = 1e-6
"""Relative difference between sums up to which `calibrate` can meet two margins at once."""

_NAMED = 10  # categories of one margin that get a problem of their own


@dataclass(frozen=True, slots=True)
class Sample:
    """The survey's variables and what is known about their values: labels, and words for yes."""

    frame: pl.DataFrame
    labels: Labels
    truths: frozenset[str]
    place: Place

    def code(self, variable: str, written: str) -> str:
        """The category that a total is written for: a code, else the code of that label, else the text itself.

        Categories of a truth value are "true" and "false", in whatever words they are written.
        """
        labels = self.labels.get(variable, {})
        form = str(aligned(pl.Series([written.strip()]), labels)[0])
        named = [code for code, label in labels.items() if written.strip() in (label.es, label.en)]
        code = named[0] if form not in labels and len(named) == 1 else form
        if self.frame[variable].dtype != pl.Boolean:
            return code
        word = fold(code)
        return "true" if word in self.truths else "false" if word in NO else code

    def levels(self, variables: tuple[str, ...]) -> list[Level]:
        """The categories that occur, as texts, in order."""
        written = self.frame.select(texts(self.frame[name]).alias(name) for name in variables)
        return sorted(written.drop_nulls().unique().rows())


@dataclass(frozen=True, slots=True)
class KnownMargin:
    """Known totals of one margin.

    Attributes:
        variables: Study variables that form its categories.
        totals: Category (one text a variable, as the study writes it) to known total.
        file: File that the totals come from, or the protocol.
        key: Place in that file.
    """

    variables: tuple[str, ...]
    totals: Mapping[Level, float]
    file: str
    key: str

    @property
    def name(self) -> str:
        """The margin's variables as problems and reports print them."""
        return SEPARATOR.join(self.variables)


def known_margins(
    frame: pl.DataFrame, source: Source, files: Mapping[str, pl.DataFrame], labels: Labels, place: Place
) -> tuple[tuple[KnownMargin, ...], list[Problem]]:
    """The margins of the declared calibration, and every way in which they and the sample contradict each other.

    Args:
        frame: The survey's variables.
        source: Its declaration; there is a calibration.
        files: File name to its columns, for margins that come from files of counts.
        labels: Variable to value to label.
        place: The survey's file.

    Returns:
        The margins whose variables are there; and the problems `margin_variable_missing`, `margin_column_missing`,
        `bad_margin_count`, `missing_margin`, `calibration_no_total`, `calibration_empty_level`, `margins_disagree`,
        `total_not_number`, `missing_total_variable`.
    """
    calibration = source.design.calibration
    assert calibration is not None
    sample = Sample(frame, labels, frozenset(fold(word) for word in source.truths) | YES, place)
    found = [_declared(name, totals, sample) for name, totals in calibration.margins.items()]
    found += [_from_file(counts, files[counts.file], sample) for counts in calibration.counts]
    margins = [margin for margin, _ in found if margin]
    problems = [*_absent(frame, calibration), *_numbers(frame, calibration, place)]
    problems += [problem for _, odd in found for problem in odd]
    for margin in margins:
        problems += [*_unplaced(margin, sample), *_against_sample(margin, sample)]
    return tuple(margins), [*problems, *_sums(margins, calibration)]


def _absent(frame: pl.DataFrame, calibration: Calibration) -> Iterator[Problem]:
    wanted = [*calibration.margins, *(name for counts in calibration.counts for name in counts.by)]
    for name in dict.fromkeys((*wanted, *calibration.totals)):
        if name not in frame.columns:
            yield Problem("margin_variable_missing", file="study.toml", place=KEY, found=name)


def _numbers(frame: pl.DataFrame, calibration: Calibration, place: Place) -> Iterator[Problem]:
    """Totals of variables that are no numbers, or not known of every firm."""
    for name in calibration.totals:
        if name not in frame.columns:
            continue
        if not (frame[name].dtype.is_numeric() or frame[name].dtype == pl.Boolean):
            yield Problem("total_not_number", file="study.toml", place=f"{KEY}.totals.{name}", found=name)
        elif frame[name].null_count():
            yield place.at(name).problem("missing_total_variable", frame[name].is_null())


Read = tuple[KnownMargin | None, list[Problem]]


def _declared(name: str, totals: Mapping[str, float], sample: Sample) -> Read:
    """A margin that the protocol writes out."""
    if name not in sample.frame.columns:
        return None, []
    key = f"{KEY}.margins.{name}"
    read: dict[Level, float] = {(sample.code(name, written),): total for written, total in totals.items()}
    if len(read) == len(totals):
        return KnownMargin((name,), read, "study.toml", key), []
    twice = ", ".join(written for written in totals if (written,) not in read)
    return None, [Problem("repeated_total", file="study.toml", place=key, found=twice)]


def _from_file(counts: FrameCounts, file: pl.DataFrame, sample: Sample) -> Read:
    """A margin from a file of counts; rows of one category add up, so that a finer file serves coarser margins."""
    lost = [name for name in (*counts.by, counts.count) if name not in file.columns]
    if lost:
        return None, [
            Problem("margin_column_missing", file=counts.file, place=n, values={"near": near(n, file.columns)})
            for n in lost
        ]
    if not set(counts.by) <= set(sample.frame.columns):
        return None, []
    numbers = file[counts.count].cast(pl.Float64, strict=False)
    cells = [texts(file[name]) for name in counts.by]
    bad = (numbers.is_null() | numbers.is_nan() | (numbers < 0)).fill_null(True)
    for cell in cells:
        bad = bad | cell.is_null()
    if bad.any():
        return None, [Place(counts.file, counts.count).problem("bad_margin_count", bad)]
    totals: dict[Level, float] = {}
    for *level, total in zip(*cells, numbers, strict=True):
        key = tuple(sample.code(name, part) for name, part in zip(counts.by, level, strict=True))
        totals[key] = totals.get(key, 0.0) + total
    return KnownMargin(counts.by, totals, counts.file, counts.count), []


def _unplaced(margin: KnownMargin, sample: Sample) -> Iterator[Problem]:
    """Firms of which it is not known which category they belong to."""
    for name in margin.variables:
        if sample.frame[name].null_count():
            yield sample.place.at(name).problem("missing_margin", sample.frame[name].is_null())


def _against_sample(margin: KnownMargin, sample: Sample) -> Iterator[Problem]:
    """Categories of the sample without a total, and totals without a firm of the sample, each with a near name."""
    sampled = sample.levels(margin.variables)
    known = [level for level, total in margin.totals.items() if total > 0]
    without = [level for level in sampled if level not in known]
    empty = [level for level in known if level not in sampled]
    spoken = ", ".join(map(SEPARATOR.join, margin.totals))
    for level in without[:_NAMED]:
        meant = _near(level, empty, margin, sample.labels)
        yield _problem("calibration_no_total", margin, level, spoken, meant)
    for level in empty[:_NAMED]:
        meant = _near(level, without, margin, sample.labels)
        yield _problem("calibration_empty_level", margin, level, f"{margin.totals[level]:.10g}", meant)


def _problem(code: str, margin: KnownMargin, level: Level, expected: str, meant: Message | str) -> Problem:
    values = {"near": meant, "key": margin.key}
    found = SEPARATOR.join(level)
    return Problem(code, file=margin.file, place=margin.name, found=found, expected=expected, values=values)


def _near(level: Level, choices: list[Level], margin: KnownMargin, labels: Labels) -> Message | str:
    """The category meant, by its spelling or by the spelling of its label."""
    words = {SEPARATOR.join(choice): SEPARATOR.join(choice) for choice in choices}
    if len(margin.variables) == 1:
        named = labels.get(margin.variables[0], {})
        words |= {named[code].es: code for (code,) in choices if code in named}
    guess = nearest(SEPARATOR.join(level), words)
    return Message("types.near", {"word": words[guess]}) if guess else ""


def _sums(margins: list[KnownMargin], calibration: Calibration) -> Iterator[Problem]:
    """Margins, and the population's size, that add up to different populations."""
    sums = [(margin.name, sum(margin.totals.values())) for margin in margins]
    if calibration.population is not None:
        sums.append(("population", calibration.population))
    allowed = ROUNDED if calibration.method == "calibrate" else DISAGREE
    for name, total in sums[1:]:
        first, wanted = sums[0]
        if abs(total - wanted) > allowed * max(total, wanted):
            found = f"{wanted:.10g}, {total:.10g}"
            yield Problem("margins_disagree", file="study.toml", place=f"{first}, {name}", found=found)
