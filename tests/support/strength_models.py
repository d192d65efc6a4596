"""Coverage models whose strengths differ, to try the rules by which strengths are joined."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from cityplanner.coverage import models
from cityplanner.model import CoverageSpec, DeviceType, Family, Rule

TRIAL_MODELS = Path(__file__).parent / "trial_models"


@contextmanager
def models_from(folder: Path = TRIAL_MODELS) -> Iterator[None]:
    """The modules of ``folder`` are coverage models too."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(models, "__path__", [*models.__path__, str(folder)])
        try:
            yield
        finally:
            # Another folder may have a module of the same name.
            for file in folder.glob("*.py"):
                sys.modules.pop(f"{models.__name__}.{file.stem}", None)


def fading_type(
    id_: str,
    range_m: float,
    threshold: float,
    rule: Rule = Rule.ANY,
    minimum: int = 1,
    family: Family = Family.ALERT,
) -> DeviceType:
    spec = CoverageSpec("fading", {"range_m": range_m}, threshold, rule, minimum)
    return DeviceType(id_, family, id_, "", "", spec)
