"""Coverage models that are too slow for the hand are asked beforehand, on another thread."""

from collections.abc import Callable

from cityplanner.session.figures import ScenarioFigures
from cityplanner.session.study import Study


def look_ahead_work(study: Study) -> Callable[[], ScenarioFigures]:
    """Work for another thread: what the devices that wait reach where they are now, for :func:`looked_ahead`."""
    figures = study.waiting or study.shown
    devices, engine = figures.waiting, figures.engine

    def work() -> ScenarioFigures:
        engine.look_ahead(devices)
        return figures

    return work


def looked_ahead(study: Study, figures: ScenarioFigures) -> None:
    """Count what was looked at; what has moved on since waits again."""
    figures.looked_ahead()
    study.figures_changed.emit()
