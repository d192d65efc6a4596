"""Who is served: the live engine, and one module a coverage model."""

from typing import TYPE_CHECKING

from cityplanner.lazy_names import lazy_names

if TYPE_CHECKING:
    from cityplanner.coverage.engine import Engine
    from cityplanner.coverage.engines import engine_for
    from cityplanner.coverage.table import CoverageTable

__all__ = ["CoverageTable", "Engine", "engine_for"]

__getattr__ = lazy_names(__name__, {"CoverageTable": "table", "Engine": "engine", "engine_for": "engines"})
