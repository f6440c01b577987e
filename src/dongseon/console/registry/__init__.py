"""The registry: the only place where a person has a name. Everywhere else they are a random UUID.

Everything that names somebody is sealed under a key of that person and kind of data; the keys live
outside the database, and destroying one makes every copy unreadable. See docs/method/registry.md.
"""
