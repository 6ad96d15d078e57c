"""Batches of a blind round: what a coder has still to code, what a third person has still to settle, and both back.

A coder's batch holds the passages with what stands around them and nobody's codes; codes are written by their paths,
several with a semicolon between them, and a word for none where none fits: an empty cell is a segment that waits.
Of a batch that comes back the good rows are kept and the bad ones are named; what is known already changes nothing.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Literal

from sqlalchemy import Connection

from alianza.coding import rounds
from alianza.coding.codebook import BETWEEN_CODES, Codebook
from alianza.coding.progress import CodingState, tree_order
from alianza.coding.rounds import RoundState, Ruling
from alianza.formats import Refused
from alianza.study.batch import Row, digest, recognised
from alianza.study.event import Proposed
from alianza.study.problem import Problem
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
from alianza.workflow.interviews.actions import signed
from alianza.workflow.interviews.contents import reasons_beside
from alianza.workflow.interviews.reading import CODING, ReadCoding, protocol_of, read_recorded
from alianza.workflow.interviews.registry import registry_of, without_withdrawn
from alianza.workflow.interviews.rounds import Shown, round_of, show
from alianza.workflow.journal import Study, change, study_at

Work = Literal["rate", "settle"]
"""What a batch is for, as actions are called."""

SHOWN = ("batch", "segment", "document", "participant", "before", "passage", "after")
COLUMNS: Mapping[Work, tuple[str, ...]] = {
    "rate": (*SHOWN, "codes"),
    "settle": (*SHOWN, "code", "given_by", "not_given_by", "verdict", "reason"),
}
NEEDED: Mapping[Work, tuple[str, ...]] = {
    "rate": ("batch", "segment", "codes"),
    "settle": ("batch", "segment", "code", "verdict", "reason"),
}
"""Columns without which a batch cannot be read."""

GUIDE = ("code", "definition", "include", "exclude", "example")
ANSWERS = ("yes", "no")
HEADINGS = "blind"
_BETWEEN = re.compile(f"[{BETWEEN_CODES}]")
_SEGMENT = re.compile(r"[Ss](\d{1,9})")


def hand_out(path: Path, round_name: str, by: str, out: Path, language: str) -> int:
    """Write a coder's batch: the segments of a round that this coder has still to code, and the codebook beside them.

    Returns:
        Number of segments; no file is written where it is 0.

    Raises:
        Refused: `coder_not_in_round`; as `find_round`; if the person is no coder, or the file cannot be written.
    """
    now = read_recorded(study_at(path))
    coder, current = signed(now.study, "rate", by).by, round_of(now, round_name)
    if coder not in current.round.coders:
        raise Refused(Problem("coder_not_in_round", found=coder, expected=", ".join(current.round.coders)))
    sign = mark(now.study, current, "rate", coder)
    rows = [(*_cells(sign, one), "") for one in show(now, current, current.waiting(coder))]
    return _written(
        Batch(COLUMNS["rate"], rows, guide=_guide(now, current, language), headings=HEADINGS), out, language
    )


def hand_out_disagreements(path: Path, round_name: str, by: str, out: Path, language: str) -> int:
    """Write a batch of the disagreements that wait for a third person, a row a code.

    Returns:
        Number of rows; no file is written where it is 0.

    Raises:
        Refused: `arbiter_was_coder`, or `round_incomplete` while somebody has segments left; as `hand_out`.
    """
    now = read_recorded(study_at(path))
    arbiter, current = signed(now.study, "settle", by).by, round_of(now, round_name)
    wrong = rounds.may_settle(current, arbiter)
    if wrong:
        raise Refused(wrong)
    open_ = [one for one in current.disagreements() if one.settled is None]
    shown = {one.unit: one for one in show(now, current, sorted({one.unit for one in open_}))}
    sign, paths = mark(now.study, current, "settle", arbiter), Codebook(now.state).path
    rows = [
        (*_cells(sign, shown[one.unit]), paths[one.code], ", ".join(one.given_by), ", ".join(one.not_given_by), "", "")
        for one in open_
        if one.code in paths
    ]
    choices = {"verdict": [choice("answers", name, language) for name in ANSWERS]}
    return _written(Batch(COLUMNS["settle"], rows, choices, _guide(now, current, language), HEADINGS), out, language)


def hand_back(path: Path, file: Path, work: Work, by: str, round_name: str = "") -> HandedBack:
    """Read a batch back and keep its good rows.

    Args:
        path: The study folder.
        file: The batch.
        work: What it is for.
        by: Whose batch it is.
        round_name: The round that it should be of; the one that its mark names where it is empty.

    Raises:
        Refused: If the file is not a batch of this person and for this work, or a column is missing;
            `batch_of_another_round`; nothing is kept.
    """
    study = study_at(path)
    author = signed(study, work, by)
    registry = registry_of(study.folder, protocol_of(study))
    returned = read_batch(file, HEADINGS)
    tally: list[tuple[Row, Proposed | None]] = []
    own: list[str] = []

    def command(log: Connection, whole: CodingState) -> Proposed:
        state = without_withdrawn(whole, registry)
        current = RoundState(state, state.rounds[_checked(study, state, file, returned, (work, author.by))])
        own.append(current.round.name)
        if round_name not in ("", *own):
            raise Refused(Problem("batch_of_another_round", file=file.name, found=own[0], expected=round_name))
        tally.extend(_PROPOSE[work](current, returned.rows, author.by))
        return reasons_beside(log, changes_of(tally))

    change(study.path, CODING, command, author)
    return replace(tallied(file, tally), round=own[0])


def mark(study: Study, current: RoundState, work: Work, by: str) -> str:
    """The mark of a person's batches of a round: it names nobody."""
    return f"c-{digest(study.protocol.study.id, current.round.id, work, by)}"


def segment_label(unit: int) -> str:
    """A segment's name for people: a spreadsheet does not take it for a number or a date."""
    return f"S{unit}"


def segment_named(text: str) -> int | None:
    """The segment that a name stands for; None where it is no such name.

    >>> segment_named(" s12 "), segment_named("12")
    (12, None)
    """
    found = _SEGMENT.fullmatch(text.strip())
    return int(found[1]) if found else None


def codes_in(text: str) -> list[str]:
    """The codes that a cell names, of both languages' words for none: no codes.

    >>> codes_in("gobernanza/actas; confianza"), codes_in("Ninguno"), codes_in("none")
    (['gobernanza/actas', 'confianza'], [], [])
    """
    if chosen("codings", text.strip(), ("none",)) == "none":
        return []
    return [name.strip() for name in _BETWEEN.split(text) if name.strip()]


def _ratings(current: RoundState, rows: Sequence[Row], by: str) -> Iterator[tuple[Row, Proposed | None]]:
    """What each row of a coder's batch proposes."""
    first: dict[int, int] = {}
    for row in rows:
        unit = segment_named(row.values.get("segment", ""))
        if "codes" not in row.values:
            yield row, None
        elif wrong := _misnamed(row, unit, first):
            yield row, Proposed(problems=(wrong,))
        else:
            assert unit is not None
            first[unit] = row.number
            yield row, rounds.rate(current, unit, codes_in(row.values["codes"]), by)


def _rulings(current: RoundState, rows: Sequence[Row], by: str) -> Iterator[tuple[Row, Proposed | None]]:
    """What each row of a third person's batch proposes."""
    for row in rows:
        unit, said = segment_named(row.values.get("segment", "")), row.values.get("verdict", "")
        answer = chosen("answers", said, ANSWERS)
        if not said and "reason" not in row.values:
            yield row, None
        elif wrong := _misnamed(row, unit, {}):
            yield row, Proposed(problems=(wrong,))
        elif answer not in ANSWERS:
            yield row, Proposed(problems=(Problem("ruling_unknown", found=said),))
        else:
            assert unit is not None
            ruling = Ruling(unit, row.values.get("code", ""), answer == "yes", row.values.get("reason", ""))
            yield row, rounds.settle(current, ruling, by)


_PROPOSE = {"rate": _ratings, "settle": _rulings}


def _misnamed(row: Row, unit: int | None, first: Mapping[int, int]) -> Problem | None:
    """`batch_segment_unreadable` or `batch_segment_twice`."""
    name = row.values.get("segment", "")
    if unit is None:
        return Problem("batch_segment_unreadable", found=name)
    return Problem("batch_segment_twice", found=name, expected=str(first[unit])) if unit in first else None


def _checked(study: Study, state: CodingState, file: Path, returned: Returned, whose: tuple[Work, str]) -> int:
    """The place of a batch's round, once the batch is known to be this person's, for this work and whole."""
    work, by = whose
    states = [RoundState(state, one) for one in state.rounds]
    own = {mark(study, one, work, by): place for place, one in enumerate(states)}
    declared = {one.id for one in protocol_of(study).coders}
    kinds: tuple[Work, ...] = ("rate", "settle")
    others = {mark(study, one, kind, who) for one in states for kind in kinds for who in {*declared, *one.round.coders}}
    found = recognised(returned.rows, own, others - {mark(study, one, kind, by) for one in states for kind in kinds})
    if isinstance(found, Problem):
        raise Refused(placed(found, file, found.row or 2))
    missing = [name for name in NEEDED[work] if name not in returned.columns]
    if missing:
        raise Refused(Problem("batch_column_missing", file=file.name, found=", ".join(missing)))
    return found


def _cells(sign: str, one: Shown) -> tuple[str, ...]:
    around = one.around
    return (sign, segment_label(one.unit), one.document, one.participant, around.before, one.words, around.after)


def _guide(now: ReadCoding, current: RoundState, language: str) -> list[tuple[str, ...]]:
    """The codes of a round with what they mean, and how a cell says that none fits."""
    paths = Codebook(now.state).path
    rows = [
        (paths[one.id], one.definition, one.include, one.exclude, one.example)
        for one in tree_order(now.state.codes)
        if one.id in current.codes
    ]
    none = (choice("codings", "none", language), choice("codings", "none_means", language), "", "", "")
    return [tuple(heading(name, language, HEADINGS) for name in GUIDE), *rows, none]


def _written(batch: Batch, out: Path, language: str) -> int:
    if batch.rows:
        write_batch(batch, out, language)
    return len(batch.rows)
