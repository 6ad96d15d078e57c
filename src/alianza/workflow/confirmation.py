"""The lines of a protocol that a person still has to confirm: `alianza new` marks what it proposes."""

from pathlib import Path

from alianza.render.messages import LANGUAGES, say
from alianza.storage.folder import PROTOCOL
from alianza.study.message import Message


def lines_to_confirm(study: Path) -> int:
    """How many declarations of a study folder's protocol carry the mark of a proposal, in either language."""
    marks = [f"# {say(Message('template.confirm'), language)}" for language in LANGUAGES]
    lines = (study / PROTOCOL).read_text(encoding="utf-8-sig").splitlines()
    return sum(not line.lstrip().startswith("#") and any(mark in line for mark in marks) for line in lines)
