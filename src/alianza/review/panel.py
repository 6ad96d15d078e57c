"""Who may do what in a review: the panel that the protocol declares, and the role that each action needs."""

from collections.abc import Mapping

from alianza.study.problem import Problem
from alianza.study.review_protocol import Review, Role
from alianza.study.text import is_pseudonym

ROLES: Mapping[str, tuple[Role, ...]] = {
    "import": ("librarian", "lead"),
    "search": ("librarian", "lead"),
    "group": ("librarian", "lead"),
    "judge": ("judge",),
    "settle": ("adjudicator",),
    "unobtained": ("librarian", "lead", "judge"),
    "appraise": ("rater",),
    "settle-appraisal": ("rater", "adjudicator", "lead"),
    "extract": ("extractor",),
    "approve": (),
    "undo": (),
}
"""Action to the roles that may take it; any member of the panel where none is named."""

CLERICAL = ("import", "search", "group")
"""Actions that decide about no article: without a panel nobody has to sign them."""

UNSIGNED = "anon"
"""Who signs a clerical action where nobody is named."""


def author(review: Review | None, action: str, by: str) -> str | Problem:
    """The pseudonym that signs an action, or why there is none.

    Where `by` is empty the only member who may take the action signs it.

    Returns:
        The pseudonym, or `author_missing`, `author_unnamed`, `author_is_no_pseudonym`, `author_not_in_panel` or
        `author_without_role`.
    """
    allowed = _allowed(review, action)
    if not by:
        if len(allowed) == 1:
            return allowed[0]
        if allowed:
            return Problem("author_missing", expected=", ".join(allowed))
        return UNSIGNED if action in CLERICAL else Problem("author_unnamed")
    if not is_pseudonym(by):
        return Problem("author_is_no_pseudonym", found=by[:40])
    if review is None or not review.panel or by in allowed:
        return by
    members = tuple(member.id for member in review.panel)
    if by not in members:
        return Problem("author_not_in_panel", found=by, expected=", ".join(members))
    return Problem("author_without_role", found=by, place=action, expected=", ".join(ROLES[action]))


def _allowed(review: Review | None, action: str) -> tuple[str, ...]:
    """Members who may take an action; all of them where nobody has a role for it."""
    if review is None:
        return ()
    roles = ROLES[action]
    members = tuple(member.id for member in review.panel)
    having = tuple(member.id for member in review.panel if not roles or set(roles) & set(member.roles))
    return having or members


def may_undo(review: Review | None, made_by: str, by: str) -> bool:
    """Whether somebody may take back a change: its author and the lead, or anybody without a panel."""
    if made_by in (by, UNSIGNED) or review is None or not review.panel:
        return True
    return by in review.of_role("lead")
