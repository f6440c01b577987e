"""Tables of what the console has released."""
