"""CityPlanner: place public infrastructure, see who is served, and how fairly."""

__version__ = "0.1.0"
