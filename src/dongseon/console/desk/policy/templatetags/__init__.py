"""Tags of the pages of policy."""
