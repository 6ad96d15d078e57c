"""Words of an interview in the codebook: codes are the team's, but their examples may be a participant's.

Nothing is taken out of a codebook by itself: an example may as well be invented. A person is told which codes to read.
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
    """Paths of codes with five words in a row that stand in one of some texts, or a whole text of three or four.

    Accents, capital letters and punctuation do not count.
    """
    spoken = [_words(text) for text in texts]
    runs = {run for words in spoken for length in range(FEWEST, RUN + 1) for run in _runs(words, length)}
    paths = code_paths(codes)
    return tuple(paths[one.id] for one in codes if any(_is_spoken(_words(text), runs) for text in code_texts(one)))


def _is_spoken(words: list[str], runs: set[tuple[str, ...]]) -> bool:
    return len(words) >= FEWEST and any(run in runs for run in _runs(words, min(RUN, len(words))))


def _runs(words: list[str], length: int) -> Iterator[tuple[str, ...]]:
    return (tuple(words[at : at + length]) for at in range(len(words) - length + 1))


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", folded(text))
