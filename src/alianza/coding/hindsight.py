"""What nobody may choose once answers are there: which round a study reports, and on which codebook it was coded.

Taking back or bringing back an event that lies before a coded round would do either: the round would be another one, or
look as if it had been coded on another codebook.
"""

from alianza.coding.progress import CodingState, Round
from alianza.coding.rounds import reported_round
from alianza.coding.withdrawal import CODEBOOK
from alianza.study.event import Event
from alianza.study.problem import Problem

FRAMES = ("codebook_frozen", "round_opened")
"""Kinds of events from which the reported round follows."""


def chosen_later(before: CodingState, after: CodingState, event: Event) -> Problem | None:
    """`round_chosen_later` where an event that goes or comes back would make another round the reported one.

    Rounds that nobody has coded are no choice: nobody has seen anything of them.

    Args:
        before: Where the coding stands.
        after: Where it would stand.
        event: The event.
    """
    rounds = [reported_round(before), reported_round(after)]
    ids = [one.id if one else "" for one in rounds]
    coded = next((one for one in rounds if one and _is_coded(before, one)), None)
    if ids[0] == ids[1] or coded is None:
        return None
    return Problem("round_chosen_later", found=str(event.number), place=coded.name)


def coded_with(state: CodingState, event: Event) -> Problem | None:
    """`others_rest_on_it` where a round was coded with the change of the codebook that an event made.

    It was opened after the change and has answers; or somebody coded on after a code of it was taken out or merged, and
    could not give that code any more.
    """
    if event.kind not in CODEBOOK:
        return None
    resting = next((one for one in state.rounds if _rests(state, one, event)), None)
    return Problem("others_rest_on_it", found=str(event.number), expected=str(resting.number)) if resting else None


def _rests(state: CodingState, opened: Round, event: Event) -> bool:
    if opened.number > event.number:
        return _is_coded(state, opened)
    gone = event.payload.get("codes") if event.kind == "codes_merged" else [event.payload.get("code")]
    taken = event.kind in ("code_removed", "codes_merged") and isinstance(gone, list) and {*gone} & {*opened.codes}
    return bool(taken) and any(one.round == opened.id and one.number > event.number for one in state.ratings)


def _is_coded(state: CodingState, opened: Round) -> bool:
    return any(one.round == opened.id for one in state.ratings)
