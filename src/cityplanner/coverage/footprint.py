"""Which people a device serves, and how strongly."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt


@dataclass(frozen=True, eq=False, slots=True)
class Footprint:
    """``rows`` (m,) of the :class:`PeopleIndex` without repeats, and the ``strengths`` (m,) that reach them.

    The unit of a strength is the coverage model's: 1 for reached, dBm, lux ...
    """

    rows: npt.NDArray[np.int64]
    strengths: npt.NDArray[np.float64]
