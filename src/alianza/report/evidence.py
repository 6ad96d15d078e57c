"""What a table is computed from: the protocol, the survey's answers and the sampling design."""

from dataclasses import dataclass, replace
from functools import reduce

import polars as pl

from alianza.report.merging import MERGED, merging
from alianza.report.weighting import weighting_of
from alianza.statistics import Design
from alianza.study.message import Message
from alianza.study.protocol import ItemRole, Protocol
from alianza.study.text import Text
from alianza.study.weighting import Weighting
from alianza.survey.design import stages_of
from alianza.survey.nonresponse import WEIGHT
from alianza.survey.responses import Responses

SHOWN = ("sector", "size", "mode", "province")
"""The context variables by which participants are described."""


@dataclass(frozen=True, slots=True)
class Measured:
    """One survey item of a role: its variable, its construct and the words for it."""

    variable: str
    construct: str
    label: Text
    inferred: bool


@dataclass(frozen=True, slots=True)
class Evidence:
    """Everything that a table of the report may read."""

    protocol: Protocol
    responses: Responses
    design: Design
    weighting: Weighting = Weighting()

    @property
    def frame(self) -> pl.DataFrame:
        """One row a screened firm, one column a study variable."""
        return self.responses.frame

    @property
    def weighted(self) -> bool:
        """Whether firms count with weights; without them results describe the respondents only."""
        declared = self.responses.source.design
        made = WEIGHT in self.frame.columns or declared.weights in self.frame.columns
        return made or declared.calibration is not None

    def missing(self, *variables: str) -> tuple[str, ...]:
        """Those of `variables` that the survey does not have."""
        return tuple(variable for variable in variables if variable not in self.frame.columns)

    def where(self, *conditions: pl.Expr) -> pl.Expr:
        """The firms that answered the questionnaire and meet all conditions; a missing answer is no."""
        respondents = self.protocol.survey.respondents if self.protocol.survey else ""
        first = pl.col(respondents) if respondents else pl.repeat(True, pl.len())
        return reduce(lambda left, right: left & right, conditions, first).fill_null(False)

    def count(self, where: pl.Expr) -> int:
        """Number of firms in a domain, unweighted."""
        return self.frame.filter(where).height

    def answering(self, variable: str, where: pl.Expr) -> int:
        """Number of firms in a domain that answered `variable`, unweighted."""
        return self.count(where & pl.col(variable).is_not_null())

    def items(self, role: ItemRole) -> tuple[Measured, ...]:
        """The items of a role, in the protocol's order, worded by item or else by construct."""
        labels = {construct.id: construct.label for construct in self.protocol.constructs}
        return tuple(
            Measured(
                item.variable, item.construct, item.label if item.label.es else labels[item.construct], item.inferred
            )
            for item in self.responses.items
            if item.role == role and item.variable in self.frame.columns
        )

    def label(self, variable: str, level: str) -> Text | Message:
        """The words for a category, or the category itself where the study gives none."""
        return self.responses.labels.get(variable, {}).get(level) or Text(level)

    def reference(self, variable: str) -> str | None:
        """The declared reference category of a model's factor, if any firm is in it."""
        declared = self.protocol.survey.reference.get(variable) if self.protocol.survey else None
        return declared if declared in self.frame[variable].unique().to_list() else None


def gather(protocol: Protocol, responses: Responses) -> Evidence:
    """The evidence of a survey.

    `<variable>_shown` holds a context variable's category, with categories under `rules.merge_below` answering
    firms merged.

    Raises:
        alianza.statistics.errors.DesignError: If the design contradicts the data, or known totals cannot be met.
    """
    stages = stages_of(responses)
    bare = Evidence(protocol, responses, stages[-1].design)
    shown = [_shown(bare, variable) for variable in SHOWN if not bare.missing(variable)]
    widened = replace(responses, frame=responses.frame.with_columns(*shown))
    return Evidence(protocol, widened, bare.design.beside(widened.frame), weighting_of(responses, stages))


def _shown(evidence: Evidence, variable: str) -> pl.Expr:
    column = pl.col(variable).cast(pl.String)
    answered = evidence.where().alias("answered")
    counts = evidence.frame.group_by(column).agg(answered.sum()).drop_nulls()
    small = merging(dict(counts.sort(variable).rows()), evidence.protocol.rules)
    return pl.when(column.is_in(small)).then(pl.lit(MERGED)).otherwise(column).alias(f"{variable}_shown")
