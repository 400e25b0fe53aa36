# Makes the oracles that come from R: Rscript tests/statistics/oracles/make.R
# On Debian 12: apt-get install --no-install-recommends r-base-core r-cran-survival r-cran-spdep \
#   r-cran-spdata r-cran-classint
suppressMessages({library(survival); library(spdep); library(spData); library(classInt)})
args <- commandArgs(FALSE)
folder <- dirname(sub("^--file=", "", grep("^--file=", args, value = TRUE)))
version <- function(package) paste(package, packageVersion(package))
write <- function(table, name, ...) {
  con <- file(file.path(folder, paste0(name, ".csv")), "w")
  writeLines(paste("#", c(R.version.string, ...)), con)
  numeric <- sapply(table, is.double)
  table[numeric] <- lapply(table[numeric], function(x) {
    out <- formatC(x, digits = 15, format = "g", width = 1)
    ifelse(is.na(x), "", out)
  })
  write.csv(table, con, row.names = FALSE, quote = FALSE, na = "")
  close(con)
}

# Exact limits
pairs <- data.frame(x = c(0, 1, 5, 9, 10, 81, 15, 0, 1, 29, 1, 399), n = c(10, 10, 10, 10, 10, 263, 148, 20, 29, 29, 1, 400))
pairs <- rbind(cbind(pairs, level = 0.95), cbind(pairs, level = 0.998))
ci <- t(mapply(function(x, n, l) binom.test(x, n, conf.level = l)$conf.int, pairs$x, pairs$n, pairs$level))
write(cbind(pairs, lower = ci[, 1], upper = ci[, 2]), "binomial_exact", "stats::binom.test(x, n, conf.level = level)$conf.int")
ci <- t(mapply(function(x, n, l) prop.test(x, n, conf.level = l, correct = FALSE)$conf.int, pairs$x, pairs$n, pairs$level))
write(cbind(pairs, lower = ci[, 1], upper = ci[, 2]), "wilson", "stats::prop.test(x, n, conf.level = level, correct = FALSE)$conf.int")
counts <- data.frame(x = c(0, 1, 2, 3, 5, 10, 20, 50, 100, 1000))
counts <- rbind(cbind(counts, level = 0.95), cbind(counts, level = 0.998))
ci <- t(mapply(function(x, l) poisson.test(x, conf.level = l)$conf.int, counts$x, counts$level))
write(cbind(counts, lower = ci[, 1], upper = ci[, 2]), "poisson_exact", "stats::poisson.test(x, conf.level = level)$conf.int")

# Ratio of two rates
rates <- data.frame(x1 = c(15, 10, 3, 0, 40, 100, 7, 1), t1 = c(19.017, 1000, 90, 92, 5000, 31, 1, 200),
                    x2 = c(41, 30, 9, 6, 0, 140, 8, 1), t2 = c(28.010, 2000, 92, 90, 5200, 30, 1, 100))
ci <- t(mapply(function(a, b, c, d) poisson.test(c(c, a), c(d, b))$conf.int, rates$x1, rates$t1, rates$x2, rates$t2))
tails <- mapply(function(a, b, c, d) min(1, 2 * binom.test(c, a + c, d / (b + d), "less")$p.value,
  2 * binom.test(c, a + c, d / (b + d), "greater")$p.value), rates$x1, rates$t1, rates$x2, rates$t2)
write(cbind(rates, lower = ci[, 1], upper = ci[, 2], p_value = tails), "rate_ratio",
  "stats::poisson.test(c(x2, x1), c(t2, t1))$conf.int; p_value: twice the smaller of the one-sided",
  "stats::binom.test(x2, x1 + x2, t2 / (t1 + t2)). The first row: breast cancer after fluoroscopy,",
  "Boice and Monson (1977), the example of ?poisson.test")

# Rank of the lower limit of the median
n <- c(0:30, 50, 100, 377, 1000, 7425)
write(data.frame(n = n, rank95 = as.integer(qbinom(0.025, n, 0.5)), rank99 = as.integer(qbinom(0.005, n, 0.5))),
  "median_ranks", "stats::qbinom(0.025, n, 0.5) and 0.005; 0 is no limit")

# Empirical Bayes
nc <- st_read(system.file("shapes/sids.shp", package = "spData"), quiet = TRUE)
eb <- EBest(nc$SID74, nc$BIR74); ebb <- EBest(nc$SID74, nc$BIR74, family = "binomial")
write(data.frame(area = as.character(nc$FIPS), events = as.integer(nc$SID74), base = as.integer(nc$BIR74),
  raw = eb$raw, rate = eb$estmm, share = ebb$estmm), "empirical_bayes",
  paste(version("spdep"), version("spData"), sep = ", "),
  "Sudden infant deaths, North Carolina 1974-78 (spData shapes/sids.shp, SID74 of BIR74)",
  "rate: spdep::EBest(SID74, BIR74); share: with family = \"binomial\"")
data(auckland, package = "spData")
au <- st_read(system.file("shapes/auckland.shp", package = "spData"), quiet = TRUE)
eb <- EBest(au$M77_85, 9 * au$Und5_81)
write(data.frame(area = seq_len(nrow(au)), events = as.integer(au$M77_85), base = as.integer(9 * au$Und5_81), raw = eb$raw, rate = eb$estmm),
  "empirical_bayes_auckland", paste(version("spdep"), version("spData"), sep = ", "),
  "Infant mortality in Auckland 1977-85, the data of Marshall (1991); spdep::EBest(M77_85, 9 * Und5_81)")

# Local Moran, with an area without neighbours
columbus <- st_read(system.file("shapes/columbus.shp", package = "spData"), quiet = TRUE)
cnb <- read.gal(system.file("weights/columbus.gal", package = "spData"))
areas <- function(value, nb, perms, name, ...) {
  lw <- nb2listw(nb, style = "W", zero.policy = TRUE)
  set.seed(1)
  plain <- localmoran(value, lw, mlvar = FALSE, zero.policy = TRUE)
  sim <- localmoran_perm(value, lw, nsim = perms, mlvar = FALSE, zero.policy = TRUE, alternative = "two.sided")
  p_spdep <- sim[, "Pr(z != E(Ii)) Sim"]
  z <- value - mean(value)
  p <- sapply(seq_along(z), function(i) {
    k <- card(nb)[i]
    if (k == 0) return(NA)
    drawn <- z[i] * replicate(perms, mean(sample(z[-i], k)))
    here <- z[i] * mean(z[nb[[i]]])
    min(1, 2 * (1 + min(sum(drawn >= here - 1e-12), sum(drawn <= here + 1e-12))) / (perms + 1))
  })
  quad <- attr(plain, "quadr")$mean
  alone <- card(nb) == 0
  p[alone] <- NA
  q <- rep(NA_real_, length(p)); q[!alone] <- p.adjust(p[!alone], "BH")
  near <- sapply(nb, function(j) paste(sprintf("%03d", j[j > 0]), collapse = " "))
  write(data.frame(area = sprintf("%03d", seq_along(value)), value = value, neighbours = near,
    moran = ifelse(alone, NA_real_, plain[, 1]), p_value = p, q_value = q, p_spdep = ifelse(alone, NA_real_, p_spdep),
    quadrant = ifelse(alone, "", as.character(quad))), name, version("spdep"), version("spData"), ...)
}
areas(columbus$CRIME, cnb, 49999, "local_moran", "Crime in Columbus, Ohio (Anselin 1988; spData columbus.shp, columbus.gal)",
  "moran: spdep::localmoran(CRIME, nb2listw(nb), mlvar = FALSE); p_spdep: localmoran_perm, nsim = 49999, two.sided,",
  "which draws neighbours with replacement; p_value: the same without, by base::sample, twice the smaller tail, 49999 draws;",
  "q_value: stats::p.adjust(p_value, \"BH\")")
cut <- cnb; cut[[5]] <- 0L
for (i in seq_along(cut)) if (i != 5) { j <- setdiff(cut[[i]], 5L); cut[[i]] <- if (length(j)) as.integer(j) else 0L }
attr(cut, "sym") <- TRUE
areas(columbus$CRIME, cut, 9999, "local_moran_island", "As local_moran.csv, with area 5 cut off, 9999 draws")

