# Meta-analysis of published data, by metafor, with the iterations run to the end.
#
#   Rscript meta.R > meta.json
#
# Written with R 4.2.2, metafor 3.8-1 and metadat 1.2-0; 15 significant digits. Data, from metadat:
#   normand1999  hospital stays of stroke patients (Normand 1999, Statistics in Medicine 18, table 3)
#   molloy2014   conscientiousness and adherence, correlations (Molloy et al. 2014, Annals of Behavioral Medicine 47)
#   egger2001    magnesium after infarction, fourfold tables (Egger et al. 2001, Systematic Reviews in Health Care)
#   raudenbush1985  teachers' expectations (Raudenbush and Bryk 1985, Journal of Educational Statistics 10)
#   konstantopoulos2011  school calendars in districts (Konstantopoulos 2011, Research Synthesis Methods 2)
# The logistic-normal model of shares is fitted here with integrate() and optim(), which owe nothing to metafor.

suppressMessages(library(metafor))
json <- function(x) {
  if (is.list(x)) return(paste0("{", paste0('"', names(x), '": ', sapply(x, json), collapse = ", "), "}"))
  one <- if (is.numeric(x) || is.logical(x)) ifelse(is.na(x), "null", sprintf("%.15g", x)) else paste0('"', x, '"')
  if (length(x) == 1) one else paste0("[", paste(one, collapse = ", "), "]")
}
fit <- function(y, v, mods = NULL, method = "REML", test = "z") {
  control <- if (method %in% c("PM")) list(tol = 1e-14, maxiter = 100000) else if (method %in% c("ML", "REML", "EB"))
    list(threshold = 1e-14, maxiter = 100000) else list()
  input <- list(yi = y, vi = v, method = method, test = test, control = control)
  suppressWarnings(do.call(rma, if (is.null(mods)) input else c(input, list(mods = mods))))
}
pooled <- function(r) {
  p <- predict(r)
  list(b = c(r$beta), se = r$se, statistic = r$zval, p = r$pval, low = r$ci.lb, high = r$ci.ub, tau2 = r$tau2,
       se_tau2 = if (length(r$se.tau2)) r$se.tau2 else NA, i2 = r$I2 / 100, h2 = r$H2, q = r$QE, q_p = r$QEp,
       qm = r$QM, qm_p = r$QMp, r2 = if (is.null(r$R2)) NA else r$R2 / 100, log_likelihood = logLik(r)[1],
       prediction = if (r$int.only && r$method != "FE") c(p$pi.lb, p$pi.ub) else NA)
}
methods <- c("FE", "DL", "HE", "HS", "SJ", "ML", "REML", "PM", "EB")
all_methods <- function(y, v) setNames(lapply(methods, function(m) pooled(fit(y, v, method = m))), tolower(methods))
profile <- function(r) {
  random <- confint(r, control = list(tol = 1e-14, maxiter = 100000), digits = 15)$random
  list(tau2 = unname(random[1, 2:3]), i2 = unname(random[3, 2:3] / 100), h2 = unname(random[4, 2:3]))
}
sizes <- function(d) list(y = c(d$yi), v = c(d$vi))

# Means of two groups
n9 <- dat.normand1999
arms <- function(measure, ...) sizes(escalc(measure, m1i = m1i, sd1i = sd1i, n1i = n1i, m2i = m2i, sd2i = sd2i,
                                            n2i = n2i, data = n9, ...))
g <- arms("SMD")
normand <- list(
  data = n9[c("m1i", "sd1i", "n1i", "m2i", "sd2i", "n2i")],
  effects = list(hedges_g = g, mean_difference = arms("MD"),
                 log_response_ratio = arms("ROM")),
  methods = all_methods(g$y, g$v), profile = profile(fit(g$y, g$v)))

# Correlations: moderators, sensitivity, small-study effects
m <- dat.molloy2014
z <- escalc("ZCOR", ri = ri, ni = ni, data = m)
r <- fit(z$yi, z$vi)
inf <- influence(r)$inf
moderators <- model.matrix(~ meanage + design, data = m)[, -1]
model <- function(test, method = "REML") pooled(fit(z$yi, z$vi, moderators, method, test))
without <- leave1out(r)
added <- cumul(r, order = m$year)
regression <- function(...) {t <- regtest(r, ...); list(statistic = t$zval, p = t$pval, limit = t$est)}
ranks <- suppressWarnings(ranktest(r))  # ties: not exact
fill <- function(estimator, method) {
  t <- suppressWarnings(trimfill(fit(z$yi, z$vi, method = method), estimator = estimator))
  list(side = t$side, missing = t$k0, b = c(t$beta), se = t$se)
}
molloy <- list(
  data = m[c("ri", "ni", "year", "design", "meanage")], effects = sizes(z), methods = all_methods(z$yi, z$vi),
  tests = list(t = pooled(fit(z$yi, z$vi, test = "t")), knapp_hartung = pooled(fit(z$yi, z$vi, test = "knha")),
               knapp_hartung_ad_hoc = pooled(fit(z$yi, z$vi, test = "adhoc", method = "SJ"))),
  profile = profile(r),
  regression = list(normal = model("z"), knapp_hartung = model("knha"), ml = model("z", "ML"), dl = model("t", "DL"),
                    he = model("z", "HE"), hs = model("z", "HS"), sj = model("z", "SJ"), pm = model("z", "PM"),
                    common = model("z", "FE")),
  leave_one_out = list(b = without$estimate, se = without$se, tau2 = without$tau2, q = without$Q),
  cumulative = list(b = added$estimate[-1], se = added$se[-1], tau2 = added$tau2[-1]),
  influence = list(residual = inf$rstudent, cook = inf$cook.d, weight = inf$weight / 100),
  egger = list(lm = regression(model = "lm"), mixed = regression()),
  begg = list(tau = unname(ranks$tau), p = ranks$pval),
  fill = list(L0 = fill("L0", "REML"), R0 = fill("R0", "REML"), L0_common = fill("L0", "FE")),
  fail_safe_n = fsn(z$yi, z$vi)$fsnum)

# Fourfold tables, with empty cells
e <- dat.egger2001
e$ai[3] <- 0; e$ci[5] <- 0; e$ai[6] <- 0; e$ci[6] <- 0
tables <- function(measure) {
  d <- escalc(measure, ai = ai, n1i = n1i, ci = ci, n2i = n2i, data = e, drop00 = measure != "RD")
  list(y = c(d$yi), v = c(d$vi))
}
or <- tables("OR")
or_fit <- fit(or$y, or$v)
or_fill <- trimfill(or_fit)
egger <- list(
  data = e[c("ai", "n1i", "ci", "n2i")],
  effects = list(log_odds_ratio = or, log_risk_ratio = tables("RR"), risk_difference = tables("RD")),
  methods = all_methods(or$y, or$v), profile = profile(or_fit),
  fill = list(side = or_fill$side, missing = or_fill$k0, b = c(or_fill$beta), se = or_fill$se),
  begg = local({ t <- ranktest(or$y, or$v); list(tau = unname(t$tau), p = t$pval) }))

# Groups of studies
b <- dat.raudenbush1985
groups <- split(b, b$setting)
by <- lapply(groups, function(d) fit(d$yi, d$vi))
between <- rma(sapply(by, coef), sei = sapply(by, function(x) x$se), method = "FE")
raudenbush <- list(data = list(y = c(b$yi), v = c(b$vi), setting = b$setting), groups = lapply(by, pooled),
                   q_between = between$QE, p = between$QEp)

# Effects nested in studies
k <- dat.konstantopoulos2011
nest <- rma.mv(yi, vi, random = ~ 1 | district/study, data = k,
               control = list(optimizer = "optim", optmethod = "Nelder-Mead", reltol = 1e-16, maxit = 5000))
strong <- robust(nest, cluster = k$district)
konstantopoulos <- list(
  data = list(y = c(k$yi), v = c(k$vi), district = k$district), b = c(nest$beta), se = nest$se, variances = nest$sigma2,
  log_likelihood = logLik(nest)[1],
  robust = list(se = strong$se, statistic = strong$zval, p = strong$pval, low = strong$ci.lb, high = strong$ci.ub))

# Shares by their likelihood
x <- c(3, 0, 12, 7, 20, 5); n <- c(20, 8, 30, 30, 25, 12)
loss <- function(at) -sum(mapply(function(x, n) log(integrate(function(u)
  dbinom(x, n, plogis(at[1] + at[2] * u)) * dnorm(u), -12, 12, rel.tol = 1e-13, subdivisions = 2000)$value), x, n))
end <- c(-0.5, 1)
for (i in 1:5) end <- optim(end, loss, control = list(reltol = 1e-16, maxit = 5000))$par
h <- optimHess(end, loss, control = list(ndeps = c(1e-3, 1e-3)))
shares <- list(data = list(x = x, n = n), b = end[1], tau2 = end[2]^2, se = sqrt(solve(h)[1, 1]), log_likelihood = -loss(end))

everything <- list(normand = normand, molloy = molloy, egger = egger, raudenbush = raudenbush,
                   konstantopoulos = konstantopoulos, shares = shares)
cases <- sapply(names(everything), function(name) paste0('"', name, '": {\n', paste0(
  '  "', names(everything[[name]]), '": ', sapply(everything[[name]], json), collapse = ",\n"), "\n}"))
cat("{", paste(cases, collapse = ",\n"), "}\n")
