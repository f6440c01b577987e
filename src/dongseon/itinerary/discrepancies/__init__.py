"""What does not fit together: statement against records, record against record.

Everything found here is to be asked again; nothing here is called a lie.
"""

from dongseon.itinerary.discrepancies.finding import find

__all__ = ["find"]
