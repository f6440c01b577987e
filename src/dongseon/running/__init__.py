"""What it takes to run a server: its database, secrets, journal, and the processes that are kept alive.

Console and public site stand on it and never on each other.
"""
