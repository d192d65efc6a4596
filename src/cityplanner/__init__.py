"""CityPlanner: place public infrastructure, see who is served, and how fairly."""

from cityplanner.offline import stay_offline

__version__ = "0.1.0"

stay_offline()
