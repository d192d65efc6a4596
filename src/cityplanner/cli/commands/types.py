"""``types``: the catalogue of devices."""

from cityplanner.cli.command import CliCommand
from cityplanner.cli.options import JsonOption


def types_(json_: JsonOption = False) -> None:
    """List the catalogue of devices."""
    from cityplanner.cli.figures import print_types

    print_types(as_json=json_)


COMMAND = CliCommand("types", types_, rank=7)
