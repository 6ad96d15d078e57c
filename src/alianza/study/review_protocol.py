"""What a study declares about its literature review before the first search: the planning stage of the review.

The run compares what was done with what is declared here: who judged, by which criteria, which subgroup has priority,
what is extracted, and which effects may be pooled.
"""

from typing import Literal

from alianza.study.record import Record
from alianza.study.text import Text

Stage = Literal["title_abstract", "full_text"]
Role = Literal["lead", "judge", "adjudicator", "rater", "extractor", "librarian", "advisor"]
Direction = Literal["positive", "negative", "none", "mixed"]
Measure = Literal["correlation", "log_odds_ratio", "log_risk_ratio", "smd", "mean_difference", "proportion", "other"]


class PanelMember(Record, frozen=True, kw_only=True):
    """Somebody who takes part in the review, by pseudonym, and what they do in it."""

    id: str
    roles: tuple[Role, ...]
    profile: Text = Text("")


class ReviewSearch(Record, frozen=True, kw_only=True):
    """A database that is searched, with its string in each language.

    Attributes:
        database: Name as imports recognise it: `scopus`, `wos`, `scielo` and others.
        query: The search string.
        scope: Fields, years and document types that it is limited to, in words.
    """

    database: str
    query: Text
    scope: Text = Text("")


class Criterion(Record, frozen=True, kw_only=True):
    """A criterion for taking an article in or leaving it out; exclusions name its code."""

    code: str
    kind: Literal["include", "exclude"]
    label: Text
    definition: Text = Text("")
    stages: tuple[Stage, ...] = ("title_abstract", "full_text")


class Priority(Record, frozen=True, kw_only=True):
    """The articles that the review cares most about; their synthesis is printed beside that of all.

    Attributes:
        label: What they are called, for example emerging economies.
        field: Field of the extraction form that tells them.
        values: Values of the field that make an article one of them.
    """

    label: Text
    field: str
    values: tuple[str, ...]


class ExtractionField(Record, frozen=True, kw_only=True):
    """A field of the extraction form beside the ones that every review has."""

    name: str
    label: Text
    choices: tuple[str, ...] = ()
    required: bool = False


class Terms(Record, frozen=True, kw_only=True):
    """Words and phrases by which the content analysis finds a construct; stems are compared, accents are not."""

    es: tuple[str, ...] = ()
    en: tuple[str, ...] = ()


class PooledEffect(Record, frozen=True, kw_only=True):
    """Effects that are comparable and may be pooled: one construct, one outcome, one measure."""

    construct: str
    measure: Measure
    label: Text
    outcome: str = ""


class Review(Record, frozen=True, kw_only=True):
    """The review's protocol.

    Attributes:
        question: What the review asks.
        first: First year of publication that is searched.
        last: Last year.
        panel: Who takes part.
        searches: The databases with their strings.
        criteria: Reasons to take in or to leave out.
        judges_per_article: Independent judges of each article at each stage.
        priority: The subgroup with priority, if there is one.
        extraction: Further fields of the extraction form.
        dictionary: Construct to the terms of the content analysis.
        pooled: Effects that may be pooled.
        weak_profile: From so many criteria answered no a profile counts as weak when the synthesis is repeated
            without weak profiles; it is neither a score nor a reason to exclude.
    """

    question: Text
    first: int | None = None
    last: int | None = None
    panel: tuple[PanelMember, ...] = ()
    searches: tuple[ReviewSearch, ...] = ()
    criteria: tuple[Criterion, ...] = ()
    judges_per_article: int = 2
    priority: Priority | None = None
    extraction: tuple[ExtractionField, ...] = ()
    dictionary: dict[str, Terms] = {}
    pooled: tuple[PooledEffect, ...] = ()
    weak_profile: int = 3

    def of_role(self, role: Role) -> tuple[str, ...]:
        """Pseudonyms of the members with a role."""
        return tuple(member.id for member in self.panel if role in member.roles)

    def reasons(self, stage: Stage) -> tuple[str, ...]:
        """Codes of the criteria by which an article can be left out at a stage, in the order of the protocol.

        Not meeting a criterion of inclusion is a reason as well.
        """
        return tuple(criterion.code for criterion in self.criteria if stage in criterion.stages)
