"""The survey's answers under the study's names, with their labels and everything that was odd about them."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Protocol as Shape

import polars as pl

from alianza.study.problem import Problem
from alianza.study.protocol import Item, Source
from alianza.study.text import Text
from alianza.survey.contacts import Contacts
from alianza.survey.derivation import derive, derived_labels
from alianza.survey.kinds import kinds
from alianza.survey.known_margins import KnownMargin, known_margins
from alianza.survey.pilot import Pilot
from alianza.survey.places import Place
from alianza.survey.reading import declared, read_variable
from alianza.survey.replicate_columns import read_replicates, replicate_columns
from alianza.survey.sampling import check_design
from alianza.survey.values import code_order, near
from alianza.survey.weights import Weighted, check_cells, reweigh, weigh

Labels = Mapping[str, Mapping[str, Text]]


class SheetLike(Shape):
    """What a survey file must offer: `alianza.formats.sheet.Sheet` does."""

    @property
    def frame(self) -> pl.DataFrame:
        """The file's columns, or those that were asked for."""

    @property
    def name(self) -> str:
        """The file's name."""

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column name of the file."""

    @property
    def labels(self) -> Mapping[str, Mapping[str, str]]:
        """Column to value to label."""

    @property
    def rows(self) -> pl.Series | None:
        """File row of each frame row, or None where they follow the header."""


@dataclass(frozen=True, slots=True)
class Responses:
    """One row a surveyed (or screened) firm, one column a study variable.

    Attributes:
        frame: Truth values, numbers (Float64), and categories and texts (String), null where missing. Where the study
            gives the frame's counts, `_weight`, `_stratum` and `_fpc` stand beside them; replicate weights do under
            `_replicate_` and their column.
        source: The survey's declaration.
        labels: Variable to value to label: the study's words, else the file's.
        items: The declared items whose variables are there.
        problems: What was odd about the values.
        n_read: Rows read.
        frame_firms: Firms in the sampling frame, where its counts are known.
        contacts: The firms that were worked, where the study says how their fieldwork ended.
        pilot: What the trial of the questionnaire shows, where the study has one.
        margins: Known totals that the weights are calibrated to.
    """

    frame: pl.DataFrame
    source: Source
    labels: Labels = field(default_factory=dict)
    items: tuple[Item, ...] = ()
    problems: tuple[Problem, ...] = ()
    n_read: int = 0
    frame_firms: int | None = None
    contacts: Contacts | None = None
    pilot: Pilot | None = None
    margins: tuple[KnownMargin, ...] = ()

    def missing(self, *variables: str) -> tuple[str, ...]:
        """Those of `variables` that the survey does not have."""
        return tuple(variable for variable in variables if variable not in self.frame.columns)

    def labels_of(self, variable: str) -> Mapping[str, Text]:
        """Value to label of a variable; empty where nobody labels it."""
        return self.labels.get(variable, {})

    def levels(self, variable: str) -> tuple[str, ...]:
        """The categories that occur, labelled ones first and in the order of their labels."""
        occurring = set(self.frame[variable].cast(pl.String).unique().drop_nulls().to_list())
        labelled = [code for code in self.labels_of(variable) if code in occurring]
        return (*labelled, *code_order(occurring.difference(labelled)))


def needed_columns(source: Source) -> frozenset[str]:
    """The columns of the file that the study reads; a reader may leave the others."""
    return frozenset(source.columns.values()) | frozenset(replicate_columns(source))


def interpret(
    sheet: SheetLike,
    source: Source,
    counts: pl.DataFrame | None = None,
    margin_files: Mapping[str, pl.DataFrame] = MappingProxyType({}),
) -> Responses:
    """The file's columns as the study's variables.

    Args:
        sheet: The survey file as read.
        source: Its declaration: columns, kinds, labels, missing codes, derived variables, design.
        counts: The sampling frame's counts (columns `source.design.frame.by` and the count), if the study gives them.
        margin_files: File name to its columns, for every file of counts that the calibration names.

    Returns:
        The responses. Values that cannot be read are missing, and a problem names their rows: `unknown_column`,
        `text_in_number`, `not_yes_or_no`, `unknown_value`, `not_in_frame`, `negative_weight` and others.
    """
    place = Place(sheet.name, rows=sheet.rows)
    raw, problems = _mapped(sheet, source)
    labels = _labels(sheet, source)
    frame, odd = _read(raw, source, labels, place)
    frame, derived_problems = derive(frame, source.derived, place)
    problems += [*odd, *derived_problems]
    labels = derived_labels(source.derived) | labels
    frame, firms, weight_problems = _with_weights(frame, counts, source, labels, place)
    problems = [*_without_twins(problems, weight_problems), *weight_problems]
    drawn, replicate_problems = read_replicates(sheet.frame, sheet.columns, source, place)
    frame = frame.with_columns(drawn.get_columns())
    margins, margin_problems = _margins(frame, source, margin_files, labels, place)
    problems += [*replicate_problems, *margin_problems, *check_design(frame, source, place)]
    items = tuple(item for item in source.items if item.variable in frame.columns)
    # One piece a column: readers and operations leave several, over which sums would run in another order.
    frame = frame.rechunk()
    return Responses(frame, source, labels, items, tuple(problems), sheet.frame.height, firms, margins=margins)


def _margins(
    frame: pl.DataFrame, source: Source, files: Mapping[str, pl.DataFrame], labels: Labels, place: Place
) -> tuple[tuple[KnownMargin, ...], list[Problem]]:
    return known_margins(frame, source, files, labels, place) if source.design.calibration else ((), [])


def _mapped(sheet: SheetLike, source: Source) -> tuple[pl.DataFrame, list[Problem]]:
    """The columns under their study names; a column that the file lacks is a problem with a close name."""
    found = {variable: column for variable, column in source.columns.items() if column in sheet.frame.columns}
    problems = [
        Problem(
            "unknown_column",
            "error",
            sheet.name,
            place=f"survey.columns.{variable}",
            found=column,
            values={"near": near(column, sheet.columns or sheet.frame.columns), "variable": variable},
        )
        for variable, column in source.columns.items()
        if variable not in found
    ]
    return sheet.frame.select(pl.col(column).alias(variable) for variable, column in found.items()), problems


def _labels(sheet: SheetLike, source: Source) -> dict[str, Mapping[str, Text]]:
    """The study's labels in their order, then the file's for values that the study leaves out."""
    labels: dict[str, Mapping[str, Text]] = {}
    for variable, column in source.columns.items():
        brought = {value: Text(label) for value, label in sheet.labels.get(column, {}).items()}
        own = source.labels.get(variable, {})
        if own or brought:
            labels[variable] = own | {value: label for value, label in brought.items() if value not in own}
    return labels | {variable: own for variable, own in source.labels.items() if variable not in labels}


def _read(raw: pl.DataFrame, source: Source, labels: Labels, place: Place) -> tuple[pl.DataFrame, list[Problem]]:
    columns: list[pl.Series] = []
    problems: list[Problem] = []
    for variable, kind in kinds(source, raw, labels).items():
        facts = declared(variable, kind, source, labels.get(variable, {}))
        here = place.at(source.columns[variable], variable)
        values, odd = read_variable(raw[variable], facts, here)
        columns.append(values)
        problems += odd
    return pl.DataFrame(columns), problems


def _with_weights(
    frame: pl.DataFrame, counts: pl.DataFrame | None, source: Source, labels: Labels, place: Place
) -> tuple[pl.DataFrame, int | None, list[Problem]]:
    """The frame with the weights that the study has computed, and how many firms the sampling frame holds."""
    design = source.design
    if design.frame is None:
        if not (design.adjust_by or design.adjust_model) or not _summable(frame, design.weights):
            return frame, None, []
        return _placed(reweigh(frame, design, place), None, place)
    if counts is None:
        absent = Problem("frame_counts_absent", "warning", design.frame.file, place="survey.design.frame")
        return frame, None, [absent]
    cells, problems = check_cells(frame, counts, source, labels, place)
    if cells is None or any(problem.severity == "error" for problem in problems):
        return frame, None, problems
    frame, firms, adjusted = _placed(weigh(frame, cells, design, place), int(cells["_firms"].sum()), place)
    return frame, firms, [*problems, *adjusted]


def _summable(frame: pl.DataFrame, weights: str) -> bool:
    return weights in frame.columns and frame[weights].dtype.is_numeric()


def _placed(weighted: Weighted, firms: int | None, place: Place) -> tuple[pl.DataFrame, int | None, list[Problem]]:
    problems = [replace(problem, file=problem.file or place.file) for problem in weighted.problems]
    return weighted.frame, firms, problems


def _without_twins(problems: list[Problem], cells: list[Problem]) -> list[Problem]:
    """A value outside the frame is said once, with the frame's names."""
    said = {(problem.place, problem.found) for problem in cells if problem.code == "not_in_frame"}
    return [p for p in problems if p.code != "unknown_value" or (p.place, p.found) not in said]
