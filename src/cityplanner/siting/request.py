"""What a planner asks of a search. Each option is declared beside its field, for the command line and the window."""

from dataclasses import dataclass, field
from enum import StrEnum

from cityplanner.i18n import _
from cityplanner.model import CoverageSpec
from cityplanner.option import asked, part
from cityplanner.siting.candidates import CandidateSource


class Objective(StrEnum):
    PEOPLE = "people"
    """As many residents, or people of a group, as can be."""
    EQUITY = "equity"
    """Neighbourhoods that have little count for more."""
    FLOOR = "floor"
    """Every neighbourhood, or group, at least so much; then as many people as can be."""
    FEWEST = "fewest"
    """The fewest devices that serve a target share."""
    CHEAPEST = "cheapest"
    """The least money that serves a target share."""
    MEAN_DISTANCE = "mean-distance"
    """The shortest way to the nearest device on average, as the crow flies."""
    WORST_DISTANCE = "worst-distance"
    """The shortest way for whoever has the longest."""

    @property
    def counts_metres(self) -> bool:
        """Whether value and bound are distances."""
        return self in (Objective.MEAN_DISTANCE, Objective.WORST_DISTANCE)

    @property
    def has_target(self) -> bool:
        """Whether a share is given and the sites are what is sought."""
        return self in (Objective.FEWEST, Objective.CHEAPEST)


class SitingDemand(StrEnum):
    """The demands of :data:`~cityplanner.coverage.demands.DEMANDS` that places are sought for."""

    RESIDENTS = "residents"
    GROUND = "ground"
    """For cities where it is not known who lives where."""


class FloorOf(StrEnum):
    NEIGHBOURHOODS = "neighbourhoods"
    GROUPS = "groups"


def _fading(decay_m: float) -> CoverageSpec:
    """Service that fades with distance."""
    return CoverageSpec("decay", {"decay_m": decay_m})


@dataclass(frozen=True, slots=True)
class Request:
    """What a planner asks. ``types`` share the number and the budget, one device a place.

    ``demand`` says of what the most is to be served, in its unit: residents, or square metres of ground.
    ``group`` counts the people of one group instead of all residents. ``aversion`` to inequality is for EQUITY, 0 to
    about 3; ``floor`` (0 to 1) is for FLOOR, and holds beside the other objectives too where it is given. ``target``
    (0 to 1) is the share to be served at least, for FEWEST and CHEAPEST.
    ``spacing_m`` is the least distance between devices of these types; at most ``max_moves`` existing devices may be
    put elsewhere. ``instead``: people are served as this says, and not by the types' own coverage. ``wished`` and
    ``forbidden`` are ids of candidates.
    """

    types: tuple[str, ...] = asked(
        "type", str, _("What to place; several types share one budget."), unit="TYPE", repeated=True
    )
    count: int | None = asked(
        "count", int, _("How many more to place."), default=None, unit="N", minimum=0, offers=(1, 100_000), first=20
    )
    budget: float | None = asked(
        "budget",
        float,
        _("How much the devices may cost together."),
        default=None,
        unit="MONEY",
        minimum=0,
        offers=(0, 1e9),
        first=50_000,
    )
    objective: Objective = asked("objective", Objective, _("What the best plan is."), default=Objective.PEOPLE)
    demand: SitingDemand = asked(
        "demand", SitingDemand, _("What is to be served: residents, or the ground."), default=SitingDemand.RESIDENTS
    )
    group: str | None = asked("group", str, _("Count the people of this group only."), default=None, unit="GROUP")
    aversion: float = asked(
        "aversion",
        float,
        _("How much inequality weighs where service is to be shared fairly: 0 to about 3."),
        default=1.0,
        unit="X",
        offers=(0.1, 3.0),
        first=1.0,
    )
    floor: float | None = asked(
        "floor",
        float,
        _("Least share served of every neighbourhood, or every group."),
        default=None,
        unit="PERCENT",
        read=part,
        offers=(1, 100),
        first=10,
    )
    floor_of: FloorOf = asked("floor-of", FloorOf, _("Whom the floor is for."), default=FloorOf.NEIGHBOURHOODS)
    source: CandidateSource = field(default_factory=CandidateSource)
    spacing_m: float = asked(
        "spacing", float, _("Least distance between two devices."), default=0.0, unit="METRES", offers=(0, 10_000)
    )
    max_moves: int = asked(
        "moves", int, _("How many existing devices may be put elsewhere."), default=0, unit="N", minimum=0
    )
    target: float | None = asked(
        "target",
        float,
        _("Share to be served, where the fewest devices or the least money are sought."),
        default=None,
        unit="PERCENT",
        read=part,
        offers=(1, 100),
        first=50,
    )
    instead: CoverageSpec | None = asked(
        "decay",
        float,
        _("Service fades with distance as exp(-distance / METRES)."),
        default=None,
        unit="METRES",
        read=_fading,
    )
    wished: tuple[str, ...] = asked(
        "pin", str, _("Must be chosen; can be repeated."), default=(), unit="CANDIDATE", repeated=True
    )
    forbidden: tuple[str, ...] = asked(
        "veto", str, _("Must not be; can be repeated."), default=(), unit="CANDIDATE", repeated=True
    )
