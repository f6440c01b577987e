"""The roster is about officers on duty and open matters; it knows persons by identifier alone."""

from dongseon.console.keeping import Keeper

KEEPER = Keeper(
    holdings=(),
    not_personal={
        "roster.Shift": "hours and areas",
        "roster.Duty": "identifiers of officers",
        "roster.Matter": "an identifier and a phrase of the catalogue",
        "roster.Handover": "identifiers of officers and matters",
    },
)
