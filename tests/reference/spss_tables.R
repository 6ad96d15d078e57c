# Numbers that tests/statistics/test_spss_tables_against_r.py compares with:
# Rscript tests/reference/spss_tables.R > tests/reference/spss_tables.json
# R 4.2.2 with psych. The data are the 40 invented firms of spss.R, three fourfold tables and two tables of ratings.
suppressMessages(library(psych))
firm <- data.frame(
  success = c(1,1,0,1,0,1,0,0,1,1,0,1,1,0,1,0,0,1,1,0,1,0,0,1,1,1,0,0,1,0,1,1,0,1,0,0,1,0,1,1),
  months  = c(9,8,2,7,3,6,4,5,10,3,1,8,9,4,7,2,6,5,11,3,8,2,4,9,6,7,5,1,10,3,4,8,2,9,6,3,7,8,5,2),
  sector  = rep(c("commerce","industry","services","services","industry"), 8),
  export  = c(0,1,0,1,1,0,0,1,1,0,0,0,1,0,1,0,1,0,1,0,1,0,0,0,1,1,0,1,0,0,1,1,0,0,1,0,1,0,0,1),
  count   = rep(c(1,2,3,1), 10))
tight <- glm.control(epsilon = 1e-15, maxit = 200)
strata <- array(c(12,5,7,16, 8,3,6,13, 20,9,4,7), c(2,2,3))
joined <- mantelhaen.test(strata)
# Cochran's test: the variance of the binomial instead of the hypergeometric distribution.
parts <- sapply(1:3, function(k) { t <- strata[,,k]; n <- sum(t)
  c(t[1,1] - sum(t[1,])*sum(t[,1])/n, prod(rowSums(t))*prod(colSums(t))/n^3) })
cochran <- sum(parts[1,])^2/sum(parts[2,])
# Score tests of what the constant alone leaves out: each variable, each dummy, all of them; and with frequency weights.
firm$industry <- as.numeric(firm$sector == "industry"); firm$services <- as.numeric(firm$sector == "services")
rao <- function(formula, weights = rep(1, nrow(firm))) { d <- firm; d$w <- weights
  small <- glm(success ~ 1, binomial, d, weights = w, control = tight)
  a <- anova(small, update(small, formula), test = "Rao"); c(a$Rao[2], a$Df[2], a$`Pr(>Chi)`[2]) }
scores <- rbind(rao(~ months), rao(~ sector), rao(~ industry), rao(~ services), rao(~ export), rao(~ months + sector + export))
weighted <- rbind(rao(~ months, firm$count), rao(~ export, firm$count), rao(~ months + export, firm$count))
# Rank correlations with their tests, also of rows repeated by their frequency weights; the last of numbers without ties.
long <- firm[rep(seq_len(nrow(firm)), firm$count), ]
ranks <- function(x, y) unlist(lapply(c("kendall", "spearman"), function(method)
  cor.test(x, y, method = method, exact = FALSE)[c("estimate", "p.value")]))
free <- 1:40; shuffled <- (free * 17) %% 41
rank_tests <- rbind(ranks(firm$months, firm$export), ranks(long$months, long$export), ranks(firm$months, firm$count), ranks(free, shuffled))
# Two ratings of the same cases.
three <- matrix(c(12, 3, 1, 5, 9, 4, 2, 1, 8), 3); two <- matrix(c(20, 10, 5, 15), 2)
kappas <- t(sapply(list(three, two), function(m) { k <- cohen.kappa(m); c(k$kappa, sqrt(k$var.kappa)) }))
bowker <- unlist(mcnemar.test(three)[c("statistic", "parameter", "p.value")])
# Cohen's d and Hedges's g with the limits of the noncentral t.
effect <- function(x, g) { a <- x[g == 0]; b <- x[g == 1]; t <- t.test(a, b, var.equal = TRUE); df <- t$parameter
  scale <- sqrt(1/length(a) + 1/length(b)); sd <- t$stderr/scale
  ncp <- function(p) uniroot(function(n) pt(t$statistic, df, n) - p, t$statistic + c(-12, 12), tol = 1e-12)$root
  d <- c(sd, t$statistic*scale, ncp(.975)*scale, ncp(.025)*scale); j <- exp(lgamma(df/2) - lgamma((df - 1)/2))/sqrt(df/2)
  rbind(d, c(sd/j, d[-1]*j)) }
central <- function(t, df, p) uniroot(function(n) pt(t, df, n) - p, c(-40, 40), tol = 1e-12)$root
noncentral <- c(central(25, 3, .975), central(-4, 1, .025), central(2, 4000, .975))
sectors <- rep(c(1, 2, 3, 3, 2), 8)
fisher <- sapply(1:3, function(k) fisher.test(table(firm$export[sectors == k], firm$success[sectors == k]))$p.value)
num <- function(x) if (is.list(x)) paste0("{", paste0('"', names(x), '": ', sapply(x, num), collapse = ",\n "), "}") else
  if (is.matrix(x)) paste0("[", paste(apply(x, 1, num), collapse = ", "), "]") else
  paste0("[", paste(format(as.vector(x), digits = 17, trim = TRUE), collapse = ", "), "]")
cat(num(list(
  cochran = cochran, common = c(joined$estimate, joined$conf.int, joined$statistic, joined$p.value, diff(log(joined$conf.int))/(2*qnorm(.975))),
  scores = scores, weighted_scores = weighted,
  alone = coef(summary(glm(success ~ 1, binomial, firm, control = tight)))[1, ],
  noncentral = noncentral, effects = unname(effect(firm$months, firm$export)), ranks = rank_tests, kappas = kappas, bowker = bowker, mcnemar = binom.test(5, 15)$p.value, fisher = fisher)), "\n")
