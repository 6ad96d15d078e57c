"""Transcripts of interviews: plain, Word and OpenDocument texts, PDF files and subtitles, without their layout."""

from alianza.formats.transcripts.reading import MAX_BYTES, read

__all__ = ["MAX_BYTES", "read"]
