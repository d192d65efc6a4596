"""Timetables of public transport."""
