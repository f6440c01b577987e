"""Coming in: password, second factor, first password; and one's own affairs once inside."""
