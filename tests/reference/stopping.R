# Outside numbers for the stopping statistics of a screening: R's phyper, window by window, no package.
# R 4.x. Run: Rscript tests/reference/stopping.R > tests/reference/stopping.json
one <- function(x) sprintf("%.15g", x)
missed <- function(labels, records, target) {
  seen <- sum(labels); n <- length(labels)
  p <- sapply(seq_len(n), function(start) {
    stretch <- labels[start:n]
    before <- if (start > 1) sum(labels[1:(start - 1)]) else 0
    left <- records - (start - 1)
    k <- floor(seen / target + 1 - before + 1e-9)
    phyper(sum(stretch), k, left - k, length(stretch))
  })
  min(p)
}
limits <- function(found, drawn, left) {
  counts <- found:(found + left); all <- drawn + left
  below <- phyper(found, counts, all - counts, drawn)
  above <- 1 - phyper(found - 1, counts, all - counts, drawn)
  range(counts[below > .025 & above > .025])
}
early <- c(rep(c(1, 0), 20), rep(0, 260))
late <- c(rep(c(1, 0, 0), 20), rep(c(0, 0, 0, 0, 0, 0, 0, 0, 0, 1), 20), rep(0, 340))
cat("{\n")
cat(' "early_95":', one(missed(early, 600, .95)), ', "early_80":', one(missed(early, 600, .8)), ",\n")
cat(' "late_95":', one(missed(late, 1500, .95)), ', "late_99":', one(missed(late, 1500, .99)), ",\n")
cat(' "limits_0_100_300":', paste0("[", paste(limits(0, 100, 300), collapse = ", "), "]"), ",\n")
cat(' "limits_3_150_900":', paste0("[", paste(limits(3, 150, 900), collapse = ", "), "]"), ",\n")
cat(' "phyper_3_30_100_700":', one(phyper(3, 30, 670, 100)), "\n}\n")
