"""The chain itself: forward-backward over places, anchored visits, spots and a person under way.

States of one step, and how they follow each other (derivation in docs/method/itinerary.md):

    place j     ──leave──►  under way in the cell of j
    anchor a    a visit to one place that explains one record; knows its age, so any duration fits
    spot z      still, in cell z, at no listed place
    way z       under way in cell z: moves to cells near, then may stop at something in its cell

Work is linear in steps x (places + moves). Only block starts of the forward pass are kept; the rest is
computed again on the way back, so memory does not grow with the period.
"""

from typing import NamedTuple

import numpy as np

from dongseon.itinerary import kernels
from dongseon.itinerary import scene as scenes
from dongseon.itinerary.scene import Scene
from dongseon.records.columns import Codes, Floats

__all__ = ["Answer", "Scene", "smooth"]


class Answer(NamedTuple):
    """Sparse marginals, steps in order."""

    offsets: Codes  # (T + 1,)
    place: Codes
    probability: Floats
    cell: Codes  # (T,) most probable cell when at no listed place
    still: Floats  # (T,) probability of a spot that is no listed place
    way: Floats  # (T,) probability of being under way
    log_likelihood: float


def smooth(scene: Scene, initial: Floats, block: int, least: float) -> Answer:
    """Marginals of every step given all evidence (forward-backward).

    initial: (C + A + Z + Z,) distribution before the first step, nought for anchored visits; block:
    steps between kept forward states; least: smallest place probability that is returned.
    """
    steps, n_places = scene.hour.size, scene.place_cell.size
    order = np.argsort(scene.place_cell, kind="stable").astype(np.int32)
    scene = scenes.by_cell(scene, order)
    initial = np.concatenate([initial[:n_places][order], initial[n_places:]])
    layout = scenes.lay_out(scene)
    kept, log_likelihood = kernels.forward_pass(scene, layout, initial, block)
    alpha = np.empty((2, min(block, steps) + 1, initial.size))
    seen = np.zeros((2, min(block, steps), initial.size))
    nothing = np.zeros((2, initial.size))
    back = kernels.Back(np.ones(initial.size), nothing[0], nothing[1])
    parts = []
    for b in range(len(kept) - 1, -1, -1):
        last = min(steps, (b + 1) * block)
        alpha[:, 0] = kept[b]
        parts.append(kernels.rewind(scene, layout, alpha, seen, back, b * block, last, least))
    lengths, place, probability, cell, still, way = (
        np.concatenate(column) for column in zip(*reversed(parts), strict=True)
    )
    offsets = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int32)
    place = order[place]
    ascending = np.argsort(np.repeat(np.arange(steps), lengths) * n_places + place)
    return Answer(
        offsets, place[ascending], probability[ascending], cell, still, way, log_likelihood
    )
