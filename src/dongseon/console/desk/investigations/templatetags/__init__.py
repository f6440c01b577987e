"""Tags of the pages of investigations."""
