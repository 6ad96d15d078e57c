"""Names that are each given once: of columns, documents, codes, cases, people and files that came with the same one."""

from collections.abc import Iterable, Sequence


class DistinctNames:
    """Gives names; who asks for one that is taken gets it with the first number that nobody has.

    The last number of each name is remembered: a file may call everything alike.

    Args:
        taken: Names that nobody may be given.
    """

    def __init__(self, taken: Iterable[str] = ()) -> None:
        self._taken = set(taken)
        self._last: dict[str, int] = {}

    def __contains__(self, name: str) -> bool:
        return name in self._taken

    def own(self, name: str) -> str:
        """The name, or the name with a number.

        >>> names = DistinctNames(["acta (2)"])
        >>> names.own("acta"), names.own("acta")
        ('acta', 'acta (3)')
        """
        free, number = name, self._last.get(name, 1)
        while free in self._taken:
            number += 1
            free = f"{name} ({number})"
        if number > 1:
            self._last[name] = number
        self._taken.add(free)
        return free


def apart(names: Sequence[str]) -> list[str]:
    """The names in their order; of several that are the same the first keeps it, and the others get a number.

    No number makes a name that another thing has already, wherever that stands.

    >>> apart(["Firma A", "Firma A", "Firma A (2)"])
    ['Firma A', 'Firma A (3)', 'Firma A (2)']
    """
    numbered, met, found = DistinctNames(names), set[str](), []
    for name in names:
        found.append(numbered.own(name) if name in met else name)
        met.add(name)
    return found
