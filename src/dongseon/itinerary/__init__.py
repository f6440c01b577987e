"""One person's records → where they were, when, and how sure that is."""

from dongseon.itinerary.coarse import coarser
from dongseon.itinerary.detect import DetectedStays, StayRule, detect_stays
from dongseon.itinerary.parameters import Habit, Model
from dongseon.itinerary.reconstruct import reconstruct
from dongseon.itinerary.subject import Subject, subject_of
from dongseon.itinerary.types import (
    Discrepancy,
    Gap,
    Itinerary,
    Moment,
    Posterior,
    Rival,
    Stay,
    Stretch,
    Trip,
)

__all__ = [
    "DetectedStays",
    "Discrepancy",
    "Gap",
    "Habit",
    "Itinerary",
    "Model",
    "Moment",
    "Posterior",
    "Rival",
    "Stay",
    "StayRule",
    "Stretch",
    "Subject",
    "Trip",
    "coarser",
    "detect_stays",
    "reconstruct",
    "subject_of",
]
