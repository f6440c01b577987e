"""Open data: files, feeds, charts to embed, and their description, under addresses that do not change."""
