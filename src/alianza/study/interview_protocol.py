"""What a study declares about its interviews and their coding before the first of them is held."""

from typing import Literal

from alianza.study.record import Record
from alianza.study.text import Text

CodingRole = Literal["lead", "coder", "arbiter", "interviewer", "keeper"]
SegmentKind = Literal["turn", "paragraph", "sentence"]


class Coder(Record, frozen=True, kw_only=True):
    """Somebody who works on the interviews, by pseudonym: leads, codes, settles, interviews, or keeps the names.

    Attributes:
        id: A pseudonym.
        roles: What they may do.
        profile: Who they are, in words that the report prints.
    """

    id: str
    roles: tuple[CodingRole, ...]
    profile: Text = Text("")


class Topic(Record, frozen=True, kw_only=True):
    """A theme of the guide."""

    id: str
    label: Text


class GuideVersion(Record, frozen=True, kw_only=True):
    """A version of the guide, with what changed in it.

    Attributes:
        version: Its name.
        date: Since when it was used.
        questions: The questions as they are asked.
        change: What changed, and why.
    """

    version: str
    date: str
    questions: tuple[Text, ...] = ()
    change: Text = Text("")


class CodingRound(Record, frozen=True, kw_only=True):
    """How passages are drawn for blind coding by all coders.

    Attributes:
        share: Share of the segments of each interview, at least.
        seed: Makes the draw repeatable.
        segments: What one segment is; its boundaries are fixed before anybody codes.
        alpha: From which agreement on a code its construct may vote.
    """

    share: float = 0.20
    seed: int = 2025
    segments: SegmentKind = "turn"
    alpha: float = 0.667


class SaturationRule(Record, frozen=True, kw_only=True):
    """When nothing new was heard: base, run and threshold of Guest, Namey and Chen (2020).

    Attributes:
        base: Interviews whose codes are the base.
        run: Interviews in the last run.
        threshold: Share of new codes in the run, of those in the base, up to which saturation is said.
        orders: Random orders of the interviews that the rule is averaged over.
        seed: Makes the orders repeatable.
        closed: Whether the codebook was closed beforehand: nothing new can be heard then, so nothing is said.
    """

    base: int = 4
    run: int = 2
    threshold: float = 0.05
    orders: int = 1000
    seed: int = 2025
    closed: bool = False


class Interviews(Record, frozen=True, kw_only=True):
    """The interviews' protocol.

    Attributes:
        registry: Table of the interviews: who by pseudonym, when, how long, and what they consented to.
        question: What the interviews ask.
        selection: How participants were chosen.
        topics: Themes of the guide.
        guide: Its versions, the oldest first.
        coders: Who takes part.
        round: How passages for blind coding are drawn.
        saturation: When nothing new is heard.
        labels: Words with which transcripts name whoever asks, beside the usual ones.
    """

    registry: str = "interviews/registry.csv"
    question: Text = Text("")
    selection: Text = Text("")
    topics: tuple[Topic, ...] = ()
    guide: tuple[GuideVersion, ...] = ()
    coders: tuple[Coder, ...] = ()
    round: CodingRound = CodingRound()
    saturation: SaturationRule = SaturationRule()
    labels: tuple[str, ...] = ()

    def of_role(self, role: CodingRole) -> tuple[str, ...]:
        """Pseudonyms of those with a role."""
        return tuple(one.id for one in self.coders if role in one.roles)
