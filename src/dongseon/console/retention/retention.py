"""Reports of erasures count and digest; they name nobody, and stay."""

from dongseon.console.keeping import Keeper

KEEPER = Keeper(
    holdings=(), not_personal={"retention.Report": "counts and digests of what was erased"}
)
