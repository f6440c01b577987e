"""Every error a user of dongseon can meet.

DongseonError
├── InvalidInput      a file, row, field or argument cannot be used; the message names it
└── NotFound          a person, place or file that was asked for is not there
"""


class DongseonError(Exception):
    """The root: everything dongseon raises on purpose."""


class InvalidInput(DongseonError):
    """Input that cannot be used. The message names file, row, field and value, as far as known."""


class NotFound(DongseonError):
    """What was asked for (a person, a place, a file) is not there. The message names it."""
