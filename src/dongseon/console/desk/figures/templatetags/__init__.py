"""How values of the report are written."""
