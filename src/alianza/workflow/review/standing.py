"""Where a review stands: progress against its target, who has how much left, and what comes next."""

from dataclasses import dataclass, replace
from pathlib import Path

from alianza.review.evidence import ReviewEvidence, gather_review
from alianza.review.progress import STAGES
from alianza.review.screening import waiting_for
from alianza.review.search_log import unlike_hits
from alianza.study.message import Message
from alianza.study.problem import Problem
from alianza.study.review_protocol import Stage
from alianza.workflow.review.imports import waiting_files
from alianza.workflow.review.journal import protocol_digest
from alianza.workflow.review.reading import read_review


@dataclass(frozen=True, slots=True)
class StageProgress:
    """A stage: articles that reach it, how they stand, and what each judge has left.

    Attributes:
        stage: The stage.
        reached: Articles that reach it.
        standings: Waiting, conflict, included, excluded or unobtained to a number of articles.
        left: Judge to the number of articles that this judge has still to judge.
    """

    stage: Stage
    reached: int
    standings: dict[str, int]
    left: dict[str, int]


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a review stands.

    Attributes:
        target: Articles that the protocol aims at; None where it names no number.
        included: Articles included so far.
        approved: Who approved the protocol as it is now, with the day.
        outdated: Whether it was approved in an earlier wording only.
        searched: Declared databases to whether a search of them is written down.
        records: Records that were read.
        articles: Articles that they describe.
        repeated: Groups of records that are surely one publication and not yet joined.
        doubtful: Pairs in the queue.
        files: Files of the `review` folder that are not imported.
        stages: Both stages.
        appraised: Included articles with an undisputed profile.
        disputed: Articles whose raters differ and have not agreed yet.
        extracted: Included articles with a line of the extraction form.
        next: What to do next, the first thing first.
        problems: What is wrong with the log, and databases whose imported records are not the hits of their searches.
    """

    target: int | None
    included: int
    approved: tuple[tuple[str, str], ...]
    outdated: bool
    searched: dict[str, bool]
    records: int
    articles: int
    repeated: int
    doubtful: int
    files: int
    stages: tuple[StageProgress, ...]
    appraised: int
    disputed: int
    extracted: int
    next: tuple[Message, ...]
    problems: tuple[Problem, ...] = ()


def where_it_stands(path: Path) -> Standing:
    """Where the review of the study in a folder stands."""
    read = read_review(path)
    review = read.study.review
    evidence = gather_review(read.state, review, {})  # what the articles' sources say is not counted here
    now = protocol_digest(read.study)
    approved = tuple((one.by, one.at[:10]) for one in read.state.approvals if one.protocol == now)
    included = evidence.included
    profiled = {name for name, one in evidence.profiles.items() if one.category and not one.disputed}
    found = Standing(
        target=read.study.protocol.strands.get("review"),
        included=len(included),
        approved=approved,
        outdated=bool(read.state.approvals) and not approved,
        searched={one.database: one.database in {run.database for run in read.state.searches}
                  for one in review.searches},
        records=len(read.references),
        articles=evidence.flow.publications,
        repeated=len(read.duplicates.merges),
        doubtful=len(read.queue),
        files=len(waiting_files(read.study)),
        stages=tuple(_stage(evidence, stage) for stage in STAGES),
        appraised=len(profiled & set(included)),
        disputed=len({name for name, one in evidence.profiles.items() if one.disputed} & set(included)),
        extracted=len({line.article for line in evidence.lines} & set(included)),
        next=(),
        problems=(*read.problems, *unlike_hits(read.state)),
    )  # fmt: skip
    return replace(found, next=tuple(_next(found)))


def _stage(evidence: ReviewEvidence, stage: Stage) -> StageProgress:
    decided = evidence.title_abstract if stage == "title_abstract" else evidence.full_text
    standings: dict[str, int] = {}
    for one in decided.values():
        standings[one.standing] = standings.get(one.standing, 0) + 1
    judges = evidence.review.of_role("judge") or tuple(sorted({vote.by for vote in evidence.state.votes}))
    left = {judge: len(waiting_for(decided, judge)) for judge in judges}
    return StageProgress(stage, len(decided), standings, left)


def _next(found: Standing) -> list[Message]:
    """The steps that can be taken now, in the order of a review."""
    steps = []
    if not found.approved:
        steps.append(Message("review.next.approve_again" if found.outdated else "review.next.approve"))
    if unsearched := tuple(name for name, done in found.searched.items() if not done):
        steps.append(Message("review.next.search", {"databases": unsearched}))
    if found.files or not found.records:
        steps.append(Message("review.next.import", {"files": found.files}))
    if found.repeated:
        steps.append(Message("review.next.dedup", {"articles": found.repeated}))
    if found.doubtful:
        steps.append(Message("review.next.queue", {"pairs": found.doubtful}))
    for stage in found.stages:
        name = Message(f"review.stages.{stage.stage}")
        if waiting := {judge: left for judge, left in stage.left.items() if left}:
            steps.append(Message("review.next.judge", {"stage": name, "judges": tuple(waiting)}))
        if conflicts := stage.standings.get("conflict", 0):
            steps.append(Message(f"review.next.settle_{stage.stage}", {"stage": name, "conflicts": conflicts}))
    if unrated := found.included - found.appraised - found.disputed:
        steps.append(Message("review.next.appraise", {"articles": unrated}))
    if found.disputed:
        steps.append(Message("review.next.agree", {"articles": found.disputed}))
    if found.extracted < found.included:
        steps.append(Message("review.next.extract", {"articles": found.included - found.extracted}))
    return steps or [Message("review.next.report")]
