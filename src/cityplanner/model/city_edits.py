"""Edits of what is known about the city."""

from dataclasses import replace

from cityplanner.i18n import _
from cityplanner.model.city import City, People
from cityplanner.model.city_changes import CityChange
from cityplanner.model.edit import Edit


def confirm_deprivation(city: City, people: People, *, high_is_poor: bool) -> Edit:
    """Somebody who knows the city has looked at the map and says whether high figures of deprivation mean poor."""
    after = replace(city, deprivation_high_is_poor=high_is_poor, deprivation_confirmed=True)
    label = _("Confirm deprivation") if high_is_poor is city.deprivation_high_is_poor else _("Turn deprivation round")
    return Edit(label, (CityChange.between((city, people), (after, people)),))
