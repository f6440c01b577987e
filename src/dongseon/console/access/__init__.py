"""Who works here, in which role, for which area; and the door of every page."""
