# Small reference numbers for the statistics room, from firms.csv beside this script (invented firms).
#
#   Rscript statistics.R > statistics.json
#
# Written with R 4.2.2, survey 4.1-1 and Hmisc (rcspline.eval). Two-stage sample: psu in strata A-D (D has one), firms
# in psu, population sizes N1 and N2. Keys are the names of the R results below; 17 significant digits.

suppressMessages({library(survey); library(Hmisc)})
d <- read.csv("firms.csv")
tight <- glm.control(epsilon = 1e-15, maxit = 200)
both <- function(stat) list(value = as.numeric(coef(stat)), se = as.numeric(SE(stat)))

# Two stages with finite populations; stratum D under each rule.
two_stage <- svydesign(id = ~psu + ssu, strata = ~stratum, fpc = ~N1 + N2, weights = ~w, data = d, nest = TRUE)
clusters <- svydesign(id = ~psu, strata = ~stratum, weights = ~w, data = d, nest = TRUE)
rules <- list()
for (rule in c("remove", "adjust", "average", "certainty")) {
  options(survey.lonely.psu = rule)
  rules[[rule]] <- list(mean = both(svymean(~growth, two_stage, na.rm = TRUE)), total = both(svytotal(~success, two_stage)),
                        total_one_stage = both(svytotal(~success, clusters)),
                        by_kind = both(svyby(~success, ~kind, two_stage, svymean)))
}
options(survey.lonely.psu = "adjust")
d$log_growth <- log(d$growth); two_stage <- update(two_stage, log_growth = log(growth))
weightless <- svydesign(id = ~psu + ssu, strata = ~stratum, fpc = ~N1 + N2, data = d, nest = TRUE)

# Collapse by hand: D joins C, its neighbour in sorted order.
d$merged <- ifelse(d$stratum == "D", "C", d$stratum); d$unit <- interaction(d$stratum, d$psu)
collapsed <- svydesign(id = ~unit, strata = ~merged, weights = ~w, data = d)

# Quantiles of a domain with missing answers.
some <- subset(clusters, kind != "consortium")
quantiles <- svyquantile(~growth, some, c(0.25, 0.5, 0.9), na.rm = TRUE, qrule = "math")[[1]]

# Two groups: long planning (more than six months) against short.
d$long <- as.numeric(d$months > 6)
planned <- svydesign(id = ~psu, strata = ~stratum, weights = ~w, data = d, nest = TRUE)
odds <- svyglm(success ~ long, planned, family = quasibinomial(), control = tight)
risk <- svyglm(success ~ long, planned, family = quasipoisson(), control = tight)
flat <- svyglm(success ~ long, planned)
logs <- svyglm(log(growth) ~ long, planned)
line <- function(fit) list(b = coef(summary(fit))[2, 1], se = coef(summary(fit))[2, 2], df = fit$df.residual,
                           p = coef(summary(fit))[2, 4], low = confint(fit)[2, 1], high = confint(fit)[2, 2])

# Dose-response: restricted cubic spline with four knots, Hmisc's basis.
knots <- as.numeric(quantile(d$months, c(0.05, 0.35, 0.65, 0.95)))
basis <- function(x) matrix(rcspline.eval(x, knots = knots, inclx = TRUE), ncol = 3)
B <- basis(d$months); d$s1 <- B[, 1]; d$s2 <- B[, 2]; d$s3 <- B[, 3]
curved <- svydesign(id = ~psu, strata = ~stratum, weights = ~w, data = d, nest = TRUE)
curve <- svyglm(success ~ s1 + s2 + s3, curved, family = quasibinomial(), control = tight)
grid <- c(1, 3, 6, 9, 12, 20)
X <- cbind(1, basis(grid)); eta <- drop(X %*% coef(curve)); spread <- sqrt(diag(X %*% vcov(curve) %*% t(X)))
reach <- qt(0.975, curve$df.residual) * spread
overall <- regTermTest(curve, ~s1 + s2 + s3); bend <- regTermTest(curve, ~s2 + s3)

# Replicate weights written by survey itself.
boot <- svrepdesign(weights = d$w, repweights = d$w * outer(seq_len(nrow(d)), 1:8, function(i, r) 1 + ((i * r) %% 5 - 2) / 4),
                    type = "bootstrap", combined.weights = TRUE, data = d)
fay <- svrepdesign(weights = d$w, repweights = outer(seq_len(nrow(d)), 1:8, function(i, r) ifelse((i * r) %% 3 == 0, 1.7, 0.3)),
                   type = "Fay", rho = 0.7, combined.weights = FALSE, data = d, mse = TRUE)
replicated <- function(r) list(mean = both(svymean(~growth, r, na.rm = TRUE)), total = both(svytotal(~success, r)),
                               ratio = both(svyratio(~success, ~months, r)), by = both(svyby(~success, ~kind, r, svymean)),
                               degf = degf(r))

# Counts: Fisher's exact test of bigger tables; paired indicators.
job <- matrix(c(1, 2, 1, 0, 3, 3, 6, 1, 10, 10, 14, 9, 6, 7, 12, 11), 4, 4)  # Agresti (2002, p. 57)
tables <- list(job = job, three = matrix(c(12, 5, 7, 9, 3, 14, 2, 8, 10), 3, 3), kinds = unclass(table(d$kind, d$success)))
fisher <- lapply(tables, function(t) list(table = unname(unclass(t)), p = fisher.test(t, workspace = 2e8)$p.value))
items <- d[complete.cases(d[, c("clarity", "communication", "flexibility")]), ]
discordant <- function(a, b) {
  x <- sum(items[[a]] == 1 & items[[b]] == 0); y <- sum(items[[a]] == 0 & items[[b]] == 1)
  list(only_first = x, only_second = y, p = binom.test(x, x + y)$p.value)
}
pairs <- list(clarity_communication = discordant("clarity", "communication"),
              clarity_flexibility = discordant("clarity", "flexibility"),
              communication_flexibility = discordant("communication", "flexibility"))

json <- function(x) {
  if (is.list(x)) return(paste0("{", paste0('"', names(x), '":', sapply(x, json), collapse = ","), "}"))
  if (is.matrix(x)) return(paste0("[", paste(apply(x, 1, json), collapse = ","), "]"))
  text <- ifelse(is.na(x), "null", sprintf("%.17g", x))
  if (length(x) == 1) text else paste0("[", paste(text, collapse = ","), "]")
}
cat(json(list(
  rules = rules, weightless = list(mean = both(svymean(~months, weightless)), total = both(svytotal(~success, weightless))),
  collapsed = both(svymean(~success, collapsed)),
  collapsed_degf = degf(collapsed),
  quantiles = unname(quantiles),
  log_mean = both(svymean(~log_growth, update(planned, log_growth = log(growth)), na.rm = TRUE)),
  odds = line(odds), risk = line(risk), flat = line(flat), logs = line(logs),
  spline = list(knots = knots, basis = unname(basis(grid)), chance = plogis(eta), low = plogis(eta - reach), high = plogis(eta + reach),
                se = spread * plogis(eta) * (1 - plogis(eta)),
                overall = list(F = as.numeric(overall$Ftest), df = overall$df, df2 = overall$ddf, p = as.numeric(overall$p)),
                linearity = list(F = as.numeric(bend$Ftest), df = bend$df, df2 = bend$ddf, p = as.numeric(bend$p))),
  bootstrap = replicated(boot), fay = replicated(fay),
  fisher = fisher, pairs = pairs, pairs_n = nrow(items), holm = p.adjust(sapply(pairs, function(p) p$p), "holm")
)), "\n")
