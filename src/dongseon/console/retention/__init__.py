"""Erasure: the runs that were made, and the signed reports of what they erased."""
