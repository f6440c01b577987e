"""Cases and the contacts of cases: what is known of a course of illness, never of whom.

A person is a random identifier here; who that is stands in `registry/` alone. Rules and their sources:
docs/rules/cases.md.
"""
