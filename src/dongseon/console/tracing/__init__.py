"""Tracing: where a case was, as machine and officers tell it; who was there; who may have infected whom.

Where somebody was is kept sealed in the box of the case (`registry.boxes`). This context stores the
sealed bytes; `workflows` seal and open them, against a look.
"""
