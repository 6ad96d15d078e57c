"""Linear, logistic and Poisson regression by the design, by likelihood or penalised, and what is printed of it."""
