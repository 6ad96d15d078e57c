"""How often codes were given: codings, passages, documents, cases and coders, in all and by groups of documents.

A passage counts once for a code, however many coders gave it, and once for a code above, however many codes below it
have it: a parent is not the sum of its children. Every count stands with its base, so that a share can be told from it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final, Literal, get_args

from alianza.coding.project import Coding, QualitativeProject, code_path, path_names
from alianza.study.distinct_names import apart

Counted = Literal["codings", "passages", "documents", "cases", "coders"]
COUNTED: Final[tuple[Counted, ...]] = get_args(Counted)
"""What is counted of a code, by the names of `Counts`."""


@dataclass(frozen=True, slots=True)
class Counts:
    """How much there is of something.

    Attributes:
        codings: Codings: a passage counts for each coder and code.
        passages: Distinct passages.
        documents: Distinct documents.
        cases: Distinct cases.
        coders: Distinct coders.
    """

    codings: int = 0
    passages: int = 0
    documents: int = 0
    cases: int = 0
    coders: int = 0


@dataclass(frozen=True, slots=True)
class CodeCount:
    """Counts of a code.

    Attributes:
        own: Of the code itself.
        with_below: Of the code and those below it together.
    """

    own: Counts = Counts()
    with_below: Counts = Counts()


@dataclass(frozen=True, slots=True)
class Frequencies:
    """Counts of every code, and what they are counted in.

    Attributes:
        base: All codings, coded passages and coders, and all documents and cases, coded or not.
        codes: Path of each code to its counts; codes that were never given as well.
    """

    base: Counts
    codes: Mapping[str, CodeCount]


@dataclass(frozen=True, slots=True)
class Group:
    """Documents that are counted together, and passages of others that belong to them.

    Attributes:
        name: What they have in common: their own name, that of a case, the value of a variable.
        documents: Names of the documents.
        selections: Identifiers of passages.
    """

    name: str
    documents: frozenset[str]
    selections: frozenset[str] = frozenset()


def code_counts(project: QualitativeProject) -> Frequencies:
    """Counts of every code in the whole project."""
    return counts_by(project, (Group("", frozenset(one.name for one in project.documents)),))[""]


def counts_by(project: QualitativeProject, groups: Iterable[Group]) -> Mapping[str, Frequencies]:
    """Name of each group to the counts of every code in it, in the order of the groups; groups may overlap."""
    return _Count(project, tuple(groups)).frequencies()


def document_groups(project: QualitativeProject) -> tuple[Group, ...]:
    """Each document by itself."""
    return tuple(Group(one.name, frozenset((one.name,))) for one in project.documents)


def case_groups(project: QualitativeProject) -> tuple[Group, ...]:
    """Each case with its documents and the passages that tell of it, by a name that no other case has."""
    return tuple(
        Group(name, frozenset(one.documents), frozenset(one.selections))
        for name, one in zip(_case_names(project), project.cases, strict=True)
    )


def _case_names(project: QualitativeProject) -> tuple[str, ...]:
    """Names of the cases in their order; where several have one name, those after the first bear a number."""
    return tuple(apart([one.name for one in project.cases]))


def attribute_groups(project: QualitativeProject, variable: str) -> tuple[Group, ...]:
    """Documents by the value that they, or cases of theirs, have in a variable; by value, those without one last.

    A document with a value of its own is not asked for its cases'. Documents without any value are a group with an
    empty name; there is none where every document has one.
    """
    documents: dict[str, set[str]] = {}
    told: dict[str, set[str]] = {}
    for case in project.cases:
        value = case.attributes.get(variable, "")
        for name in case.documents if value else ():
            told.setdefault(name, set()).add(value)
    for one in project.documents:
        own = one.attributes.get(variable, "")
        for value in {own} if own else told.get(one.name, {""}):
            documents.setdefault(value, set()).add(one.name)
    ordered = sorted(documents, key=lambda value: (not value, value))
    return tuple(Group(value, frozenset(documents[value])) for value in ordered)


@dataclass(slots=True)
class _Seen:
    """What was seen of a code in a group."""

    codings: set[int] = field(default_factory=set)
    passages: set[tuple[str, int, int]] = field(default_factory=set)
    documents: set[str] = field(default_factory=set)
    cases: set[str] = field(default_factory=set)
    coders: set[str] = field(default_factory=set)

    def add(self, number: int, coding: Coding, cases: Iterable[str]) -> None:
        self.codings.add(number)
        self.passages.add((coding.document, coding.start, coding.end))
        self.documents.add(coding.document)
        self.cases.update(cases)
        self.coders.add(coding.coder)

    def counts(self) -> Counts:
        return Counts(
            len(self.codings), len(self.passages), len(self.documents), len(self.cases), len(self.coders)
        )  # fmt: skip


class _Count:
    """One pass over the codings that sorts each into its groups and under the codes from its own to the root."""

    def __init__(self, project: QualitativeProject, groups: tuple[Group, ...]) -> None:
        self.project, self.groups = project, groups
        self.seen: dict[tuple[str, str, bool], _Seen] = {}
        self.every: dict[str, _Seen] = {group.name: _Seen() for group in groups}
        self.of_document = _turned((group.name, group.documents) for group in groups)
        self.of_selection = _turned((group.name, group.selections) for group in groups)
        cases = list(zip(_case_names(project), project.cases, strict=True))
        self.cases = _turned((name, case.documents) for name, case in cases)
        self.cases_of_selection = _turned((name, case.selections) for name, case in cases)

    def frequencies(self) -> Mapping[str, Frequencies]:
        for number, coding in enumerate(self.project.codings):
            self._sort(number, coding)
        return {group.name: Frequencies(self._base(group), self._codes(group.name)) for group in self.groups}

    def _sort(self, number: int, coding: Coding) -> None:
        cases = _both(self.cases, self.cases_of_selection, coding)
        above = [path for path in _trail(coding.code) if path in self.project.code]
        for group in _both(self.of_document, self.of_selection, coding):
            self.every[group].add(number, coding, cases)
            self._of(group, coding.code, False).add(number, coding, cases)
            for path in above:
                self._of(group, path, True).add(number, coding, cases)

    def _of(self, group: str, code: str, with_below: bool) -> _Seen:
        return self.seen.setdefault((group, code, with_below), _Seen())

    def _base(self, group: Group) -> Counts:
        """A document without a coding belongs to the base all the same, and so do the cases that it tells of."""
        seen = self.every[group.name]
        seen.documents.update(group.documents)
        seen.cases.update(case for name in group.documents for case in self.cases.get(name, ()))
        return seen.counts()

    def _codes(self, group: str) -> Mapping[str, CodeCount]:
        return {
            path: CodeCount(self._counts(group, path, False), self._counts(group, path, True))
            for path in self.project.code
        }

    def _counts(self, group: str, path: str, with_below: bool) -> Counts:
        seen = self.seen.get((group, path, with_below))
        return seen.counts() if seen else Counts()


@lru_cache(maxsize=10_000)
def _trail(path: str) -> tuple[str, ...]:
    """Paths from the root to a code, the code itself among them."""
    names = path_names(path)
    return tuple(code_path(names[:depth]) for depth in range(1, len(names) + 1))


def _turned(pairs: Iterable[tuple[str, Iterable[str]]]) -> Mapping[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for name, things in pairs:
        for thing in things:
            found.setdefault(thing, []).append(name)
    return {thing: tuple(names) for thing, names in found.items()}


def _both(
    of_document: Mapping[str, tuple[str, ...]], of_selection: Mapping[str, tuple[str, ...]], coding: Coding
) -> tuple[str, ...]:
    """Names under which a coding is found by its document or by its passage, each once."""
    selected = of_selection.get(coding.selection, ()) if coding.selection else ()
    return tuple(dict.fromkeys((*of_document.get(coding.document, ()), *selected)))
