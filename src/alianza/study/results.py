"""Everything that a run computed, before anybody formats it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from alianza.study.claim import JudgedClaim
from alianza.study.finding import Finding
from alianza.study.hypothesis import JudgedHypothesis
from alianza.study.message import Message
from alianza.study.problem import Problem
from alianza.study.protocol import Protocol
from alianza.study.table import Table
from alianza.study.weighting import Weighting


@dataclass(frozen=True, slots=True)
class Convergence:
    """What the strands say together about one construct."""

    construct: str
    label: str
    votes: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class DesignFacts:
    """The survey's design as it entered the estimates.

    Attributes:
        rows: Rows of the survey, screened firms included.
        weighted: Whether weights entered.
        weights: Sum of the weights; the number of rows without weights.
        strata: Number of strata; 1 without stratification.
        variables: The variables that make the strata.
        lonely_psu: Rule for strata with one unit.
        degf: Degrees of freedom: primary units minus strata, or the rank of the replicate weights minus one.
        weighting: How the weights came about.
    """

    rows: int
    weighted: bool
    weights: float
    strata: int
    variables: tuple[str, ...]
    lonely_psu: str
    degf: float
    weighting: Weighting = Weighting()


@dataclass(frozen=True, slots=True)
class SimulationAccount:
    """How synthetic data were drawn: what the report owes its reader.

    Attributes:
        treatments: Claim id to how the simulation treats it: target, target under a reading, or not targeted and why.
        feasibility: What the check of joint feasibility has to say.
    """

    treatments: Mapping[str, Message] = field(default_factory=dict)
    feasibility: tuple[Message, ...] = ()


@dataclass(frozen=True, slots=True)
class Results:
    """The value that every writer receives: tables in report order and the verdicts that rest on them.

    Attributes:
        highlights: The sentences of the first page, strongest first (five at most).
        cannot_say: Three things that this study cannot say.
        counts: Number of units per strand that the run read (0 where a strand is absent).
        deviations: Edits of the protocol after its freeze, in the order in which they were noticed.
        frozen: Date of the protocol's freeze, or empty.
        simulation: How the data were drawn, where they are synthetic.
        design: The survey's design, where there is a survey.
    """

    protocol: Protocol
    tables: tuple[Table, ...]
    findings: tuple[Finding, ...] = ()
    convergence: tuple[Convergence, ...] = ()
    claims: tuple[JudgedClaim, ...] = ()
    hypotheses: tuple[JudgedHypothesis, ...] = ()
    problems: tuple[Problem, ...] = ()
    highlights: tuple[Message, ...] = ()
    cannot_say: tuple[Message, ...] = ()
    counts: Mapping[str, int] = field(default_factory=dict)
    deviations: tuple[Message, ...] = ()
    frozen: str = ""
    simulation: SimulationAccount | None = None
    design: DesignFacts | None = None

    @property
    def synthetic(self) -> bool:
        """Whether the data were drawn by a program."""
        return self.protocol.synthetic
