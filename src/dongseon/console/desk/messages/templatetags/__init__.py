"""How values of these pages are written."""
