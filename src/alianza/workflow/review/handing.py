"""Batches handed out and handed back: what somebody has still to judge, appraise or extract, and what they wrote.

Of a batch that comes back the good rows are kept and the bad ones are named, each with its row; rows that say what is
known already change nothing, so a corrected file is simply read again. A file that as a whole is not this person's is
refused.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection

from alianza.formats import Refused
from alianza.render.messages import sentence
from alianza.review import recording
from alianza.review.appraisal import ANSWERS, CATEGORIES, questions
from alianza.review.article import Article
from alianza.review.batches import (
    APPRAISAL,
    EXTRACTION,
    NEEDED,
    SCREENING,
    Kind,
    article_of,
    contrary,
    mark,
    repeated,
    whose,
)
from alianza.review.extraction import DIRECTIONS, MEASURES, form
from alianza.review.judging import Ballot, Bench
from alianza.review.naming import label
from alianza.review.progress import VERDICTS, ReviewState
from alianza.review.recording import FullTexts
from alianza.review.screening import decisions, waiting_for
from alianza.study.batch import Row
from alianza.study.event import Change, Proposed
from alianza.study.problem import Problem
from alianza.study.review_protocol import Review, Stage
from alianza.workflow.batch_files import (
    Batch,
    HandedBack,
    Returned,
    changes_of,
    choice,
    chosen,
    heading,
    placed,
    read_batch,
    tallied,
    write_batch,
)
from alianza.workflow.journal import Study, study_at
from alianza.workflow.review.extraction_words import coded
from alianza.workflow.review.journal import change, signed
from alianza.workflow.review.next_articles import in_screening_order
from alianza.workflow.review.reading import ReadReview, read_recorded

Propose = Callable[[Study, ReviewState, Kind, Sequence[Row], str], Iterable[tuple[Row, Proposed | None]]]
"""A batch's rows to what each proposes; None for rows that are not filled in."""


@dataclass(frozen=True, slots=True)
class Cut:
    """Which of the articles that wait for a judge come into a batch.

    Attributes:
        size: How many at most; all where it is 0.
        as_imported: Whether they come in the order of their import, and not the likeliest first.
    """

    size: int = 0
    as_imported: bool = False


WHOLE = Cut()


def hand_out(path: Path, stage: Stage, by: str, out: Path, language: str, cut: Cut = WHOLE) -> int:
    """Write a judge's batch for a stage: articles that this judge has still to judge, nobody's votes in it.

    The most likely ones come first, as `in_screening_order` says, unless the order of their import is asked for.

    Returns:
        Number of articles; no file is written where it is 0.

    Raises:
        Refused: If the person is no judge, or the file cannot be written.
    """
    read = read_recorded(study_at(path))
    study, judge = read.study, signed(read.study, "judge", by).by
    names = waiting_for(decisions(read.state, study.review, stage), judge)
    ordered = names if cut.as_imported else in_screening_order(read, stage, names)
    waiting = [read.articles[name] for name in ordered[: cut.size or None]]
    sign = mark(study.protocol.study.id, stage, judge)
    rows = [(sign, *_described(one), "", "", "") for one in waiting]
    verdicts = [choice("verdicts", name, language) for name in VERDICTS]
    choices = {"verdict": verdicts, "reason": study.review.reasons(stage)}
    return _written(Batch(SCREENING, rows, choices, _criteria(study.review, stage, language)), out, language)


def hand_out_appraisal(path: Path, category: str, by: str, out: Path, language: str, names: Sequence[str] = ()) -> int:
    """Write a rater's batch for articles of one study design: a row a question, with its wording.

    Args:
        path: The study folder.
        category: The study design, as a code or in words of either language.
        by: The rater.
        out: The file.
        language: Language of headings and questions.
        names: The articles of that design; all included ones that this rater has not appraised where empty.
    """
    design = chosen("categories", category, CATEGORIES)
    if design not in CATEGORIES:
        raise Refused(Problem("appraisal_category_unknown", found=category, expected=", ".join(CATEGORIES)))
    read = read_recorded(study_at(path))
    rater = signed(read.study, "appraise", by).by
    done = {one.record for one in read.state.appraisals if one.by == rater}
    sign = mark(read.study.protocol.study.id, "appraisal", rater)
    words = choice("categories", design, language)
    rows = [
        (sign, label(one.id), one.best.title, words, question, sentence(_question(question), language), "")
        for one in _to_read(read, names, done)
        for question in questions(design)
    ]
    answers = [choice("answers", name, language) for name in ANSWERS]
    return _written(Batch(APPRAISAL, rows, {"answer": answers}), out, language)


def hand_out_extraction(path: Path, by: str, out: Path, language: str, names: Sequence[str] = ()) -> int:
    """Write an extractor's batch: a row an included article without a line; rows are copied for further lines."""
    read = read_recorded(study_at(path))
    study, extractor = read.study, signed(read.study, "extract", by).by
    done = {one.record for one in read.state.extractions}
    fields, sign = form(study.review), mark(study.protocol.study.id, "extraction", extractor)
    rows = [(sign, label(one.id), one.best.title, *("" for _ in fields)) for one in _to_read(read, names, done)]
    constructs = [construct.label.spoken(language) for construct in study.protocol.constructs]
    own = {one.name: one.choices for one in study.review.extraction if one.choices}
    spoken = {
        "direction": [choice("directions", name, language) for name in DIRECTIONS],
        "measure": [choice("measures", name, language) for name in MEASURES],
    }
    choices = {"construct": constructs, **spoken, **own}
    guide = [(heading(name, language), _meaning(study.review, name, language)) for name in fields]
    return _written(Batch((*EXTRACTION, *fields), rows, choices, guide), out, language)


def hand_back(path: Path, file: Path, action: str, by: str) -> HandedBack:
    """Read a batch back and keep its good rows.

    Args:
        path: The study folder.
        file: The batch.
        action: `judge`, `appraise` or `extract`.
        by: Whose batch it is.

    Raises:
        Refused: If the file is not a batch of this person and kind, or a column is missing; nothing is kept then.
    """
    study = study_at(path)
    author = signed(study, action, by)
    returned = read_batch(file)
    kind, rows = _checked(study, file, returned, action, author.by), returned.rows
    tally: list[tuple[Row, Proposed | None]] = []

    def command(_: Connection, state: ReviewState) -> Proposed:
        tally.clear()
        tally.extend(PROPOSE[kind](study, state, kind, rows, author.by))
        return changes_of(tally)

    change(study.path, command, author)
    return tallied(file, tally)


def _votes(
    study: Study, state: ReviewState, kind: Kind, rows: Sequence[Row], by: str
) -> Iterable[tuple[Row, Proposed | None]]:
    """What each row of a screening batch proposes."""
    assert kind in ("title_abstract", "full_text")
    bench = Bench(state, study.review, kind)
    home = {record: article for article, records in state.articles().items() for record in records}
    said = {row.number: chosen("verdicts", text, VERDICTS) for row in rows if (text := row.values.get("verdict"))}
    refused = {**contrary(rows, home, said), **repeated(rows)}
    for row in rows:
        values = row.values
        if not any(name in values for name in ("verdict", "reason", "note")):
            yield row, None
        elif row.number in refused:
            yield row, Proposed(problems=(refused[row.number],))
        elif problem := _unnamed(row):
            yield row, Proposed(problems=(problem,))
        else:
            verdict = said.get(row.number, "")
            reason = _code(values.get("reason", ""), study.review.reasons(kind))
            yield row, bench.vote(Ballot(article_of(row), verdict, reason, values.get("note", "")), by)


def _appraisals(
    study: Study, state: ReviewState, kind: Kind, rows: Sequence[Row], by: str
) -> Iterable[tuple[Row, Proposed | None]]:
    """What the rows of each article of an appraisal batch propose together, at the first of them."""
    texts, groups = FullTexts(state, study.review), dict[str, list[Row]]()
    for row in rows:
        groups.setdefault(row.values.get("article", ""), []).append(row)
    for group in groups.values():
        first = group[0]
        answers = {row.values.get("question", ""): _answer(row) for row in group if "answer" in row.values}
        if not answers:
            yield first, None
        elif problem := _unnamed(first):
            yield first, Proposed(problems=(problem,))
        else:
            category = chosen("categories", first.values.get("category", ""), CATEGORIES)
            yield first, recording.appraise(texts, article_of(first), category, answers, by)


def _extractions(
    study: Study, state: ReviewState, kind: Kind, rows: Sequence[Row], by: str
) -> Iterable[tuple[Row, Proposed | None]]:
    """What each row of an extraction batch proposes; a line that stands twice in the file is written once."""
    constructs = [construct.id for construct in study.protocol.constructs]
    texts, written = FullTexts(state, study.review), list[Change]()
    for row in rows:
        filled = {name: text for name, text in row.values.items() if name not in EXTRACTION}
        values = coded(filled, study.protocol.constructs)
        if not values:
            yield row, None
        elif problem := _unnamed(row):
            yield row, Proposed(problems=(problem,))
        else:
            proposed = recording.extract(texts, constructs, article_of(row), values)
            again = bool(proposed.changes) and proposed.changes[0] in written
            written += proposed.changes
            yield row, Proposed() if again else proposed


PROPOSE: dict[Kind, Propose] = {
    "title_abstract": _votes,
    "full_text": _votes,
    "appraisal": _appraisals,
    "extraction": _extractions,
}
KINDS_OF: dict[str, tuple[Kind, ...]] = {
    "judge": ("title_abstract", "full_text"),
    "appraise": ("appraisal",),
    "extract": ("extraction",),
}


def _checked(study: Study, file: Path, returned: Returned, action: str, by: str) -> Kind:
    """The kind of a batch, once it is known to be this person's, for this action and whole."""
    people = {member.id for member in study.review.panel} | {by}
    found = whose(returned.rows, study.protocol.study.id, by, people)
    if isinstance(found, Problem):
        raise Refused(placed(found, file, found.row or 2))
    if found not in KINDS_OF[action]:
        raise Refused(Problem("batch_for_another_action", file=file.name, found=found, expected=action))
    missing = [name for name in NEEDED[found] if name not in returned.columns]
    if missing:
        raise Refused(Problem("batch_column_missing", file=file.name, found=", ".join(missing)))
    return found


def _written(batch: Batch, out: Path, language: str) -> int:
    articles = len({row[1] for row in batch.rows})
    if articles:
        write_batch(batch, out, language)
    return articles


def _described(one: Article) -> tuple[str, ...]:
    best = one.best
    return (
        label(one.id), best.title, "; ".join(best.authors), str(best.year or ""), best.source_title, best.abstract,
        "; ".join(best.keywords),
    )  # fmt: skip


def _criteria(review: Review, stage: Stage, language: str) -> list[tuple[str, ...]]:
    """The criteria of a stage, for the batch's second sheet."""
    return [
        (one.code, one.label.spoken(language), one.definition.spoken(language))
        for one in review.criteria
        if stage in one.stages
    ]


def _meaning(review: Review, name: str, language: str) -> str:
    """What a field of the form holds."""
    own = {one.name: one.label for one in review.extraction}
    return own[name].spoken(language) if name in own else sentence(f"batch.fields.{name}", language)


def _to_read(read: ReadReview, names: Sequence[str], done: set[str]) -> list[Article]:
    """The named articles; without names, the included ones of which no record is done."""
    if names:
        unknown = [name for name in names if read.article_of(name) is None]
        if unknown:
            raise Refused(Problem("record_unknown", found=unknown[0]))
        return [one for name in names if (one := read.article_of(name)) is not None]
    included = (read.articles[name] for name in read.evidence.included)
    return [one for one in included if not done & set(one.records)]


def _unnamed(row: Row) -> Problem | None:
    """`batch_article_unreadable` where a row names no article as batches do."""
    if article_of(row):
        return None
    return Problem("batch_article_unreadable", found=row.values.get("article", ""))


def _answer(row: Row) -> str:
    return chosen("answers", row.values["answer"], ANSWERS)


def _code(text: str, codes: Iterable[str]) -> str:
    """A criterion's code as the protocol writes it, whatever its capitals."""
    plain = text.strip()
    return next((code for code in codes if code.casefold() == plain.casefold()), plain)


def _question(question: str) -> str:
    return f"appraisal.questions.q{question.replace('.', '_')}"
