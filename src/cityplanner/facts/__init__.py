"""Figures in words: statistics, headline, method, credits."""
