"""The commands, a module each with a ``COMMAND``, found by walking this package.

A module imports what does the work when the command runs, so that ``--help`` is quick.
"""
