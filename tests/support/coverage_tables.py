"""Coverage tables written down by hand."""

import numpy as np
import numpy.typing as npt

from cityplanner.coverage import CoverageTable


def coverage_table(people: npt.ArrayLike, served: npt.ArrayLike, groups: tuple[str, ...] = ()) -> CoverageTable:
    """``people`` and ``served`` (n, 1 + g), or (n,) without groups; one device, nobody served twice."""
    counts, reached = (np.asarray(one, dtype=float).reshape(len(one), -1) for one in (people, served))
    ids = tuple(f"{row:02}" for row in range(1, len(counts) + 1))
    return CoverageTable(
        ids=ids,
        names=ids,
        groups=groups,
        devices=1,
        people=counts,
        served=reached,
        by_one=reached,
        in_reach=reached[:, 0],
        area_m2=np.full(len(counts), 1e6),
    )
