"""Measure what the program claims: accuracy against known truth, and speed against its peers."""
