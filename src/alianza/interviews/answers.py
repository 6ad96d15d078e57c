"""What those who are asked say in a transcript, apart from what those who ask say and from who is said to speak."""

from collections.abc import Collection, Mapping

from alianza.coding.project import QualitativeProject
from alianza.coding.term_search import WORD
from alianza.interviews.speakers import Role, is_role_word, key
from alianza.interviews.transcript import Conversation, conversation

Span = tuple[int, int]
"""Half-open, in code points."""
Passage = tuple[str, int, int]
"""A document's name and a span of its text."""


class OwnWords:
    """What the participant of each document says in it; each document is looked at once.

    Args:
        project: The project; its documents bear `participant` as an attribute.
        labels: Labels that the study declares, with the side that each is on.
        people: Pseudonyms of all participants. Where a text labels turns with the pseudonym of its own participant and
            with another's, as in a group, the other's words are not that person's. Where its labels know no own one,
            P1 may be the first voice of any interview.
    """

    def __init__(
        self, project: QualitativeProject, labels: Mapping[str, Role] | None = None, people: Collection[str] = ()
    ) -> None:
        self._project, self._labels, self._people = project, labels or {}, people
        self._known: dict[str, Conversation] = {}

    def of(self, passage: Passage) -> list[Passage]:
        """The parts of a passage that the participant says; parts without a word are none."""
        name, start, end = passage
        text = self._project.document[name].text
        return [(name, *part) for part in own_words(self._conversation(name), start, end) if WORD.search(text, *part)]

    def is_anothers(self, passage: Passage) -> bool:
        """Whether the words of a passage are known to be somebody else's; not where it cannot be told who asks."""
        return bool(answers(self._conversation(passage[0]))) and not self.of(passage)

    def _conversation(self, name: str) -> Conversation:
        if name not in self._known:
            document = self._project.document[name]
            heard = conversation(document.text, self._labels)
            others = other_voices(heard, document.attributes.get("participant", ""), self._people)
            sides: dict[str, Role] = dict.fromkeys(others, "interviewer")
            sides |= dict.fromkeys(_group(heard, document.attributes.get("participant", "")), "participant")
            self._known[name] = conversation(document.text, {**sides, **self._labels}) if sides else heard
        return self._known[name]


def other_voices(heard: Conversation, participant: str, people: Collection[str]) -> tuple[str, ...]:
    r"""Pseudonyms of other participants who have turns in a text that labels its own participant's turns as well.

    >>> heard = conversation("E: ¿Y?\nP1: Sí.\nP2: No.\nP1: Ya.\nP2: Bueno.")
    >>> other_voices(heard, "P1", ["P1", "P2", "P3"]), other_voices(heard, "P9", ["P1", "P2", "P9"])
    (('P2',), ())
    """
    labels = {key(one.name) for one in heard.speakers}
    if key(participant) not in labels:
        return ()
    return tuple(dict.fromkeys(one for one in people if one != participant and key(one) in labels))


def _group(heard: Conversation, participant: str) -> tuple[str, ...]:
    """Voices of a group under one pseudonym: everybody but whoever asks, where that is known and no voice is its own.

    A label that says in words who is asked («Entrevistada») leaves other voices out: of a relative who drops in.
    """
    asking = [one for one in heard.speakers if one.role == "interviewer"]
    others = [one for one in heard.speakers if one.role != "interviewer"]
    told = any(key(one.name) == key(participant) or is_role_word(key(one.name)) for one in others)
    return tuple(one.name for one in others) if asking and len(others) > 1 and not told else ()


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
