"""What the lists of the disclosure bench are good for: who finds their exposure, and who is alarmed for nothing."""

from collections.abc import Sequence

import numpy as np

from dongseon.bench import disclosure_town as towns
from dongseon.bench.disclosure_town import PRIVATE, Patient, Told, Town
from dongseon.disclosure.types import Contacts, Exposure


def finds(
    town: Town,
    patients: Sequence[Patient],
    exposures: Sequence[Exposure],
    published: Sequence[Sequence[Told]],
) -> float:
    """Of those exposed in public whom tracers do not know, the share who find their exposure."""
    window_s = {
        str(p.person): ((p.onset or p.sampled).timestamp() - 2 * 86_400, p.isolated.timestamp())
        for p in patients
    }
    route_of = {str(p.person): told for p, told in zip(patients, published, strict=True)}
    exposed = found = 0
    for each in exposures:
        begins_s, ends_s = window_s[each.case_id]
        public = not each.home and not each.workplace and each.site.kind not in PRIVATE
        start_s, end_s = each.start.timestamp(), each.end.timestamp()
        if each.contacts is not Contacts.SOME_UNKNOWN or not public:
            continue
        if start_s < begins_s or start_s >= ends_s:
            continue
        strangers = len(towns.together(town, int(each.exposure_id))) - 1
        exposed += strangers
        place = int(each.site.site_id)
        listed_there = any(
            stay.place == place and stay.start_s < end_s and stay.end_s > start_s
            for stay in route_of[each.case_id]
        )
        found += strangers * listed_there
    return found / exposed if exposed else float("nan")


def truly_exposed(town: Town, exposures: Sequence[Exposure], published: Sequence[Told]) -> float:
    """Of the people who find themselves on a list, each counted once a place, the share who met a case there."""
    listed: dict[int, set[int]] = {}
    for stay in published:
        there = town.people_at(stay.place, stay.start_s, stay.end_s)
        listed.setdefault(stay.place, set()).update(there.tolist())
    met: dict[int, set[int]] = {}
    for each in exposures:
        place = int(each.site.site_id)
        if place in listed:
            there = towns.together(town, int(each.exposure_id))
            met.setdefault(place, set()).update(np.setdiff1d(there, [int(each.case_id)]).tolist())
    everybody = sum(map(len, listed.values()))
    return sum(len(met.get(place, set()) & there) for place, there in listed.items()) / max(
        everybody, 1
    )
