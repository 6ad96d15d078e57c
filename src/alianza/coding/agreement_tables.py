"""Tables of the agreement in rounds of blind coding: for each code, branch of the codebook, document and round.

Each row has four coefficients with their intervals, or why they have none. Of a code or a branch the units are the
segments of the round: given or not given by each coder. Of a document or a whole round they are the decisions on each
code in each segment; decisions on one segment are no independent draws, so the bootstrap draws whole segments.

Only first answers count (METHODS, "Coding and agreement"), with the codes as they were given: neither arbitration nor a
merge of codes alters a coefficient. A code that was merged since keeps its row, under the path that it had.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal, Unpack

import numpy as np

from alianza.coding.progress import CodingState, Round, code_paths, tree_order
from alianza.coding.project import code_path, path_names
from alianza.coding.rounds import RoundState, reported_round
from alianza.statistics.agreement import (
    Agreement,
    cohen_kappa,
    conger_kappa,
    gwet_ac1,
    krippendorff_alpha,
    percent_agreement,
)
from alianza.statistics.agreement.by_code import PRESENCE
from alianza.statistics.agreement.interval import SEED, How

DEFAULTS: Final[How] = {"draws": 2_000, "seed": SEED}
"""The bootstrap of units; with so many draws a limit moves by about a hundredth from one seed to another, and a
codebook's worth of rows takes a fraction of a second. The report and the command draw the same."""

Given = list[int | None]
"""A code in a segment, for each coder: 1 given, 0 not given, None where the coder has not coded."""

Decision = tuple[int, Given]
"""A segment, and what became of a code in it."""


@dataclass(frozen=True, slots=True)
class AgreementRow:
    """How far the coders of a round agreed on something.

    Attributes:
        name: The path of a code or of a branch, the name of a document or of a round.
        segments: Segments that at least two coders coded.
        given: Coder to how often they gave it, on segments that at least two coded.
        percent: Share of pairs of coders that agree, from 0 to 1.
        kappa: Cohen's kappa of two coders, Conger's of more.
        ac1: Gwet's AC1.
        alpha: Krippendorff's alpha.
    """

    name: str
    segments: int
    given: Mapping[str, int]
    percent: Agreement
    kappa: Agreement
    ac1: Agreement
    alpha: Agreement


Why = Literal["first_after_freeze", "not_frozen", "no_round_since_freeze"]


@dataclass(frozen=True, slots=True)
class Reported:
    """The round whose agreement a study reports, and why.

    Attributes:
        why: `first_after_freeze`: it is the first one after the last freeze of the codebook. Else there is none:
            `not_frozen` or `no_round_since_freeze`.
        round: The round, or None.
        version: The version of the codebook that was frozen; empty where none was.
        waiting: Answers that its coders still owe.
    """

    why: Why
    round: Round | None = None
    version: str = ""
    waiting: int = 0


def reported(state: CodingState) -> Reported:
    """The round that a study reports, and why it is this one, or why there is none."""
    if not state.freezes:
        return Reported("not_frozen")
    version, found = state.freezes[-1].version, reported_round(state)
    if found is None:
        return Reported("no_round_since_freeze", version=version)
    current = RoundState(state, found)
    return Reported("first_after_freeze", found, version, sum(len(current.waiting(one)) for one in found.coders))


def version_of(state: CodingState, opened: Round) -> str:
    """The version of the codebook that was frozen last before a round; empty where none was."""
    return next((one.version for one in reversed(state.freezes) if one.number < opened.number), "")


def by_code(current: RoundState, how: How = DEFAULTS) -> tuple[AgreementRow, ...]:
    """A row for each code of a round, in the order of the tree; merged ones follow the code that they became.

    Codes that were taken out of the codebook are left out; `removed_codes` names them.

    Args:
        current: The round.
        how: How the intervals are made.
    """
    given = current.as_given()
    return tuple(_row(current, path, given.presence(code), how) for code, path in paths_as_given(current).items())


def by_group(current: RoundState, how: How = DEFAULTS) -> tuple[AgreementRow, ...]:
    """A row for each branch of the codebook: whether a coder gave one of its codes, whichever it was."""
    branches: dict[str, list[str]] = {}
    given = current.as_given()
    for code, path in paths_as_given(current).items():
        branches.setdefault(code_path(path_names(path)[:1]), []).append(code)
    return tuple(_row(current, name, given.presence(*codes), how) for name, codes in branches.items())


def by_document(current: RoundState, how: How = DEFAULTS) -> tuple[AgreementRow, ...]:
    """A row for each document with segments in a round: the decisions on all codes together."""
    rows: dict[str, list[Decision]] = {}
    for unit, row in _decisions(current):
        rows.setdefault(current.round.units[unit - 1][0], []).append((unit, row))
    return tuple(_together(current, one.name, rows[one.id], how) for one in current.state.documents if one.id in rows)


def overall(current: RoundState, how: How = DEFAULTS) -> AgreementRow:
    """The row of a whole round: the decisions on all codes together."""
    return _together(current, current.round.name, _decisions(current), how)


def reported_alphas(state: CodingState) -> Mapping[str, float | None]:
    """Path of each code to its alpha in the reported round, None where it is undefined; empty before it is complete.

    A code that others were merged into has the lowest alpha of those that were given: a merge mends no agreement.
    """
    found = reported(state)
    if found.round is None or found.waiting:
        return {}
    current = RoundState(state, found.round)
    rows = {row.name: row for row in by_code(current, {"interval": "none"})}
    paths, alphas = code_paths(state.codes), dict[str, list[float | None]]()
    for code, name in paths_as_given(current).items():
        own = alphas.setdefault(paths[state.current_code(code)], [])
        own += [rows[name].alpha.value] if any(rows[name].given.values()) else []
    return {path: _lowest(own) for path, own in alphas.items()}


def _lowest(alphas: Sequence[float | None]) -> float | None:
    known = [one for one in alphas if one is not None]
    return min(known) if known and len(known) == len(alphas) else None


def removed_codes(current: RoundState) -> tuple[str, ...]:
    """Paths that codes of a round had before they were taken out of the codebook, so that tables leave them out."""
    former, kept = current.state.former, paths_as_given(current)
    return tuple(former.get(code, code) for code in current.as_given().codes if code not in kept)


def merged_codes(current: RoundState) -> dict[str, str]:
    """Path of a code of a round that was merged since, as tables name it, to that of the code that it became."""
    became, paths = current.state.became, code_paths(current.state.codes)
    named = paths_as_given(current).items()
    return {path: paths[current.state.current_code(code)] for code, path in named if code in became}


def paths_as_given(current: RoundState) -> dict[str, str]:
    """Codes that a round had, without those taken out since, to their paths; a merged one to the path that it had."""
    state, paths = current.state, code_paths(current.state.codes)
    place = {one.id: number for number, one in enumerate(tree_order(state.codes))}
    kept = [code for code in current.as_given().codes if state.current_code(code) in place]
    ordered = sorted(kept, key=lambda code: (place[state.current_code(code)], code in state.became))
    return {code: paths[code] if code in paths else _former_path(state, code) for code in ordered}


def _former_path(state: CodingState, code: str) -> str:
    """The path that a merged code had, with its name in the log where another code has that path now."""
    path = state.former.get(code, code)
    taken = [*code_paths(state.codes).values(), *(own for other, own in state.former.items() if other != code)]
    return f"{path} ({code})" if path in taken else path


def _decisions(current: RoundState) -> list[Decision]:
    given = current.as_given()
    named = paths_as_given(current)
    return [pair for code in named for pair in zip(current.units, given.presence(code), strict=True)]


def _together(current: RoundState, name: str, decisions: Sequence[Decision], how: How) -> AgreementRow:
    """A row on the decisions about every code, drawn by segments."""
    return _row(current, name, [row for _, row in decisions], {**how, "clusters": [unit for unit, _ in decisions]})


def _row(current: RoundState, name: str, cells: Sequence[Given], how: How) -> AgreementRow:
    """The coefficients of a table, whose rows are segments, or in the segments that `how` says."""
    coders = current.round.coders
    coded = [sum(cell is not None for cell in row) > 1 for row in cells]
    twice = [row for row, is_coded in zip(cells, coded, strict=True) if is_coded]
    segments = {unit for unit, is_coded in zip(how.get("clusters", range(len(cells))), coded, strict=True) if is_coded}
    given = {coder: sum(row[place] or 0 for row in twice) for place, coder in enumerate(coders)}
    table = np.array(cells, dtype=object).reshape(-1, len(coders))
    found = {kind: coefficient(table, codes=PRESENCE, **how) for kind, coefficient in _COEFFICIENTS.items()}
    return AgreementRow(name, len(segments), given, **found)


def _kappa(table: Any, codes: tuple[int, ...], **how: Unpack[How]) -> Agreement:
    if table.shape[1] == 2:
        return cohen_kappa(table[:, 0].tolist(), table[:, 1].tolist(), codes=codes, **how)
    return conger_kappa(table, codes=codes, **how)


_COEFFICIENTS: Mapping[str, Callable[..., Agreement]] = {
    "percent": percent_agreement,
    "kappa": _kappa,
    "ac1": gwet_ac1,
    "alpha": krippendorff_alpha,
}
