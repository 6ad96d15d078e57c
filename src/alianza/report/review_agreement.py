"""How far judges and raters agreed before anybody talked, stage by stage (R022, R024, R052).

Agreement is that of the first independent judgement of each judge on each article, and so are the disagreements beside
it: a judge who votes again, and a settlement, alter neither.
"""

from collections.abc import Iterator, Mapping

import numpy as np

from alianza.report.review_chapter import ReviewChapter, counted
from alianza.review.deciding import Decision, Rule
from alianza.review.judges_agreement import judges_agreement
from alianza.review.progress import STAGES
from alianza.review.screening import first_ballots
from alianza.statistics.agreement import Agreement, cohen_kappa, gwet_ac1, krippendorff_alpha, percent_agreement
from alianza.study.estimate import Estimate, Unit
from alianza.study.message import Message
from alianza.study.review_protocol import Stage
from alianza.study.table import Column, Row, Table, Topic

TOPIC: Topic = "literature"
STRAND = "review"
NEEDS = ("review_votes",)
COLUMNS = (Column("variable"), Column("n", "count"), Column("value"))
ALWAYS = ("conflicts", "settled")
"""Counts of disputes that stand in the table also where they are 0."""
ANSWERS = ("yes", "no", "cannot_tell")


def compute(chapter: ReviewChapter) -> Table:
    """Agreement by four measures, conflicts and settlements of each stage; then the raters' answers.

    The base is the number of articles (of answers, for the raters) that two people judged.
    """
    rows = [row for stage in STAGES for row in _stage(chapter, stage)]
    kappa = next((row.cells[2] for row in rows if "_kappa" in row.id), None)
    return Table(
        id="review_agreement",
        topic=TOPIC,
        columns=COLUMNS,
        rows=(*rows, *_appraisal(chapter)),
        lead=Message("leads.review_agreement", {"kappa": kappa})
        if isinstance(kappa, Estimate) and kappa.value
        else None,
        notes=(Message("notes.review_agreement"),),
    )


def _stage(chapter: ReviewChapter, stage: Stage) -> Iterator[Row]:
    found = judges_agreement(chapter.evidence.state, stage)
    if found is None:
        return
    measures = {"percent": found.percent, **_kappas(found.kappa), "ac1": found.ac1, "alpha": found.alpha}
    group = Message(f"review.stages.{stage}")
    yield from _measures(stage, group, measures)
    twice, counts = _disputes(chapter, stage)
    for name, count in counts.items():
        yield Row(f"{stage}_{name}", Message(f"rows.judges_{name}"), (group, twice, counted(count, twice)))


def _disputes(chapter: ReviewChapter, stage: Stage) -> tuple[int, dict[str, int]]:
    """Articles that two judged, and how many of them were in dispute.

    By their first votes: verdicts that differ, then the same verdict that yet decides nothing (both unsure, or two
    reasons by full text), then those of either that were settled. At last disputes of later votes or merges.
    """
    evidence, rule = chapter.evidence, Rule(chapter.evidence.review, stage)
    decided = evidence.title_abstract if stage == "title_abstract" else evidence.full_text
    judged = {name: [*given.values()] for name, given in first_ballots(evidence.state, stage).items() if len(given) > 1}
    differ = {name for name, votes in judged.items() if len({vote.verdict for vote in votes}) > 1}
    unclear = {name for name, votes in judged.items() if name not in differ and rule.are_in_conflict(votes)}
    settled = {name for name in judged if name in decided and decided[name].settled is not None}
    later = {name for name in judged if name in decided and _disputed(decided[name])} - differ - unclear
    counts = {"conflicts": differ, "unclear": unclear, "settled": settled & (differ | unclear), "later": later}
    return len(judged), {name: len(found) for name, found in counts.items() if found or name in ALWAYS}


def _disputed(one: Decision) -> bool:
    """Whether somebody has to settle an article, or had to."""
    return one.standing == "conflict" or one.settled is not None


def _kappas(pairs: Mapping[tuple[str, str], Agreement]) -> dict[str, Agreement]:
    """Cohen's kappa of each pair; its name carries the judges where there are several pairs."""
    if len(pairs) == 1:
        return {"kappa": next(iter(pairs.values()))}
    return {f"kappa_{one}_{other}": found for (one, other), found in pairs.items()}


def _measures(stage: str, group: Message, measures: Mapping[str, Agreement]) -> Iterator[Row]:
    for name, found in measures.items():
        unit: Unit = "share" if name == "percent" else "number"
        yield Row(f"{stage}_{name}", _label(name), (group, found.n_units, _estimate(found, unit)))


def _label(name: str) -> Message:
    """A measure, and the pair of judges where there are several."""
    kind, _, pair = name.partition("_")
    measure = Message(f"rows.agreement_{kind}")
    return Message("rows.agreement_of", {"measure": measure, "pair": pair.replace("_", ", ")}) if pair else measure


def _estimate(found: Agreement, unit: Unit) -> Estimate:
    return Estimate(
        found.value, found.se, found.low, found.high, n=found.n_units, level=found.level, unit=unit,
        method=found.method, reason=found.reason,
    )  # fmt: skip


def _appraisal(chapter: ReviewChapter) -> Iterator[Row]:
    """The agreement of two raters over all questions of the articles that both appraised under one study design."""
    rated = _first_answers(chapter)
    raters = sorted({rater for given in rated.values() for rater in given})
    matrix = np.array([[given.get(rater) for rater in raters] for given in rated.values()], dtype=object)
    matrix = matrix.reshape(len(rated), len(raters))
    twice = sum(len(given) > 1 for given in rated.values())
    if not twice:
        return
    group = Message("groups.appraisal")
    pair = {"kappa": cohen_kappa(matrix[:, 0].tolist(), matrix[:, 1].tolist())} if len(raters) == 2 else {}
    rest = {"ac1": gwet_ac1(matrix, ANSWERS), "alpha": krippendorff_alpha(matrix)}
    yield from _measures("appraisal", group, {"percent": percent_agreement(matrix), **pair, **rest})
    articles = {article for (article, _), given in rated.items() if len(given) > 1}
    records = {one.record for one in chapter.evidence.state.settled_appraisals}
    settled = sum(not records.isdisjoint(chapter.evidence.articles[name].records) for name in articles)
    cells = (group, len(articles), counted(settled, len(articles)))
    yield Row("appraisal_settled", Message("rows.appraisals_settled"), cells)


def _first_answers(chapter: ReviewChapter) -> dict[tuple[str, str], dict[str, str]]:
    """Article and question to each rater's first answer."""
    home = {record: article for article, one in chapter.evidence.articles.items() for record in one.records}
    found: dict[tuple[str, str], dict[str, str]] = {}
    for one in chapter.evidence.state.appraisals:
        for question, answer in one.answers.items():
            if one.record in home:
                found.setdefault((home[one.record], question), {}).setdefault(one.by, answer)
    return found
