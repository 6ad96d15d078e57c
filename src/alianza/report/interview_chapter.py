"""What a table of the interviews is computed from: the protocol with its constructs, and the evidence of the coding."""

from collections import Counter
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from alianza.coding.agreement_tables import AgreementRow, by_code, reported_alphas
from alianza.coding.code_counts import Frequencies, code_counts
from alianza.coding.constructs import Meaning, meanings
from alianza.coding.project import QualitativeProject, path_names
from alianza.integration.interviews import InterviewVote, interview_votes
from alianza.interviews.evidence import InterviewEvidence
from alianza.interviews.saturation import Saturation, all_and_topics, saturation
from alianza.study.message import Message
from alianza.study.protocol import Protocol
from alianza.study.text import Text, visible

HOLDS: Final[Mapping[str, Callable[["InterviewChapter"], object]]] = {
    "interview_registry": lambda chapter: chapter.evidence.registry.standing,
    "transcripts": lambda chapter: chapter.project.documents,
    "codebook": lambda chapter: chapter.project.codes,
    "coded_passages": lambda chapter: chapter.project.codings,
    "interview_cases": lambda chapter: any(one.attributes.get("case") for one in chapter.project.documents),
    "blind_round": lambda chapter: chapter.evidence.reported,
    "code_relations": lambda chapter: any(link.source in chapter.project.code for link in chapter.project.links),
    "measuring_codes": lambda chapter: any(one.construct for one in chapter.project.codes),
}
"""What a table of the interviews may need, and how the chapter knows whether it is there."""


@dataclass(frozen=True)
class InterviewChapter:
    """Everything that a table of the interviews may read."""

    protocol: Protocol
    evidence: InterviewEvidence

    @property
    def project(self) -> QualitativeProject:
        """The coded project."""
        return self.evidence.project

    def missing(self, *needs: str) -> tuple[str, ...]:
        """Those of `needs` (keys of `HOLDS`) that the interviews do not have."""
        return tuple(need for need in needs if not HOLDS[need](self))

    @cached_property
    def counts(self) -> Frequencies:
        """How often each code was given."""
        return code_counts(self.evidence.interviewed)

    @cached_property
    def meanings(self) -> Mapping[str, Meaning]:
        """Path of each code to the construct that it measures, and its direction."""
        return meanings(self.project)

    @cached_property
    def saturation(self) -> tuple[Saturation, ...]:
        """Saturation over all codes, then by topic where there are several."""
        rule = self.evidence.interviews.saturation
        return saturation(self.project, self.evidence.coded, rule, all_and_topics(self.project))

    @cached_property
    def agreement(self) -> tuple[AgreementRow, ...]:
        """How far the coders of the reported round agreed on each code; nothing before all of them have coded it.

        Whoever still codes must not read in a report what others gave.
        """
        found = self.evidence.reported
        return by_code(found) if found is not None and found.complete else ()

    def votes(self, elsewhere: Mapping[str, Collection[str]] | None = None) -> tuple[InterviewVote, ...]:
        """The vote on each construct that a code measures.

        Args:
            elsewhere: Construct to participants whom another strand counts already.
        """
        alphas = reported_alphas(self.evidence.state)
        asked, enough = self.evidence.asked, self.evidence.interviews.round.alpha
        return interview_votes(self.evidence.heard, alphas, asked, enough, elsewhere or {})

    def are_many(self, **values: str) -> bool:
        """Whether as many persons as the study's minimum have these values of the registry's variables together."""
        persons = self.evidence.registry.persons.values()
        counts = Counter(tuple(getattr(one, name) for name in values) for one in persons)
        return counts[tuple(values.values())] >= self.protocol.rules.minimum_cell

    def construct(self, name: str) -> Text | Message:
        """The words for a construct."""
        return next((one.label for one in self.protocol.constructs if one.id == name), Text(name))


def code_name(path: str) -> Text:
    """A code's own name, as the codebook writes it."""
    return Text(visible(path_names(path)[-1]))


def code_trail(path: str) -> Text:
    """A code with those above it: «confianza › falta»."""
    return Text(visible(" › ".join(path_names(path))))


def depth(path: str) -> int:
    """How far below the root a code stands."""
    return len(path_names(path)) - 1
