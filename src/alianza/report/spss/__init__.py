"""Tables in the shape that SPSS users know: the same titles, columns, rows and footnotes, in both languages."""
