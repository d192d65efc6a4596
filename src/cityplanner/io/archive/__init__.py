"""Files in zips."""
