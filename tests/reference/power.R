# Outside numbers for the planning of samples: R's stats, and Cohen's chi-squared and finite populations by their formulas.
# R 4.x, package stats only. Run: Rscript tests/reference/power.R > tests/reference/power.json
one <- function(x) sprintf("%.15g", x)
cat("{\n")
shares <- function(p1, p2, power) power.prop.test(p1 = p1, p2 = p2, power = power, tol = 1e-14)$n
means <- function(delta, sd, power, side = "two.sided")
  power.t.test(delta = delta, sd = sd, power = power, strict = TRUE, alternative = side, tol = 1e-14)$n
cat(' "two_shares_n":', one(shares(.5, .65, .8)), ', "two_shares_n_90":', one(shares(.68, .8, .9)), ",\n")
cat(' "two_shares_power_75":', one(power.prop.test(n = 75, p1 = .5, p2 = .65)$power), ",\n")
cat(' "two_means_n":', one(means(.4, 1.1, .8)), ', "two_means_n_90":', one(means(.3, 1, .9)), ",\n")
cat(' "two_means_power_60":', one(power.t.test(n = 60, delta = .4, sd = 1.1, strict = TRUE)$power), ",\n")
cat(' "one_sided_n":', one(means(log(1.44 / 1.2), .5, .8, "one.sided")), ",\n")
cat(' "one_sided_power_75":', one(power.t.test(n = 75, delta = log(1.44 / 1.2), sd = .5, alternative = "one.sided")$power), ",\n")
# The size of a table is the root of the noncentral chi-squared (pwr.chisq.test does the same).
table_n <- uniroot(function(n) pchisq(qchisq(.95, 3), 3, n * .3^2, lower.tail = FALSE) - .8, c(2, 1e4), tol = 1e-12)$root
cat(' "table_n":', one(table_n), ', "table_power_150":', one(pchisq(qchisq(.95, 3), 3, 150 * .3^2, lower.tail = FALSE)), ",\n")
n0 <- 1.5 * qnorm(.975)^2 * .25 / .05^2
cat(' "one_share_n_5000_deff_1.5":', one(n0 / (1 + (n0 - 1) / 5000)), ",\n")
m0 <- (qnorm(.975) * 10 / 1)^2
cat(' "one_mean_n_1000":', one(m0 / (1 + m0 / 1000)), ",\n")
# H2 by drawing with R's own generator: 60 against 90, shares .70 * .85 and .70, margin 35 %, t with n - 2.
set.seed(1)
decided <- replicate(40000, {
  p1 <- mean(rbinom(60, 1, .7 * .85)); p0 <- mean(rbinom(90, 1, .7)); n <- 150
  se <- sqrt(((1 - p1) / (p1 * 60) + (1 - p0) / (p0 * 90)) * n / (n - 1))
  log(p1 / p0) - qt(.95, n - 2) * se > log(1 - .35)
})
cat(' "reduction_power_60_90":', one(mean(decided)), "\n}\n")
