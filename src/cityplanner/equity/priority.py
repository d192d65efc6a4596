"""Where the next device is needed most."""

import numpy as np
import numpy.typing as npt

from cityplanner.equity.profile import deprivation_rank
from cityplanner.equity.ranks import middle_ranks
from cityplanner.model import City

FloatArray = npt.NDArray[np.float64]


def priority_score(
    people: npt.ArrayLike, share: npt.ArrayLike, deprivation: npt.ArrayLike, need: npt.ArrayLike = 1.0
) -> FloatArray:
    """(n,) people x (1 - share served) x deprivation x need; NaN where one of them is.

    ``deprivation`` is 0 or more and higher for the poor; ``need`` is another share that counts, such as that of the
    homes without internet.
    """
    return np.asarray(
        np.asarray(people, dtype=np.float64)
        * (1 - np.asarray(share, dtype=np.float64))
        * np.asarray(deprivation, dtype=np.float64)
        * np.asarray(need, dtype=np.float64)
    )


def deprivation_weight(city: City, people: FloatArray) -> FloatArray:
    """(n,) the weight of each neighbourhood's deprivation in a priority: 0 to 1, higher for the poor.

    The figure itself where all lie between 0 and 1 and high means poor, as rates do; else the rank from the least to
    the most deprived, for scores and ranks have no zero. 1 everywhere where the data has no deprivation; NaN where a
    single neighbourhood has none.
    """
    rank_by = deprivation_rank(city)
    if np.isnan(rank_by).all():
        return np.ones(len(rank_by))
    if city.deprivation_high_is_poor and np.nanmin(-rank_by) >= 0 and np.nanmax(-rank_by) <= 1:
        return -rank_by
    return 1 - middle_ranks(rank_by, np.nan_to_num(people, nan=0.0))
