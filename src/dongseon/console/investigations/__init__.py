"""Investigations: what is asked about a case, of whom, on whose two signatures, and what came back.

Nothing here names anybody: what was said and what holders answered is kept sealed by the registry, under
a key of the case's own.
"""
