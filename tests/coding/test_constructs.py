"""Codes say which construct they measure, themselves or by those above them."""

from alianza.coding.constructs import Meaning, meanings
from alianza.coding.project import Code, QualitativeProject


def test_a_code_has_the_construct_and_the_direction_of_those_above_it():
    project = QualitativeProject(
        codes=(
            Code("confianza", construct="trust"),
            Code("confianza/previa", direction="positive"),
            Code("confianza/previa/familia"),
            Code("confianza/falta", direction="negative"),
            Code("otros"),
        )
    )
    assert meanings(project) == {
        "confianza": Meaning("trust", ""),
        "confianza/previa": Meaning("trust", "positive"),
        "confianza/previa/familia": Meaning("trust", "positive"),
        "confianza/falta": Meaning("trust", "negative"),
        "otros": Meaning(),
    }


def test_a_direction_does_not_pass_to_another_construct():
    project = QualitativeProject(
        codes=(Code("a", construct="trust", direction="positive"), Code("a/b", construct="power"))
    )
    assert meanings(project)["a/b"] == Meaning("power", "")


def test_a_direction_without_a_construct_says_nothing():
    assert meanings(QualitativeProject(codes=(Code("a", direction="positive"),)))["a"] == Meaning()
