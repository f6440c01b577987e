"""Specimens on their way from swab to verified result: custody, pools, kits, what laboratories send."""
