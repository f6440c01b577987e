"""Shifts: who is on duty, what is open, and giving it to the next shift."""
