"""Who speaks in a transcript, as its labels say: words for the two sides, abbreviations, and words of headings."""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from alianza.study.text import folded

Role = Literal["interviewer", "participant", ""]
"""The side that somebody is on; empty where the label does not tell."""

_INTERVIEWER = (
    "entrevistador entrevistadora entrevistadores entrevistadoras investigador investigadora moderador moderadora "
    "facilitador facilitadora encuestador encuestadora pregunta interviewer moderator facilitator researcher question "
    "pesquisador pesquisadora mediador mediadora pergunta"
)
_PARTICIPANT = (
    "entrevistado entrevistada entrevistados entrevistadas participante participantes informante respuesta encuestado "
    "encuestada respondiente interviewee participant respondent informant answer respondente inquirido inquirida "
    "resposta"
)
_EITHER = "hablante interlocutor interlocutora locutor locutora orador oradora voz speaker voice unknown falante"
_ROLES: Final[Mapping[str, Role]] = {
    **{word: "interviewer" for word in _INTERVIEWER.split()},
    **{word: "participant" for word in _PARTICIPANT.split()},
    **{word: "" for word in _EITHER.split()},
}
_ABBREVIATED: Final[Mapping[str, Role]] = {
    "e": "interviewer", "i": "interviewer", "m": "interviewer", "q": "interviewer", "inv": "interviewer",
    "mod": "interviewer", "int": "interviewer", "p": "participant", "r": "participant", "a": "participant",
    "inf": "participant", "part": "participant", "ent": "",
}  # fmt: skip
_CODE = re.compile(rf"({'|'.join(_ABBREVIATED)})[ -]?0?\d{{1,3}}")
_HEADINGS = (
    "ademas anexo anio ano antecedentes apellido apellidos archivo area asunto autor autora bueno cargo caso ciudad "
    "claro codigo comentario comentarios conclusion conclusiones contexto correo descripcion dia direccion documento "
    "duracion edad ejemplo email empresa entonces entrevista entrevistas estado fecha fechas figura fuente fuentes "
    "genero guia hora idioma instrumento introduccion institucion lugar medio metodo modalidad no nombre nombres nota "
    "notas numero objetivo objetivos observacion observaciones ocupacion pais palabras parroquia primero provincia "
    "proyecto pues punto resultado resultados resumen seccion sector segundo sexo si tabla telefono tema temas tercero "
    "tipo titulo transcripcion transcriptor ubicacion version "
    "address age also appendix author city code comment comments company country date description duration example "
    "figure file gender interview language length location method name note number objective occupation place position "
    "project province region role sex so source subject summary table then time title topic transcript transcription "
    "cidade data duracao exemplo hoje idade local nome observacao resumo transcricao"
)
"""First words of what stands before a colon in headings and in ordinary sentences, in the three languages."""
_NOT_LABELS: Final = frozenset(_HEADINGS.split())


@dataclass(frozen=True, slots=True)
class Speaker:
    """Somebody who speaks in a transcript.

    Attributes:
        name: The label, as it is first written.
        role: The side that the label or the study tells.
        note: What stands in brackets behind the label: «gerente».
        turns: How often they speak.
    """

    name: str
    role: Role = ""
    note: str = ""
    turns: int = 0


def key(label: str) -> str:
    """What makes two labels one: accents, case, spaces and a final point do not count.

    >>> key("ENTREVISTADORA  1."), key("María José")
    ('entrevistadora 1', 'maria jose')
    """
    return " ".join(folded(label).split()).rstrip(".")


def declared_sides(labels: Iterable[str]) -> dict[str, Role]:
    """The labels that a study declares with the side that they are on: that of whoever asks."""
    return dict.fromkeys(labels, "interviewer")


def is_role_word(label: str) -> bool:
    """Whether a label says by itself that somebody speaks: a role, with a number or a short addition at most.

    >>> is_role_word(key("Entrevistador 2")), is_role_word(key("Persona entrevistada")), is_role_word(key("Nota"))
    (True, True, False)
    """
    words = label.removeprefix("persona ").split()
    return 1 <= len(words) <= 2 and words[0] in _ROLES and all(len(word) <= 2 or word.isdigit() for word in words[1:])


def is_code(label: str) -> bool:
    """Whether a label is an abbreviated role with a number: P3, E1, INF-02."""
    return bool(_CODE.fullmatch(label))


def is_letter(label: str) -> bool:
    """Whether a label is one letter, or a role of two or three: E, P, INF."""
    return len(label) == 1 or label in _ABBREVIATED


def is_heading(label: str) -> bool:
    """Whether such a label stands before a colon without anybody speaking: a heading, or a word that begins a sentence.

    >>> is_heading(key("Fecha")), is_heading(key("Nota")), is_heading(key("Rosa"))
    (True, True, False)
    """
    return label.split(" ", 1)[0] in _NOT_LABELS


def role_of(label: str, labels: Collection[str], note: str = "") -> Role:
    """The side that a label is on, among all labels of the text.

    An abbreviation means different things beside different others: P is the question beside an R, and the participant
    beside an E; E1 is an interviewee where the interviewer has a label of their own.

    >>> role_of("p", {"p", "r"}), role_of("p", {"e", "p"}), role_of("e1", {"e1", "entrevistadora"})
    ('interviewer', 'participant', 'participant')
    """
    words = label.removeprefix("persona ").split()
    if words and words[0] in _ROLES:
        return _ROLES[words[0]]
    noted = _ROLES.get(key(note), "")
    return noted or _abbreviated(label, labels)


def _abbreviated(label: str, labels: Collection[str]) -> Role:
    coded = _CODE.fullmatch(label)
    letters = coded[1] if coded else label
    asked = any(_asks(other) for other in labels if other != label)
    if letters == "p" and not coded and not asked and "r" in labels:
        return "interviewer"
    if coded and letters in ("e", "ent", "i"):
        return "participant" if asked else ""
    return _ABBREVIATED.get(letters, "")


def _asks(label: str) -> bool:
    """Whether a label is an interviewer's, whatever the others are."""
    return _ROLES.get(label.split(" ", 1)[0]) == "interviewer" or label in ("e", "i", "m", "q", "inv", "mod")
