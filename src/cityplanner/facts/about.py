"""How figures came about: what goes with every table and report, so that nobody has to ask."""

from datetime import date

from cityplanner import __version__
from cityplanner.coverage.table import CoverageTable
from cityplanner.facts.focus import Focus
from cityplanner.facts.headline import ground_sentence, headline
from cityplanner.facts.measured import served_when
from cityplanner.i18n import _, format_date, format_number, format_share
from cityplanner.model import Project, Scenario


def about_rows(
    project: Project, scenario: Scenario, focus: Focus, table: CoverageTable, day: date
) -> list[tuple[str, str]]:
    """(what, answer) for the study, what it measures, its result and how that was worked out."""
    people, served = float(table.city_people[0]), float(table.city_served[0])
    rows = [
        (_("City"), project.city.name),
        (_("Scenario"), scenario.name),
        (_("Service"), focus.name(project.device_types)),
        (_("Devices"), format_number(table.devices)),
        (_("Result"), headline(table)),
    ]
    if people > 0:
        rows += [
            (_("Residents"), format_number(people)),
            (_("Residents served"), f"{format_number(served)} ({format_share(served / people)})"),
        ]
    if ground := ground_sentence(table):
        rows.append((_("Ground"), ground))
    rows += [(_("Who counts as served"), sentence) for sentence in served_when(project, scenario, focus)]
    if project.people.method:
        rows.append((_("Where people live"), project.people.method))
    rows += [
        (_("Coordinate system"), project.city.crs),
        (_("Date"), format_date(day)),
        (_("Program"), f"CityPlanner {__version__}"),
    ]
    return rows
