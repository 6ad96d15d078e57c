"""What the panel of a synthetic review says about each publication: votes, settlements, appraisals and lines.

Judges err one at a time, so that what becomes of a publication is what the plan says once its conflict is settled.
"""

from collections.abc import Mapping, Sequence

from alianza.review.appraisal import ANSWERS, SCREENING_QUESTIONS, questions
from alianza.review.judging import Ballot
from alianza.review.simulation import EXCLUDED, INCLUDED, INELIGIBLE, UNFIT, UNOBTAINED, Work
from alianza.review.simulation_plan import ReviewPlan
from alianza.statistics.chance import uniform
from alianza.study.review_protocol import Stage

WHOLE = 2**64


class Panel:
    """The judges and raters of a synthetic review.

    Args:
        plan: How they judge.
        seed: The seed of the whole simulation.
        works: The publications.
    """

    def __init__(self, plan: ReviewPlan, seed: int, works: Sequence[Work]) -> None:
        self.plan, self.seed, self.works = plan, seed, works

    def reaching(self, stage: Stage) -> list[Work]:
        """The publications that reach a stage; at full text those whose text could be had."""
        if stage == "title_abstract":
            return list(self.works)
        return [work for work in self.works if work.fate not in (EXCLUDED, UNOBTAINED)]

    def verdict(self, work: Work, stage: Stage) -> Ballot:
        """What becomes of a publication at a stage, as a ballot; quality leaves it out only after it was included."""
        out = work.fate == (EXCLUDED if stage == "title_abstract" else INELIGIBLE)
        return Ballot(work.id, "exclude", work.reason) if out else Ballot(work.id, "include")

    def vote(self, work: Work, stage: Stage, judge: int) -> Ballot:
        """The vote of the first judge (0) or the second (1)."""
        right = self.verdict(work, stage)
        if work.id not in self.disputed(stage) or uniform(self.seed, f"review errs {stage}", work.id) % 2 != judge:
            return right
        if uniform(self.seed, f"review unsure {stage}", work.id) / WHOLE < self.plan.judging.unsure:
            return Ballot(work.id, "unsure")
        if right.verdict == "exclude":
            return Ballot(work.id, "include")
        return Ballot(work.id, "exclude", self._any_reason(work, stage))

    def disputed(self, stage: Stage) -> set[str]:
        """Publications on which one of the judges differs."""
        names = [work.id for work in self.reaching(stage)]
        count = round(self.plan.judging.disagreement[stage] * len(names))
        return set(sorted(names, key=lambda name: uniform(self.seed, f"review disputed {stage}", name))[:count])

    def _any_reason(self, work: Work, stage: Stage) -> str:
        fates = self.plan.fates
        reasons = list(fates.excluded if stage == "title_abstract" else fates.ineligible)
        return reasons[uniform(self.seed, f"review reason {stage}", work.id) % len(reasons)]

    def appraised(self) -> list[Work]:
        """The publications that are appraised: those that stay, and those that quality leaves out."""
        return [work for work in self.works if work.fate in (INCLUDED, UNFIT)]

    def answers(self, work: Work) -> dict[str, str]:
        """The answers that stand for a publication once the raters agree."""
        if work.fate == UNFIT:
            return {name: "no" if name in SCREENING_QUESTIONS else "cannot_tell" for name in questions(work.design)}
        return {
            name: "yes" if name in SCREENING_QUESTIONS else self._answer(work, name) for name in questions(work.design)
        }

    def _answer(self, work: Work, question: str) -> str:
        shares = dict(self.plan.judging.answers)
        if work.id in self._weak():
            rest = (1 - self.plan.judging.weak_no) / 2
            shares = {"yes": rest, "no": self.plan.judging.weak_no, "cannot_tell": rest}
        drawn, below = uniform(self.seed, f"review answer {question}", work.id) / WHOLE, 0.0
        for answer in ANSWERS:
            below += shares[answer]
            if drawn < below:
                return answer
        return ANSWERS[-1]

    def _weak(self) -> set[str]:
        names = [work.id for work in self.works if work.fate == INCLUDED and work.design != "text_and_opinion"]
        order = sorted(names, key=lambda name: uniform(self.seed, "review weak", name))
        return set(order[: self.plan.judging.weak])

    def rating(self, work: Work, rater: int) -> dict[str, str]:
        """The answers of the first rater (0) or the second (1), before they talk."""
        return {name: self._rated(work, name, answer, rater) for name, answer in self.answers(work).items()}

    def _rated(self, work: Work, question: str, answer: str, rater: int) -> str:
        label = f"review rating {question}"
        differs = uniform(self.seed, label, work.id) / WHOLE < self.plan.judging.ratings
        wrong = uniform(self.seed, f"{label} whose", work.id) % 2 == rater
        if not (differs and wrong) or (work.fate == UNFIT and question in SCREENING_QUESTIONS):
            return answer
        others = [other for other in ANSWERS if other != answer]
        return others[uniform(self.seed, f"{label} which", work.id) % len(others)]

    def lines(self, work: Work) -> list[Mapping[str, str]]:
        """The lines of the extraction form of a publication."""
        context = {"country": work.country, "sector": work.sector, "alliance_type": work.type, "design": work.design}
        return [
            {**context, "construct": line.construct, "direction": line.direction, **line.values} for line in work.lines
        ]
