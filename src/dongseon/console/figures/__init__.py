"""The daily report: cut at midnight in Seoul, its sums checked, kept as it was issued."""
