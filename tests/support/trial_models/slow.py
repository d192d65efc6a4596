"""A disc that is too slow for the hand, as a model among thousands of buildings may be; says who asked it."""

import threading

import numpy as np

from cityplanner.coverage.model import CoverageModel, Parameter, Reached, Strength
from cityplanner.coverage.models.disc import discs

ASKED = []
"""(thread, x of the device) of every question about one device, in their order."""
HELD = threading.Event()
"""While it is clear, questions on other threads than the main one wait."""
HELD.set()


def _reach(devices, spec, points, prepared):
    if len(devices) == 1:
        ASKED.append((threading.current_thread() is threading.main_thread(), devices[0].x))
    if threading.current_thread() is not threading.main_thread():
        HELD.wait(30)
    return Reached.of([points.within(one.x, one.y, spec.parameters["range_m"]) for one in devices], 1.0)


def _outline(devices, spec, prepared):
    return discs(np.array([(one.x, one.y) for one in devices]).reshape(-1, 2), spec.parameters["range_m"])


MODEL = CoverageModel(
    id="slow",
    name="Slow",
    parameters=(Parameter("range_m", "m", 1.0, 10_000.0, words="Range"),),
    strength=Strength(),
    reach=_reach,
    outline=_outline,
    even=lambda spec: 1.0,
    quick=False,
)
