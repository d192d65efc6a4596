"""The project file, and the sample cities."""
