# Inter-judge agreement: reference numbers for tests/statistics/test_agreement_against_r.py.
#
#   Rscript agreement.R > agreement.json
#
# Written with R 4.2.2 and psych 2.2.9. Cohen's kappas and their variances come from psych::cohen.kappa; everything else is
# written here from the authors' formulas, unit by unit and position by position, on invented data that the JSON repeats.

suppressMessages(library(psych))
set.seed(20)
coding <- function(units, coders, codes, missing) {
  true <- sample(codes, units, replace = TRUE, prob = rev(seq_along(codes)))
  x <- sapply(1:coders, function(g) ifelse(runif(units) < 0.6, true, sample(codes, units, replace = TRUE)))
  x[runif(length(x)) < missing] <- NA
  x
}
tables <- list(complete = coding(30, 3, 1:5, 0), gaps = coding(40, 4, c(1, 2, 4, 7), 0.2), two = coding(50, 2, 1:4, 0))

# Krippendorff (2019), chapter 12: coincidences of values within units, then alpha.
coincidences <- function(x, v) {
  o <- matrix(0, length(v), length(v))
  for (u in seq_len(nrow(x))) {
    a <- x[u, !is.na(x[u, ])]
    for (i in seq_along(a)) for (j in seq_along(a)) if (i != j) {
      c <- match(a[i], v); k <- match(a[j], v)
      o[c, k] <- o[c, k] + 1 / (length(a) - 1)
    }
  }
  o
}
metric <- function(level, v, n) outer(seq_along(v), seq_along(v), Vectorize(function(c, k) switch(level,
  nominal = as.numeric(c != k), interval = (v[c] - v[k])^2,
  ratio = if (c == k) 0 else ((v[c] - v[k]) / (v[c] + v[k]))^2,
  ordinal = (sum(n[c:k]) - (n[c] + n[k]) / 2)^2)))
alpha <- function(x, level) {
  v <- sort(unique(as.vector(x[!is.na(x)]))); o <- coincidences(x, v); n <- rowSums(o); d <- metric(level, v, n)
  observed <- sum(o * d) / sum(n); expected <- sum(outer(n, n) * d) / (sum(n) * (sum(n) - 1))
  c(1 - observed / expected, observed, expected)
}

# Gwet (2021): agreement weights, and each coefficient with its variance, unit by unit.
weighting <- function(kind, v) { q <- length(v)
  outer(1:q, 1:q, Vectorize(function(k, l) switch(kind, unweighted = as.numeric(k == l),
    linear = 1 - abs(v[k] - v[l]) / (max(v) - min(v)), quadratic = 1 - ((v[k] - v[l]) / (max(v) - min(v)))^2,
    ordinal = 1 - choose(abs(k - l) + 1, 2) / choose(q, 2)))) }
gwet <- function(x, kind, name) {
  v <- sort(unique(as.vector(x[!is.na(x)]))); w <- weighting(kind, v); q <- length(v)
  x <- x[rowSums(!is.na(x)) > 0, ]; n <- nrow(x)
  r <- t(apply(x, 1, function(row) sapply(v, function(k) sum(row == k, na.rm = TRUE)))); ri <- rowSums(r)
  twice <- ri >= 2
  pa_i <- ifelse(twice, rowSums(r * (r %*% w - 1)) / pmax(ri * (ri - 1), 1), 0)
  pa <- sum(pa_i) / sum(twice); share <- r / ri; pi <- colMeans(share)
  pe_i <- switch(name, ac = sum(w) / (q * (q - 1)) * as.vector(share %*% (1 - pi)), fleiss = as.vector(share %*% (w %*% pi)),
    bp = rep(sum(w) / q^2, n), percent = rep(0, n))
  pe <- switch(name, ac = sum(w) / (q * (q - 1)) * sum(pi * (1 - pi)), fleiss = sum(w * outer(pi, pi)), bp = sum(w) / q^2,
    percent = 0)
  value <- (pa - pe) / (1 - pe)
  each <- (n / sum(twice)) * (pa_i - pe * twice) / (1 - pe) - 2 * (1 - value) * (pe_i - pe) / (1 - pe)
  c(value, sqrt(sum((each - value)^2) / (n * (n - 1))), 1 - pa, 1 - pe)
}
conger <- function(x, kind) {
  v <- sort(unique(as.vector(x[!is.na(x)]))); w <- weighting(kind, v); m <- ncol(x)
  p <- sapply(1:m, function(g) sapply(v, function(k) mean(x[, g] == k, na.rm = TRUE)))
  pe <- 0
  for (g in 1:m) for (h in 1:m) if (g != h) pe <- pe + sum(w * outer(p[, g], p[, h])) / (m * (m - 1))
  pa <- 1 - gwet(x, kind, "percent")[3]
  (pa - pe) / (1 - pe)
}
holsti <- function(x) { all <- c()
  for (g in 2:ncol(x)) for (h in 1:(g - 1))
    all <- c(all, 2 * sum(x[, g] == x[, h], na.rm = TRUE) / (sum(!is.na(x[, g])) + sum(!is.na(x[, h]))))
  mean(all) }
unanimous <- function(x) { twice <- rowSums(!is.na(x)) >= 2
  mean(apply(x[twice, ], 1, function(row) length(unique(row[!is.na(row)])) == 1)) }
# Fleiss (1971) and Fleiss, Nee and Landis (1979), complete data.
fleiss <- function(x) { v <- sort(unique(as.vector(x))); n <- nrow(x); m <- ncol(x)
  r <- t(apply(x, 1, function(row) sapply(v, function(k) sum(row == k)))); p <- colSums(r) / (n * m); q <- 1 - p
  pbar <- (sum(r^2) - n * m) / (n * m * (m - 1)); kappa <- (pbar - sum(p^2)) / (1 - sum(p^2))
  se <- sqrt(2 / (n * m * (m - 1))) * sqrt(sum(p * q)^2 - sum(p * q * (q - p))) / sum(p * q)
  each <- 1 - colSums(r * (m - r)) / (n * m * (m - 1) * p * q)
  list(kappa = kappa, z = kappa / se, each = each, each_z = each / sqrt(2 / (n * m * (m - 1)))) }

quiet <- function(e) suppressWarnings(suppressMessages(e))
pair <- tables$two; v <- sort(unique(as.vector(pair)))
cohen <- quiet(cohen.kappa(pair)); linear <- quiet(cohen.kappa(pair, w = weighting("linear", v)))
# Fleiss, Cohen and Everitt (1969), formula 8. psych 2.2.9 has the variance of the unweighted kappa right, but takes
# rowSums(w * rs) for the mean weights of the columns, which are colSums(w * rs): its variance of weighted kappa is another.
fce <- function(kind) { w <- weighting(kind, v); n <- nrow(pair); p <- table(factor(pair[, 1], v), factor(pair[, 2], v)) / n
  a <- rowSums(p); b <- colSums(p); po <- sum(w * p); pe <- sum(w * outer(a, b)); s <- 0
  for (i in seq_along(v)) for (j in seq_along(v))
    s <- s + p[i, j] * (w[i, j] * (1 - pe) - (sum(b * w[i, ]) + sum(a * w[, j])) * (1 - po))^2
  sqrt((s - (po * pe - 2 * pe + po)^2) / (n * (1 - pe)^4)) }
cohens <- list(unweighted = c(cohen$kappa, sqrt(cohen$var.kappa)), quadratic = c(cohen$weighted.kappa, fce("quadratic")),
               linear = c(linear$weighted.kappa, fce("linear")), unweighted_low = cohen$confid[1, 1],
               psych_quadratic = sqrt(cohen$var.weighted))
null_z <- function(kind) { w <- weighting(kind, v); n <- nrow(pair); p <- table(factor(pair[, 1], v), factor(pair[, 2], v)) / n
  a <- rowSums(p); b <- colSums(p); e <- outer(a, b); pe <- sum(w * e); kappa <- (sum(w * p) - pe) / (1 - pe); s <- 0
  for (i in seq_along(v)) for (j in seq_along(v)) s <- s + e[i, j] * (w[i, j] - (sum(b * w[i, ]) + sum(a * w[, j])))^2
  kappa / sqrt((s - pe^2) / (n * (1 - pe)^2)) }
po <- mean(pair[, 1] == pair[, 2]); pe <- sum((table(factor(pair, v)) / length(pair))^2)
scott <- c((po - pe) / (1 - pe), sqrt(po * (1 - po) / ((nrow(pair) - 1) * (1 - pe)^2)))

# Units on a continuum of 200 positions: three coders, marks that do not overlap within a coder.
mark <- function(coder) { at <- 0; found <- NULL
  repeat { at <- at + sample(0:25, 1); length <- sample(4:30, 1); if (at + length > 200) return(found)
    found <- rbind(found, data.frame(coder = coder, code = sample(c("c", "k", "z"), 1), start = at, end = at + length))
    at <- at + length } }
units <- do.call(rbind, lapply(c("i", "j", "l"), mark))
# Krippendorff (1995, 2004): D_o over pairs of coders; D_e by trying every position of every unit against every other unit
# and every gap, not by its closed form.
apart <- function(s1, l1, s2, l2) if (s1 < s2 + l2 && s2 < s1 + l1) (s1 - s2)^2 + (s1 + l1 - s2 - l2)^2 else NA
unitized <- function(code, L = 200, coders = c("i", "j", "l")) { m <- length(coders)
  own <- lapply(coders, function(g) units[units$coder == g & units$code == code, ])
  gaps <- unlist(lapply(own, function(u) { ends <- c(0, u$end); starts <- c(u$start, L); (starts - ends)[starts > ends] }))
  observed <- 0
  for (g in 1:m) for (h in 1:m) if (g < h) for (side in 1:2) {
    a <- own[[if (side == 1) g else h]]; b <- own[[if (side == 1) h else g]]
    for (i in seq_len(nrow(a))) {
      d <- if (nrow(b)) sapply(seq_len(nrow(b)), function(j) apart(a$start[i], a$end[i] - a$start[i], b$start[j], b$end[j] - b$start[j])) else NA
      observed <- observed + if (all(is.na(d))) (a$end[i] - a$start[i])^2 else if (side == 1) sum(d, na.rm = TRUE) else 0
    } }
  observed <- 2 * observed / (m * (m - 1) * L^2)
  l <- unlist(lapply(own, function(u) u$end - u$start)); total <- 0
  for (i in seq_along(l)) {
    for (j in seq_along(l)) if (i < j) for (b in (1 - l[i]):(l[j] - 1)) total <- total + b^2 + (b + l[i] - l[j])^2
    for (gap in gaps[gaps >= l[i]]) for (at in 0:(gap - l[i])) total <- total + l[i]^2
  }
  expected <- 2 / L * total / (m * L * (m * L - 1) - sum(l * (l - 1)))
  c(1 - observed / expected, observed, expected) }
codes <- unique(units$code); by_code <- lapply(setNames(codes, codes), unitized)
overall <- 1 - sum(sapply(by_code, `[`, 2)) / sum(sapply(by_code, `[`, 3))

# Krippendorff et al. (2016), position by position; "-" is a gap.
line <- function(g) { x <- rep("-", 200); u <- units[units$coder == g, ]
  for (i in seq_len(nrow(u))) x[(u$start[i] + 1):u$end[i]] <- u$code[i]; x }
lines <- lapply(c("i", "j", "l"), line); values <- c("-", codes)
ell <- matrix(0, length(values), length(values), dimnames = list(values, values))
for (g in 1:3) for (h in 1:3) if (g != h) for (x in 1:200)
  ell[lines[[g]][x], lines[[h]][x]] <- ell[lines[[g]][x], lines[[h]][x]] + 1 / 2
own <- c(sum(unlist(lines) == "-"), sapply(codes, function(k) sum((units$end - units$start)[units$code == k]^2)))
by_chance <- function(l, own) (outer(rowSums(l), rowSums(l)) - diag(own)) / (sum(l) - sum(own) / sum(l))
e <- by_chance(ell, own); off <- function(x) sum(x) - sum(diag(x))
valued <- ell[codes, codes]
shared <- sapply(seq_len(nrow(units)), function(i) { g <- match(units$coder[i], c("i", "j", "l")); s <- 0
  for (h in setdiff(1:3, g)) for (x in (units$start[i] + 1):units$end[i]) if (lines[[h]][x] != "-") s <- s + 1 / 2
  s^2 })
ec <- by_chance(valued, sapply(codes, function(k) sum(shared[units$code == k])))
continuum <- list(u = 1 - off(ell) / off(e), binary = 1 - sum(ell[1, -1]) / sum(e[1, -1]), cu = 1 - off(valued) / off(ec),
  coverage = sum(valued) / sum(ell), k = lapply(setNames(codes, codes), function(k) 1 - (sum(ec[k, ]) / sum(valued[k, ])) *
    (sum(valued[k, ]) - valued[k, k]) / (sum(ec[k, ]) - ec[k, k])))

kinds <- c("unweighted", "linear", "quadratic", "ordinal")
for_each <- function(names, f) lapply(setNames(names, names), f)
json <- function(x) {
  if (is.data.frame(x)) return(paste0("[", paste(sapply(seq_len(nrow(x)), function(i) paste0("[", paste(sapply(x[i, ], json), collapse = ","), "]")), collapse = ","), "]"))
  if (is.list(x)) return(paste0("{", paste0('"', names(x), '":', sapply(x, json), collapse = ","), "}"))
  if (is.matrix(x)) return(paste0("[", paste(apply(x, 1, json), collapse = ","), "]"))
  text <- if (is.character(x)) paste0('"', x, '"') else ifelse(is.finite(x), sprintf("%.17g", x), "null")
  if (length(x) == 1) text else paste0("[", paste(text, collapse = ","), "]")
}
cat(json(list(
  tables = tables, alpha = lapply(tables, function(x) for_each(c("nominal", "ordinal", "interval", "ratio"), function(l) alpha(x, l))),
  gwet = lapply(tables, function(x) for_each(kinds, function(w) for_each(c("ac", "fleiss", "bp", "percent"), function(f) gwet(x, w, f)))),
  conger = lapply(tables, function(x) for_each(kinds, function(w) conger(x, w))),
  holsti = lapply(tables, holsti), unanimous = lapply(tables, unanimous), fleiss = fleiss(tables$complete),
  cohen = cohens, cohen_z = for_each(kinds, null_z), scott = scott,
  units = units, unitizing = c(list(overall = overall), by_code), continuum = continuum)), "\n")
