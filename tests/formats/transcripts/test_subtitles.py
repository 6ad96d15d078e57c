"""Subtitles: cues become turns with their times."""

from pathlib import Path

import pytest

from alianza.formats.transcripts import read
from alianza.interviews.transcript import Transcript
from tests.formats.transcripts.made import refused, written

SRT = """1
00:00:01,500 --> 00:00:03,000
Entrevistadora: ¿Cómo
empezó?

2
00:00:04,000 --> 00:00:06,000
P3: Con un <i>contrato</i>.

3
00:00:07,000 --> 00:00:08,000
Y con tiempo.

4
00:00:09,000 --> 00:00:10,000
Entrevistadora: Ya.
"""
VTT = """WEBVTT - Entrevista

NOTE revisado por Ana
el martes

intro
00:01.000 --> 00:02.500 align:start
<v Entrevistadora>¿Sí?</v>

00:03.000 --> 00:04.000
<v.loud P3>Sí &amp; no <c.yellow>[inaudible]</c>
<v P3>Claro.

STYLE
::cue { color: red }

01:00:05.000 --> 01:00:06.000
<v P3>Fin <inaudible>.
"""


def told(transcript: Transcript) -> list[tuple[str, float | None, str]]:
    return [(turn.speaker, turn.time, transcript.text[turn.start : turn.end]) for turn in transcript.turns]


def test_cues_of_subrip_are_turns_of_who_their_words_name(tmp_path: Path) -> None:
    transcript = read(written(tmp_path / "e.txt", SRT))
    assert transcript.format == "srt" and transcript.problems == ()
    assert transcript.text == (
        "Entrevistadora: ¿Cómo\nempezó?\nP3: Con un contrato.\nY con tiempo.\nEntrevistadora: Ya."
    )
    assert told(transcript) == [
        ("Entrevistadora", 1.5, "¿Cómo\nempezó?"),
        ("P3", 4.0, "Con un contrato."),
        ("P3", 7.0, "Y con tiempo."),
        ("Entrevistadora", 9.0, "Ya."),
    ]


def test_voices_of_webvtt_are_speakers_and_their_names_stand_in_the_text(tmp_path: Path) -> None:
    transcript = read(written(tmp_path / "e.vtt", VTT))
    assert transcript.text == "Entrevistadora: ¿Sí?\nP3: Sí & no [inaudible]\nClaro.\nFin <inaudible>."
    assert told(transcript) == [
        ("Entrevistadora", 1.0, "¿Sí?"),
        ("P3", 3.0, "Sí & no [inaudible]"),
        ("P3", 3.0, "Claro."),
        ("P3", 3605.0, "Fin <inaudible>."),
    ]
    assert [(one.name, one.role) for one in transcript.speakers] == [
        ("Entrevistadora", "interviewer"),
        ("P3", "participant"),
    ]
    assert [(one.code, one.values["count"]) for one in transcript.problems] == [("transcript_asides_left_out", 2)]


def test_cues_that_name_nobody_are_turns_with_times_only(tmp_path: Path) -> None:
    transcript = read(
        written(tmp_path / "e.srt", "1\n00:00:01,0 --> 00:00:02,0\nHola.\n\n2\n00:00:03,0 --> 00:00:04,0\nYa.")
    )
    assert told(transcript) == [("", 1.0, "Hola."), ("", 3.0, "Ya.")]
    assert [one.code for one in transcript.problems] == ["transcript_without_speakers"]


def test_times_that_cannot_be_read_are_named_by_row_and_their_words_kept(tmp_path: Path) -> None:
    transcript = read(written(tmp_path / "e.srt", SRT.replace("00:00:07,000 -->", "00:00:0x,000 -->")))
    (problem,) = transcript.problems
    assert (problem.code, problem.row, problem.values["rows"]) == ("transcript_cue_times", 11, (11,))
    assert told(transcript)[2] == ("P3", None, "Y con tiempo.")


def test_blank_lines_inside_a_cue_and_none_between_cues_do_no_harm(tmp_path: Path) -> None:
    text = "1\n00:00:01,0 --> 00:00:02,0\nHola.\n\nSigue.\n2\n00:00:03,0 --> 00:00:04,0\nA --> B.\n"
    assert read(written(tmp_path / "e.srt", text)).text == "Hola.\nSigue.\nA --> B."


@pytest.mark.parametrize("text", ["WEBVTT\n", "WEBVTT\n\n00:01.000 --> 00:02.000\n<v P3>\n"])
def test_subtitles_without_words_are_empty(tmp_path: Path, text: str) -> None:
    assert refused(written(tmp_path / "e.vtt", text)) == "transcript_empty"
