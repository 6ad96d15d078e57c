# The real study in R: Ecuador's innovation survey of firms, 2012-2014.
#
#   Rscript acti.R <folder of acti_2012_2014.csv> > acti.json
#
# Written with R 4.2.2 and survey 4.1-1. Design: strata ciiu1 x tamaño, weight fexp, single-firm strata adjusted.
# Rules: a firm co-operates with partner x where viii_2_x is 1 (empty is no); `any` is any of a..g, `strict` any
# of b, d, e, f, g, `none` is not any. Growth is sales14 / sales12 - 1 where both are positive (domain `growing`);
# growth20 is growth >= 0.20. exporter: exports 2012 > 0. sector 1 mining, 2 manufacturing, 3 services, 4 commerce.
#
# Keys of acti.json (every number at 17 significant digits):
#   design            rows, degf, weights (their sum), growing (rows), edge (rows on the 20 % edge, within 1e-9)
#   cooperation_by_sector
#     any, strict     list by sector "1".."4" and "all": share, se, low, high (logit, svyciprop), deff, n
#     any_tests, strict_tests   pearson, likelihood_ratio, rao_scott_f, rao_scott_chisq: statistic, df, (df2), p
#     partner_a .. partner_j    share, se of co-operation with each partner, all firms
#   growth_by_partner   by partner "a".."g", "j", "any", "strict", "none", in the domain `growing`:
#     n, mean, mean_se, median, median_se, median_low, median_high, mean_log, mean_log_se (of log(sales14/sales12)),
#     geometric (exp(mean_log)), ratio, ratio_se (of total sales)
#     against_none      (not for "none"): difference, se, df, p of means; log_difference, log_se, log_p of mean logs
#   cooperation_by_growth   rows: strict|any FALSE, TRUE; columns growth20 FALSE, TRUE; domain `growing`
#     any, strict: counts, shares (weighted, sum 1), cramers_v (of the counts), cramers_v_weighted, and the tests
#     pearson, likelihood_ratio, fisher (p), rao_scott_f, rao_scott_chisq; row_share (share growth20 by row), row_se
#   growth_model        any, strict: terms, b, se, statistic, df, p, low, high, n, sector_wald (F, df, df2, p)
#     growth20 ~ cooperation + exporter + log_employees + log_age + sector (reference 2, manufacturing)

suppressMessages(library(survey))
options(survey.lonely.psu = "adjust", digits = 17)
folder <- commandArgs(trailingOnly = TRUE)[1]
d <- read.csv(file.path(folder, "acti_2012_2014.csv"), check.names = FALSE, fileEncoding = "UTF-8")

partners <- c("a", "b", "c", "d", "e", "f", "g", "j")
for (x in partners) {
  answer <- d[[paste0("viii_2_", x)]]
  d[[paste0("p_", x)]] <- !is.na(answer) & answer == 1
}
d$any <- d$p_a | d$p_b | d$p_c | d$p_d | d$p_e | d$p_f | d$p_g
d$strict <- d$p_b | d$p_d | d$p_e | d$p_f | d$p_g
d$none <- !d$any
d$sales12 <- d$ii_9_a_2012
d$sales14 <- d$ii_9_a_2014
d$growing <- !is.na(d$sales12) & !is.na(d$sales14) & d$sales12 > 0 & d$sales14 > 0
d$growth <- ifelse(d$growing, d$sales14 / d$sales12 - 1, NA)
d$log_growth <- ifelse(d$growing, log(d$sales14 / d$sales12), NA)
d$growth20 <- d$growth >= 0.20
d$exporter <- as.numeric(!is.na(d$ii_9_b_2012) & d$ii_9_b_2012 > 0)
d$log_employees <- log(pmax(d$ii_9_d_2012, 1))
d$log_age <- log(pmax(d$anios_empresa, 1))
d$sector_f <- relevel(factor(d$sector), ref = "2")
d$stratum <- interaction(d$ciiu1, d[["tamaño"]], drop = TRUE)
design <- svydesign(id = ~1, strata = ~stratum, weights = ~fexp, data = d)
growing <- subset(design, growing)

of_test <- function(test) {
  found <- list(statistic = unname(test$statistic), df = unname(test$parameter[1]))
  if (length(test$parameter) > 1) found$df2 <- unname(test$parameter[2])
  c(found, p = unname(test$p.value))
}
likelihood_ratio <- function(counts) {
  fitted <- outer(rowSums(counts), colSums(counts)) / sum(counts)
  statistic <- 2 * sum(ifelse(counts > 0, counts * log(counts / fitted), 0))
  df <- prod(dim(counts) - 1)
  list(statistic = statistic, df = df, p = pchisq(statistic, df, lower.tail = FALSE))
}
association <- function(row, column, sample) {
  counts <- table(sample$variables[[row]], sample$variables[[column]])
  both <- as.formula(paste0("~", row, "+", column))
  list(pearson = of_test(chisq.test(counts, correct = FALSE)), likelihood_ratio = likelihood_ratio(counts),
       rao_scott_f = of_test(svychisq(both, sample, statistic = "F")),
       rao_scott_chisq = of_test(svychisq(both, sample, statistic = "Chisq")))
}
share <- function(name, sample) {
  y <- as.formula(paste0("~as.numeric(", name, ")"))
  mean <- svymean(y, sample, deff = TRUE)
  # The same limits as svyciprop(method = "logit"), whose glm stops at 1e-8: tight here.
  p <- as.numeric(coef(mean)); se <- as.numeric(SE(mean))
  loose <- as.numeric(confint(svyciprop(as.formula(paste0("~", name)), sample, method = "logit")))
  limits <- plogis(qlogis(p) + c(-1, 1) * qt(0.975, degf(sample)) * se / (p * (1 - p)))
  stopifnot(max(abs(limits - loose)) < 1e-6)
  list(share = p, se = se, low = limits[1], high = limits[2], deff = as.numeric(deff(mean)), n = nrow(sample$variables))
}
by_sector <- function(name) {
  sectors <- lapply(1:4, function(s) share(name, design[design$variables$sector == s, ]))
  c(setNames(sectors, 1:4), list(all = share(name, design)))
}
of_growth <- function(name) {
  mine <- growing[growing$variables[[name]], ]
  mean <- svymean(~growth, mine); logs <- svymean(~log_growth, mine)
  median <- svyquantile(~growth, mine, 0.5, qrule = "math")[[1]]
  ratio <- svyratio(~sales14, ~sales12, mine)
  found <- list(n = nrow(mine$variables), mean = as.numeric(coef(mean)), mean_se = as.numeric(SE(mean)),
                median = median[1, "quantile"], median_se = median[1, "se"], median_low = median[1, 2],
                median_high = median[1, 3], mean_log = as.numeric(coef(logs)), mean_log_se = as.numeric(SE(logs)),
                geometric = exp(as.numeric(coef(logs))), ratio = as.numeric(coef(ratio)), ratio_se = as.numeric(SE(ratio)))
  if (name != "none") found$against_none <- against_none(name)
  found
}
against_none <- function(name) {
  pair <- growing[growing$variables[[name]] | growing$variables$none, ]
  pair <- update(pair, mine = as.numeric(pair$variables[[name]]))
  flat <- summary(svyglm(growth ~ mine, pair)); logs <- summary(svyglm(log_growth ~ mine, pair))
  list(difference = coef(flat)[2, 1], se = coef(flat)[2, 2], df = degf(pair) - 1, p = coef(flat)[2, 4],
       log_difference = coef(logs)[2, 1], log_se = coef(logs)[2, 2], log_p = coef(logs)[2, 4])
}
by_growth <- function(name) {
  counts <- table(growing$variables[[name]], growing$variables$growth20)
  weighted <- svytable(as.formula(paste0("~", name, "+growth20")), growing)
  rows <- svyby(~as.numeric(growth20), as.formula(paste0("~", name)), growing, svymean)
  v <- function(t) sqrt(unname(suppressWarnings(chisq.test(t, correct = FALSE))$statistic) / sum(t))
  c(list(counts = unclass(counts), shares = unclass(weighted) / sum(weighted), cramers_v = v(counts),
         cramers_v_weighted = v(unclass(weighted)), fisher = list(p = fisher.test(counts)$p.value),
         row_share = as.numeric(coef(rows)), row_se = as.numeric(SE(rows))), association(name, "growth20", growing))
}
model <- function(name) {
  formula <- as.formula(paste0("growth20 ~ as.numeric(", name, ") + exporter + log_employees + log_age + sector_f"))
  fit <- svyglm(formula, growing, family = quasibinomial(), control = glm.control(epsilon = 1e-15, maxit = 200))
  lines <- coef(summary(fit)); limits <- confint(fit); wald <- regTermTest(fit, ~sector_f)
  list(terms = c("(Intercept)", name, "exporter", "log_employees", "log_age", "sector=1", "sector=3", "sector=4"),
       b = unname(lines[, 1]), se = unname(lines[, 2]), statistic = unname(lines[, 3]), df = fit$df.residual,
       p = unname(lines[, 4]), low = unname(limits[, 1]), high = unname(limits[, 2]), n = length(fit$y),
       sector_wald = list(F = as.numeric(wald$Ftest), df = wald$df, df2 = wald$ddf, p = as.numeric(wald$p)))
}

json <- function(x) {
  if (is.list(x)) return(paste0("{", paste0('"', names(x), '":', sapply(x, json), collapse = ","), "}"))
  if (is.matrix(x)) return(paste0("[", paste(apply(x, 1, json), collapse = ","), "]"))
  text <- if (is.character(x)) paste0('"', x, '"') else ifelse(is.na(x), "null", sprintf("%.17g", x))
  if (length(x) == 1) text else paste0("[", paste(text, collapse = ","), "]")
}
each <- c(partners, "any", "strict", "none")
for (x in partners) for (s in c("design", "growing")) {
  sample <- get(s); sample$variables[[x]] <- sample$variables[[paste0("p_", x)]]; assign(s, sample)
}
result <- list(
  design = list(rows = nrow(d), degf = degf(design), weights = sum(d$fexp), growing = sum(d$growing),
                edge = sum(abs(d$growth[d$growing] - 0.20) < 1e-9)),
  cooperation_by_sector = c(
    list(any = by_sector("any"), strict = by_sector("strict"),
         any_tests = association("any", "sector", design), strict_tests = association("strict", "sector", design)),
    setNames(lapply(partners, function(x) share(x, design)[c("share", "se")]), paste0("partner_", partners))),
  growth_by_partner = setNames(lapply(each, of_growth), each),
  cooperation_by_growth = list(any = by_growth("any"), strict = by_growth("strict")),
  growth_model = list(any = model("any"), strict = model("strict"))
)
cat(json(result), "\n")
