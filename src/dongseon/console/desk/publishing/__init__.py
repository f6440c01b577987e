"""Pages of publishing: drafts, their approval, places and their owners, corrections."""
