"""Tags of the pages of data requests."""
