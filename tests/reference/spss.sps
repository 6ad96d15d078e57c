* Tables that tests/report/test_spss_firms_against_pspp.py compares with, by GNU PSPP 1.6.2, from this folder:.
* pspp -O format=csv -o spss_pspp.csv spss.sps.
* The data are invented; 9 is declared missing in trust.
SET FORMAT=F20.10.
DATA LIST LIST NOTABLE /success months sector export count trust (F8.0).
BEGIN DATA
1 9 1 0 1 9
1 8 2 1 2 4
0 2 3 0 3 1
1 7 3 1 1 4
0 3 2 1 1 3
1 6 1 0 2 3
0 4 2 0 3 2
0 5 3 1 1 3
1 10 3 1 1 1
1 3 2 0 2 9
0 1 1 0 3 1
1 8 2 0 1 3
1 9 3 1 1 1
0 4 3 0 2 2
1 7 2 1 3 4
0 2 1 0 1 1
0 6 2 1 1 4
1 5 3 0 2 2
1 11 3 1 3 9
0 3 2 0 1 2
1 8 1 1 1 4
0 2 2 0 2 1
0 4 3 0 3 2
1 9 3 0 1 4
1 6 2 1 1 4
1 7 1 1 2 4
0 5 2 0 3 2
0 1 3 1 1 9
1 10 3 0 1 4
0 3 2 0 2 2
1 4 1 1 3 3
1 8 2 1 1 4
0 2 3 0 1 1
1 9 3 0 2 4
0 6 2 1 3 4
0 3 1 0 1 2
1 7 2 1 1 9
0 8 3 0 2 3
1 5 3 0 3 2
1 2 2 1 1 2
END DATA.
MISSING VALUES trust (9).
FREQUENCIES /VARIABLES=trust.
CROSSTABS /TABLES=export BY success BY sector /CELLS=COUNT ROW EXPECTED RESIDUAL SRESIDUAL ASRESIDUAL /STATISTICS=CHISQ PHI CC.
CROSSTABS /TABLES=trust BY sector /CELLS=COUNT /STATISTICS=BTAU CTAU GAMMA CORR.
CROSSTABS /TABLES=export BY success /CELLS=COUNT /STATISTICS=KAPPA.
T-TEST /GROUPS=export(0,1) /VARIABLES=months trust.
T-TEST /GROUPS=sector(1,3) /VARIABLES=months trust /MISSING=LISTWISE.
CORRELATIONS /VARIABLES=months trust count /PRINT=TWOTAIL.
CORRELATIONS /VARIABLES=months trust count /MISSING=LISTWISE.
DESCRIPTIVES /VARIABLES=months trust /MISSING=LISTWISE /STATISTICS=MEAN STDDEV MIN MAX.
WEIGHT BY count.
T-TEST /GROUPS=export(0,1) /VARIABLES=months.
CROSSTABS /TABLES=export BY success BY sector /CELLS=COUNT /STATISTICS=CHISQ.
LOGISTIC REGRESSION success WITH months export /PRINT=CI(95).
