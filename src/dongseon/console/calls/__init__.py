"""Calls that somebody must make: each with a clock, its attempts, and what follows them."""
