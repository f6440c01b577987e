"""Files that people bring: opened with care, their columns understood, their rows turned into values.

Nothing here knows a case or a person; what becomes of the rows is for `workflows/importing.py`.
"""
