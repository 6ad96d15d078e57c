"""Who may do what with interviews and their coding: those whom the protocol declares, and the role of each action."""

from collections.abc import Mapping

from alianza.study.interview_protocol import CodingRole, Interviews
from alianza.study.problem import Problem
from alianza.study.text import is_pseudonym

ROLES: Mapping[str, tuple[CodingRole, ...]] = {
    "transcripts": ("interviewer", "keeper", "lead"),
    "adopt": ("lead",),
    "codebook": ("lead",),
    "code": ("coder", "lead"),
    "memo": (),
    "relate": ("coder", "lead"),
    "round": ("lead",),
    "rate": ("coder",),
    "settle": ("arbiter",),
    "freeze": ("lead",),
    "clear": (),
    "redact": ("keeper", "lead"),
    "withdraw": ("keeper", "lead"),
    "undo": (),
}
"""Action to the roles that may take it; anybody declared where none is named."""


def signer(protocol: Interviews, action: str, by: str) -> str | Problem:
    """The pseudonym that signs an action, or why there is none.

    Where `by` is empty the only one who may take the action signs it; a study that declares nobody takes any pseudonym.

    Returns:
        The pseudonym, or `author_missing`, `author_unnamed`, `author_is_no_pseudonym`, `coder_not_declared` or
        `coder_without_role`.
    """
    allowed = _allowed(protocol, action)
    if not by:
        if len(allowed) == 1:
            return allowed[0]
        return Problem("author_missing", expected=", ".join(allowed)) if allowed else Problem("author_unnamed")
    if not is_pseudonym(by):
        return Problem("author_is_no_pseudonym", found=by[:40])
    if not protocol.coders or by in allowed:
        return by
    declared = tuple(one.id for one in protocol.coders)
    if by not in declared:
        return Problem("coder_not_declared", found=by, expected=", ".join(declared))
    return Problem("coder_without_role", found=by, place=action, expected=", ".join(ROLES[action]))


def may_undo(protocol: Interviews, made_by: str, by: str) -> bool:
    """Whether somebody may take back a change: its author and the lead, or anybody where nobody is declared."""
    return made_by == by or not protocol.coders or by in protocol.of_role("lead")


def _allowed(protocol: Interviews, action: str) -> tuple[str, ...]:
    """Those who may take an action; everybody where nobody has a role for it."""
    roles = ROLES[action]
    everybody = tuple(one.id for one in protocol.coders)
    return tuple(one.id for one in protocol.coders if not roles or set(roles) & set(one.roles)) or everybody
