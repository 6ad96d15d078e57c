"""Drawing axial relations between codes, each with the passages that it rests on."""

from collections.abc import Collection, Sequence

from alianza.coding.codebook import Codebook
from alianza.coding.progress import CodeEntry, CodingState
from alianza.coding.project import RELATION_KINDS
from alianza.study.event import Change, Proposed
from alianza.study.problem import Problem


def relate(
    state: CodingState, ends: tuple[str, str], kind: str, evidence: Sequence[str], known: Collection[str]
) -> Proposed:
    """Draw a relation from one code to another.

    Args:
        state: Where the coding stands.
        ends: Paths of the code that it starts from and the one that it leads to.
        kind: Kind of the relation.
        evidence: Names of the codings that it rests on.
        known: Names of all codings.

    Returns:
        `relation_kind_unknown`, `code_unknown`, `code_ambiguous`, `relation_to_itself`, `coding_unknown`; no change for
        a relation that stands with the same evidence.
    """
    book = Codebook(state)
    source, target = (book.find(path) for path in ends)
    wrong = [one for one in (source, target) if isinstance(one, Problem)]
    if kind not in RELATION_KINDS:
        wrong.append(Problem("relation_kind_unknown", found=kind, expected=", ".join(RELATION_KINDS)))
    if source == target and isinstance(source, CodeEntry):
        wrong.append(Problem("relation_to_itself", found=ends[0]))
    wrong += [Problem("coding_unknown", found=one) for one in evidence if one not in known]
    if wrong or isinstance(source, Problem) or isinstance(target, Problem):
        return Proposed(problems=tuple(wrong))
    values = {"kind": kind, "source": source.id, "target": target.id, "evidence": list(dict.fromkeys(evidence))}
    standing = {(one.kind, one.source, one.target, one.evidence) for one in state.relations}
    if (kind, source.id, target.id, tuple(dict.fromkeys(evidence))) in standing:
        return Proposed()
    return Proposed((Change("relation_drawn", values),))


def unrelate(state: CodingState, relation: str) -> Proposed:
    """Take a relation away; `relation_unknown` where none has that name."""
    if relation not in {one.id for one in state.relations}:
        return Proposed(problems=(Problem("relation_unknown", found=relation),))
    return Proposed((Change("relation_removed", {"relation": relation}),))
