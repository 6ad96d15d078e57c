"""What may be taken back in the coding of a study, and what rests on it; `restoration` says what may come back.

An answer in a blind round is a first, independent judgement only as long as nobody else has spoken on the segment.
A participant's withdrawal is for good: the words are erased; so is the redaction of a text, whose names are. Of
everything else, what others rest on stays; a frozen version of the codebook rests on every change of it before.
"""

from collections.abc import Iterator, Sequence, Set

from alianza.coding.concealment import shown_in_open_round
from alianza.coding.progress import CodingState, PassageCoding
from alianza.study.event import Event, standing
from alianza.study.problem import Problem


def obstacle(state: CodingState, events: Sequence[Event], event: Event) -> Problem | None:
    """Why an event that stands may not be withdrawn.

    Args:
        state: Where the coding stands, with the event in it.
        events: All events of the stream.
        event: The event.

    Returns:
        `withdrawal_is_final`, `redaction_is_final`, `erasure_is_final`, `rating_answered`, `rating_settled_already`,
        `others_rest_on_it` with the number of the first event that could not stand without it, `passage_in_open_round`
        where a passage would be seen again that somebody codes blind now, or None.
    """
    if event.kind == "participant_withdrawn":
        return Problem("withdrawal_is_final", found=str(event.payload.get("participant", "")))
    if event.kind == "memo_erased":
        return Problem("erasure_is_final", found=str(event.payload["memo"]))
    if event.kind == "document_revised":
        return _revision_stays(events, event)
    if event.kind == "unit_rated":
        return _rating_stays(state, event)
    if event.kind == "document_named" and event.payload.get("participant") in state.gone:
        return Problem("withdrawal_is_final", found=str(event.payload["participant"]))
    resting = _frozen_for(state, event) or _versions_after(events, event) or _rests(events, event, {brought(event)})
    return resting or _frozen_since(state, event) or shown_in_open_round(state, _hidden_by(state, event))


def upset(before: CodingState, after: CodingState, events: Sequence[Event], event: Event) -> Problem | None:
    """Why the codes and documents of a study do not bear that an event is taken back, or comes back.

    Args:
        before: Where the coding stands.
        after: Where it would stand.
        events: All events of the stream.
        event: The event.

    Returns:
        `names_would_meet` where two codes or documents would have one name, or a code would stand below itself;
        `others_rest_on_it` where a code would go that another event names; or None.
    """
    displaced = [after.displaced[name][0] for name in after.displaced if name not in before.displaced]
    if displaced:
        return Problem("names_would_meet", found=str(event.number), expected=", ".join(displaced))
    lost = _codes_ever(before) - _codes_ever(after)
    return _rests(events, event, lost) if lost else None


def _codes_ever(state: CodingState) -> set[str]:
    """Codes that stand, and those that were merged or taken out."""
    return {one.id for one in state.codes} | set(state.became) | set(state.former)


def _rating_stays(state: CodingState, event: Event) -> Problem | None:
    place = (str(event.payload["round"]), int(str(event.payload["unit"])))
    if any((one.round, one.unit) == place for one in state.settlements):
        return Problem("rating_settled_already", found=str(event.number))
    if any((one.round, one.unit) == place and one.by != event.by for one in state.ratings):
        return Problem("rating_answered", found=str(event.number))
    return None


def _frozen_for(state: CodingState, event: Event) -> Problem | None:
    """The first round opened on a codebook that an event froze, or coded after a round that it opened.

    A study reports the first round after the freeze, and may not choose later which one that is.
    """
    coded = {one.round for one in state.ratings}
    chosen = {"codebook_frozen": state.rounds, "round_opened": tuple(one for one in state.rounds if one.id in coded)}
    after = next((one for one in chosen.get(event.kind, ()) if one.number > event.number), None)
    return Problem("others_rest_on_it", found=str(event.number), expected=str(after.number)) if after else None


def _hidden_by(state: CodingState, event: Event) -> list[PassageCoding]:
    """Codings that are seen by nobody as long as they, or their code, are taken away."""
    codings, code = event.payload.get("codings"), event.payload.get("code")
    if event.kind == "codings_removed" and isinstance(codings, list):
        taken = frozenset(codings)
        return [one for one in state.codings if one.id in taken]
    hidden = event.kind == "code_removed"
    return [one for one in state.codings if hidden and state.current_code(one.code) == code]


def _frozen_since(state: CodingState, event: Event) -> Problem | None:
    """The first version of the codebook that was frozen with a change in it."""
    changed = event.kind in CODEBOOK and event.payload.get("codes") != []
    if event.kind == "project_adopted":  # a copy names codes that the study had
        changed = any(is_of(str(event.number), code) for code in _codes_ever(state))
    after = next((one for one in state.freezes if changed and one.number > event.number), None)
    return Problem("others_rest_on_it", found=str(event.number), expected=str(after.number)) if after else None


CODEBOOK = ("code_added", "code_changed", "code_removed", "codes_merged", "project_adopted")
"""Kinds of events that change the codebook."""

_NAMING = ("document", "memo", "code", "into", "parent", "round", "relation", "source", "target", "codings", "codes",
           "about", "evidence")  # fmt: skip
"""Values of an event that name what other events brought."""


def _revision_stays(events: Sequence[Event], event: Event) -> Problem | None:
    """What was redacted or erased is gone; on another new version lies what was coded since, and the next one."""
    document = str(event.payload["document"])
    if event.payload["why"] == "erased":
        later = (one for one in events if one.kind == "memo_erased" and one.number > event.number)
        return Problem("erasure_is_final", found=next(str(one.payload["memo"]) for one in later))
    if event.payload["why"] == "redacted":
        return Problem("redaction_is_final", found=str(event.number))
    return _rests(events, event, {document})


def brought(event: Event) -> str:
    """Name in the log of what an event brought: a code that a version of the codebook gave back has its old one."""
    old = event.payload.get("id") if event.kind == "code_added" else None
    return str(old or event.number)


def _rests(events: Sequence[Event], event: Event, things: Set[str]) -> Problem | None:
    """The first later event that names one of some things of the log, or what belongs to it.

    On a settlement the erasure of its reason does not rest: what was decided may still be taken back.
    """
    for later in standing(events):
        if event.kind == "rating_settled" and later.kind == "memo_erased":
            continue
        if later.number > event.number and any(not things.isdisjoint(_owners(name)) for name in named(later)):
            return Problem("others_rest_on_it", found=str(event.number), expected=str(later.number))
    return None


def named(event: Event) -> list[str]:
    """Names in the log that an event holds of what other events brought."""
    found: list[str] = []
    for key in _NAMING:
        value = event.payload.get(key)
        listed = value if isinstance(value, list) else [value]
        found += [one for one in listed if isinstance(one, str)]
    found += joined_documents(event)
    units, values = event.payload.get("units"), event.payload.get("values")
    found += [str(unit[0]) for unit in units] if isinstance(units, list) else []
    return [*found, str(values["parent"])] if isinstance(values, dict) and "parent" in values else found


def joined_documents(event: Event) -> list[str]:
    """Names in the log of the documents to which a project added something."""
    joined = event.payload.get("joined")
    return [str(one["document"]) for one in joined] if isinstance(joined, list) else []


def _versions_after(events: Sequence[Event], event: Event) -> Problem | None:
    """The first later version of a document that a project added to: what was added is in it as well."""
    own = set(joined_documents(event))
    for later in standing(events):
        revised = str(later.payload.get("document")) if later.kind == "document_revised" else ""
        if later.number > event.number and own & {revised, *joined_documents(later)}:
            return Problem("others_rest_on_it", found=str(event.number), expected=str(later.number))
    return None


def _owners(name: str) -> Iterator[str]:
    """Everything that a name in the log belongs to: every `number` of which `is_of` is true."""
    inside = name.partition(":")[2]
    yield name
    yield from (name[:at] for at, sign in enumerate(name) if sign in ".:")
    yield from (inside[:at] for at, sign in enumerate(inside) if sign == ".")


def is_of(number: str, name: str) -> bool:
    """Whether a name in the log belongs to what an event brought: `12`, `12.3`, `12:4`, `12.3:4`, `1.1:12.4`."""
    inside = name.partition(":")[2].startswith(f"{number}.")
    return name == number or inside or name.startswith((f"{number}.", f"{number}:"))
