# Equality of mean growth across kinds of alliance, from firms.csv beside this script (invented firms).
#
#   Rscript equal_means.R > equal_means.json
#
# Written with R 4.2.2 and survey 4.1-1; 17 significant digits.

suppressMessages(library(survey))
d <- read.csv("firms.csv")
options(survey.lonely.psu = "adjust")
clusters <- svydesign(id = ~psu, strata = ~stratum, weights = ~w, data = d, nest = TRUE)
wald <- function(design) {
  test <- regTermTest(svyglm(log(growth) ~ factor(kind), design), ~factor(kind), method = "Wald")
  sprintf('{"statistic": %.17g, "df": %.17g, "df2": %.17g, "p": %.17g}', test$Ftest, test$df, test$ddf, test$p)
}
cat(sprintf('{"all": %s, "some": %s}\n', wald(clusters), wald(subset(clusters, months > 4))))
