"""What is known of officers, and the log that names them (it lies on the floor below). Both stay."""

from django.utils.translation import gettext_lazy as _

from dongseon.console.keeping import Holding, Keeper

KEEPER = Keeper(
    holdings=(
        Holding(
            models=(
                "access.Officer",
                "access.Assignment",
                "access.FactorReset",
                "access.Authenticator",
                "access.RecoveryCode",
            ),
            what=_("Officers, their roles and second factors"),
            rule="retention.audit",
            counted_from=_("the officer's last act; not erased by the console"),
        ),
        Holding(
            models=("audit.Entry",),
            what=_("The log of acts and looks: random identifiers, reasons, times"),
            rule="retention.audit",
            counted_from=_("the day of the act; not erased by the console"),
        ),
    ),
    not_personal={
        "access.Area": "provinces and districts",
        "audit.Leaf": "hashes",
        "audit.Node": "hashes",
        "audit.Head": "signed hashes",
    },
)
