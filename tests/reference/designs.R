# Random small samples under many designs, against R survey: reference numbers for tests/statistics/test_designs_against_r.py.
#
#   Rscript designs.R > designs.json
#
# Written with R 4.2.2 and survey 4.1-1. samples.csv holds four invented samples: a (clusters of several rows), b (rows of
# weight 0), c (a stratum with one cluster, ties), d (a cluster with one second-stage unit). y, zm and gm have missing answers;
# some groups of g x u hold one row, lose whole strata or are empty. Keys: sample | rule | design | statistic.

suppressMessages(library(survey))
all <- read.csv("samples.csv", na.strings = "", stringsAsFactors = FALSE)
tight <- glm.control(epsilon = 1e-15, maxit = 200)
quiet <- function(e) suppressWarnings(tryCatch(e, error = function(problem) NULL))
line <- function(s, effect = TRUE) list(value = as.numeric(coef(s)), se = as.numeric(SE(s)), deff = if (effect) as.numeric(deff(s)))
groups <- function(s, y) list(g = as.character(s$g), u = s$u, value = s[[y]], se = as.numeric(SE(s)))
chi <- function(f, design) {
  first <- svychisq(f, design, statistic = "F"); second <- svychisq(f, design, statistic = "Chisq")
  list(f = as.numeric(first$statistic), df = first$parameter[[1]], df2 = first$parameter[[2]], p = first$p.value,
       chisq = as.numeric(second$statistic), chisq_p = second$p.value)
}
model <- function(f, design) {
  fit <- svyglm(f, design, family = quasibinomial(), control = tight)
  lines <- summary(fit)$coefficients
  # By hand: confint goes through pnorm and back, which leaves 0 to infinity where df is 1.
  reach <- if (fit$df.residual > 0) qt(0.975, fit$df.residual) * lines[, 2] else NaN
  list(b = lines[, 1], se = lines[, 2], statistic = lines[, 3], p = lines[, 4], df = fit$df.residual,
       low = exp(lines[, 1] - reach), high = exp(lines[, 1] + reach), linear = max(abs(fit$linear.predictors)))
}
statistics <- function(D) {
  part <- subset(D, f == 2); share <- quiet(svyciprop(~z, D, method = "xlogit"))
  list(degf = degf(D), mean = quiet(line(svymean(~y, D, na.rm = TRUE, deff = TRUE))),
       total = quiet(line(svytotal(~y, D, na.rm = TRUE, deff = TRUE))),
       ratio = quiet(line(svyratio(~y, ~t, D, na.rm = TRUE, deff = TRUE))), levels = quiet(line(svytotal(~g, D), FALSE)),
       domain = quiet(line(svymean(~y, part, na.rm = TRUE, deff = TRUE))), domain_degf = degf(part),
       groups = quiet(groups(svyby(~y, ~g + u, D, svytotal, na.rm = TRUE), "y")),
       share = if (!is.null(share)) list(value = as.numeric(share), low = attr(share, "ci")[[1]], high = attr(share, "ci")[[2]]),
       quantiles = quiet(unname(svyquantile(~y, D, c(0.02, 0.1, 0.5, 0.9), na.rm = TRUE, qrule = "math")[[1]])),
       domain_quantiles = quiet(unname(svyquantile(~y, part, c(0.02, 0.25, 0.5), na.rm = TRUE, qrule = "math")[[1]])),
       crosstab = quiet(chi(~zm + g, D)), model = quiet(model(zm ~ x + g, D)), domain_model = quiet(model(z ~ x, part)))
}
found <- list()
for (name in unique(all$sample)) {
  d <- all[all$sample == name, ]
  designs <- list(
    rows = function() svydesign(id = ~1, strata = ~st, weights = ~w, data = d),
    clusters = function() svydesign(id = ~psu, strata = ~st, weights = ~w, data = d, nest = TRUE),
    finite = function() svydesign(id = ~psu, strata = ~st, weights = ~w, fpc = ~N1, data = d, nest = TRUE),
    two_stage = function() svydesign(id = ~psu + ssu, strata = ~st, weights = ~w, fpc = ~N1 + N2, data = d, nest = TRUE))
  for (rule in c("adjust", "remove", "average", "certainty")) for (kind in names(designs)) {
    options(survey.lonely.psu = rule)
    if (rule != "adjust" && !(name %in% c("c", "d"))) next
    found[[paste(name, rule, kind, sep = "|")]] <- quiet(statistics(designs[[kind]]()))
  }
}

# Jackknife by hand: one replicate a cluster, left out with its stratum's others weighted up; a group that only one cluster
# holds vanishes from a replicate, and is passed over there.
d <- all[all$sample == "a", ]
cluster <- interaction(d$st, d$psu, drop = TRUE); home <- tapply(d$st, cluster, function(s) s[1]); n <- table(home)[home]
weights <- sapply(levels(cluster), function(c) d$w * ifelse(cluster == c, 0, ifelse(d$st == home[[c]], n[[home[[c]]]] / (n[[home[[c]]]] - 1), 1)))
for (mse in c(FALSE, TRUE)) {
  R <- svrepdesign(weights = d$w, repweights = weights, type = "JKn", scale = 1, rscales = as.numeric((n - 1) / n), combined.weights = TRUE,
                   data = d, mse = mse)
  found[[if (mse) "jackknife_mse" else "jackknife"]] <- list(
    degf = degf(R), mean = line(svymean(~y, R, na.rm = TRUE, deff = TRUE)), total = line(svytotal(~y, R, na.rm = TRUE), FALSE),
    groups = quiet(groups(svyby(~y, ~g + u, R, svymean, na.rm = TRUE), "y")), domain_degf = degf(subset(R, f == 2)),
    quantiles = unname(svyquantile(~y, R, c(0.1, 0.5, 0.9), na.rm = TRUE, qrule = "math")[[1]]), crosstab = chi(~zm + g, R),
    # The linearised ratio of totals, for the variance of an influence function under replicate weights.
    influence = SE(svytotal(~I(x - 0.5 * t), R))[[1]])
}
brr <- svrepdesign(weights = d$w, repweights = d$w * outer(seq_len(nrow(d)), 1:8, function(i, r) ifelse((i * r) %% 2 == 0, 2, 0)), type = "BRR", combined.weights = TRUE, data = d)
found[["brr"]] <- list(mean = line(svymean(~x, brr), FALSE), total = line(svytotal(~x, brr), FALSE))

json <- function(x) {
  if (is.null(x)) return("null")
  if (is.list(x)) return(paste0("{", paste0('"', names(x), '":', sapply(x, json), collapse = ","), "}"))
  if (is.matrix(x)) return(paste0("[", paste(apply(x, 1, json), collapse = ","), "]"))
  text <- if (is.character(x)) paste0('"', x, '"') else ifelse(is.finite(x), sprintf("%.17g", x), "null")
  if (length(x) == 1) text else paste0("[", paste(text, collapse = ","), "]")
}
cat(json(found), "\n")
