"""Turns: who speaks where, and what only looks like a label."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alianza.interviews.transcript import conversation, turns


def told(text: str, **named: str) -> list[tuple[str, float | None, str]]:
    return [(turn.speaker, turn.time, text[turn.start : turn.end]) for turn in turns(text, named)]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Entrevistador: ¿Y?", "P3: Bien."),
        ("ENTREVISTADORA 1 - ¿Y?", "P3 - Bien."),
        ("E: ¿Y?", "P3: Bien."),
        ("P. ¿Y?", "R. Bien."),
        ("P.- ¿Y?", "R.- Bien."),
        ("**Entrevistador:** ¿Y?", "**P3**: Bien."),
        ("- **Moderadora:** ¿Y?", "- **Participante 2:** Bien."),
        ("### Entrevistadora\n\n¿Y?", "### P3\n\nBien."),
        ("Entrevistadora\n¿Y?", "María José\nBien."),
        ("Entrevistadora:\n¿Y?", "María José (gerente):\nBien."),
        ("Ana Ruiz: ¿Y?", "José de la Cruz: Bien."),
        ("E\t¿Y?", "P3\tBien."),
        ("Interviewer: ¿Y?", "Respondent 4: Bien."),
        ("Pesquisadora: ¿Y?", "Entrevistado 2: Bien."),
        ("Ana Ruiz:         ¿Y?", "gerente-1:     Bien."),
    ],
)
def test_labels_of_many_habits_begin_turns(first: str, second: str) -> None:
    text = "\n\n".join([first, second] * 3)
    assert [words for _, _, words in told(text)] == ["¿Y?", "Bien."] * 3
    assert len({speaker for speaker, _, _ in told(text)}) == 2


@pytest.mark.parametrize(
    ("line", "seconds"),
    [
        ("[00:01:23] P3: Bien.", 83.0),
        ("00:01:23 P3: Bien.", 83.0),
        ("P3 (00:12:03): Bien.", 723.0),
        ("P3 [1:02:03]: Bien.", 3723.0),
        ("P3: [00:01:23] Bien.", 83.0),
        ("P3 [00:01:23] Bien.", 83.0),
        ("P3  0:03\nBien.", 3.0),
        ("**P3** (12:03,5): Bien.", 723.5),
        ("#00:00:15-3# P3: Bien.", 15.0),
        ("[00:01:23]\nP3: Bien.", 83.0),
        ("P3: Bien.", None),
    ],
)
def test_times_become_seconds(line: str, seconds: float | None) -> None:
    text = f"[00:00:01] Entrevistadora: ¿Y?\n{line}\nEntrevistadora: Ya.\nP3: Sí."
    assert told(text)[1] == ("P3", seconds, "Bien.")


def test_a_time_inside_a_turn_begins_another_of_the_same_speaker() -> None:
    text = "[00:00:01] E: ¿Y?\nP3: Primero.\n[00:02:00] Después.\nE: Ya."
    assert told(text)[1:3] == [("P3", None, "Primero."), ("P3", 120.0, "Después.")]


def test_times_alone_give_turns_without_a_speaker() -> None:
    assert told("[00:00.000 --> 00:05.000]  Hola.\n[00:05.000 --> 00:07.000]  Bien.") == [
        ("", 0.0, "Hola."),
        ("", 5.0, "Bien."),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Le dije: no.\nLe dije: sí.\nLe dije: no.",
        "Nota: uno.\nNota: dos.\nEjemplo: tres.\nEjemplo: cuatro.",
        "https://a.ec\nhttps://b.ec\nhttp://c.ec",
        "10:30 llegamos.\n10:45 salimos.\n11:00 volvimos.",
        "Eran las 10:30\nEran las 11:15\nA las 12:00",
        "Ventajas: muchas.\nUn párrafo.\nVentajas: pocas.",
        "Rosa: una vez.\nJuan: otra vez.",
        "Hay que decirlo así: sin confianza no hay alianza.\nY así: nunca.",
        "¿Seguro?\n\nSí.\n\n¿Y ella?\n\nSí.\n\n¿Y él?\n\nSí.\n\nExacto\n\nExacto\n\nExacto",
        "Introducción\n\nTexto.\n\nMétodo\n\nTexto.\n\nResultados\n\nTexto.",
        "Quito, 3 de mayo - La reunión empezó.\nCuenca, 4 de mayo - La reunión siguió.",
        "",
        "\n\n",
    ],
)
def test_ordinary_colons_lines_and_hours_are_no_turns(text: str) -> None:
    assert turns(text) == ()


def test_what_a_speaker_says_with_colons_stays_in_the_turn() -> None:
    text = "E: ¿Y?\nP3: Le dije: no.\nNota: se ríe.\nA las 10:30 firmamos, ver https://a.ec\nE: Ya.\nP3: Sí."
    assert told(text)[1][2] == "Le dije: no.\nNota: se ríe.\nA las 10:30 firmamos, ver https://a.ec"


def test_a_name_that_is_somebodys_answer_is_no_label() -> None:
    text = "E: ¿Quién firmó?\n\nMaría José.\n\nE: ¿Y?\n\nMaría José: Yo no.\n\nMaría José: Fue él."
    assert told(text)[0] == ("E", None, "¿Quién firmó?\n\nMaría José.")


def test_the_heading_is_not_spoken() -> None:
    text = (
        "Entrevista 3\nFecha: 12 de mayo\nEntrevistador: Ana\nEntrevistado: P3\n\n"
        "Entrevistador: ¿Cómo empezó?\nP3: Con un contrato."
    )
    assert told(text) == [("Entrevistador", None, "¿Cómo empezó?"), ("P3", None, "Con un contrato.")]
    unbroken = "Fecha: 12 de mayo\nEntrevistador: ¿Cómo empezó?\nEntrevistado: Con un contrato."
    assert [words for _, _, words in told(unbroken)] == ["¿Cómo empezó?", "Con un contrato."]


def test_the_front_matter_of_markdown_is_not_spoken() -> None:
    text = "---\nfecha: 2024-05-01\nparticipante: P3\n---\n\n**Entrevistador:** ¿Y?\n\n**P3:** Bien."
    assert [speaker for speaker, _, _ in told(text)] == ["Entrevistador", "P3"]


def test_a_label_that_stands_once_is_named_and_not_believed_unless_the_study_names_it() -> None:
    text = "E: ¿Y?\nP3: Bien.\nRosa Vera: Yo también.\nE: Ya.\nP3: Sí."
    assert conversation(text).unsure == ("Rosa Vera",)
    assert told(text)[1] == ("P3", None, "Bien.\nRosa Vera: Yo también.")
    named = conversation(text, {"rosa vera": "participant"})
    assert [(one.name, one.role) for one in named.speakers][2] == ("Rosa Vera", "participant") and named.unsure == ()


def test_labels_that_only_accents_and_capitals_tell_apart_are_one_speaker() -> None:
    text = "MARÍA: uno.\nJuan: dos.\nMaria: tres.\nJUAN: cuatro."
    assert [speaker for speaker, _, _ in told(text)] == ["MARÍA", "Juan", "MARÍA", "Juan"]


@pytest.mark.parametrize(
    ("labels", "roles"),
    [
        (("Entrevistadora", "P3"), ("interviewer", "participant")),
        (("P", "R"), ("interviewer", "participant")),
        (("E", "P"), ("interviewer", "participant")),
        (("Entrevistador", "E1"), ("interviewer", "participant")),
        (("Q", "A"), ("interviewer", "participant")),
        (("Moderator", "Speaker 2"), ("interviewer", "")),
        (("Pesquisador", "Respondente"), ("interviewer", "participant")),
        (("Ana Ruiz", "Juan Vera"), ("", "")),
        (("Ana Ruiz (entrevistadora)", "Juan Vera (gerente)"), ("interviewer", "")),
    ],
)
def test_roles_follow_words_and_what_stands_beside_them(labels: tuple[str, str], roles: tuple[str, str]) -> None:
    spoken = conversation("\n".join(f"{label}: Sí." for label in labels * 2))
    assert tuple(one.role for one in spoken.speakers) == roles


def test_the_study_has_the_last_word_on_roles() -> None:
    spoken = conversation("P: ¿Y?\nR: Bien.\nP: Ya.\nR: Sí.", {"P": "participant", "R": "interviewer"})
    assert [one.role for one in spoken.speakers] == ["participant", "interviewer"]


def test_what_stands_in_brackets_is_a_note_on_the_speaker() -> None:
    spoken = conversation("E: ¿Y?\nMaría José (gerente): Bien.\nE: Ya.\nMaría José: Sí.")
    assert [(one.name, one.note, one.turns) for one in spoken.speakers] == [("E", "", 2), ("María José", "gerente", 2)]


def test_a_label_without_words_is_no_turn() -> None:
    assert [words for _, _, words in told("E:\nP3: Bien.\nE:  \nP3: Sí.")] == ["Bien.", "Sí."]


LINES = st.sampled_from(
    [
        "E: ¿Y?",
        "P3: Bien.",
        "Nota: risas",
        "[00:01:02]",
        "",
        "  ",
        "Rosa:",
        "sin rótulo",
        "P3 (0:03): ya",
        "10:30",
        "😀",
    ]
)


@given(st.lists(LINES | st.text(max_size=30), max_size=30))
def test_turns_lie_in_the_text_in_order_and_hold_no_outer_spaces(lines: list[str]) -> None:
    text = "\n".join(lines)
    spoken = turns(text)
    assert all(text[one.start : one.end] == text[one.start : one.end].strip() != "" for one in spoken)
    assert all(one.end <= other.start for one, other in zip(spoken, spoken[1:], strict=False))
    assert sum(one.turns for one in conversation(text).speakers) == sum(bool(one.speaker) for one in spoken)
