"""The site's own PostgreSQL, secrets and processes: starting, stopping, keeping them alive."""
