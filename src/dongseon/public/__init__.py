"""The public site: what may be told, for everybody, from a process that knows nothing more."""
