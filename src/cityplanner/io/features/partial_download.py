"""Files that say of themselves that they are only a part of what there is."""

import re
from pathlib import Path

from cityplanner.i18n import _, format_number
from cityplanner.model import Problem, Severity

_LOOKED_THROUGH = 1 << 20
_LIMIT = re.compile(rb'"exceededTransferLimit"\s*:\s*true')
_MATCHED = re.compile(rb'"(?:numberMatched|totalFeatures|numberOfFeatures|total_?count)"\s*:\s*"?(\d+)', re.IGNORECASE)
_NEXT = re.compile(rb'"rel"\s*:\s*"next"')
_FEATURES = re.compile(rb'"features"\s*:\s*\[')
_LAST_FEATURE = re.compile(rb'"(?:Feature|attributes)"')


def only_a_part(path: Path, count: int) -> list[Problem]:
    """Told where the JSON at ``path``, of which ``count`` features were read, says that the service has more."""
    about = _around_the_features(path)
    matched = [int(number) for number in _MATCHED.findall(about)]
    if matched and max(matched) > count:
        message = _("The file has {count} of {all} features, so it is only a part; download all of them.")
        text = message.format(count=format_number(count), all=format_number(max(matched)))
    elif _LIMIT.search(about):
        message = _(
            "The service stopped at its limit, so the {count} features in the file are only a part; download the rest "
            "too."
        )
        text = message.format(count=format_number(count))
    elif _NEXT.search(about):
        message = _("The file is one page of several, so its {count} features are only a part; download the rest too.")
        text = message.format(count=format_number(count))
    else:
        return []
    return [Problem(Severity.WARNING, path.name, text)]


def _around_the_features(path: Path) -> bytes:
    """What stands before the first feature and after the last one."""
    with path.open("rb") as file:
        start = file.read(_LOOKED_THROUGH)
        size = path.stat().st_size
        file.seek(max(size - _LOOKED_THROUGH, 0))
        end = file.read()
    first = _FEATURES.search(start)
    last = [match.end() for match in _LAST_FEATURE.finditer(end)]
    return (start[: first.start()] if first else b"") + b" " + end[last[-1] if last else 0 :]
