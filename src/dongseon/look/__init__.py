"""What every face shares: server-written charts and maps, words in two languages, the report."""
