"""Pages that editors write: the kinds that all sections share."""
