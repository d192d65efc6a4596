"""The map in the window."""
