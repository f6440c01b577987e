"""Dongseon: raw records in, itinerary and contacts out."""
