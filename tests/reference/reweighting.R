# Calibration, replicate weights, models, intervals and tests under many designs, against R survey: reference numbers for
# tests/statistics/test_reweighting_against_r.py, from samples.csv beside this script (sample a; invented rows).
#
#   Rscript reweighting.R > reweighting.json
#
# Written with R 4.2.2 and survey 4.1-1 (without CompQuadForm, so that "lincom" is R's saddlepoint). y, zm and gm have
# missing answers. Keys: design | change | statistic.

suppressMessages(library(survey))
d <- read.csv("samples.csv", na.strings = "", stringsAsFactors = FALSE)
d <- d[d$sample == "a", ]
d$f <- factor(d$f); d$kind <- d$g
pairs <- d[d$psu <= 4, ]
tight <- glm.control(epsilon = 1e-15, maxit = 200)
quiet <- function(e) suppressMessages(suppressWarnings(tryCatch(e, error = function(problem) NULL)))
both <- function(s) list(value = as.numeric(coef(s)), se = as.numeric(SE(s)))

known <- function(name) { sums <- tapply(d$w, d[[name]], sum); round(sums * seq(0.9, 1.2, length.out = length(sums)), 1) }
g <- known("g"); f <- known("f"); f <- f * sum(g) / sum(f); x <- 1.05 * sum(d$w * d$x)
frame <- function(name, totals) setNames(data.frame(names(totals), as.numeric(totals)), c(name, "Freq"))
totals <- c(`(Intercept)` = sum(g), setNames(as.numeric(g[-1]), paste0("g", names(g)[-1])), x = x)
changes <- list(
  plain = function(D) D,
  post = function(D) postStratify(D, ~g, frame("g", g)),
  raked = function(D) rake(D, list(~g, ~f), list(frame("g", g), frame("f", f)), control = list(epsilon = 1e-12, maxit = 500)),
  rough = function(D) rake(D, list(~g, ~f), list(frame("g", g), frame("f", f)), control = list(epsilon = 1, maxit = 10)),
  linear = function(D) calibrate(D, ~g + x, totals),
  bounded = function(D) calibrate(D, ~g + x, totals, bounds = c(0.85, 1.3)),
  raking = function(D) calibrate(D, ~g + x, totals, calfun = "raking"),
  logit = function(D) calibrate(D, ~g + x, totals, calfun = "logit", bounds = c(0.5, 2)),
  twice = function(D) calibrate(postStratify(D, ~f, frame("f", f)), ~g + x, totals))
trimmed <- function(D) trimWeights(D, lower = quantile(d$w, 0.1, names = FALSE), upper = quantile(d$w, 0.8, names = FALSE))

chi <- function(D, s) { t <- svychisq(~zm + g, D, statistic = s); c(t$statistic, as.numeric(t$parameter), t$p.value) }
model <- function(fit) { s <- summary(fit)$coefficients
  list(b = s[, 1], se = s[, 2], p = s[, 4], df = fit$df.residual, deviance = fit$deviance, null = fit$null.deviance,
       dispersion = if (inherits(fit, "svrepglm")) NULL else as.numeric(summary(fit)$dispersion)) }
lrt <- function(fit, term) { t <- regTermTest(fit, term, method = "LRT"); c(t$chisq, t$df, t$ddf, t$p, t$lambda) }
# The test refits the model in the calling environment; with replicates svyglm takes a column g for its own call.
models <- function(D) { if (inherits(D, "svyrep.design")) D$variables$g <- NULL; fitted_to <<- D
  poisson <- svyglm(u ~ kind + offset(log(t)), fitted_to, family = quasipoisson(), control = tight)
  list(linear = quiet(model(svyglm(y ~ x + kind, fitted_to))), poisson = quiet(model(poisson))) }
statistics <- function(D) {
  part <- subset(D, f == 2)
  list(weights = as.numeric(weights(D, "sampling")), degf = degf(D),
    mean = quiet(both(svymean(~y, D, na.rm = TRUE))), total = quiet(both(svytotal(~t, D))),
    ratio = quiet(both(svyratio(~y, ~t, D, na.rm = TRUE))), domain = quiet(both(svymean(~y, part, na.rm = TRUE))),
    domain_total = quiet(both(svytotal(~t, part))), variance = quiet(both(svyvar(~y, D, na.rm = TRUE))),
    vcov = quiet(unclass(vcov(svymean(~x + t, D)))), tests = quiet(lapply(c(wald = "Wald", adjusted_wald = "adjWald",
      lincom = "lincom", saddlepoint = "saddlepoint", rao_scott_f = "F"), function(s) chi(D, s))),
    models = quiet(models(D)),
    rank = quiet({ r <- svyranktest(y ~ z, D); c(r$statistic, r$parameter, r$p.value, r$estimate) }),
    ranks = quiet(lapply(c(kruskal_wallis = "KruskalWallis", van_der_waerden = "vanderWaerden", median = "median"), function(t)
      { r <- svyranktest(y ~ g, D, test = t); c(r$parameter, r$statistic, r$ddf, r$p.value) })))
}
rules <- c("math", "school", "shahvaish", paste0("hf", 1:9))
methods <- c("logit", "likelihood", "asin", "beta", "mean", "xlogit")
intervals <- function(D) list(
  shares = lapply(setNames(methods, methods), function(m) quiet({ s <- svyciprop(~z, D, method = m); c(as.numeric(s), attr(s, "ci")) })),
  ninety = lapply(setNames(methods, methods), function(m) quiet({ s <- svyciprop(~z, D, method = m, level = 0.9); c(as.numeric(s), attr(s, "ci")) })),
  domain = lapply(setNames(methods, methods), function(m) quiet({ s <- svyciprop(~z, subset(D, f == 2), method = m); c(as.numeric(s), attr(s, "ci")) })),
  missing = lapply(setNames(methods, methods), function(m) quiet({ s <- svyciprop(~zm, D, na.rm = TRUE, method = m); c(as.numeric(s), attr(s, "ci")) })),
  quantiles = lapply(setNames(rules, rules), function(r) quiet(unname(svyquantile(~y, D, c(0.05, 0.25, 0.5, 0.9), na.rm = TRUE, qrule = r)[[1]]))),
  whole = lapply(setNames(rules, rules), function(r) quiet(unname(svyquantile(~u, D, c(0.05, 0.25, 0.5, 0.9), qrule = r)[[1]]))))

options(survey.lonely.psu = "adjust")
designs <- list(
  rows = function() svydesign(id = ~1, strata = ~st, weights = ~w, data = d),
  clusters = function() svydesign(id = ~psu, strata = ~st, weights = ~w, data = d, nest = TRUE),
  finite = function() svydesign(id = ~psu, strata = ~st, weights = ~w, fpc = ~N1, data = d, nest = TRUE),
  two_stage = function() svydesign(id = ~psu + ssu, strata = ~st, weights = ~w, fpc = ~N1 + N2, data = d, nest = TRUE))
found <- list(totals = list(g = g, f = f, x = x, names_g = names(g), names_f = names(f),
  bounds = quantile(d$w, c(0.1, 0.8), names = FALSE)))
for (kind in names(designs)) {
  for (change in names(changes)) found[[paste(kind, change, sep = "|")]] <- statistics(changes[[change]](designs[[kind]]()))
  found[[paste(kind, "trimmed", sep = "|")]] <- statistics(trimmed(designs[[kind]]()))
  found[[paste(kind, "intervals", sep = "|")]] <- intervals(designs[[kind]]())
}
fitted_to <- designs$clusters()
found[["clusters|likelihood_ratio"]] <- list(
  logistic = lrt(svyglm(z ~ x + g, fitted_to, family = quasibinomial(), control = tight), ~g),
  logistic_missing = lrt(svyglm(zm ~ x + t, fitted_to, family = quasibinomial(), control = tight), ~x),
  linear = lrt(svyglm(t ~ x + g, fitted_to), ~g), linear_missing = lrt(svyglm(y ~ x + g, fitted_to), ~g),
  poisson = lrt(svyglm(u ~ x + g, fitted_to, family = quasipoisson(), control = tight), ~g))
found[["clusters|models_domain"]] <- models(subset(designs$clusters(), f == 2))

# Replicate weights made from the design, and calibrated after.
replicated <- list(
  JK1 = function() as.svrepdesign(svydesign(id = ~interaction(st, psu), weights = ~w, data = d), type = "JK1"),
  JKn = function() as.svrepdesign(designs$clusters(), type = "JKn"),
  JKn_finite = function() suppressWarnings(as.svrepdesign(designs$finite(), type = "JKn")))
for (kind in names(replicated)) for (change in c("plain", "post", "raked", "linear", "raking", "logit"))
  found[[paste(kind, change, sep = "|")]] <- quiet(statistics(changes[[change]](replicated[[kind]]())))

for (change in c("post", "raked", "linear")) found[[paste("clusters", change, "intervals", sep = "|")]] <- intervals(changes[[change]](designs$clusters()))
for (change in c("plain", "post")) found[[paste("JKn", change, "intervals", sep = "|")]] <- quiet(intervals(changes[[change]](replicated$JKn())))

# A stratum with one cluster, under each rule.
c <- read.csv("samples.csv", na.strings = "", stringsAsFactors = FALSE); c <- c[c$sample == "c", ]
for (rule in c("adjust", "remove", "average", "certainty")) {
  options(survey.lonely.psu = rule)
  R <- quiet(as.svrepdesign(svydesign(id = ~psu, strata = ~st, weights = ~w, data = c, nest = TRUE), type = "JKn"))
  found[[paste0("lonely|", rule)]] <- quiet(list(scale = R$scale, rscales = sort(R$rscales), degf = degf(R),
    mean = both(svymean(~y, R, na.rm = TRUE)), total = both(svytotal(~t, R))))
}
options(survey.lonely.psu = "adjust")
# Calibrated designs in a domain, and the logistic model and t test of one.
fitted_to <- changes$raked(designs$clusters()); part <- subset(fitted_to, f == 2)
found[["raked|more"]] <- list(
  logistic = model(svyglm(z ~ x + kind, fitted_to, family = quasibinomial(), control = tight)),
  domain_logistic = model(svyglm(z ~ x, part, family = quasibinomial(), control = tight)),
  t = { t <- svyttest(y ~ z, fitted_to); c(t$statistic, t$parameter, t$p.value) },
  domain_f = chi(part, "F"), domain_wald = chi(part, "Wald"), domain_linear = model(svyglm(y ~ x, part)),
  domain_rank = { r <- svyranktest(y ~ z, part); c(r$statistic, r$parameter, r$p.value) },
  geometric = both(svymean(~log(t), part)))

# Half samples: pairs of units; more strata than a small Hadamard matrix holds.
big <- do.call(rbind, lapply(1:9, function(k) transform(pairs, st = paste0(st, k), w = w * (1 + k / 10), y = y + k, x = x * k, t = t + k / 3)))
halves <- function(data, ...) { D <- svydesign(id = ~psu, strata = ~st, weights = ~w, data = data, nest = TRUE)
  R <- as.svrepdesign(D, ...); list(replicates = ncol(weights(R, "analysis")), scale = R$scale, degf = degf(R),
  mean = both(svymean(~y, R, na.rm = TRUE)), total = both(svytotal(~t, R)), ratio = both(svyratio(~x, ~t, R))) }
found$BRR <- halves(pairs, type = "BRR"); found$Fay <- halves(pairs, type = "Fay", fay.rho = 0.3)
for (k in c(2, 3, 5, 7, 9)) found[[paste0("BRR|", k)]] <- halves(big[big$st %in% unique(big$st)[seq_len(k * length(unique(pairs$st)))], ], type = "BRR")
found$bootstrap <- lapply(list(bootstrap = designs$clusters(), bootstrap_finite = designs$finite()), function(D)
  suppressWarnings(as.svrepdesign(D, type = "bootstrap", replicates = 40))$scale)
found$subbootstrap <- as.svrepdesign(designs$clusters(), type = "subbootstrap", replicates = 40)$scale

json <- function(x) {
  if (is.null(x)) return("null")
  if (is.list(x)) return(paste0("{", paste0('"', names(x), '":', sapply(x, json), collapse = ","), "}"))
  if (is.matrix(x)) return(paste0("[", paste(apply(x, 1, json), collapse = ","), "]"))
  text <- if (is.character(x)) paste0('"', x, '"') else ifelse(is.finite(x), sprintf("%.17g", x), "null")
  if (length(x) == 1) text else paste0("[", paste(text, collapse = ","), "]")
}
cat(json(found), "\n")
