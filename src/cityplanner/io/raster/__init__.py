"""Pictures of the ground, heights, and rasters of people."""
