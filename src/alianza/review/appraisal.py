"""Quality appraisal: the answers of two raters to a checklist, as a profile without a sum.

Empirical articles answer two screening questions and the five of their study design (MMAT 2018); theoretical ones a
checklist for text and opinion. A profile is what the raters agree on, or what a discussion settled. Nothing is added
up: the only article that quality leaves out fails both screening questions.

Source:
    Hong and others (2018), Mixed Methods Appraisal Tool, version 2018 (the questions are worded anew in the
    catalogues); McArthur and others (2015), Innovations in the systematic review of text and opinion, International
    Journal of Evidence-Based Healthcare 13(3).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from alianza.review.joining import Said, gathered, last_words
from alianza.review.progress import Appraisal, ReviewState

SCREENING_QUESTIONS = ("S1", "S2")
"""Is there a clear research question, and do the data allow to answer it."""

CATEGORIES: Mapping[str, tuple[str, ...]] = {
    "qualitative": ("1.1", "1.2", "1.3", "1.4", "1.5"),
    "randomised": ("2.1", "2.2", "2.3", "2.4", "2.5"),
    "non_randomised": ("3.1", "3.2", "3.3", "3.4", "3.5"),
    "descriptive": ("4.1", "4.2", "4.3", "4.4", "4.5"),
    "mixed": ("5.1", "5.2", "5.3", "5.4", "5.5"),
    "text_and_opinion": ("T1", "T2", "T3", "T4", "T5", "T6"),
}
"""Study design to the questions of its checklist."""

RATERS = 2
"""Raters of each article."""

ANSWERS = ("yes", "no", "cannot_tell")


@dataclass(frozen=True, slots=True)
class Profile:
    """What is known about an article's quality.

    Attributes:
        article: The article.
        category: Study design, empty where the raters disagree on it.
        answers: Question to the answer that stands.
        disputed: Questions on which the raters differ and nobody has settled it.
        raters: How many rated it.
        settled: Whether the raters settled it after discussion.
    """

    article: str
    category: str
    answers: Mapping[str, str] = field(default_factory=dict)
    disputed: tuple[str, ...] = ()
    raters: int = 0
    settled: bool = False

    @property
    def unfit(self) -> bool:
        """Whether it fails both screening questions, the only way in which quality leaves an article out.

        One rater alone leaves nothing out: it takes two who agree, or a discussion that settled it.
        """
        return (self.settled or self.raters >= RATERS) and all(
            self.answers.get(question) == "no" for question in SCREENING_QUESTIONS
        )

    def weak(self, noes: int) -> bool:
        """Whether at least so many questions of its design are answered no, by the protocol's rule."""
        return sum(self.answers.get(question) == "no" for question in CATEGORIES.get(self.category, ())) >= noes


def questions(category: str) -> tuple[str, ...]:
    """Every question that a study design is asked; theoretical articles skip the screening questions.

    Raises:
        KeyError: If there is no such design.
    """
    own = CATEGORIES[category]
    return own if category == "text_and_opinion" else (*SCREENING_QUESTIONS, *own)


def profiles(state: ReviewState) -> dict[str, Profile]:
    """The profile of every appraised article, in the order of the articles."""
    said = gathered(state, state.appraisals, state.settled_appraisals)
    return {article: _profile(one) for article, one in said.items() if one.words or one.settled}


def disputes(state: ReviewState) -> dict[str, dict[str, tuple[tuple[Appraisal, str], ...]]]:
    """Article to each question on which its raters differ and nobody has settled it, to the answers that stand.

    Where they differ on the study design the only question is `category`.
    """
    said = gathered(state, state.appraisals, state.settled_appraisals)
    return {
        article: {question: tuple((one, _said(one, question)) for one in _standing(said[article])[0])
                  for question in profile.disputed}
        for article, profile in profiles(state).items()
        if profile.disputed
    }  # fmt: skip


def unfit(state: ReviewState) -> frozenset[str]:
    """Articles that fail both screening questions."""
    return frozenset(article for article, profile in profiles(state).items() if profile.unfit)


def _said(one: Appraisal, question: str) -> str:
    return one.category if question == "category" else one.answers.get(question, "")


def _standing(said: Said[Appraisal]) -> tuple[tuple[Appraisal, ...], bool]:
    """The appraisals that stand, and whether one of them was settled.

    That is what was settled, or else the last of each rater. What was settled before a merge speaks for one side of it,
    beside what stands on the others.
    """
    join = said.joins[-1] if said.joins else None
    later = said.after(join) if join else said
    if later.settled:
        return later.settled[-1:], True
    sides = [_standing(said.before(join, side)) for side in join.sides] if join else []
    before = [one for words, _ in sides for one in words]
    return last_words((*before, *later.words), join.number if join else 0), any(settled for _, settled in sides)


def _profile(said: Said[Appraisal]) -> Profile:
    words, settled = _standing(said)
    raters = len({one.by for one in said.words})
    categories = {one.category for one in words}
    if len(categories) > 1:
        return Profile(said.article, "", disputed=("category",), raters=raters)
    answers = {question: {one.answers.get(question, "") for one in words} for one in words for question in one.answers}
    agreed = {question: next(iter(given)) for question, given in answers.items() if len(given) == 1}
    disputed = tuple(question for question, given in answers.items() if len(given) > 1)
    return Profile(said.article, next(iter(categories)), agreed, disputed, raters, settled and not disputed)
