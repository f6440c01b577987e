"""Tables of orders to stay apart. Private to this context.

People are random identifiers here; an address, a statement or a letter's words lie sealed in the registry.
"""

from dongseon.console.isolation.models.days import (
    Absence,
    Breach,
    Need,
    Question,
    Report,
    Step,
)
from dongseon.console.isolation.models.orders import (
    Complaint,
    Facility,
    Line,
    Offer,
    Order,
    Paper,
    Service,
)

__all__ = [
    "Absence",
    "Breach",
    "Complaint",
    "Facility",
    "Line",
    "Need",
    "Offer",
    "Order",
    "Paper",
    "Question",
    "Report",
    "Service",
    "Step",
]
