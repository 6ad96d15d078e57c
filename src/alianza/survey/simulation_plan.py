"""What `simulate.toml` declares: the population that synthetic data are drawn from, and how each claim is treated.

A value in a draw is a number (a neutral value, stated in the file), a claim's id (the treatment's `value`), or a
product of both ("0.55*F24"); nothing is ever evaluated as code.
"""

import math
from collections.abc import Mapping
from typing import Literal

import msgspec

from alianza.study.text import Text

TreatmentKind = Literal["target", "target_under", "not_targeted"]
DrawKind = Literal["share", "choice", "rating", "whole", "money", "growth", "average", "ensure"]


class _Declared(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Immutable, and unknown keys are refused."""


class Treatment(_Declared, frozen=True):
    """How a published claim is treated by the simulation.

    Attributes:
        claim: The claim's id.
        treatment: `target`: the population value is the published one. `target_under`: it is under the declared
            `reading`. `not_targeted`: it is drawn from the neutral `value`, for the stated `reason`.
        value: The population value in natural units (0.68, 4.2, 1.4); None where no number is drawn.
        figure: The percentage as published, checked against `base`; empty where there is none.
        base: Number of firms that the percentage is taken on in the simulated sample.
    """

    claim: str
    treatment: TreatmentKind
    value: float | None = None
    figure: str = ""
    base: int | None = None
    reading: Text = Text("")
    reason: Text = Text("")


class Population(_Declared, frozen=True):
    """Numbers of firms by sector along the way, and the fewest screened in a cell of province by sector."""

    screened: dict[str, int]
    eligible: dict[str, int]
    responding: dict[str, int]
    minimum: int = 3


class ProvinceFirms(_Declared, frozen=True):
    """Firms of a province in the (invented) directory, by sector."""

    province: str
    firms: dict[str, int]


class Columns(_Declared, frozen=True):
    """Columns of the data file that every screened firm has."""

    firm: str
    province: str
    sector: str
    alliance: str
    responded: str


class Draw(_Declared, frozen=True):
    """One step of the drawing: a column of the data file, who is asked, and the population values.

    Attributes:
        column: Column of the data file; empty for `ensure`.
        kind: `share`: 1 or 0. `choice`: one of the options. `rating`: whole number with a given mean. `whole`: whole
            number between `low` and `high`. `money`: lognormal amount. `growth`: amount after growth with a given
            arithmetic mean. `average`: mean of the columns `of`. `ensure`: at least one of the columns `of` is 1.
        everyone: Whether all screened firms are concerned; otherwise those that answered the questionnaire.
        base: Column to value: the firms concerned.
        by: Columns whose combination ("commerce/distribution") looks up `values` or `choices`; "*" is the rest.
        overall: Claim whose share the whole of a `share` meets; groups that are given as numbers adapt to it.
        leans: What makes a firm more likely to be drawn, or to get a higher value: a column, "column=value", or
            "column/column" for a ratio; in standard deviations of the firm's own chance.
        spread: Standard deviation of a rating, or of the logarithm of an amount or growth factor.
        shape: 1 draws whole numbers evenly, 2 and more closer to `low`.
        step: Amounts are rounded to a multiple of it.
        blank: Share of the concerned that gives no answer, written as `blank_as`.
        otherwise: Value of answering firms that are not concerned.
        hidden: Whether the column is only used by later draws.
        option: Name of the option without which the step is left out.
    """

    kind: DrawKind
    column: str = ""
    everyone: bool = False
    base: dict[str, str] = {}
    by: tuple[str, ...] = ()
    values: dict[str, float | str] = {}
    choices: dict[str, dict[str, float]] = {}
    overall: str = ""
    leans: dict[str, float] = {}
    of: tuple[str, ...] = ()
    low: int = 1
    high: int = 5
    median: float = 1.0
    spread: float = 1.0
    shape: int = 1
    step: int = 1
    blank: float = 0.0
    blank_as: str = ""
    otherwise: str = ""
    hidden: bool = False
    option: str = ""


class SideFile(_Declared, frozen=True):
    """A file beside the survey: the contacts of every firm that was worked, or the pilot.

    Attributes:
        file: Where it is written, relative to the study folder.
        columns: Its columns, in order.
        screened: Whether it holds the screened firms, with everything drawn for them.
        firms: Sector to the number of firms that only this file has; nothing is known of their alliances.
        prefix: Start of those firms' ids.
        draws: Steps that draw its columns; every row is concerned unless `base` says otherwise.
    """

    file: str
    columns: tuple[str, ...]
    screened: bool = False
    firms: dict[str, int] = {}
    prefix: str = "SYN-"
    draws: tuple[Draw, ...] = ()


class Feasibility(_Declared, frozen=True):
    """What has to fit together before anything is drawn.

    Attributes:
        overall: Claim of the overall share of success.
        types: Column that holds the alliance type; its draw gives the sizes of the cells of sector by type.
        cells: "sector/type" to the claim of that cell's share of success.
        best: "sector/type" of the cells that are published as the best of their sector.
        worst: The same for the least successful ones.
        growth: Claims of mean growth by type.
        at_most: Claim that says that growth is at most so much.
        overlaps: Claims of shares on one base whose smallest possible overlap is told.
        names: Sector to the words for it.
    """

    overall: str
    types: str
    cells: dict[str, str]
    best: tuple[str, ...] = ()
    worst: tuple[str, ...] = ()
    growth: tuple[str, ...] = ()
    at_most: str = ""
    overlaps: tuple[str, ...] = ()
    names: dict[str, Text] = {}


class Plan(_Declared, frozen=True):
    """Everything that `simulate.toml` declares.

    Attributes:
        seed: Starts every draw; another seed gives another sample of the same population.
        frame_file: Where the frame's counts are written, relative to the study folder.
        firms_file: Where the screened firms are written.
        columns: Names of the columns that every screened firm has.
        options: Optional parts that are drawn (`independents`: growth of firms without an alliance).
        files: Files beside the survey.
    """

    seed: int
    frame_file: str
    firms_file: str
    columns: Columns
    population: Population
    frame: tuple[ProvinceFirms, ...]
    draws: tuple[Draw, ...]
    treatments: tuple[Treatment, ...]
    feasibility: Feasibility
    options: tuple[str, ...] = ()
    files: tuple[SideFile, ...] = ()

    def population_values(self) -> Mapping[str, float]:
        """The population value of every claim that has one."""
        return {one.claim: one.value for one in self.treatments if one.value is not None}


def planted(plan: Plan, values: Mapping[str, float]) -> Plan:
    """The plan with other population values for some claims, as tests plant contradictions.

    Raises:
        ValueError: If a claim has no population value to replace.
    """
    unknown = sorted(set(values) - set(plan.population_values()))
    if unknown:
        raise ValueError(f"no population value to replace: {', '.join(unknown)}")
    treatments = tuple(msgspec.structs.replace(one, value=values.get(one.claim, one.value)) for one in plan.treatments)
    return msgspec.structs.replace(plan, treatments=treatments)


def number(value: float | str, claims: Mapping[str, float]) -> float:
    """A declared value as a number: itself, a claim's population value, or a product of both.

    Raises:
        KeyError: If it names a claim without population value.

    >>> number("0.5*F24", {"F24": 1.4})
    0.7
    """
    if not isinstance(value, str):
        return value
    return math.prod(_factor(part.strip(), claims) for part in value.split("*"))


def claims_named(value: float | str) -> tuple[str, ...]:
    """The claims that a declared value rests on.

    >>> claims_named("0.5*F24"), claims_named(0.5)
    (('F24',), ())
    """
    parts = (part.strip() for part in value.split("*")) if isinstance(value, str) else ()
    return tuple(part for part in parts if not _is_number(part))


def _factor(text: str, claims: Mapping[str, float]) -> float:
    return float(text) if _is_number(text) else claims[text]


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
