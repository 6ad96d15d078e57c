"""Axial coding: the paradigm around each phenomenon, from the relations that a project draws between its codes.

A relation says what its source is to its target. «Falta de confianza» → «conflicto» as a causal condition puts
«conflicto» at the centre, and as a phenomenon it puts «falta de confianza» there, with «conflicto» gathered under it.
A relation is worth the passages that it rests on, so each bears how many there are and from how many documents.

Source:
    Strauss and Corbin (1998), Basics of Qualitative Research, 2nd ed., ch. 9 (the paradigm).
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from typing import Final

from alianza.coding.project import RELATION_KINDS, Coding, Link, QualitativeProject, RelationKind
from alianza.study.problem import Problem
from alianza.study.text import folded

ROLES: Final[tuple[RelationKind, ...]] = (
    "causal_condition", "context", "intervening_condition", "phenomenon", "strategy", "consequence",
)  # fmt: skip
"""Kinds that put a phenomenon at the centre, in the order in which the paradigm is told."""
HIERARCHIES: Final[tuple[RelationKind, ...]] = ("is_a", "part_of")
"""Kinds that order codes: none can stand above itself."""
SYMMETRIC: Final[tuple[RelationKind, ...]] = ("associated", "contradicts")
"""Kinds that say the same from either end."""

_KIND_OF: Final[Mapping[str, RelationKind]] = {
    "is a": "is_a", "isa": "is_a", "es un": "is_a", "es una": "is_a", "es un tipo de": "is_a", "is kind of": "is_a",
    "is part of": "part_of", "es parte de": "part_of", "forma parte de": "part_of",
    "is cause of": "cause_of", "causes": "cause_of", "es causa de": "cause_of", "causa": "cause_of",
    "is associated with": "associated", "esta asociado con": "associated", "esta asociada con": "associated",
    "asociado": "associated", "is related to": "associated", "se relaciona con": "associated", "related": "associated",
    "contradice": "contradicts", "contradice a": "contradicts", "is contradicted by": "contradicts",
    "causal conditions": "causal_condition", "condicion causal": "causal_condition",
    "condiciones causales": "causal_condition", "is causal condition of": "causal_condition",
    "es condicion causal de": "causal_condition",
    "contexto": "context", "is context of": "context", "es contexto de": "context",
    "intervening conditions": "intervening_condition", "condicion interviniente": "intervening_condition",
    "condiciones intervinientes": "intervening_condition", "is intervening condition of": "intervening_condition",
    "es condicion interviniente de": "intervening_condition",
    "fenomeno": "phenomenon", "is phenomenon of": "phenomenon", "es fenomeno de": "phenomenon",
    "estrategia": "strategy", "estrategias": "strategy", "strategies": "strategy", "action": "strategy",
    "is strategy for": "strategy", "es estrategia para": "strategy", "accion/interaccion": "strategy",
    "action/interaction": "strategy",
    "consecuencia": "consequence", "consecuencias": "consequence", "consequences": "consequence",
    "is consequence of": "consequence", "es consecuencia de": "consequence",
    "==": "associated", "[]": "part_of", "=>": "cause_of", "<>": "contradicts",
}  # fmt: skip
_BACKWARDS: Final[Mapping[str, RelationKind]] = {
    "has part": "part_of", "tiene como parte": "part_of", "is caused by": "cause_of", "es causado por": "cause_of",
    "es causada por": "cause_of",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Relation:
    """A relation between two codes.

    Attributes:
        source: Path of a code.
        target: Path of another one.
        kind: What the source is to the target.
        passages: Passages that it rests on: one that several people coded, or that has several codes, is one.
        documents: Distinct documents of those.
    """

    source: str
    target: str
    kind: RelationKind
    passages: int = 0
    documents: int = 0


@dataclass(frozen=True, slots=True)
class Phenomenon:
    """A phenomenon at the centre of the paradigm.

    Attributes:
        code: Its code.
        roles: Role to the relations that put other codes around it; every role, empty ones as well.
    """

    code: str
    roles: Mapping[RelationKind, tuple[Relation, ...]]


@dataclass(frozen=True, slots=True)
class Paradigm:
    """The axial relations of a project.

    Attributes:
        phenomena: Codes at the centre, those with most relations first.
        others: Relations of other kinds, those that rest on most documents first.
        problems: `relation_cycle`, and `relation_kind_unknown` for names of other programs that no kind is known for;
            such relations are left out.
    """

    phenomena: tuple[Phenomenon, ...] = ()
    others: tuple[Relation, ...] = ()
    problems: tuple[Problem, ...] = ()


def relation_kind(name: str) -> tuple[RelationKind, bool] | None:
    """The kind that a program's name of a relation means, and whether it is told from the target's end.

    Knows the kinds themselves, the default relations of ATLAS.ti and their signs, and the words of the paradigm, in
    Spanish and English.

    >>> relation_kind("is part of"), relation_kind("Condición causal"), relation_kind("is caused by")
    (('part_of', False), ('causal_condition', False), ('cause_of', True))
    """
    spelled = " ".join(folded(name).replace("_", " ").split())
    own = next((kind for kind in RELATION_KINDS if kind.replace("_", " ") == spelled), None)
    kind = own or _KIND_OF.get(spelled)
    if kind is not None:
        return kind, False
    return (_BACKWARDS[spelled], True) if spelled in _BACKWARDS else None


def paradigm(project: QualitativeProject) -> Paradigm:
    """The paradigm around each phenomenon of a project, and its other relations.

    Relations drawn several times are one that rests on the evidence of all. Evidence that is no coding of the project
    is not counted.
    """
    between = [link for link in project.links if link.source in project.code and link.target in project.code]
    relations = _relations(between, {one.guid: one for one in project.codings if one.guid})
    unknown = dict.fromkeys(link.kind for link in between if relation_kind(link.kind) is None)
    expected = ", ".join(RELATION_KINDS)
    return Paradigm(
        _phenomena(relations),
        tuple(one for one in relations if one.kind not in ROLES),
        (
            *(Problem("relation_kind_unknown", "warning", found=name, expected=expected) for name in unknown),
            *(problem for kind in HIERARCHIES for problem in _cycles(kind, relations)),
        ),
    )


def _relations(links: Iterable[Link], codings: Mapping[str, Coding]) -> tuple[Relation, ...]:
    evidence: dict[tuple[str, str, RelationKind], set[str]] = {}
    for link in links:
        for ends in _directions(link):
            evidence.setdefault(ends, set()).update(one for one in link.evidence if one in codings)
    found = (_resting(ends, [codings[one] for one in known]) for ends, known in evidence.items())
    return tuple(sorted(found, key=lambda one: (-one.documents, -one.passages, one.source, one.target)))


def _resting(ends: tuple[str, str, RelationKind], evidence: Collection[Coding]) -> Relation:
    passages = {(one.document, one.start, one.end) for one in evidence}
    return Relation(*ends, len(passages), len({one.document for one in evidence}))


def _directions(link: Link) -> list[tuple[str, str, RelationKind]]:
    """The link as its kind reads it: from its other end, from both, or from the first by name where either will do."""
    known = relation_kind(link.kind)
    if known is None:
        return []
    kind, backwards = known
    source, target = (link.target, link.source) if backwards else (link.source, link.target)
    if kind in SYMMETRIC:
        return [(min(source, target), max(source, target), kind)]
    return [(source, target, kind), (target, source, kind)] if link.both else [(source, target, kind)]


def _phenomena(relations: Iterable[Relation]) -> tuple[Phenomenon, ...]:
    around: dict[str, dict[RelationKind, list[Relation]]] = {}
    for one in relations:
        if one.kind in ROLES:
            centre = one.source if one.kind == "phenomenon" else one.target
            around.setdefault(centre, {}).setdefault(one.kind, []).append(one)
    ordered = sorted(around.items(), key=lambda item: (-sum(map(len, item[1].values())), item[0]))
    return tuple(Phenomenon(code, {role: tuple(own.get(role, ())) for role in ROLES}) for code, own in ordered)


def _cycles(kind: RelationKind, relations: Iterable[Relation]) -> list[Problem]:
    """A problem for each circle of a kind; a circle is opened where it was found, so that the next one is found too."""
    above: dict[str, set[str]] = {}
    for one in relations:
        if one.kind == kind:
            above.setdefault(one.source, set()).add(one.target)
    found = []
    while (circle := _circle(above)) is not None:
        found.append(Problem("relation_cycle", "warning", found=" → ".join(circle), values={"kind": kind}))
        above[circle[0]].discard(circle[1])
    return found


def _circle(above: Mapping[str, set[str]]) -> list[str] | None:
    """Codes from one back to itself, beginning with the first by name."""
    try:
        TopologicalSorter({code: sorted(above[code]) for code in sorted(above)}).prepare()
    except CycleError as error:
        circle = [str(one) for one in reversed(error.args[1][1:])]
        first = circle.index(min(circle))
        return [*circle[first:], *circle[: first + 1]]
    return None
