# Omnibus test of Firth's logistic regression, as logistf prints it: twice the penalised log-likelihood of the model minus
# that of the constant alone, both with the determinant of the information of the WHOLE model. Written out in base R 4.2.2:
#   Rscript tests/reference/firth.R ../shared/oracles/statistics/endometrial_firth_separation/data.csv > tests/reference/firth.json
penalised <- function(b, X, y, w) {
  p <- plogis(X %*% b)
  sum(w * (y * log(p) + (1 - y) * log1p(-p))) + 0.5 * as.numeric(determinant(crossprod(X, X * as.vector(w * p * (1 - p))))$modulus)
}
peak <- function(X, y, w, free) {
  at <- function(b) { full <- rep(0, ncol(X)); full[free] <- b; -penalised(full, X, y, w) }
  if (length(free) == 1) return(-optimize(at, c(-10, 10), tol = 1e-12)$objective)
  b <- rep(0, length(free))
  for (turn in 1:20) b <- optim(b, at, method = "BFGS", control = list(reltol = 1e-15, maxit = 5000))$par
  -at(b)
}
omnibus <- function(X, y, w = rep(1, length(y))) {
  both <- c(peak(X, y, w, seq_len(ncol(X))), peak(X, y, w, 1))
  statistic <- 2 * (both[1] - both[2])
  c(statistic, ncol(X) - 1, pchisq(statistic, ncol(X) - 1, lower.tail = FALSE), both)
}
firm <- data.frame(
  success = c(1,1,0,1,0,1,0,0,1,1,0,1,1,0,1,0,0,1,1,0,1,0,0,1,1,1,0,0,1,0,1,1,0,1,0,0,1,0,1,1),
  months  = c(9,8,2,7,3,6,4,5,10,3,1,8,9,4,7,2,6,5,11,3,8,2,4,9,6,7,5,1,10,3,4,8,2,9,6,3,7,8,5,2),
  export  = c(0,1,0,1,1,0,0,1,1,0,0,0,1,0,1,0,1,0,1,0,1,0,0,0,1,1,0,1,0,0,1,1,0,0,1,0,1,0,0,1),
  count   = rep(c(1,2,3,1), 10))
file <- commandArgs(TRUE)[1]
patients <- read.csv(file)
show <- function(v) paste0("[", paste(sprintf("%.15g", v), collapse = ", "), "]")
X <- model.matrix(~ months + export, firm)
cat('{"firms": ', show(omnibus(X, firm$success)), ',\n "weighted": ', show(omnibus(X, firm$success, firm$count)),
    ',\n "endometrial": ', show(omnibus(model.matrix(~ NV + PI + EH, patients), patients$HG)), '}\n', sep = "")
