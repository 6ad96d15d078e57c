"""Qualitative coding: documents, codes, passages, and what several coders make of them."""
