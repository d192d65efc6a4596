"""The coverage models by name: the one place where a new model comes in."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from cityplanner.coverage import disc
from cityplanner.coverage.footprint import Footprint
from cityplanner.coverage.people_index import PeopleIndex
from cityplanner.errors import InputError
from cityplanner.i18n import _
from cityplanner.model import CoverageSpec, Device, Rule


@dataclass(frozen=True, slots=True)
class CoverageModel:
    """How devices of a type reach people and ground. Both functions take many devices at once, for speed.

    ``footprints`` gives a :class:`Footprint` a device; ``grounds`` gives (d,) shapely polygons in the city's CRS.
    What a device serves must depend on that device, the specification and the people only.
    """

    footprints: Callable[[Sequence[Device], CoverageSpec, PeopleIndex], list[Footprint]]
    grounds: Callable[[Sequence[Device], CoverageSpec], npt.NDArray[np.object_]]


COVERAGE_MODELS = {"disc": CoverageModel(disc.footprints, disc.grounds)}


def coverage_model(spec: CoverageSpec) -> CoverageModel:
    """The model that ``spec`` names. Raises :class:`InputError` where there is none of that name."""
    try:
        return COVERAGE_MODELS[spec.model]
    except KeyError:
        raise InputError(
            _("There is no coverage model {model}; use one of: {known}.").format(
                model=spec.model, known=", ".join(COVERAGE_MODELS)
            )
        ) from None


def grounds_needed(spec: CoverageSpec) -> int:
    """How many of the devices' grounds must lie over each other for the place to be served.

    Within the ground of every model here the strength is 1, so that strengths that add up are counted too.
    """
    return max(math.ceil(spec.threshold - 1e-9), 1) if spec.rule is Rule.SUM else spec.devices_needed
