"""The actions of a review that change it: each runs a command of `alianza.review` inside one writing transaction."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import cast

from sqlalchemy import Connection

from alianza.formats import Refused
from alianza.review import grouping, judging, recording
from alianza.review.appraisal import ANSWERS, CATEGORIES
from alianza.review.clashes import clashes, said_of_merged, shifted
from alianza.review.judging import Ballot, Bench
from alianza.review.panel import may_undo
from alianza.review.progress import ReviewState, SearchRun
from alianza.review.recording import FullTexts
from alianza.review.reference import Reference
from alianza.review.withdrawal import obstacle, overtaken
from alianza.storage.event_log import Author, read
from alianza.study.event import RESTORED, WITHDRAWN, Event, Proposed, inverse, redo, standing, together, undo
from alianza.study.problem import Problem
from alianza.study.review_protocol import Stage
from alianza.workflow.batch_files import chosen
from alianza.workflow.journal import Study, instant, study_at, whole
from alianza.workflow.review.extraction_words import coded
from alianza.workflow.review.journal import REVIEW, Command, ReviewRecorded, change, protocol_digest, signed
from alianza.workflow.review.records import references

AUTOMATIC = "alianza"
"""Who signs what no person decided."""


def deduplicate(path: Path, by: str = "") -> ReviewRecorded:
    """Join all records that are surely one publication, one event an article; unsigned it is the program's own act."""
    study = study_at(path)
    author = signed(study, "group", by) if by else Author(AUTOMATIC, instant())
    return whole(change(study.path, _grouping(path, grouping.deduplicate), author))


def merge(path: Path, records: Sequence[str], by: str) -> ReviewRecorded:
    """Join the articles of some records by a person's word."""
    return _act(path, "group", by, _grouping(path, lambda state, known: grouping.merge(state, known, records)))


def split(path: Path, records: Sequence[str], by: str) -> ReviewRecorded:
    """Set records apart from the others of their article."""
    return _act(path, "group", by, lambda _, state: grouping.split(state, records))


def keep_apart(path: Path, first: str, second: str, by: str) -> ReviewRecorded:
    """Decide that a doubtful pair are two publications."""
    return _act(path, "group", by, lambda _, state: grouping.keep_apart(state, first, second))


def vote(path: Path, stage: Stage, ballot: Ballot, by: str) -> ReviewRecorded:
    """Cast one vote, on the article as it is now."""
    study = study_at(path)
    author = signed(study, "judge", by)
    return _run(
        study, "judge", by, lambda _, state: Bench(state, study.review, stage).vote(ballot, author.by, anew=True)
    )


def settle(path: Path, stage: Stage, ballot: Ballot, by: str) -> ReviewRecorded:
    """Settle one conflict."""
    study = study_at(path)
    author = signed(study, "settle", by)
    return _run(study, "settle", by, lambda _, state: Bench(state, study.review, stage).settle(ballot, author.by))


def not_obtained(path: Path, records: Sequence[str], by: str) -> ReviewRecorded:
    """Say that full texts could not be had."""
    study = study_at(path)

    def command(_: Connection, state: ReviewState) -> Proposed:
        return together(judging.not_obtained(state, study.review, record) for record in records)

    return _run(study, "unobtained", by, command)


def appraise(path: Path, record: str, category: str, answers: Mapping[str, str], by: str) -> ReviewRecorded:
    """Record a rater's answers on one article."""
    study = study_at(path)
    author = signed(study, "appraise", by)
    design, given = _understood(category, answers)
    return _told_shifts(
        study, author,
        lambda _, state: recording.appraise(FullTexts(state, study.review), record, design, given, author.by),
    )  # fmt: skip


def settle_appraisal(path: Path, record: str, category: str, answers: Mapping[str, str], by: str) -> ReviewRecorded:
    """Record what the raters of an article agree on."""
    study = study_at(path)
    design, given = _understood(category, answers)
    return _told_shifts(
        study, signed(study, "settle-appraisal", by),
        lambda _, state: recording.settle_appraisal(FullTexts(state, study.review), record, design, given),
    )  # fmt: skip


def extract(path: Path, record: str, values: Mapping[str, str], by: str) -> ReviewRecorded:
    """Record one line of the extraction form."""
    study = study_at(path)
    constructs = [construct.id for construct in study.protocol.constructs]
    line = coded(values, study.protocol.constructs)
    return _run(
        study,
        "extract",
        by,
        lambda _, state: recording.extract(FullTexts(state, study.review), constructs, record, line),
    )


def log_search(path: Path, run: SearchRun, by: str = "") -> ReviewRecorded:
    """Write down a search; without a day, today's."""
    study = study_at(path)
    author = signed(study, "search", by)
    dated = replace(run, date=run.date or author.at[:10])
    return _run(study, "search", by, lambda _, state: recording.run_search(state, study.protocol.review, dated))


def approve(path: Path, note: str, by: str) -> ReviewRecorded:
    """Approve the review's protocol as it stands in `study.toml` now."""
    study = study_at(path)
    author, approved = signed(study, "approve", by), protocol_digest(study)
    return _run(study, "approve", by, lambda _, state: recording.approve(state, approved, note, author.by))


def take_back(path: Path, by: str, number: int | None = None, confirmed: bool = False) -> ReviewRecorded:
    """Undo one's last change, or the event of a number; `confirmed` where decisions may go with an import.

    Raises:
        Refused: Where others rest on what is taken back, as `alianza.review.withdrawal.obstacle` says.
    """
    study = study_at(path)
    author = signed(study, "undo", by)

    def command(connection: Connection, state: ReviewState) -> Proposed:
        events = read(connection, REVIEW.stream)
        if number is not None:
            return _unobstructed(_withdrawal(study, events, number, author.by), state, events, confirmed)
        last = undo(events, author.by)
        if last is None:
            return Proposed(problems=(Problem("nothing_to_undo", found=author.by),))
        return _unobstructed(Proposed((last,)), state, events, confirmed)

    return _told_shifts(study, author, command)


def bring_back(path: Path, by: str) -> ReviewRecorded:
    """Redo what one undid last."""
    study = study_at(path)
    author = signed(study, "undo", by)

    def command(connection: Connection, state: ReviewState) -> Proposed:
        events = read(connection, REVIEW.stream)
        last = redo(events, author.by)
        if last is None:
            return Proposed(problems=(Problem("nothing_to_redo", found=author.by),))
        return _unobstructed(Proposed((last,)), state, events, confirmed=True)

    return _told_shifts(study, author, command)


def _act(path: Path, action: str, by: str, command: Command) -> ReviewRecorded:
    """Run a command that a person has to sign by name: nobody decides for another without saying so."""
    if not by:
        raise Refused(Problem("author_unnamed"))
    return _run(study_at(path), action, by, command)


def _told_shifts(study: Study, author: Author, command: Command) -> ReviewRecorded:
    """Run a command that is no vote, with a notice for each decision that it shifts all the same."""
    before: list[ReviewState] = []

    def told(connection: Connection, state: ReviewState) -> Proposed:
        before.append(state)
        return command(connection, state)

    recorded = whole(change(study.path, told, author))
    return replace(recorded, problems=(*recorded.problems, *shifted(before[0], recorded.state, study.review)))


def _run(study: Study, action: str, by: str, command: Command) -> ReviewRecorded:
    """Run a command that is whole or nothing.

    Raises:
        Refused: If the person may not take the action, or the command found an error.
    """
    return whole(change(study.path, command, signed(study, action, by)))


def _understood(category: str, answers: Mapping[str, str]) -> tuple[str, dict[str, str]]:
    """A study design and answers written in either language, as a batch reads them."""
    given = {question: chosen("answers", answer, ANSWERS) for question, answer in answers.items()}
    return chosen("categories", category, CATEGORIES), given


def _grouping(path: Path, propose: Callable[[ReviewState, Mapping[str, Reference]], Proposed]) -> Command:
    """A command that joins records, with a warning for each article in which contrary decisions meet."""
    review = study_at(path).protocol.review

    def command(connection: Connection, state: ReviewState) -> Proposed:
        proposed = propose(state, references(connection, state))
        if review is None or not proposed.changes:
            return proposed
        groups = [list(map(str, cast("list[object]", change.payload["records"]))) for change in proposed.changes]
        return Proposed(proposed.changes, (*proposed.problems, *clashes(state, review, groups)))

    return command


def _unobstructed(proposed: Proposed, state: ReviewState, events: Sequence[Event], confirmed: bool) -> Proposed:
    """A withdrawal or a restoration, or what stands in its way."""
    withdrawn = {change.payload["event"] for change in proposed.changes if change.kind == WITHDRAWN}
    restored = {change.payload["event"] for change in proposed.changes if change.kind == RESTORED}
    found = [obstacle(state, event, confirmed) for event in standing(events) if event.number in withdrawn]
    found += [overtaken(state, event) for event in events if event.number in restored]
    problems = tuple(problem for problem in found if problem)
    return Proposed(problems=problems) if problems else _warned(state, events, proposed)


def _warned(state: ReviewState, events: Sequence[Event], proposed: Proposed) -> Proposed:
    """A withdrawal with a notice where the next deduplication would undo it, or a part keeps what the whole got."""
    undone = {one.payload["event"] for one in proposed.changes if one.kind == WITHDRAWN}
    merges = [one for one in events if one.number in undone and one.kind == "duplicates_merged"]
    notices = tuple(
        Problem("automatic_merge_undone", "notice", found=", ".join(map(str, named)))
        for one in merges
        if one.payload.get("rule") != "person" and isinstance(named := one.payload["records"], list)
    )
    notices += tuple(problem for one in merges for problem in said_of_merged(state, one.number))
    return replace(proposed, problems=(*proposed.problems, *notices))


def _withdrawal(study: Study, events: Sequence[Event], number: int, by: str) -> Proposed:
    """The change that takes back the event of a number; one that is an undo itself is redone."""
    found = next((event for event in events if event.number == number), None)
    if found is None:
        return Proposed(problems=(Problem("event_unknown", found=str(number)),))
    if found.about is None and found not in standing(events):
        return Proposed(problems=(Problem("event_withdrawn", found=str(number)),))
    if not may_undo(study.protocol.review, found.by, by):
        raise Refused(Problem("undo_of_anothers", found=found.by, place=str(number)))
    return Proposed((inverse(found),))
