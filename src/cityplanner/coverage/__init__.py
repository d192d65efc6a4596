"""Who is served: the live engine, and one module a coverage model."""

from cityplanner.coverage.engine import Engine
from cityplanner.coverage.engines import engine_for
from cityplanner.coverage.table import CoverageTable

__all__ = ["CoverageTable", "Engine", "engine_for"]
