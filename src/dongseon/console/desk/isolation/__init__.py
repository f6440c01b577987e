"""Pages of isolation and quarantine: the officer's day, a person, a breach, needs, houses, workload."""
