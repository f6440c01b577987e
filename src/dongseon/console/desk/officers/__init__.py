"""Who works here: officers, their roles, and what waits for a second person."""
