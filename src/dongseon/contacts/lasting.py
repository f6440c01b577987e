"""From the meetings of one person to one number: were the two together for a quarter of an hour?"""

from collections import defaultdict
from collections.abc import Iterable

from dongseon.contacts.types import Contact


def lasting(met: Iterable[Contact]) -> float:
    """P(at least fifteen minutes together at some place) from all that is listed of one person.

    Of one place the surest meeting counts: whoever is not at this office today was most likely not
    there yesterday either, so that days add little. Different places are taken as independent.
    Vehicles are left out.
    """
    surest: dict[str, float] = defaultdict(float)
    for contact in met:
        if contact.place_id:
            surest[contact.place_id] = max(surest[contact.place_id], contact.probability_15_min)
    missed = 1.0
    for chance in surest.values():
        missed *= 1.0 - chance
    return 1.0 - missed
