"""Something wrong with a file or a plan, told in a sentence that a planner can act on."""

from dataclasses import dataclass
from enum import StrEnum

from cityplanner.i18n import text_fields


class Severity(StrEnum):
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


@text_fields("where", "message")
@dataclass(frozen=True, slots=True)
class Problem:
    """``where`` names the file, layer or feature; ``message`` says what is wrong and what was or can be done."""

    severity: Severity
    where: str
    message: str
