"""The report: one module per table, each with one pure `compute`."""
