"""Tags of the dashboard."""
