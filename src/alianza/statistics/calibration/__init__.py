"""Weights fitted to known population totals."""
