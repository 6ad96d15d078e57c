"""How the sample was drawn: strata, units, population sizes, replicate weights, and the variance that follows."""
