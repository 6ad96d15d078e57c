"""Transcripts as values: a text, and who speaks where in it."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from alianza.interviews.labels import Mark, believed, heading_end, marks, unsure
from alianza.interviews.speakers import Role, Speaker, key, role_of
from alianza.study.problem import Problem


@dataclass(frozen=True, slots=True)
class Turn:
    """What somebody says until another speaks.

    Attributes:
        speaker: The label, as it is first written in the text; empty where there are only times.
        start: Where the spoken words begin, in code points from 0; label, time and spaces are no part of them.
        end: Where they end; the sign at `end` is not part of them.
        time: Seconds from the beginning of the recording; None where the text does not say.
    """

    speaker: str
    start: int
    end: int
    time: float | None = None


@dataclass(frozen=True, slots=True)
class Transcript:
    r"""A transcript as it was read from a file.

    Attributes:
        name: The file's name without folder and ending, with its accents composed.
        text: Its words: line breaks are `\n`, no byte-order mark, no signs that documents cannot carry; nothing else
            of the file's text is changed.
        turns: Who speaks where, in the order of the text.
        format: `txt`, `md`, `docx`, `odt`, `pdf`, `srt` or `vtt`, by the content.
        encoding: The encoding of a text file; `utf-8` for the others.
        problems: What was odd or left out.
        speakers: Who speaks.
    """

    name: str
    text: str
    turns: tuple[Turn, ...]
    format: str
    encoding: str
    problems: tuple[Problem, ...] = ()
    speakers: tuple[Speaker, ...] = ()


@dataclass(frozen=True, slots=True)
class Conversation:
    """Who speaks where in a text.

    Attributes:
        turns: In the order of the text.
        speakers: By their first turn.
        unsure: Labels that look like somebody's but were not believed: each stands once, or too seldom.
    """

    turns: tuple[Turn, ...] = ()
    speakers: tuple[Speaker, ...] = ()
    unsure: tuple[str, ...] = ()


@dataclass(slots=True)
class _Voice:
    """Who was heard last, while the marks of a text are gone through."""

    names: dict[str, str] = field(default_factory=dict)
    notes: dict[str, str] = field(default_factory=dict)
    current: str = ""

    def hear(self, mark: Mark) -> str:
        """The name of who speaks from a mark on."""
        self.current = self.names.setdefault(mark.key, mark.name)
        self.notes[self.current] = self.notes.get(self.current) or mark.note
        return self.current


def turns(text: str, named: Mapping[str, Role] | None = None) -> tuple[Turn, ...]:
    r"""The turns of a text, as its labels and times tell; none where it has no labels that can be believed.

    >>> [(turn.speaker, turn.time) for turn in turns("[00:00:05] E: ¿Y?\nP3: Bien.\nE: ¿Sí?\nP3: Sí.")]
    [('E', 5.0), ('P3', None), ('E', None), ('P3', None)]
    """
    return conversation(text, named).turns


def conversation(text: str, named: Mapping[str, Role] | None = None) -> Conversation:
    """Who speaks where in a text.

    Args:
        text: The text of a transcript.
        named: Labels that the study declares, with the side that each is on; they are believed wherever they stand.
    """
    roles = {key(label): role for label, role in (named or {}).items()}
    found = marks(text)
    head = heading_end(text, found)
    found = [mark for mark in found if mark.start >= head]
    taken = believed(found, roles)
    voice = _Voice()
    spoken = tuple(_turns(text, _kept(found, taken), voice))
    return Conversation(spoken, speakers(spoken, roles, voice.notes), unsure(found, taken) if taken else ())


def speakers(
    turns: Sequence[Turn], named: Mapping[str, Role] | None = None, notes: Mapping[str, str] | None = None
) -> tuple[Speaker, ...]:
    """Who speaks, by their first turn.

    Args:
        turns: The turns of a text.
        named: Keys of labels (`alianza.interviews.speakers.key`) with the side that the study declares.
        notes: What stands in brackets behind the labels.
    """
    count = Counter(turn.speaker for turn in turns if turn.speaker)
    keys = {key(name) for name in count}
    told, known = notes or {}, named or {}
    return tuple(
        Speaker(name, known.get(key(name)) or role_of(key(name), keys, told.get(name, "")), told.get(name, ""), times)
        for name, times in count.items()
    )


def _kept(found: Sequence[Mark], taken: frozenset[str]) -> list[Mark]:
    """The marks whose label is believed, and times on their own where they come back."""
    kept = [mark if mark.key in taken and not mark.is_answer else _time_alone(mark) for mark in found]
    times = [mark for mark in kept if mark is not None and mark.time is not None]
    return [mark for mark in kept if mark is not None and (mark.label or len(times) > 1)]


def _time_alone(mark: Mark) -> Mark | None:
    if mark.after_time is None:
        return None
    return Mark(mark.start, mark.after_time, time=mark.time)


def _turns(text: str, kept: Sequence[Mark], voice: _Voice) -> Iterator[Turn]:
    """A turn from each mark to the next; a mark without words hands its time to the next one."""
    pending: float | None = None
    stops = [*(mark.start for mark in kept), len(text)][1:]
    for mark, stop in zip(kept, stops, strict=True):
        speaker = voice.hear(mark) if mark.label else voice.current
        time = mark.time if mark.time is not None else pending
        words = text[mark.words : stop]
        start = mark.words + len(words) - len(words.lstrip())
        end = mark.words + len(words.rstrip())
        pending = None if end > start else time
        if end > start:
            yield Turn(speaker, start, end, time)
