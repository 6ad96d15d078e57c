# Models of predictors that are large, far from zero or nearly collinear: Rscript uneven_columns.R, in this directory.
# R 4.2.2, survey 4.1-1. Writes uneven_columns.csv (invented firms) and uneven_columns.json.
suppressMessages(library(survey))
set.seed(31)
n <- 400
firms <- data.frame(sales = round(exp(rnorm(n, 16, 1.5)), 2), year = sample(1990:2023, n, TRUE), w = round(runif(n, 1, 3), 6))
firms$year2 <- firms$year^2
firms$stamp <- 1700000000 + sample(0:31536000, n, TRUE)
firms$y <- rbinom(n, 1, plogis(log(firms$sales) - 16))
firms$count <- rpois(n, 3)
write.csv(format(firms, digits = 15, scientific = FALSE, trim = TRUE), "uneven_columns.csv", row.names = FALSE, quote = FALSE)
firms <- read.csv("uneven_columns.csv")

tight <- glm.control(epsilon = 1e-15, maxit = 200)
design <- svydesign(ids = ~1, weights = ~w, data = firms)
numbers <- function(b, vcov) list(b = unname(b), se = unname(sqrt(diag(as.matrix(vcov)))))
# The vcov of glm is one step behind its coefficients, 1e-8 even at a tight tolerance: `again` starts at the solution.
weighted <- function(formula, family, again = FALSE) {
  m <- suppressWarnings(svyglm(formula, design, family = family, control = tight))
  solution <<- coef(m)
  if (again) m <- suppressWarnings(svyglm(formula, design, family = family, control = tight, start = solution))
  numbers(coef(m), vcov(m))
}
plain <- function(formula) {
  m <- suppressWarnings(glm(formula, binomial(), firms, control = tight))
  root <- qr(model.matrix(m) * sqrt(fitted(m) * (1 - fitted(m))), LAPACK = FALSE, tol = 1e-14)
  numbers(coef(m), chol2inv(qr.R(root)))
}
models <- list(
  sales = y ~ sales, years = y ~ year + year2, stamp = y ~ stamp, both = y ~ year + sales, all = y ~ stamp + year + sales
)
results <- lapply(models, function(formula) {
  list(
    design = weighted(formula, quasibinomial(), TRUE),
    ml = plain(formula),
    poisson = weighted(update(formula, count ~ .), quasipoisson()),
    linear = weighted(update(formula, count ~ .), gaussian())
  )
})
json <- function(x) {
  if (is.list(x)) return(paste0("{", paste0('"', names(x), '":', sapply(x, json), collapse = ","), "}"))
  paste0("[", paste(sprintf("%.16e", x), collapse = ","), "]")
}
writeLines(json(results), "uneven_columns.json")
