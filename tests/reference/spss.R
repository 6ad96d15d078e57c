# Numbers that tests/statistics/test_spss_against_r.py compares with: Rscript tests/reference/spss.R > tests/reference/spss.json
# R 4.2.2 with MASS and pROC. The data are 40 invented firms and a common correlation matrix, written out below.
suppressMessages({library(MASS); library(pROC)})
firm <- data.frame(
  success = c(1,1,0,1,0,1,0,0,1,1,0,1,1,0,1,0,0,1,1,0,1,0,0,1,1,1,0,0,1,0,1,1,0,1,0,0,1,0,1,1),
  months  = c(9,8,2,7,3,6,4,5,10,3,1,8,9,4,7,2,6,5,11,3,8,2,4,9,6,7,5,1,10,3,4,8,2,9,6,3,7,8,5,2),
  sector  = rep(c("commerce","industry","services","services","industry"), 8),
  export  = c(0,1,0,1,1,0,0,1,1,0,0,0,1,0,1,0,1,0,1,0,1,0,0,0,1,1,0,1,0,0,1,1,0,0,1,0,1,0,0,1),
  count   = rep(c(1,2,3,1), 10))
tight <- glm.control(epsilon = 1e-15, maxit = 200)
one <- function(m) {
  y <- m$y; p <- fitted(m); w <- m$prior.weights
  list(b = unname(coef(m)), se = unname(sqrt(diag(vcov(m)))), minus2ll = m$deviance, minus2ll_null = m$null.deviance,
       hat = unname(hatvalues(m)), cook = unname(cooks.distance(m)),
       pearson = unname(residuals(m, "pearson")), deviance = unname(residuals(m, "deviance")))
}
m <- glm(success ~ months + sector + export, binomial, firm, control = tight)
weighted <- glm(success ~ months + export, binomial, firm, weights = count, control = tight)
X <- model.matrix(m); p <- fitted(m); V <- vcov(m)
dfbeta <- t(V %*% t(X * ((firm$success - p) / (1 - hatvalues(m)))))
# Average marginal effects with the delta method, written out.
b <- coef(m)
ame <- function(x1, x0) { p1 <- plogis(x1 %*% b); p0 <- plogis(x0 %*% b)
  g <- colMeans(as.vector(p1*(1-p1))*x1) - colMeans(as.vector(p0*(1-p0))*x0)
  c(mean(p1 - p0), sqrt(t(g) %*% V %*% g)) }
slope <- function(j) { s <- p*(1-p); g <- colMeans(b[j]*s*(1-2*p)*X); g[j] <- g[j] + mean(s); c(b[j]*mean(s), sqrt(t(g) %*% V %*% g)) }
base <- X; base[, c("sectorindustry","sectorservices")] <- 0
with <- function(j) { x <- base; x[, j] <- 1; x }
e1 <- X; e1[, "export"] <- 1; e0 <- X; e0[, "export"] <- 0
effects <- rbind(slope(2), ame(with("sectorindustry"), base), ame(with("sectorservices"), base), ame(e1, e0))
# Exact profile limits: the roots of the deviance's rise, not MASS's interpolation.
root <- function(j, side) {
  q <- qchisq(.95, 1); names <- colnames(X)
  f <- function(at) glm.fit(X[, -j, drop = FALSE], firm$success, offset = X[, j]*at, family = binomial(), control = tight)$deviance - m$deviance - q
  se <- sqrt(V[j, j]); uniroot(f, sort(b[j] + side*c(.3, 6)*se), tol = 1e-13)$root }
profile <- t(sapply(seq_along(b), function(j) c(root(j, -1), root(j, 1))))
cells <- table(firm$export, firm$success)
h <- function(psi) { x <- max(0, sum(cells[,1])-sum(cells[2,])):min(sum(cells[1,]), sum(cells[,1]))
  d <- dhyper(x, sum(cells[1,]), sum(cells[2,]), sum(cells[,1]), log = TRUE) + x*log(psi); d <- exp(d - max(d)); list(x = x, p = d/sum(d)) }
solve_psi <- function(f) exp(uniroot(function(l) f(h(exp(l))), c(-20, 20), tol = 1e-14)$root)
seen <- cells[1, 1]
exact <- c(solve_psi(function(d) sum(d$x*d$p) - seen), solve_psi(function(d) sum(d$p[d$x >= seen]) - .025),
           solve_psi(function(d) .025 - sum(d$p[d$x <= seen])))
strata <- array(c(12,5,7,16, 8,3,6,13, 20,9,4,7), c(2,2,3))
mh <- mantelhaen.test(strata, correct = FALSE); corrected <- mantelhaen.test(strata)
psi <- mh$estimate
bd <- sapply(1:3, function(k) { t <- strata[,,k]; m1 <- sum(t[,1]); n1 <- sum(t[1,]); n2 <- sum(t[2,])
  a <- uniroot(function(a) a*(n2-m1+a) - psi*(n1-a)*(m1-a), c(max(0, m1-n2), min(n1, m1)), tol = 1e-14)$root
  v <- 1/(1/a + 1/(n1-a) + 1/(m1-a) + 1/(n2-m1+a)); c(t[1,1] - a, v) })
day <- sum(bd[1,]^2/bd[2,]); tarone <- day - sum(bd[1,])^2/sum(bd[2,])
trend <- prop.trend.test(c(3, 6, 9, 11), c(20, 20, 18, 15))
a <- pROC::roc(firm$success, firm$months, quiet = TRUE, direction = "<")
fa <- factanal(covmat = list(cov = (r <- matrix(c(1,.5,.4,.3, .5,1,.45,.35, .4,.45,1,.3, .3,.35,.3,1), 4)), n.obs = 200),
               factors = 1, control = list(nstart = 5, opt = list(factr = 1)))
expanded <- firm$months[rep(seq_len(nrow(firm)), firm$count)]
num <- function(x) if (is.list(x)) paste0("{", paste0('"', names(x), '": ', sapply(x, num), collapse = ", "), "}") else
  if (is.matrix(x)) paste0("[", paste(apply(x, 1, num), collapse = ", "), "]") else
  paste0("[", paste(format(as.vector(x), digits = 17, trim = TRUE), collapse = ", "), "]")
cat(num(list(
  model = one(m), weighted = one(weighted)[c("b", "se", "minus2ll", "minus2ll_null")], dfbeta = dfbeta, effects = effects,
  profile = profile, exact_odds = exact, risk = c(fisher.test(cells)$p.value, fisher.test(cells, alternative = "less")$p.value,
  fisher.test(cells, alternative = "greater")$p.value),
  mantel_haenszel = c(mh$estimate, mh$conf.int, mh$statistic, mh$p.value, corrected$statistic),
  breslow_day = c(day, tarone), trend = c(trend$statistic, trend$p.value),
  auc = c(pROC::auc(a), sqrt(pROC::var(a)), pROC::ci.auc(a)[c(1, 3)]),
  factor = list(loadings = fa$loadings[, 1], unique = fa$uniquenesses),
  adjusted = list(holm = p.adjust(c(.01, .04, .03, .005, .2), "holm"), bh = p.adjust(c(.01, .04, .03, .005, .2), "BH")),
  type6 = quantile(expanded, c(.05, .25, .5, .75, .9), type = 6), type7 = quantile(expanded, c(.05, .25, .5, .75, .9), type = 7),
  weighted_moments = c(length(expanded), mean(expanded), sd(expanded)),
  correlation = c(cor(firm$months, firm$count), cor(firm$months, firm$count, method = "spearman"),
    cor(firm$months, firm$count, method = "kendall"), cor.test(firm$months, firm$count)$p.value),
  student = unlist(t.test(months ~ export, firm, var.equal = TRUE)[c("statistic", "parameter", "p.value", "conf.int")]),
  welch = unlist(t.test(months ~ export, firm)[c("statistic", "parameter", "p.value", "conf.int")]),
  rank_sum = unlist(suppressWarnings(wilcox.test(months ~ export, firm))[c("statistic", "p.value")])
)), "\n")
