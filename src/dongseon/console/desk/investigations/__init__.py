"""Pages of investigations: the list, a case's page, interviews, recordings, visits, the clock."""
