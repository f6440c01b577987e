"""Policy as dated rows: which rule held on which day, since when, from which source, decided by whom.

A rule is replaced by a successor, never edited; a decision keeps the id of the row it followed.
See docs/rules/policy.md.
"""
