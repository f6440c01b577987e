"""Pages of a case's itinerary: the workbench, and what is decided there."""
