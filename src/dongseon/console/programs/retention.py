"""What is kept of programs: nothing about people."""

from dongseon.console.keeping import Keeper

KEEPER = Keeper(
    holdings=(),
    not_personal={
        "programs.Program": "offices and laboratories, no person",
        "programs.Minute": "numbers of calls",
    },
)
