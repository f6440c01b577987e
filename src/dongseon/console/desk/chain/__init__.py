"""The page of transmission chains and clusters."""
