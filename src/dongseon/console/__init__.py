"""The authority's platform: a Django project over PostgreSQL. The map of its rooms: docs/console.md."""
