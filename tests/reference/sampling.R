# Sampling arithmetic in R: Rscript tests/reference/sampling.R > tests/reference/sampling.json
# R 4.2.2 with sampling 2.9, pwr 1.3, survey 4.1 and jsonlite (Debian 12: r-cran-sampling r-cran-pwr r-cran-survey r-cran-jsonlite).
suppressPackageStartupMessages({library(sampling); library(pwr); library(survey); library(jsonlite)})

sizes <- c(3, 1, 4, 1, 5, 9, 2, 6, 5, 35, 8, 9, 7, 9, 3)
pik <- inclusionprobabilities(sizes, 5)
systematic <- function(pik, u, eps = 1e-6) { # UPsystematic with its random start replaced by u
  list <- pik > eps & pik < 1 - eps; p <- pik[list]; N <- length(p)
  a <- (c(0, cumsum(p)) - u) %% 1
  s <- pik; s[list] <- as.integer(a[1:N] > a[2:(N + 1)]); which(s > .5)
}
joint <- UPsystematicpi2(pik)
y <- c(10, 20, 30); p3 <- c(.2, .5, .7)
pi2 <- matrix(c(.2, .06, .1, .06, .5, .3, .1, .3, .7), 3)

Nh <- c(60, 30, 10, 400); Sh <- c(1, 2, 6, .5); Xh <- c(600, 900, 100, 2000); n <- 40
cv <- Sh / (Xh / Nh)

tight <- 1e-14
power <- list(
  two_means_n = power.t.test(delta = .4, sd = 1.1, power = .8, strict = TRUE, tol = tight)$n,
  two_means_power = power.t.test(n = 75, delta = .4, sd = 1.1, strict = TRUE)$power,
  two_shares_n = power.prop.test(p1 = .5, p2 = .65, power = .8, tol = tight)$n,
  two_shares_n_strict = power.prop.test(p1 = .68, p2 = .8, power = .8, strict = TRUE, tol = tight)$n,
  arcsine_power = pwr.2p2n.test(h = ES.h(.68, .55), n1 = 102, n2 = 48, sig.level = .05)$power,
  chi_squared_power = pwr.chisq.test(w = .25, df = 4, N = 150)$power)

firms <- data.frame(
  w = c(20, 20, 20, 15, 15, 15, 30, 30, 30, 30, 10, 10),
  staff = c(5, 8, 2, 40, 12, 7, 3, 9, 30, 6, 14, 21),
  sector = c("a", "a", "b", "b", "c", "c", "a", "b", "c", "a", "b", "c"),
  responded = c(1, 0, 1, 0, 1, 0, 0, 1, 1, 1, 1, 0))
fit <- glm(responded ~ staff + sector, quasibinomial, firms, weights = w, control = glm.control(epsilon = 1e-15, maxit = 200))
trimmed <- trimWeights(svydesign(~1, weights = c(1, 2, 3, 4, 40, 8), data = data.frame(x = 1:6)), upper = 10, lower = 2)

survey <- data.frame(
  y = c(3, 5, 4, 2, 5, 1, 4, 4, 2, 3, 5, 2), mode = rep(c("phone", "web"), 6),
  sector = c("a", "a", "a", "b", "b", "b", "a", "a", "b", "b", "a", "b"),
  st = rep(c("s", "t"), each = 6), w = c(2, 3, 2, 4, 1, 2, 5, 3, 3, 2, 2, 4))
for (s in c("a", "b")) for (m in c("phone", "web")) {
  cell <- as.numeric(survey$sector == s & survey$mode == m)
  survey[[paste0("n_", s, m)]] <- cell; survey[[paste0("y_", s, m)]] <- cell * survey$y
}
d <- svydesign(~1, strata = ~st, weights = ~w, data = survey)
totals <- svytotal(~n_aphone + y_aphone + n_aweb + y_aweb + n_bphone + y_bphone + n_bweb + y_bweb, d)
adjusted <- svycontrast(totals, quote(
  ((n_aphone + n_aweb) * (y_aweb / n_aweb - y_aphone / n_aphone) + (n_bphone + n_bweb) * (y_bweb / n_bweb - y_bphone / n_bphone)) /
  (n_aphone + n_aweb + n_bphone + n_bweb)))
plain <- svyglm(y ~ mode, d)

cat(toJSON(list(
  pps = list(pik = pik, systematic_04 = systematic(pik, .4), joint = joint),
  horvitz_thompson = list(total = HTestimator(y, p3)[1], variance = varHT(y, pi2, 1)),
  allocation = list(proportional = n * Nh / sum(Nh), neyman = n * Nh * Sh / sum(Nh * Sh),
                    power = n * cv * Xh^.5 / sum(cv * Xh^.5)),
  power = power,
  propensity = unname(fitted(fit)),
  trimmed = unname(weights(trimmed)),
  mode = list(adjusted = coef(adjusted)[[1]], adjusted_se = SE(adjusted)[[1]],
              plain = coef(plain)[["modeweb"]], plain_se = SE(plain)[["modeweb"]])
), digits = NA, auto_unbox = TRUE, pretty = TRUE), "\n")
