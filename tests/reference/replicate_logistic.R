# Logistic models under replicate weights: Rscript replicate_logistic.R, in this directory. R 4.2.2, survey 4.1-1.
# Writes replicate_logistic.csv (invented firms with 60 bootstrap and 60 JK1 replicate weights) and
# replicate_logistic.json (coefficients, covariance matrices and degrees of freedom).
suppressMessages(library(survey))
library(jsonlite)
set.seed(20)
n <- 160
R <- 60
firms <- data.frame(x = round(rnorm(n), 6), z = round(rexp(n), 6), kind = sample(c("a", "b", "c"), n, TRUE))
firms$w <- round(runif(n, 1, 9), 6)
firms$y <- rbinom(n, 1, plogis(-0.5 + 0.8 * firms$x - 0.3 * firms$z + 0.6 * (firms$kind == "b")))
firms$inside <- as.integer(runif(n) < 0.7)
boot <- replicate(R, tabulate(sample(n, n, TRUE), n)) * firms$w
group <- rep_len(seq_len(R), n)
jack <- sapply(seq_len(R), function(r) ifelse(group == r, 0, R / (R - 1)))
colnames(boot) <- paste0("b", seq_len(R))
colnames(jack) <- paste0("j", seq_len(R))
firms <- cbind(firms, round(boot, 6), round(jack, 12))
write.csv(firms, "replicate_logistic.csv", row.names = FALSE, quote = FALSE)
firms <- read.csv("replicate_logistic.csv")

tight <- glm.control(epsilon = 1e-15, maxit = 200)
fit <- function(design) {
  m <- suppressWarnings(svyglm(y ~ x + z + kind, design, family = quasibinomial(), control = tight))
  list(b = unname(coef(m)), vcov = unname(as.matrix(vcov(m))), df = m$df.residual)
}
given <- function(prefix, type, ...) {
  svrepdesign(data = firms, weights = ~w, repweights = firms[paste0(prefix, seq_len(R))], type = type, ...)
}
bootstrap <- given("b", "bootstrap", combined.weights = TRUE)
centred <- given("b", "bootstrap", combined.weights = TRUE, mse = TRUE)
jackknife <- given("j", "JK1", combined.weights = FALSE, scale = (R - 1) / R)
writeLines(toJSON(list(
  bootstrap = fit(bootstrap), mse = fit(centred), jackknife = fit(jackknife), domain = fit(subset(bootstrap, inside == 1))
), digits = NA, auto_unbox = TRUE), "replicate_logistic.json")
