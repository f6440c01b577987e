"""Tags of the laboratory's pages."""
