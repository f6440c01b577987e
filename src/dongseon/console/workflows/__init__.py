"""What crosses contexts: one module a use case; no models."""
