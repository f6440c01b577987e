"""Pages of screening: sites, the queue and its wall screen, visits, bookings, groups."""
