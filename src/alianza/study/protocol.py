"""The protocol of a study: what `study.toml` declares, as frozen records.

`alianza.study.decoding` builds these records from the parsed file and checks that every reference between
them resolves. Every field that an analyst may set is here, with its default; METHODS names the source of
each default rule.
"""

from typing import Literal

import msgspec

from alianza.study.fieldwork import Fieldwork, InstrumentVersion, Pilot, Scale
from alianza.study.finding import Strand
from alianza.study.interview_protocol import Interviews
from alianza.study.record import Record
from alianza.study.review_protocol import Review
from alianza.study.survey_design import SurveyDesign
from alianza.study.table import Topic
from alianza.study.text import Text

Language = Literal["es", "en"]
AnalysisUnit = Literal["firm", "alliance", "pair", "case", "article", "participant"]
FocalRule = Literal["most_recent", "most_important", "random", "all", "none"]
Direction = Literal["greater", "less", "two_sided"]
PlannedTest = Literal["growth_ratio", "relative_reduction"]
SourceFormat = Literal["csv", "parquet", "sav", "dta", "xlsx"]
ItemRole = Literal[
    "benefit",
    "difficulty",
    "perceived",
    "level",
    "failure",
    "severity",
    "conflict_cause",
    "model",
    "partner",
    "outcome",
]
"""What an item asks about its construct.

`perceived`: the respondent says that the factor mattered. `level`: rating of the factor asked of every firm.
`failure`: the factor is reported as a cause of trouble. `severity`: rating 1 to 5 among those who report it.
`benefit`, `difficulty`, `conflict_cause`, `model`, `partner`: ticks of a multiple-answer question.
`outcome`: a measured result (innovation, productivity, sales abroad).
"""


class Period(Record, frozen=True, kw_only=True):
    """First and last year of the window that the study asks about."""

    first: int
    last: int


class Study(Record, frozen=True, kw_only=True):
    """What was studied, where, when and by whom.

    `data_year` dates the study's documents: reports carry no clock. `focal_alliance` is asked of studies with a survey.
    """

    id: str
    title: Text
    country: str
    wave: str
    period: Period
    population: Text
    unit_of_analysis: AnalysisUnit
    focal_alliance: FocalRule | None = None
    place: Text = Text("")
    authors: tuple[str, ...] = ()
    language: Language = "es"
    keywords: tuple[Text, ...] = ()
    context: Text = Text("")
    date: str = ""


class Question(Record, frozen=True, kw_only=True):
    """A research question, the topics of the tables that answer it, and the tests that decide it.

    `family` lists tests as `<table>.<test>`; their p-values are adjusted together (Holm).
    """

    id: str
    text: Text
    topics: tuple[Topic, ...]
    family: tuple[str, ...] = ()


class Construct(Record, frozen=True, kw_only=True):
    """An idea that several strands measure, defined once."""

    id: str
    label: Text
    definition: Text = Text("")
    kind: Literal["factor", "outcome", "benefit", "difficulty", "cause", "model", "partner", "context"] = "factor"
    part_of: str = ""


class SuccessRule(Record, frozen=True, kw_only=True):
    """The declared rule behind the word "success"; `variable` is the survey variable that holds it."""

    variable: str
    rule: Text
    collapse: Text = Text("")


class StructureIndex(Record, frozen=True, kw_only=True):
    """When an alliance counts as well structured: at least `cutoff` of the `items` are true.

    The run computes the variable `structured` from it. `rule` says the same in words, for the report.
    """

    items: tuple[str, ...]
    cutoff: int
    rule: Text = Text("")


class Planned(Record, frozen=True, kw_only=True):
    """What a hypothesis's sample size rests on, declared before the data are seen; `alianza power` reads it.

    Attributes:
        test: `growth_ratio` (H1) or `relative_reduction` (H2).
        answers: Planned answers in the group that the hypothesis is about, and in the one it is compared with.
        truth: Value of the estimand that is assumed to be true, in the margin's unit.
        spread: Standard deviation of log growth inside each group (growth_ratio).
        share: Share of successes in the group of comparison (relative_reduction).
        deff: Design effect: variance of the design over that of a simple random sample of the same size.
        response: Expected share of invited firms that answer.
    """

    test: PlannedTest
    answers: tuple[int, ...]
    truth: float
    spread: float = 0.0
    share: float = 0.0
    power: float = 0.80
    deff: float = 1.0
    response: float = 1.0


class Hypothesis(Record, frozen=True, kw_only=True):
    """A hypothesis with everything that a verdict needs, declared before the data are seen.

    Attributes:
        finding: The finding `<table>.<row>.<column>` whose interval decides; empty where none exists.
        comparator: The comparison group in words; `needs` names the survey variables without which it is untestable.
        margin: Value that the estimate must exceed (direction greater) or stay under (less), in the finding's unit.
    """

    id: str
    statement: Text
    estimand: Text
    comparator: Text
    direction: Direction
    margin: float
    alpha: float = 0.05
    finding: str = ""
    needs: tuple[str, ...] = ()
    decision: Text = Text("")
    planned: Planned | None = None


class Item(Record, frozen=True, kw_only=True):
    """A survey variable that measures a construct in a given role."""

    variable: str
    construct: str
    role: ItemRole
    label: Text = Text("")
    inferred: bool = False


class Derived(Record, frozen=True, kw_only=True):
    """A variable computed from others by one declared operation; nothing is ever evaluated as code.

    Attributes:
        kind: `any_of`, `all_of` and `count_of` read Boolean `of` variables (missing counts as no where `missing` is
            "no"); `ratio` divides `of[0]` by `of[1]`; `growth` is `of[1] / of[0] - 1` where both are positive;
            `log` is the logarithm of `of[0]` raised to at least `floor`; `threshold` is true where `of[0]` is at
            least (or, by `is`, above, below, ...) `value`; `bins` cuts `of[0]` at `edges`, left-closed; `recode` maps
            values by `map`; `compare` compares `of[0]` with `of[1]` or `value` by `is`.
    """

    name: str
    kind: Literal["any_of", "all_of", "count_of", "ratio", "growth", "log", "threshold", "bins", "recode", "compare"]
    of: tuple[str, ...]
    value: float | str | None = None
    is_: Literal["==", "!=", "<", "<=", ">", ">="] = msgspec.field(name="is", default=">=")
    floor: float | None = None
    edges: tuple[float, ...] = ()
    map: dict[str, str | float | bool] = {}
    missing: Literal["missing", "no"] = "missing"
    inferred: bool = False


class Source(Record, frozen=True, kw_only=True):
    """Where a strand's data lie and how their columns become the study's variables.

    Attributes:
        file: Path relative to the study folder, or to `--data`.
        columns: Study variable to source column.
        respondents: Boolean variable that marks the firms that answered the questionnaire; empty means all rows.
        labels: Variable to value to label. Values are written as text ("1", "JV").
        missing: Codes that mean "no answer": for one variable, or for all under "*".
        kinds: How a variable is read: `boolean`, `number` or `category`; the rest is recognised.
        truths: Which source values mean yes for Boolean variables, where not 1/0 or true/false.
        obtain: Where the public obtains the data, when they do not come with the study.
        fieldwork: How the fieldwork of every firm that was worked ended.
        pilot: The trial of the questionnaire.
        scales: Scales of three items or more, for their reliability.
        versions: The versions of the questionnaire, for the log of its changes.
    """

    file: str
    format: SourceFormat | None = None
    columns: dict[str, str] = {}
    kinds: dict[str, Literal["boolean", "number", "category", "text"]] = {}
    labels: dict[str, dict[str, Text]] = {}
    missing: dict[str, tuple[float | str, ...]] = {}
    truths: tuple[str, ...] = ("1", "true", "sí", "si", "yes", "x")
    items: tuple[Item, ...] = ()
    derived: tuple[Derived, ...] = ()
    design: SurveyDesign = SurveyDesign()
    respondents: str = ""
    reference: dict[str, str] = {}
    encoding: str = ""
    delimiter: str = ""
    decimal: str = ""
    sheet: str = ""
    obtain: Text = Text("")
    fieldwork: Fieldwork | None = None
    pilot: Pilot | None = None
    scales: tuple[Scale, ...] = ()
    versions: tuple[InstrumentVersion, ...] = ()


class Rules(Record, frozen=True, kw_only=True):
    """Thresholds of METHODS; a study may declare others before its data are seen."""

    minimum_cell: int = 5
    no_best_below: int = 30
    merge_below: int = 10
    dominance_share: float = 0.85
    planning_months: float = 6
    follow_up_months: int = 24
    growth_threshold: float = 0.20
    nominal: bool = True
    delta_share: float = 0.10
    delta_growth: float = 0.05
    delta_rating: float = 0.5
    delta_ratio: float = 1.25


class Limits(Record, frozen=True, kw_only=True):
    """What the study agrees to read."""

    max_bytes: int = 2_000_000_000


class Ethics(Record, frozen=True, kw_only=True):
    """Approval, funding, conflicts of interest and how results went back to participants."""

    approval: Text = Text("")
    funding: Text = Text("")
    conflicts: Text = Text("")
    results_returned: Text = Text("")


class Protocol(Record, frozen=True, kw_only=True):
    """Everything that `study.toml` declares.

    `strands` gives each strand's target number (articles, cases, firms, interviews).
    """

    study: Study
    schema: int = 1
    synthetic: bool = False
    questions: tuple[Question, ...] = ()
    constructs: tuple[Construct, ...] = ()
    success: SuccessRule | None = None
    structure: StructureIndex | None = None
    hypotheses: tuple[Hypothesis, ...] = ()
    strands: dict[Literal["review", "cases", "survey", "interviews"], int] = {}
    survey: Source | None = None
    review: Review | None = None
    interviews: Interviews | None = None
    rules: Rules = Rules()
    limits: Limits = Limits()
    ethics: Ethics = Ethics()
    cannot_say: tuple[Text, ...] = ()
    tables: tuple[str, ...] = ()
    claims_comparable: bool = True

    def has(self, strand: Strand) -> bool:
        """Whether the study has a strand: it declares its section. While it declares none, it may come to have any."""
        return strand in self.declared or not self.declared

    @property
    def declared(self) -> tuple[Strand, ...]:
        """The strands whose sections are declared."""
        sections: dict[Strand, object] = {"review": self.review, "survey": self.survey, "interviews": self.interviews}
        return tuple(name for name, section in sections.items() if section is not None)
