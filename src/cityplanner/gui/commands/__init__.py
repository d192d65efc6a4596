"""What one can do in the window, a module a subject. Each has ``COMMANDS``; they are found by walking this package."""
