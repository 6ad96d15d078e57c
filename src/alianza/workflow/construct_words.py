"""Constructs as people write them."""

from collections.abc import Sequence

from alianza.render.messages import LANGUAGES
from alianza.study.protocol import Construct
from alianza.survey.values import fold


def construct_named(text: str, constructs: Sequence[Construct]) -> str:
    """The construct of that name or label, else the text as it is; a label that two of them have stands for neither."""
    if any(one.id == text for one in constructs):
        return text
    plain = fold(text)
    found = {
        one.id for one in constructs if plain in {fold(one.id), *(fold(one.label.spoken(name)) for name in LANGUAGES)}
    }
    return found.pop() if len(found) == 1 else text
