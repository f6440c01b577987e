"""How values of care are written."""
