"""How many positions each sign of a text takes, in the units in which programs for qualitative analysis count."""

from typing import Literal

import numpy as np
from numpy.typing import NDArray

Unit = Literal["codepoint", "utf16", "utf8"]
PIECE = 1 << 18
"""Signs of a text that are counted at once, which needs little memory."""


def code_points(text: str) -> NDArray[np.uint32]:
    """The code points of a text; lone surrogates stand for themselves."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)


def sign_widths(signs: NDArray[np.uint32], unit: Unit) -> NDArray[np.uint8]:
    """Positions that each code point takes: one, one or two units of UTF-16, or up to four bytes of UTF-8.

    >>> sign_widths(code_points("aé€😐"), "utf8").tolist(), sign_widths(code_points("aé€😐"), "utf16").tolist()
    ([1, 2, 3, 4], [1, 1, 1, 2])
    """
    counted = np.ones(len(signs), np.uint8)
    for limit in {"codepoint": (), "utf16": (0xFFFF,), "utf8": (0x7F, 0x7FF, 0xFFFF)}[unit]:
        counted += signs > limit
    return counted
