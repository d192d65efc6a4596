"""The documents that can be handed over, a module each, found by walking this package.

A module has an ``EXPORTER`` and imports what writes the file when it is written, so that a list of all is quick.
"""
