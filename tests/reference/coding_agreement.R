# Agreement in a blind round: reference numbers for tests/coding/test_agreement_tables.py.
#
#   Rscript coding_agreement.R > coding_agreement.json
#
# Written with R 4.2.2 and psych 2.2.9. Two coders, five interviews of eight segments, three codes: the JSON repeats the
# invented answers. Kappas come from psych::cohen.kappa; AC1 and alpha are written here from the definitions of Gwet
# (2008) and Krippendorff (2019), unit by unit. The interval of the pooled decisions comes from a bootstrap of segments.

suppressMessages(library(psych))
set.seed(25)
segments <- 40
draw <- function(p) { true <- runif(segments) < p; sapply(1:2, function(g) as.integer(ifelse(runif(segments) < 0.8, true, runif(segments) < p))) }
codes <- list("gobernanza/actas" = draw(0.4), "gobernanza/roles" = draw(0.25), "confianza" = draw(0.5))

percent <- function(x) mean(x[, 1] == x[, 2])
ac1 <- function(x) { p <- mean(x); e <- 2 * p * (1 - p); (percent(x) - e) / (1 - e) }
alpha <- function(x) {
  n <- length(x); ones <- sum(x)
  observed <- mean(x[, 1] != x[, 2]); expected <- 2 * ones * (n - ones) / (n * (n - 1))
  1 - observed / expected
}
kappa <- function(x) unname(cohen.kappa(x)$kappa)
each <- function(x) c(percent(x), kappa(x), ac1(x), alpha(x))

branch <- pmax(codes[[1]], codes[[2]])
pooled <- do.call(rbind, codes)
segment <- rep(1:segments, 3)
document <- (segment - 1) %/% 8 + 1
resample <- replicate(10000, {
  rows <- unlist(lapply(sample(segments, replace = TRUE), function(s) which(segment == s)))
  alpha(pooled[rows, ])
})
number <- function(x) paste0("[", paste(sprintf("%.12f", x), collapse = ", "), "]")
answers <- function(x) paste0("[", paste(apply(x, 1, function(r) paste0("[", paste(r, collapse = ", "), "]")), collapse = ", "), "]")
pairs <- function(x, f) paste0("{", paste(sprintf("\"%s\": %s", names(x), sapply(x, f)), collapse = ",\n  "), "}")
documents <- lapply(split(seq_along(document), document), function(rows) each(pooled[rows, ]))
names(documents) <- paste0("E0", 1:5)
cat("{\n \"answers\": ", pairs(codes, answers), ",\n \"code\": ", pairs(lapply(codes, each), number),
    ",\n \"group\": ", pairs(list(gobernanza = each(branch), confianza = each(codes[[3]])), number),
    ",\n \"document\": ", pairs(documents, number), ",\n \"round\": ", number(each(pooled)),
    ",\n \"segments\": ", number(quantile(resample, c(0.025, 0.975))), "\n}\n", sep = "")
