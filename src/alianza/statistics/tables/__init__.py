"""Two or more variables against each other: cross-tabulations, tests of association, rank tests, families of tests."""
