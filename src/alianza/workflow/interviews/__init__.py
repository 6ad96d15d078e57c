"""Interviews and their coding: what a command reads, decides and records."""
