"""Keys: one for each person and kind of data, wrapped by a key-encryption key from a file.

They live apart from the database and from its backups, so that destroying one ends every copy of
what it sealed.
"""
