# Intervals of a share under replicate weights, by every method of svyciprop: Rscript replicate_shares.R, in this
# directory. R 4.2.2, survey 4.1-1. Reads replicate_logistic.csv (invented firms with 60 bootstrap and 60 JK1 replicate
# weights) and samples.csv (sample a, JKn); writes replicate_shares.json: share, standard error, lower and upper limit.
# "logit" and "likelihood" take the variance of the log odds over the replicates; "xlogit" and "asin" the delta method. "likelihood" is NA: R 4.1-1
# divides its profile by a dispersion that is a sum over the rows.
suppressMessages(library(survey))
R <- 60
firms <- read.csv("replicate_logistic.csv")
firms$answered <- ifelse(seq_len(nrow(firms)) %% 7 == 0, NA, firms$y)
given <- function(prefix, type, ...) {
  svrepdesign(data = firms, weights = ~w, repweights = firms[paste0(prefix, seq_len(R))], type = type, ...)
}
bootstrap <- given("b", "bootstrap", combined.weights = TRUE)
margin <- function(name, levels, sums) setNames(data.frame(levels, sums), c(name, "Freq"))
raked <- rake(given("j", "JK1", combined.weights = FALSE, scale = (R - 1) / R), list(~kind, ~inside),
  list(margin("kind", c("a", "b", "c"), c(300, 260, 240)), margin("inside", 0:1, c(250, 550))),
  control = list(epsilon = 1e-12, maxit = 500))
rows <- read.csv("samples.csv", na.strings = "", stringsAsFactors = FALSE)
rows <- rows[rows$sample == "a", ]
rows$g <- NULL # svyglm takes a column g for its own call
clusters <- svydesign(id = ~psu, strata = ~st, weights = ~w, data = rows, nest = TRUE)
designs <- list(
  bootstrap = bootstrap,
  mse = given("b", "bootstrap", combined.weights = TRUE, mse = TRUE),
  jackknife = given("j", "JK1", combined.weights = FALSE, scale = (R - 1) / R),
  domain = subset(bootstrap, inside == 1), raked = raked, stratified = as.svrepdesign(clusters, type = "JKn"))
methods <- c("logit", "likelihood", "asin", "beta", "mean", "xlogit")
limits <- function(formula, design, ...) lapply(setNames(methods, methods), function(m) {
  s <- suppressWarnings(svyciprop(formula, design, method = m, na.rm = TRUE, ...))
  c(as.numeric(s), as.numeric(SE(s)), as.numeric(attr(s, "ci")))
})
found <- lapply(setNames(names(designs), names(designs)), function(name) {
  outcomes <- if (name == "stratified") list(whole = ~z, missing = ~zm) else list(whole = ~y, missing = ~answered)
  c(lapply(outcomes, limits, designs[[name]]), list(ninety = limits(outcomes$whole, designs[[name]], level = 0.9)))
})
json <- function(v) if (is.list(v)) paste0("{", paste0("\"", names(v), "\": ", sapply(v, json), collapse = ",\n"), "}") else
  paste0("[", paste(ifelse(is.na(v), "null", sprintf("%.17g", v)), collapse = ", "), "]")
writeLines(json(found), "replicate_shares.json")
