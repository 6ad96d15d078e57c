"""What the panel writes down: searches, the protocol's approval, appraisals and lines of the extraction form.

Each command takes the state and returns the change to record, or what is wrong. What stands there already, by the same
person, is not written twice.
"""

from collections.abc import Mapping, Sequence
from datetime import date

from alianza.review.appraisal import ANSWERS, CATEGORIES, profiles, questions
from alianza.review.extraction import check_line
from alianza.review.progress import ReviewState, SearchRun
from alianza.review.screening import QUALITY, decisions
from alianza.study.event import Change, Proposed
from alianza.study.problem import Problem
from alianza.study.review_protocol import Review


class FullTexts:
    """The articles whose full text is sought, found once for many appraisals and lines.

    Args:
        state: Where the review stands.
        review: Its protocol.
    """

    def __init__(self, state: ReviewState, review: Review) -> None:
        self.state, self.review = state, review
        self.home = {record: article for article, records in state.articles().items() for record in records}
        self._decided = decisions(state, review, "full_text")

    def missing(self, record: str, quality: bool = False) -> tuple[Problem, ...]:
        """Why an article is not read in full: none has that name, it is not sought, could not be had, or is excluded.

        With `quality`, one that its appraisal leaves out counts as read: its appraisal can be corrected.
        """
        if record not in self.home:
            return (Problem("record_unknown", found=record),)
        decided = self._decided.get(self.home[record])
        if decided is None or decided.standing == "unobtained":
            return (Problem("article_not_at_stage", found=record, place="full_text"),)
        if decided.standing == "excluded" and not (quality and decided.reason == QUALITY):
            return (Problem("article_excluded", found=record, place=decided.reason),)
        return ()


def run_search(state: ReviewState, review: Review | None, run: SearchRun) -> Proposed:
    """Write down a search as it was carried out; an empty string stands for the protocol's.

    Returns:
        `search_without_query`, `not_a_date` or `hits_negative`.
    """
    declared = {one.database: one.query.es or one.query.en for one in (review.searches if review else ())}
    query = run.query or declared.get(run.database, "")
    problems = []
    if not query:
        problems.append(Problem("search_without_query", found=run.database, expected=", ".join(declared)))
    if not _is_date(run.date):
        problems.append(Problem("not_a_date", found=run.date))
    if run.hits < 0:
        problems.append(Problem("hits_negative", found=str(run.hits)))
    values = {"database": run.database, "query": query, "date": run.date, "hits": run.hits}
    if problems or any(_values(one) == tuple(values.values()) for one in state.searches):
        return Proposed(problems=tuple(problems))
    return Proposed((Change("search_run", values),))


def approve(state: ReviewState, protocol: str, note: str, by: str) -> Proposed:
    """Approve the protocol whose digest is given; no change where the same person approved it as it is."""
    if any((one.protocol, one.by) == (protocol, by) for one in state.approvals):
        return Proposed()
    return Proposed((Change("protocol_approved", {"protocol": protocol, "note": note}),))


def appraise(texts: FullTexts, record: str, category: str, answers: Mapping[str, str], by: str) -> Proposed:
    """A rater's answers to the checklist of an article's study design.

    Returns:
        `record_unknown`, `article_not_at_stage`, `article_excluded`, `appraisal_category_unknown`,
        `appraisal_question_missing`, `appraisal_question_unknown` or `appraisal_answer_unknown`.
    """
    problems = [*texts.missing(record, quality=True), *_wrong_answers(category, answers)]
    values = {"record": record, "category": category, "answers": dict(answers)}
    own = {one.record: one for one in texts.state.appraisals if one.by == by}
    same = record in own and (own[record].category, dict(own[record].answers)) == (category, dict(answers))
    if problems or same:
        return Proposed(problems=tuple(problems))
    return Proposed((Change("article_appraised", values),))


def settle_appraisal(texts: FullTexts, record: str, category: str, answers: Mapping[str, str]) -> Proposed:
    """What the raters agree on after they discussed an article on which they differed.

    Returns:
        As `appraise`, and `appraisal_not_disputed`.
    """
    problems = [*texts.missing(record, quality=True), *_wrong_answers(category, answers)]
    if problems:
        return Proposed(problems=tuple(problems))
    state, home = texts.state, texts.home
    profile = profiles(state).get(home[record])
    if profile is None or not profile.disputed:
        settled = {home[one.record]: one for one in state.settled_appraisals if one.record in home}
        before = settled.get(home[record])
        if before is None:
            return Proposed(problems=(Problem("appraisal_not_disputed", found=record),))
        if (before.category, dict(before.answers)) == (category, dict(answers)):
            return Proposed()
    return Proposed((Change("appraisal_settled", {"record": record, "category": category, "answers": dict(answers)}),))


def extract(texts: FullTexts, constructs: Sequence[str], record: str, values: Mapping[str, str]) -> Proposed:
    """A line of the extraction form of an article; a line that stands there already is not written twice.

    Returns:
        `record_unknown`, `article_not_at_stage`, `article_excluded`, or as `alianza.review.extraction.check_line`.
    """
    filled = {name: value.strip() for name, value in values.items() if value.strip()}
    problems = [*texts.missing(record), *check_line(filled, texts.review, constructs)]
    if any(problem.severity == "error" for problem in problems):
        return Proposed(problems=tuple(problems))
    if any(one.record == record and dict(one.values) == filled for one in texts.state.extractions):
        return Proposed()
    return Proposed((Change("data_extracted", {"record": record, "values": filled}),), tuple(problems))


def _wrong_answers(category: str, answers: Mapping[str, str]) -> list[Problem]:
    if category not in CATEGORIES:
        return [Problem("appraisal_category_unknown", found=category, expected=", ".join(CATEGORIES))]
    asked = questions(category)
    problems = [Problem("appraisal_question_missing", place=name) for name in asked if not answers.get(name)]
    problems += [
        Problem("appraisal_question_unknown", found=name, expected=", ".join(asked))
        for name in answers
        if name not in asked
    ]
    return problems + [
        Problem("appraisal_answer_unknown", place=name, found=answer, expected=", ".join(ANSWERS))
        for name, answer in answers.items()
        if name in asked and answer and answer not in ANSWERS
    ]


def _values(one: SearchRun) -> tuple[object, ...]:
    return one.database, one.query, one.date, one.hits


def _is_date(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
