"""The agreement in a study's rounds of blind coding, as tables for the screen and for the report."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from alianza.coding.agreement_tables import (
    DEFAULTS,
    AgreementRow,
    Reported,
    by_code,
    by_document,
    by_group,
    overall,
    removed_codes,
    reported,
    version_of,
)
from alianza.coding.constructs import meanings
from alianza.coding.progress import Round
from alianza.coding.rounds import RoundState, incomplete
from alianza.statistics.agreement.interval import SEED, How
from alianza.study.problem import Problem
from alianza.workflow.interviews.reading import read_coding
from alianza.workflow.interviews.rounds import round_of

By = Literal["code", "group", "document", "round"]
BY: tuple[By, ...] = ("code", "group", "document", "round")

_TABLES: Mapping[By, Callable[[RoundState, How], tuple[AgreementRow, ...]]] = {
    "code": by_code,
    "group": by_group,
    "document": by_document,
}


@dataclass(frozen=True, slots=True)
class AgreementTable:
    """Agreement by codes, branches of the codebook, interviews, or rounds.

    Attributes:
        by: What a row is.
        rounds: The rounds that it is of: one, or all that are complete.
        versions: Round to the version of the codebook that it was opened on; empty where none was frozen.
        reported: The round whose agreement the study reports, and why.
        enough: From which alpha on a code lets its construct vote; the protocol's.
        rows: The rows.
        measuring: Paths of the codes that measure a construct, their own or that of a code above them.
        left_out: Codes of the round that are no longer in the codebook.
        incomplete: Rounds that nobody sees anything of, for coders have segments left.
        seed: Seed of the resamples.
        draws: Number of resamples.
    """

    by: By
    rounds: tuple[Round, ...]
    versions: Mapping[str, str]
    reported: Reported
    enough: float
    rows: tuple[AgreementRow, ...]
    measuring: frozenset[str] = frozenset()
    left_out: int = 0
    incomplete: tuple[Problem, ...] = ()
    seed: int = SEED
    draws: int = DEFAULTS["draws"]


def agreement(path: Path, by: By, round_name: str = "", seed: int = SEED) -> AgreementTable:
    """How far coders agreed, in one round or round by round.

    Args:
        path: The study folder.
        by: What a row is.
        round_name: The round; where it is empty the one that the study reports, or else the last.
        seed: Seed of the resamples.

    Raises:
        Refused: `no_round` or `round_unknown`; if the study cannot be read.
    """
    now = read_coding(path)
    found = reported(now.state)
    chosen = round_of(now, round_name or (found.round.name if found.round else ""))
    states = [RoundState(now.state, one) for one in now.state.rounds] if by == "round" else [chosen]
    complete = [one for one in states if one.complete]
    return AgreementTable(
        by=by,
        rounds=tuple(one.round for one in complete),
        versions={one.round.name: version_of(now.state, one.round) for one in complete},
        reported=found,
        enough=now.protocol.round.alpha,
        rows=_rows(by, complete, {**DEFAULTS, "seed": seed}),
        measuring=frozenset(path for path, one in meanings(now.blind.project).items() if one.construct),
        left_out=sum(len(removed_codes(one)) for one in complete),
        incomplete=tuple(incomplete(one) for one in states if not one.complete),
        seed=seed,
    )


def _rows(by: By, states: list[RoundState], how: How) -> tuple[AgreementRow, ...]:
    if by == "round":
        return tuple(overall(one, how) for one in states)
    return tuple(row for one in states for row in _TABLES[by](one, how))
