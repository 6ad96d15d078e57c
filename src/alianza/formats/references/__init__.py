"""Bibliographic exports: references in, and a receipt that accounts for every record of the file."""

from alianza.formats.references.export import MAX_BYTES
from alianza.formats.references.reading import read

__all__ = ["MAX_BYTES", "read"]
