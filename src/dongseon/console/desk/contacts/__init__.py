"""Pages of those who met a case: who may have been there, and who is a contact."""
