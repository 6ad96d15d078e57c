"""Rounds of blind coding: segments with fixed boundaries, each coder alone, differences settled by a third person.

A coder's first answer on a segment is the one that agreement is computed from; what is settled later stands beside it.
The coefficient that a study reports is that of the first round after the codebook was frozen.
"""

import math
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from random import Random

from alianza.coding.codebook import Codebook
from alianza.coding.progress import CodeEntry, CodingState, Rating, Round
from alianza.study.event import Change, Proposed
from alianza.study.problem import Problem

Span = tuple[int, int]
Unit = tuple[str, int, int]
"""A segment: its document, where it begins and where it ends."""


@dataclass(frozen=True, slots=True)
class Draw:
    """What a round is to be: its name, its coders, the share of segments and the seed of their draw."""

    name: str
    coders: tuple[str, ...]
    share: float
    seed: int


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A code on which the coders of a segment differ.

    Attributes:
        unit: The segment's place in the round.
        code: The code.
        given_by: Coders who gave it.
        not_given_by: Coders who did not.
        settled: What was decided, or None where it waits.
    """

    unit: int
    code: str
    given_by: tuple[str, ...]
    not_given_by: tuple[str, ...]
    settled: bool | None = None


def draw_segments(
    segments: Mapping[str, Sequence[Span]], share: float, seed: int, earlier: Container[Unit] = ()
) -> tuple[Unit, ...]:
    """At least a share of the segments of each document, at random, in the order of the documents and places.

    Args:
        segments: Document to its segments.
        share: From 0 to 1.
        seed: The same seed always draws the same segments.
        earlier: Segments that coders know from earlier rounds; they are drawn only where no others are left.

    Source:
        METHODS, "Coding and agreement": a random fifth or more of the segments, stratified by interview.

    >>> draw_segments({"E01": [(0, 4), (5, 9), (10, 14), (15, 19), (20, 24)]}, 0.2, 1)
    (('E01', 10, 14),)
    """
    drawn = []
    for document, own in segments.items():
        chance = Random(f"{seed}/{document}")  # a text seeds it alike everywhere; no document moves another's draw
        wanted = math.ceil(share * len(own) - 1e-9)
        units = [(document, *span) for span in own]
        new = [unit for unit in units if unit not in earlier]
        known = [unit for unit in units if unit in earlier]
        taken = chance.sample(new, min(wanted, len(new)))
        drawn += sorted([*taken, *chance.sample(known, wanted - len(taken))])
    return tuple(drawn)


def open_round(
    state: CodingState, draw: Draw, segments: Mapping[str, Sequence[Span]], earlier: Container[Unit] = ()
) -> Proposed:
    """Open a round on segments drawn from documents.

    Args:
        state: Where the coding stands.
        draw: What the round is to be.
        segments: Document, by its name in the log, to its segments.
        earlier: Segments that coders know from earlier rounds.

    Returns:
        `round_exists`, `round_needs_two_coders`, `round_share_outside`, `codebook_empty` or `round_without_segments`.
    """
    units = draw_segments(segments, draw.share, draw.seed, earlier) if 0 < draw.share <= 1 else ()
    codes = [one.id for one in state.codes if one.codable]
    faults = {
        "round_exists": draw.name in {one.name for one in state.rounds},
        "round_needs_two_coders": len(set(draw.coders)) < 2,
        "round_share_outside": not 0 < draw.share <= 1,
        "codebook_empty": not codes,
        "round_without_segments": not any(segments.values()),
    }
    wrong = tuple(Problem(code, found=draw.name) for code, is_wrong in faults.items() if is_wrong)
    if wrong:
        return Proposed(problems=wrong)
    values = {
        "name": draw.name, "units": [list(unit) for unit in units], "coders": list(dict.fromkeys(draw.coders)),
        "codes": codes, "share": draw.share, "seed": draw.seed,
    }  # fmt: skip
    return Proposed((Change("round_opened", values),))


class RoundState:
    """A round with what its coders have given so far.

    Args:
        state: Where the coding stands.
        opened: The round.
    """

    def __init__(self, state: CodingState, opened: Round) -> None:
        self.state, self.round = state, opened
        self.ratings = _first_ratings(state, opened.id)
        rated = (code for one in self.ratings.values() for code in one.codes)
        self.codes = tuple(dict.fromkeys(map(state.current_code, (*opened.codes, *rated))))
        known = {one.id for one in state.documents}
        self.units = tuple(place for place, unit in enumerate(opened.units, 1) if unit[0] in known)
        """Places of its segments, without those of participants who withdrew."""
        self._rulings: dict[tuple[int, str], dict[str, bool]] = {}
        for one in state.settlements:
            if one.round == opened.id:
                self._rulings.setdefault((one.unit, state.current_code(one.code)), {})[one.code] = one.given

    def as_given(self) -> "RoundState":
        """The round with the codes as its coders gave them: no merge of codes made since alters its agreement."""
        return RoundState(replace(self.state, became={}), self.round)

    def waiting(self, coder: str) -> tuple[int, ...]:
        """Segments that a coder has still to code."""
        return tuple(unit for unit in self.units if (unit, coder) not in self.ratings)

    @cached_property
    def complete(self) -> bool:
        """Whether every coder has coded every segment."""
        return not any(self.waiting(coder) for coder in self.round.coders)

    def codes_of(self, unit: int, coder: str) -> frozenset[str] | None:
        """What a coder gave to a segment; None where they have not coded it."""
        rating = self.ratings.get((unit, coder))
        return frozenset(map(self.state.current_code, rating.codes)) if rating else None

    def rulings(self, unit: int, code: str) -> Mapping[str, bool]:
        """What was last decided on a code in a segment, and on each code that became it by a merge."""
        return self._rulings.get((unit, code), {})

    def given_as(self, unit: int, coder: str) -> dict[str, str]:
        """Code that a coder's code has become to the code that was given: the first of several that became one."""
        rating = self.ratings.get((unit, coder))
        found: dict[str, str] = {}
        for code in rating.codes if rating else ():
            found.setdefault(self.state.current_code(code), code)
        return found

    def presence(self, *codes: str) -> list[list[int | None]]:
        """Segments by coders: 1 where the coder gave one of the codes, 0 where none, None where the segment waits."""
        return [
            [None if given is None else int(not given.isdisjoint(codes)) for given in self._given(unit).values()]
            for unit in self.units
        ]

    def disagreements(self) -> tuple[Disagreement, ...]:
        """Every code on which the coders of a segment differ, once all of them have coded it."""
        return tuple(one for unit in self.units for one in self._differences(unit))

    def standing_codes(self, unit: int) -> frozenset[str]:
        """The codes that a segment has: those that every coder gave it, and those that were settled so.

        It has none before the round is complete: who still codes must not find in an analysis what others gave.
        """
        if not self.complete:
            return frozenset()
        agreed = frozenset.intersection(*(one for one in self._given(unit).values() if one is not None))
        return agreed | {one.code for one in self._differences(unit) if one.settled}

    def _given(self, unit: int) -> dict[str, frozenset[str] | None]:
        return {coder: self.codes_of(unit, coder) for coder in self.round.coders}

    def _differences(self, unit: int) -> Iterable[Disagreement]:
        given = self._given(unit)
        if any(one is None for one in given.values()):
            return
        for code in self.codes:
            with_it = tuple(coder for coder, codes in given.items() if codes and code in codes)
            if with_it and len(with_it) < len(given):
                without = tuple(coder for coder in given if coder not in with_it)
                decided = self.rulings(unit, code).values()  # a segment that had one of the merged codes has the code
                yield Disagreement(unit, code, with_it, without, any(decided) if decided else None)


def find_round(state: CodingState, name: str) -> Round | Problem:
    """The round of a name, the last one for an empty name; else `round_unknown` or `no_round`."""
    if not state.rounds:
        return Problem("no_round", found=name)
    if not name:
        return state.rounds[-1]
    found = next((one for one in state.rounds if one.name == name), None)
    return found or Problem("round_unknown", found=name, expected=", ".join(one.name for one in state.rounds))


def rate(current: RoundState, unit: int, codes: Sequence[str], by: str) -> Proposed:
    """A coder's codes for a segment; a second answer of the same coder is refused, for the first one counts.

    Args:
        current: The round.
        unit: The segment's place in it.
        codes: Paths of the codes; none is an answer as well.
        by: The coder.

    Returns:
        `unit_unknown`, `coder_not_in_round`, `unit_rated_already`, `code_unknown`, `code_ambiguous` or
        `code_not_in_round`.
    """
    book = Codebook(current.state)
    found = [book.find(code) for code in codes]
    wrong = [one for one in found if isinstance(one, Problem)]
    given = list(dict.fromkeys(one.id for one in found if isinstance(one, CodeEntry)))
    wrong += [Problem("code_not_in_round", found=book.path[one]) for one in given if one not in current.codes]
    if unit not in current.units:
        wrong.append(Problem("unit_unknown", found=str(unit), place=current.round.name))
    if by not in current.round.coders:
        wrong.append(Problem("coder_not_in_round", found=by, expected=", ".join(current.round.coders)))
    before = current.codes_of(unit, by)
    if wrong or before == frozenset(given):
        return Proposed(problems=tuple(wrong))
    if before is not None:
        return Proposed(problems=(Problem("unit_rated_already", found=str(unit), place=by),))
    return Proposed((Change("unit_rated", {"round": current.round.id, "unit": unit, "codes": given}),))


@dataclass(frozen=True, slots=True)
class Ruling:
    """What a third person decides on a code on which the coders of a segment differ.

    Attributes:
        unit: The segment's place in the round.
        code: Path of the code.
        given: Whether the segment gets the code.
        reason: Why; a decision without one cannot be followed.
    """

    unit: int
    code: str
    given: bool
    reason: str


def settle(current: RoundState, ruling: Ruling, by: str) -> Proposed:
    """Decide on a code on which the coders of a segment differ.

    Args:
        current: The round.
        ruling: What is decided.
        by: Who decides.

    Returns:
        `arbiter_was_coder`, `round_incomplete` while coders have segments left, `code_unknown`, `code_ambiguous`,
        `disagreement_unknown` or `settlement_without_reason`; `ruling_replaced`, a notice, for a second decision.
    """
    unit, code, given, reason = ruling.unit, ruling.code, ruling.given, ruling.reason
    found = may_settle(current, by) or Codebook(current.state).find(code)
    if isinstance(found, Problem):
        return Proposed(problems=(found,))
    open_ = {(one.unit, one.code): one for one in current.disagreements()}
    if (unit, found.id) not in open_:
        return Proposed(problems=(Problem("disagreement_unknown", found=code, place=str(unit)),))
    if not reason.strip():
        return Proposed(problems=(Problem("settlement_without_reason", found=code, place=str(unit)),))
    before = open_[unit, found.id].settled
    if before is given:
        return Proposed()
    merged = (one for one, was in current.rulings(unit, found.id).items() if one != found.id and was != given)
    values = {"round": current.round.id, "unit": unit, "given": given, "reason": reason}
    changes = tuple(Change("rating_settled", {**values, "code": code}) for code in (found.id, *merged))
    told = Problem("ruling_replaced", "notice", found=code, place=str(unit))
    return Proposed(changes, () if before is None else (told,))


def may_settle(current: RoundState, by: str) -> Problem | None:
    """Why somebody may not settle a round's disagreements: `arbiter_was_coder` or `round_incomplete`; or None."""
    if by in current.round.coders:
        return Problem("arbiter_was_coder", found=by, place=current.round.name)
    return None if current.complete else incomplete(current)


def incomplete(current: RoundState) -> Problem:
    """`round_incomplete`: who has how many segments left; until then nobody sees what others gave."""
    left = {coder: len(current.waiting(coder)) for coder in current.round.coders}
    owing = ", ".join(f"{coder} {count}" for coder, count in left.items() if count)
    return Problem("round_incomplete", found=current.round.name, expected=owing)


def reported_round(state: CodingState) -> Round | None:
    """The round whose coefficient a study reports: the first after the last freeze of the codebook; None without."""
    frozen = state.freezes[-1].number if state.freezes else math.inf
    return next((one for one in state.rounds if one.number > frozen), None)


def _first_ratings(state: CodingState, round_id: str) -> dict[tuple[int, str], Rating]:
    """Segment and coder to the coder's first answer."""
    first: dict[tuple[int, str], Rating] = {}
    for one in state.ratings:
        if one.round == round_id:
            first.setdefault((one.unit, one.by), one)
    return first
