"""Estimates of one variable in a domain: means, shares, totals, ratios, quantiles, and two groups compared."""
