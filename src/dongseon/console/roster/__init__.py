"""The 24-hour team: shifts, who is on duty, what is still open, and its passing to the next shift."""
