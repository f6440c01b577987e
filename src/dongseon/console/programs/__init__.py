"""Programs of laboratories and integrators: their tokens, what each may do, where, until when."""
