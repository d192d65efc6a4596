"""Extracts of OpenStreetMap."""
