"""Pages of cases: the line list, a case, importing, exporting, duplicates, transfers."""
