"""``python -m cityplanner`` is the same as the ``cityplanner`` command."""

from cityplanner.cli.main import run

if __name__ == "__main__":
    run()
