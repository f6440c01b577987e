"""Pages of the daily report."""
