r"""Subtitles (SubRip and WebVTT): each cue is a turn with its time.

The text has the words of the cues line by line, and before them, as in any transcript, the name of a voice where it
changes: `<v P3>Sí.` becomes `P3: Sí.` What only places or colours the words is left out.
"""

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from alianza.formats.transcripts.content import Content
from alianza.interviews.labels import seconds
from alianza.interviews.transcript import Turn, conversation
from alianza.study.problem import Problem

_ARROW = "-->"
_CLOCK = r"(?:\d{1,3}:)?\d{1,2}:\d{2}[.,]\d{1,3}"
_TIMES = re.compile(rf"\s*({_CLOCK})\s*-->\s*{_CLOCK}(?:\s.*)?")
_SRT = re.compile(rf"\s*\d+[ \t]*\n\s*{_CLOCK}\s*-->\s*{_CLOCK}")
_VTT = re.compile(r"WEBVTT(?:[ \t\n]|$)")
_ASIDE = re.compile(r"(?:NOTE|STYLE|REGION)(?:[ \t]|$)")
_VOICE = re.compile(r"<v(?:\.[\w.-]*)?[ \t]+([^<>\n]{1,100})>")
_TAG = re.compile(rf"</?(?:c|i|b|u|v|ruby|rt|lang|font)(?:[ .][^<>\n]{{0,100}})?>|<{_CLOCK}>|\{{\\an?\d+\}}")
_NAMED = 10


@dataclass(frozen=True, slots=True)
class _Cue:
    """Words that are shown at a time; `voice` is empty where the cue does not name one."""

    words: str
    time: float | None
    voice: str = ""


def format_of(text: str) -> str:
    """`vtt`, `srt`, or nothing where a text holds no subtitles."""
    if _VTT.match(text):
        return "vtt"
    return "srt" if _SRT.match(text) else ""


def content(text: str) -> Content:
    r"""The words of subtitles, whose text has `\n` for line breaks and no mark."""
    lines = text.split("\n")
    cues, broken, asides = _cues(lines, bool(_VTT.match(text)))
    voiced = [part for cue in cues for part in _voices(cue)]
    words, turns = _written(voiced)
    return Content(words, turns, problems=(*_odd(broken, asides),))


def _odd(broken: Sequence[int], asides: int) -> Iterator[Problem]:
    if broken:
        values = {"count": len(broken), "rows": tuple(broken[:_NAMED]), "more": " …" if len(broken) > _NAMED else ""}
        yield Problem("transcript_cue_times", "warning", row=broken[0], values=values)
    if asides:
        yield Problem("transcript_asides_left_out", "notice", values={"count": asides})


def _cues(lines: Sequence[str], vtt: bool) -> tuple[list[_Cue], list[int], int]:
    """The cues, the rows whose times cannot be read, and how many notes and styles stand between the cues."""
    at = [number for number, line in enumerate(lines) if _ARROW in line and line.lstrip()[:1].isdecimal()]
    begins = [number - _has_name(lines, number, vtt) for number in at]
    asides = _blocks(lines[1 : begins[0]] if begins else lines[1:])[1] if vtt else 0
    cues, broken = [], []
    for number, stop in zip(at, [*begins, len(lines)][1:], strict=True):
        times = _TIMES.fullmatch(lines[number])
        if times is None:
            broken.append(number + 1)
        words, left_out = _blocks(lines[number + 1 : stop]) if vtt else (lines[number + 1 : stop], 0)
        asides += left_out
        cues.append(_Cue("\n".join(words), seconds(times[1]) if times else None))
    return cues, broken, asides


def _has_name(lines: Sequence[str], number: int, vtt: bool) -> bool:
    """Whether the line before a cue's times is its name: a number, or in WebVTT whatever stands alone there."""
    before = lines[number - 1].strip() if number else ""
    alone = vtt and (number < 2 or not lines[number - 2].strip())
    return bool(before) and (before.isdecimal() or alone)


def _blocks(lines: Sequence[str]) -> tuple[list[str], int]:
    """The lines without the paragraphs that are notes or styles, and how many those are."""
    kept: list[str] = []
    asides, inside, fresh = 0, False, True
    for line in lines:
        if fresh and _ASIDE.match(line):
            asides, inside = asides + 1, True
        fresh = not line.strip()
        inside = inside and not fresh
        if not inside:
            kept.append(line)
    return kept, asides


def _voices(cue: _Cue) -> Iterator[_Cue]:
    """The cue's parts by voice, as plain words."""
    parts = _VOICE.split(cue.words)
    for voice, words in zip(["", *parts[1::2]], parts[0::2], strict=True):
        said = "\n".join(line for line in html.unescape(_TAG.sub("", words)).strip().split("\n") if line.strip())
        if said:
            yield replace(cue, words=said, voice=html.unescape(voice).strip())


def _written(cues: Sequence[_Cue]) -> tuple[str, tuple[Turn, ...]]:
    """The cues as one text, and the turns in it."""
    pieces: list[str] = []
    turns: list[Turn] = []
    at, last = 0, ""
    for cue in cues:
        label = f"{cue.voice}: " if cue.voice and cue.voice != last else ""
        last = cue.voice or last
        turns.append(Turn(cue.voice, at + len(label), at + len(label) + len(cue.words), cue.time))
        pieces.append(label + cue.words)
        at += len(pieces[-1]) + 1
    text = "\n".join(pieces)
    return text, tuple(turns) if any(turn.speaker for turn in turns) else tuple(_labelled(text, turns))


def _labelled(text: str, cues: Sequence[Turn]) -> Iterator[Turn]:
    """The turns of cues whose words themselves say who speaks, «P3: Sí», until the next label."""
    spoken = iter(conversation(text).turns)
    turn = next(spoken, None)
    for cue in cues:
        met = False
        while turn is not None and turn.start < cue.end:
            start, end = max(turn.start, cue.start), min(turn.end, cue.end)
            if start < end:
                met = True
                yield Turn(turn.speaker, start, end, cue.time)
            if turn.end > cue.end:
                break
            turn = next(spoken, None)
        if not met:
            yield cue
