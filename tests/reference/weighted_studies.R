# Studies whose weights are replicated, calibrated, trimmed or adjusted by a model, in R survey: reference numbers for
# tests/workflow/test_weighted_studies.py, which runs the same designs from study.toml.
#
#   Rscript weighted_studies.R <folder with api_strat_JKn and api_clus1_calibration> > weighted_studies.json
#
# Written with R 4.2.2 and survey 4.1-1. `firms` are the twelve invented rows of weighted_firms.csv beside this script.
# Keys of a case: degf, weights (their sum), spread (their sum of squares), cooperation (share of `alliance` in each
# sector and in all: share, se, low, high by the logit interval), rao_scott_f (statistic, df, df2, p of sector against
# alliance) and, for the schools, level (mean of api00 among `success` and the others, and their difference: value, se).

suppressMessages(library(survey))
options(digits = 17, survey.lonely.psu = "adjust")
folder <- commandArgs(trailingOnly = TRUE)[1]
tight <- list(epsilon = 1e-10, maxit = 200)
frame <- function(name, totals) setNames(data.frame(names(totals), as.numeric(totals)), c(name, "Freq"))

share <- function(sample) {
  mean <- svymean(~as.numeric(alliance), sample)
  p <- as.numeric(coef(mean)); se <- as.numeric(SE(mean))
  limits <- plogis(qlogis(p) + c(-1, 1) * qt(0.975, degf(sample)) * se / (p * (1 - p)))
  # Under replicates svyciprop differs from this delta method, which stays where a replicate has no log odds.
  if (inherits(sample, "svyrep.design")) {
    each <- svymean(~as.numeric(alliance), sample, return.replicates = TRUE)$replicates
    if (all(each > 0 & each < 1)) limits <- as.numeric(attr(svyciprop(~alliance, sample, method = "logit"), "ci"))
  }
  list(share = p, se = se, low = limits[1], high = limits[2])
}
cooperation <- function(D) {
  sectors <- sort(unique(D$variables$sector))
  c(setNames(lapply(sectors, function(s) share(D[D$variables$sector == s, ])), sectors), list(all = share(D)))
}
statistics <- function(D) {
  w <- weights(D, "sampling"); test <- svychisq(~sector + alliance, D, statistic = "F")
  # R counts rows of weight 0 in the denominator's degrees of freedom; here they add nothing, so these are left out.
  denominator <- if (any(w == 0)) list() else list(df2 = as.numeric(test$parameter[2]), p = as.numeric(test$p.value))
  list(degf = degf(D), weights = sum(w), spread = sum(w^2), cooperation = cooperation(D),
       rao_scott_f = c(list(statistic = as.numeric(test$statistic), df = as.numeric(test$parameter[1])), denominator))
}
level <- function(D) {
  of <- function(sample) { m <- svymean(~api00, sample); list(value = as.numeric(coef(m)), se = as.numeric(SE(m))) }
  flat <- summary(svyglm(api00 ~ as.numeric(success), D))$coefficients
  list(success = of(D[D$variables$success, ]), other = of(D[!D$variables$success, ]),
       difference = list(value = flat[2, 1], se = flat[2, 2]))
}
schools <- function(D) c(statistics(D), list(level = level(D)))

read <- function(case) {
  d <- read.csv(file.path(folder, case, "data.csv"))
  d$sector <- d$stype; d$alliance <- d$comp.imp == "Yes"; d$success <- d$sch.wide == "Yes"; d
}
types <- c(E = 4421, H = 755, M = 1018); wide <- c(No = 1072, Yes = 5122)
margins <- function(D) rake(D, list(~sector, ~sch.wide), list(frame("sector", types), frame("sch.wide", wide)), control = tight)
fit <- function(D, ...) calibrate(D, ~sector + api99, c(`(Intercept)` = 6194, sectorH = 755, sectorM = 1018, api99 = 3914069), ...)

s <- read("api_strat_JKn"); replicated <- s[grep("^jk", names(s))]
n <- table(s$stype); population <- types[names(n)]
left_out <- s$stype[apply(replicated == 0, 2, which)]  # the school that each replicate leaves out
rscales <- as.numeric(((n - 1) / n * (1 - n / population))[left_out])
jk <- svrepdesign(data = s, repweights = as.matrix(replicated), weights = ~pw, type = "JKn", scale = 1, rscales = rscales, combined.weights = TRUE)
centred <- svrepdesign(data = s, repweights = as.matrix(replicated), weights = ~pw, type = "JKn", scale = 1, rscales = rscales,
                       combined.weights = TRUE, mse = TRUE)
c1 <- read("api_clus1_calibration")
clusters <- svydesign(id = ~dnum, weights = ~pw, data = c1, fpc = ~fpc)
raked <- margins(clusters)
found <- list(
  rscales = rscales,
  jkn = schools(jk), jkn_mse = schools(centred), jkn_raked = schools(margins(jk)),
  jkn_post = schools(postStratify(jk, ~sector, frame("sector", types))),
  jkn_linear = schools(calibrate(jk, ~sector + enroll, c(`(Intercept)` = 6194, sectorH = 755, sectorM = 1018, enroll = 3811472), compress = FALSE)),
  post = schools(postStratify(clusters, ~sector, frame("sector", types))), raked = schools(raked),
  rough = schools(rake(clusters, list(~sector, ~sch.wide), list(frame("sector", types), frame("sch.wide", wide)))),
  linear = schools(fit(clusters)), raking = schools(fit(clusters, calfun = "raking")),
  logit = schools(fit(clusters, calfun = "logit", bounds = c(0.2, 5))),
  trimmed = schools(trimWeights(raked, lower = 20, upper = 45)))

f <- read.csv("weighted_firms.csv"); f$alliance <- f$alliance == 1
reps <- f[paste0("r", 1:6)]
firms <- svrepdesign(data = f, repweights = as.matrix(reps), weights = ~weight, type = "JK1", scale = 5 / 6, combined.weights = TRUE)
factors <- svrepdesign(data = f, repweights = as.matrix(reps / f$weight), weights = ~weight, type = "Fay", rho = 0.3, combined.weights = FALSE)
a <- c(a = 70, b = 90, c = 140); z <- c(l = 110, s = 190)
both <- function(D) rake(D, list(~sector, ~size), list(frame("sector", a), frame("size", z)), control = tight)
# Each eligible firm that answered is divided by its fitted chance of answering; the others lose their weight.
asked <- f[f$alliance, ]
chance <- fitted(glm(responded ~ staff, quasibinomial(), asked, weights = weight, control = glm.control(epsilon = 1e-15, maxit = 200)))
f$adjusted <- f$weight
f$adjusted[f$alliance] <- ifelse(asked$responded == 1, asked$weight / chance, 0)
adjusted <- svydesign(id = ~1, weights = ~adjusted, data = f)
# R's raking gives no variance where a weight is 0: null here.
found <- c(found, list(
  firms = statistics(firms), firms_raked = statistics(both(firms)), firms_fay = statistics(factors),
  firms_adjusted = statistics(adjusted), firms_adjusted_raked = statistics(both(adjusted))))

json <- function(x) {
  if (is.list(x)) return(paste0("{", paste0('"', names(x), '":', sapply(x, json), collapse = ","), "}"))
  text <- ifelse(is.finite(x), sprintf("%.17g", x), "null")
  if (length(x) == 1) text else paste0("[", paste(text, collapse = ","), "]")
}
cat(json(found), "\n")
