"""Places visited: the list, the map, and whether the visitor was there."""
