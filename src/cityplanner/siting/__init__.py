"""Where to put the next devices: proposals with a proven gap, a price for fairness, a reason for every site."""

from cityplanner.siting.candidates import CandidateKind, Candidates, CandidateSource
from cityplanner.siting.distances import shortest_mean, shortest_worst
from cityplanner.siting.explain import Reason, explain
from cityplanner.siting.frontier import Frontier, FrontierKind, FrontierPoint, frontier
from cityplanner.siting.problem import Floors, Problem, floors_by_group, floors_by_part
from cityplanner.siting.proposal import ChosenSite, Proposal, accept, explained, open_point, propose, study_frontier
from cityplanner.siting.request import FloorOf, Objective, Request, SitingDemand
from cityplanner.siting.solution import BestSoFar, Solution, Status
from cityplanner.siting.solve import solve
from cityplanner.siting.study import SitingStudy, siting_study
from cityplanner.siting.targets import least_sites

__all__ = [
    "BestSoFar",
    "CandidateKind",
    "CandidateSource",
    "Candidates",
    "ChosenSite",
    "FloorOf",
    "Floors",
    "Frontier",
    "FrontierKind",
    "FrontierPoint",
    "Objective",
    "Problem",
    "Proposal",
    "Reason",
    "Request",
    "SitingDemand",
    "SitingStudy",
    "Solution",
    "Status",
    "accept",
    "explain",
    "explained",
    "floors_by_group",
    "floors_by_part",
    "frontier",
    "least_sites",
    "open_point",
    "propose",
    "shortest_mean",
    "shortest_worst",
    "siting_study",
    "solve",
    "study_frontier",
]
