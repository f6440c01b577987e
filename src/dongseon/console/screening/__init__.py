"""Screening: sites, visits from arrival to exit, what was asked, bookings, and groups tested by roster."""
