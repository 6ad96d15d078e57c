"""The interviews' vote on a construct: where enough of those asked speak of it, one way, in codes that coders agree on.

METHODS, "Triangulation": agreement on the codes, at least three sources and a quarter of those asked, and seven tenths
of the sources one way. A source is a participant, however many documents and passages are theirs; whoever speaks both
for and against a construct is a source that goes neither way. Whoever another strand counts on a construct is no source
of it here, for overlapping persons count once. What interviews tell is what participants perceive.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from alianza.coding.constructs import Meaning, meanings
from alianza.coding.project import QualitativeProject
from alianza.integration.triangulation import StrandVote, Vote
from alianza.review.synthesis import ONE_WAY

Way = Literal["positive", "negative", "mixed"]
Reason = Literal[
    "", "counted_elsewhere", "no_sources", "few_sources", "small_share", "agreement_unknown", "agreement_low",
    "ways_differ",
]  # fmt: skip

ENOUGH_SOURCES: Final = 3
ENOUGH_SHARE: Final = 0.25
"""Of those asked."""
_WAY: Final[Mapping[str, Way]] = {"positive": "positive", "negative": "negative"}


@dataclass(frozen=True, slots=True)
class InterviewVote:
    """The interviews' vote on a construct, with what it rests on.

    Attributes:
        construct: The construct.
        vote: `positive`, `negative` or `unclear`; never no effect, for nobody speaks of what does not matter to them.
        ways: Participant to the way in which they speak of it.
        asked: Participants who were asked.
        alpha: Lowest agreement on a code of the construct that was given, in a passage or by anybody in the round; None
            where one of them is unknown.
        elsewhere: Sources left out because another strand counts the same persons.
        reason: Why the vote is unclear.
    """

    construct: str
    vote: Vote
    ways: Mapping[str, Way]
    asked: int
    alpha: float | None
    elsewhere: int = 0
    reason: Reason = ""

    def count(self, way: Way) -> int:
        """Sources that speak of it in a way."""
        return sum(one == way for one in self.ways.values())


def interview_votes(
    project: QualitativeProject,
    alphas: Mapping[str, float | None],
    asked: Collection[str],
    enough: float,
    elsewhere: Mapping[str, Collection[str]] | None = None,
) -> tuple[InterviewVote, ...]:
    """The vote on each construct that a code measures, in the order of the codebook.

    Args:
        project: The project; documents without a `participant` among their attributes are a source each.
        alphas: Path of a code to the agreement on it in the reported round; None, or nothing, where it is unknown.
        asked: Participants who were asked, whether they speak of a construct or not.
        enough: From which agreement on; the protocol's.
        elsewhere: Construct to participants whom another strand counts on it already: persons count once.

    Raises:
        ValueError: If somebody speaks who was not asked.
    """
    said = meanings(project)
    ways = _ways(project, said)
    if not set(asked) >= {source for sources in ways.values() for source in sources}:
        raise ValueError("more participants speak than were asked")
    lowest = _lowest(project, said, alphas)
    constructs = dict.fromkeys(one.construct for one in said.values() if one.construct)
    counted = elsewhere or {}
    return tuple(
        _vote(_Asked(name, ways.get(name, {}), asked, counted.get(name, ())), lowest.get(name), enough)
        for name in constructs
    )


def strand_votes(votes: Iterable[InterviewVote]) -> tuple[StrandVote, ...]:
    """The votes as triangulation takes them, on constructs that somebody speaks of for or against."""
    return tuple(StrandVote(one.construct, "interviews", one.vote, "perceived") for one in votes if one.ways)


def _ways(project: QualitativeProject, said: Mapping[str, Meaning]) -> dict[str, dict[str, Way]]:
    """Construct to source to the way in which the source speaks of it."""
    found: dict[str, dict[str, Way]] = {}
    for coding in project.codings:
        way: Way | None = _WAY.get(said[coding.code].direction)
        if way is not None:
            own = found.setdefault(said[coding.code].construct, {})
            source = project.document[coding.document].attributes.get("participant") or coding.document
            own[source] = way if own.get(source, way) == way else "mixed"
    return found


def _lowest(
    project: QualitativeProject, said: Mapping[str, Meaning], alphas: Mapping[str, float | None]
) -> dict[str, float | None]:
    """Construct to the lowest agreement on its codes that were given; None where it is unknown for one of them.

    A code that coders gave in the round but never agreed on stands nowhere, and counts all the more.
    """
    found: dict[str, float | None] = {}
    in_round = [path for path, alpha in alphas.items() if alpha is not None and path in said]
    for path in dict.fromkeys([*(one.code for one in project.codings), *in_round]):
        construct, alpha = said[path].construct, alphas.get(path)
        before = found.get(construct, alpha)
        found[construct] = None if alpha is None or before is None else min(alpha, before)
    return found


@dataclass(frozen=True, slots=True)
class _Asked:
    """Who speaks of a construct and in which way, who was asked, and whom another strand counts already."""

    construct: str
    ways: Mapping[str, Way]
    asked: Collection[str]
    elsewhere: Collection[str]


def _vote(of: _Asked, alpha: float | None, enough: float) -> InterviewVote:
    ways = {source: way for source, way in of.ways.items() if source not in of.elsewhere}
    asked = len(set(of.asked) - set(of.elsewhere))
    sides: tuple[Literal["positive", "negative"], ...] = ("positive", "negative")
    sources = list(ways.values())
    side = next((one for one in sides if sources and sources.count(one) >= ONE_WAY * len(sources)), None)
    faults: dict[Reason, bool] = {
        "counted_elsewhere": not sources and bool(of.ways),
        "no_sources": not sources,
        "few_sources": len(sources) < ENOUGH_SOURCES,
        "small_share": len(sources) < ENOUGH_SHARE * asked,
        "agreement_unknown": alpha is None,
        "agreement_low": alpha is not None and alpha < enough,
        "ways_differ": side is None,
    }
    reason: Reason = next((name for name, is_wrong in faults.items() if is_wrong), "")
    vote: Vote = "unclear" if reason or side is None else side
    return InterviewVote(of.construct, vote, ways, asked, alpha, len(of.ways) - len(ways), reason)
