"""Everything that a run computed, before anybody formats it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from alianza.study.claim import JudgedClaim
from alianza.study.estimate import Estimate, Test
from alianza.study.finding import Finding
from alianza.study.hypothesis import JudgedHypothesis
from alianza.study.message import Message
from alianza.study.problem import Problem
from alianza.study.protocol import Protocol
from alianza.study.table import Table
from alianza.study.text import Text
from alianza.study.weighting import Weighting


@dataclass(frozen=True, slots=True)
class Convergence:
    """What the strands say together about one construct."""

    construct: str
    label: str
    votes: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class PooledStudies:
    """Effects of several articles and what they say together, all on the scale on which they are pooled.

    Attributes:
        id: The construct that they are about.
        label: What was measured.
        measure: The measure of the effects.
        studies: Names of the articles.
        effects: Their effects.
        weights: Share of the weight of each.
        pooled: The pooled effect.
        prediction: Where the effect of another study is expected.
        typical_n: Harmonic mean of the studies' sizes, which some measures need on their way back.
        spread: tau2, I2 and H2, and the test of homogeneity; None where nothing could be pooled.
        small_studies: Egger's test, from ten effects on.
    """

    id: str
    label: Text
    measure: str
    studies: tuple[Text, ...]
    effects: tuple[Estimate, ...]
    weights: tuple[float, ...]
    pooled: Estimate
    prediction: Estimate
    typical_n: float | None = None
    spread: tuple[Estimate, Estimate, Estimate, Test] | None = None
    small_studies: Test | None = None


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
        pooled: The poolings of the review, for their forest and funnel plots.
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
    pooled: tuple[PooledStudies, ...] = ()

    @property
    def synthetic(self) -> bool:
        """Whether the data were drawn by a program."""
        return self.protocol.synthetic
