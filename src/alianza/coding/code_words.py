"""Words of an interview in what the team writes: codes and memos are its own, but may repeat a participant.

Nothing is taken out by itself: an example may as well be invented. A person is told which codes and memos to read.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from alianza.coding.progress import CodeEntry, code_paths
from alianza.study.text import folded

RUN = 5
"""Words in a row that hardly stand in a text by chance."""
FEWEST = 3
"""Words of a code's text that is compared whole, where it has fewer than a run."""


def code_texts(code: CodeEntry) -> tuple[str, ...]:
    """Everything that a code says in words: its name, its definition, when it is given and not, and its example."""
    return tuple(one for one in (code.name, code.definition, code.include, code.exclude, code.example) if one)


def codes_quoting(codes: Sequence[CodeEntry], texts: Iterable[str]) -> tuple[str, ...]:
    """Paths of codes of which some text repeats others, as `Quoting` tells."""
    quoting = Quoting(texts)
    paths = code_paths(codes)
    return tuple(paths[one.id] for one in codes if any(map(quoting.repeats, code_texts(one))))


class Quoting:
    """What repeats some texts: five words in a row that stand in one of them, or all words of three or four.

    Accents, capital letters and punctuation do not count.

    Args:
        texts: The texts that were spoken.
    """

    def __init__(self, texts: Iterable[str]) -> None:
        spoken = [words_of(text) for text in texts]
        self._runs = {run for words in spoken for length in range(FEWEST, RUN + 1) for run in _runs(words, length)}

    def repeats(self, text: str) -> bool:
        """Whether a text repeats one of them.

        >>> Quoting(["Firmamos el acta sin leerla, de pie."]).repeats("firmamos el ACTA sin leerla")
        True
        """
        words = words_of(text)
        return len(words) >= FEWEST and any(run in self._runs for run in _runs(words, min(RUN, len(words))))


def words_of(text: str) -> list[str]:
    """The words of a text without accents and capital letters."""
    return re.findall(r"\w+", folded(text))


def _runs(words: list[str], length: int) -> Iterator[tuple[str, ...]]:
    return (tuple(words[at : at + length]) for at in range(len(words) - length + 1))
