"""Rules are about nobody; who proposed and approved them is in the log too."""

from dongseon.console.keeping import Keeper

KEEPER = Keeper(
    holdings=(),
    not_personal={
        "policy.Row": "rules, and the identifiers of two officers",
        "policy.Proposal": "rules, and the identifiers of two officers",
    },
)
