"""How much memory the words of one file may take: texts and the quotations cut out of them, in proportion to the file.

A file of some kilobytes can name one text a thousand times, or quote all of it ten thousand times. Real ones do not:
texts shrink to a third or a fifth, and quotations take less than the texts that they are cut from.
"""

import sys

from alianza.formats.refused import Refused
from alianza.study.problem import Problem

MAX_TEXT = 30_000_000
"""Bytes of the text of one document: fifty books."""
_DOCUMENTS = 20_000
_LEAST = 64_000_000
_TIMES = 64
"""Bytes of words for each byte of the file: what repeats itself shrinks more than real texts."""
_MOST = 800_000_000
_SHORT = 200
"""Signs of a text below which its size in memory says nothing about that of a sign."""
_WIDEST = 4


class Budget:
    """What is left of the memory for words."""

    def __init__(self, file: str, size: int) -> None:
        self._file = file
        self._all = self._left = min(max(_LEAST, _TIMES * size), _MOST)
        self._documents = 0

    def document(self) -> None:
        """Take one more document into account, whatever its text.

        Raises:
            Refused: `refi_too_large`.
        """
        self._documents += 1
        if self._documents > _DOCUMENTS:
            raise Refused(Problem("refi_too_large", file=self._file, values={"limit": _DOCUMENTS}))

    def text(self, text: str) -> None:
        """Take a text into account.

        Raises:
            Refused: `refi_out_of_proportion`.
        """
        self.take(sys.getsizeof(text))

    def quotations(self, text: str, signs: int) -> None:
        """Take quotations of a text into account before they are cut out of it, by their signs.

        Raises:
            Refused: `refi_out_of_proportion`.
        """
        self.take(signs * (sys.getsizeof(text) // len(text) if len(text) > _SHORT else _WIDEST))

    def take(self, size: int) -> None:
        """Take so many bytes.

        Raises:
            Refused: `refi_out_of_proportion`.
        """
        self._left -= size
        if self._left < 0:
            raise Refused(Problem("refi_out_of_proportion", file=self._file, values={"limit": self._all // 1_000_000}))
