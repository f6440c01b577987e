"""A person's page: who looked, and, for a reason that is written down, who it is."""
