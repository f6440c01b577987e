"""The dashboard: figures, their definitions, charts and tables, and the same as files."""
