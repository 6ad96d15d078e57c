"""What those who are asked say in a transcript, apart from what those who ask say and from who is said to speak."""

from alianza.interviews.transcript import Conversation

Span = tuple[int, int]
"""Half-open, in code points."""


def answers(spoken: Conversation) -> tuple[Span, ...]:
    """The turns of whoever is asked; none where it cannot be told who that is.

    Where labels name a participant's side, these are the ones; else everybody but whoever asks. Where no label names a
    side it can be told only if one voice is heard.
    """
    asked, asking = (
        {one.name for one in spoken.speakers if one.role == side} for side in ("participant", "interviewer")
    )
    if not asked and not asking and len(spoken.speakers) > 1:
        return ()
    return tuple(
        (one.start, one.end) for one in spoken.turns if (one.speaker in asked if asked else one.speaker not in asking)
    )


def own_words(spoken: Conversation, start: int, end: int) -> tuple[Span, ...]:
    r"""The parts of a passage that whoever was asked says: of each of their turns what the passage has of it.

    A text in which nobody is recognised has no turns: there the passage is taken as it is.

    >>> from alianza.interviews.transcript import conversation
    >>> text = "E: ¿Confían?\nP: Sí, mucho.\nE: ¿Y antes?\nP: Poco."
    >>> [text[slice(*one)] for one in own_words(conversation(text), 0, len(text))]
    ['Sí, mucho.', 'Poco.']
    """
    if not spoken.turns:
        return ((start, end),)
    parts = ((max(start, first), min(end, last)) for first, last in answers(spoken))
    return tuple((first, last) for first, last in parts if first < last)
