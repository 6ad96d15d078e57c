# Limits of the noncentrality of t: Rscript tests/reference/noncentral_t.R > tests/reference/noncentral_t.json
# R 4.2.2. Beyond a noncentrality of 37.62 R's own pt has no digits left, so the distribution is written out: the normal
# share below t s - ncp, where s is the root of chi-squared over df, integrated by R's integrate in short pieces.
share <- function(t, df, ncp) {
  density <- function(s) exp(log(2 * df) + log(s) + dchisq(df * s^2, df, log = TRUE))
  ends <- sqrt(c(qchisq(1e-30, df), qchisq(1e-30, df, lower.tail = FALSE)) / df)
  cuts <- c(ncp / t + (-10:10) / abs(t), seq(ends[1], ends[2], length.out = 40))
  cuts <- sort(unique(cuts[cuts >= ends[1] & cuts <= ends[2]]))
  piece <- function(a, b) integrate(function(s) density(s) * pnorm(t * s - ncp), a, b, rel.tol = 1e-13, abs.tol = 1e-17)$value
  sum(mapply(piece, head(cuts, -1), tail(cuts, -1)))
}
limit <- function(t, df, p) {
  middle <- t * sqrt(c(qchisq(1e-12, df), qchisq(1e-12, df, lower.tail = FALSE)) / df)
  uniroot(function(ncp) share(t, df, ncp) - p, sort(middle) + c(-12, 12), tol = 1e-12 * max(1, abs(t)), maxiter = 2000)$root
}
cases <- expand.grid(t = c(-60, 0.5, 5, 60, 1000, 1e6), df = c(1, 3, 10, 500))
lines <- apply(cases, 1, function(one) {
  sprintf("[%.17g,%.17g,%.16e,%.16e]", one[1], one[2], limit(one[1], one[2], 0.975), limit(one[1], one[2], 0.025))
})
cat("[", paste(lines, collapse = ",\n"), "]\n")
