"""The plain text of Word documents, where a project has only those."""

from alianza.formats.refused import Refused
from alianza.formats.transcripts import docx, package


def docx_text(data: bytes) -> str | None:
    """The words of a Word document, or None where it is none or cannot be read safely."""
    try:
        with package.opened(data) as archive:
            part = docx.main_part(archive)
            return docx.content(archive, part).text if part else None
    except Refused:
        return None
