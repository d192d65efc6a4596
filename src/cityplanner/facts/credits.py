"""Where the data of a study comes from, in lines for the foot of a map or a report."""

from collections.abc import Iterable

from cityplanner.i18n import _, format_date
from cityplanner.model import Project, Source

_OPEN_STREET_MAP = "© OpenStreetMap contributors (ODbL)"


def study_sources(project: Project) -> list[Source]:
    """Every source of the city and of the visible layers, each file once."""
    every = [*project.city.sources, *(layer.source for layer in project.layers if layer.visible and layer.source)]
    return list({(source.file, source.sha256): source for source in every}.values())


def credit_line(project: Project) -> str:
    """All sources in one paragraph: who made the data, and under which licence."""
    names = list(dict.fromkeys(_credit(source) for source in study_sources(project)))
    if not names:
        return _("The sources of the data are not recorded.")
    return _("Data: {credits}.").format(credits="; ".join(names))


def source_rows(sources: Iterable[Source]) -> list[tuple[str, str, str, str, str]]:
    """(file, role, read on, licence, credit) of each source, for a table."""
    return [
        (source.file, source.role, format_date(source.read_on), source.licence or _("not recorded"), source.credit)
        for source in sources
    ]


def _credit(source: Source) -> str:
    text = f"{source.credit} {source.licence}".lower()
    if "openstreetmap" in text or "odbl" in text.split():
        return _OPEN_STREET_MAP
    who = source.credit or source.file
    return f"{who} ({source.licence})" if source.licence else who
