"""What folds the panels away, or opens them: declared with each panel."""

import cityplanner.gui.panels
from cityplanner.declared import declared
from cityplanner.gui.command import Command
from cityplanner.gui.panel import Panel


def COMMANDS() -> list[Command]:
    return [panel.fold for panel in declared(cityplanner.gui.panels, "PANEL", Panel).items if panel.fold is not None]
