"""Pages about the programs of laboratories and integrators: tokens given out, confirmed, taken back."""
