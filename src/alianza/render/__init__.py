"""From results to documents: one tree of blocks, and its writers HTML, DOCX and PDF."""
