"""alianza: mixed-methods studies of strategic alliances between small firms, as a folder that anyone can re-run."""
