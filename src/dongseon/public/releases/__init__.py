"""What the console has released: received, checked, kept, and read by every page."""
