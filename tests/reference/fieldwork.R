# Numbers that tests compare with: Rscript tests/reference/fieldwork.R > tests/reference/fieldwork.json
# From the project's folder, with R 4.2.2 and psych. The data are the reference study's (synthetic), and a correlation
# matrix written out below.
suppressMessages(library(psych))
firms <- read.csv("examples/ecuador-2025/survey/firms.SYNTHETIC.csv")
firms <- firms[firms$respondio == 1, ]
scale <- firms[c("n_compat_objetivos", "n_compat_capacidades", "n_compat_valores")]
a <- psych::alpha(scale)
one <- factanal(scale, 1, lower = 0.001, control = list(nstart = 5, opt = list(factr = 1)))
# One item that would explain the others wholly: its unique variance stays at the bound (a Heywood case).
heywood <- factanal(covmat = list(cov = matrix(c(1, .6, .65, .6, 1, .35, .65, .35, 1), 3), n.obs = 150), factors = 1,
                    lower = 0.001, control = list(nstart = 5, opt = list(factr = 1)))
old <- firms[firms$meses_desde_firma >= 24 & firms$objetivos_cumplidos != 9, ]
met <- factor(old$objetivos_cumplidos >= 4, c(TRUE, FALSE)); long <- factor(old$meses_planificacion > 6, c(TRUE, FALSE))
strata <- table(long, met, old$sector)
mh <- mantelhaen.test(strata, correct = FALSE)
psi <- mh$estimate
bd <- sapply(1:3, function(k) { t <- strata[,,k]; m1 <- sum(t[, 1]); n1 <- sum(t[1, ]); n2 <- sum(t[2, ])
  e <- uniroot(function(e) e * (n2 - m1 + e) - psi * (n1 - e) * (m1 - e), c(max(0, m1 - n2), min(n1, m1)), tol = 1e-14)$root
  v <- 1 / (1 / e + 1 / (n1 - e) + 1 / (m1 - e) + 1 / (n2 - m1 + e)); c(t[1, 1] - e, v) })
day <- sum(bd[1, ]^2 / bd[2, ]); tarone <- day - sum(bd[1, ])^2 / sum(bd[2, ])
num <- function(x) if (is.list(x)) paste0("{", paste0('"', names(x), '": ', sapply(x, num), collapse = ", "), "}") else
  paste0("[", paste(format(as.vector(x), digits = 17, trim = TRUE), collapse = ", "), "]")
cat(num(list(
  alpha = c(a$total$raw_alpha, unlist(a$feldt[c("lower.ci", "upper.ci")])), mean_correlation = a$total$average_r,
  item_total = a$item.stats$r.drop, alpha_without = a$alpha.drop$raw_alpha, mean = a$item.stats$mean, sd = a$item.stats$sd,
  loadings = as.vector(one$loadings),
  heywood = list(loadings = as.vector(heywood$loadings), unique = unname(heywood$uniquenesses)),
  mantel_haenszel = c(mh$estimate, mh$conf.int, mh$statistic, mh$p.value), breslow_day = c(day, tarone)
)), "\n")
