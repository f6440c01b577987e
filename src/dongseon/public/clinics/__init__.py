"""Screening clinics: where to be tested, whether it is open now, and which is nearest."""
