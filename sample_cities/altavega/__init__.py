"""Makes Altavega, a city that exists only here.

Everything is worked out in local metres (0..10,000 east, 0..8,000 north) and moved to EPSG:32618 at the very end.
"""
