# Outside numbers for the claims audit, the sample size of H1 and the chance of a verdict.
# R 4.x, package stats only. Run: Rscript tests/reference/claims.R > tests/reference/claims.json
num <- function(x) paste0("[", paste(sprintf("%.15g", x), collapse = ", "), "]")
wilson <- function(x, n, level) num(prop.test(x, n, conf.level = level, correct = FALSE)$conf.int)
exact <- function(x, n, level) num(binom.test(x, n, conf.level = level)$conf.int)
size <- function(sd, delta, power = .80) ceiling(power.t.test(delta = delta, sd = sd, sig.level = .05, power = power,
  type = "two.sample", alternative = "one.sided")$n)
logit <- function(p, se, df, level) plogis(qlogis(p) + c(-1, 1) * qt((1 + level) / 2, df) * se / (p * (1 - p)))
cat("{\n")
cat(' "wilson": {"102 of 150 at .95":', wilson(102, 150, .95), ', "23 of 48 at .90":', wilson(23, 48, .90),
    ', "1 of 7 at .95":', wilson(1, 7, .95), "},\n")
cat(' "exact_at_bound": {"0 of 12 at .95":', exact(0, 12, .95), ', "30 of 30 at .90":', exact(30, 30, .90), "},\n")
cat(' "firms_per_group": {"0.5": ', size(.5, log(1.2)), ', "0.8": ', size(.8, log(1.2)), ', "0.2": ', size(.2, log(1.2)),
    ', "0.05": ', size(.05, log(1.2)), "},\n", sep = "")
cat(' "logit": {"0.68 se 0.04 df 70 at .90":', num(logit(.68, .04, 70, .90)), ', "0.68 se 0.04 df 70 at .95":',
    num(logit(.68, .04, 70, .95)), "},\n")
holm <- p.adjust(c(.010, .040, .030), "holm")
cat(' "holm .010 .040 .030":', num(holm), ",\n")
# Newcombe's (1998) method 10 without continuity correction: difference of 60/150 and 102/150 by Wilson limits.
newcombe <- function(x1, n1, x2, n2) {
  w1 <- prop.test(x1, n1, correct = FALSE)$conf.int; w2 <- prop.test(x2, n2, correct = FALSE)$conf.int
  p1 <- x1 / n1; p2 <- x2 / n2
  c(p1 - p2 - sqrt((p1 - w1[1])^2 + (w2[2] - p2)^2), p1 - p2 + sqrt((w1[2] - p1)^2 + (p2 - w2[1])^2))
}
cat(' "newcombe 60/150 102/150":', num(newcombe(60, 150, 102, 150)), ",\n")
# Chance that a share of .68 with se .02 (df Inf) and rounding .005 reaches +-.10 with a 90 % interval, by drawing.
set.seed(1); own <- rnorm(2e6, .68, .04)
cat(' "chance .68 se .04":', sprintf("%.4f", mean(own - qnorm(.95) * .04 - .685 >= -.10 & own + qnorm(.95) * .04 - .675 <= .10)), "\n}\n")
