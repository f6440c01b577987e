"""Every write, and every look at personal data: who, when, what, about whom, for which case, why.

An entry is made in the transaction of the act itself, or the act does not happen. The application's
role in the database can add entries and read them, nothing else (`running/rights.py`).
"""
