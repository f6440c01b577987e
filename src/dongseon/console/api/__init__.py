"""JSON for programs of laboratories and integrators: /api/v1, described in OpenAPI."""
