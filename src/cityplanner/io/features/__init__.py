"""Files of features: read, repaired, and brought into a city's coordinate system."""
