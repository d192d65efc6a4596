"""Where to put the next devices: proposals with a proven gap, a price for fairness, a reason for every site."""

from cityplanner.siting.problem import Floors, Problem, floors_by_group, floors_by_part
from cityplanner.siting.solution import BestSoFar, Solution, Status
from cityplanner.siting.solve import solve

__all__ = [
    "BestSoFar",
    "Floors",
    "Problem",
    "Solution",
    "Status",
    "floors_by_group",
    "floors_by_part",
    "solve",
]
