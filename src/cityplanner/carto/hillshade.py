"""The ground in light and shade."""

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]

_LIGHTS = ((315.0, 0.55), (270.0, 0.15), (360.0, 0.15), (225.0, 0.15))
"""Azimuth and part: the sun of map makers in the north-west, and a little light from its sides."""
_ALTITUDE_DEG = 45.0


def hillshade(heights: FloatArray, cell_m: float, exaggeration: float = 1.5) -> FloatArray:
    """(h, w) light between 0 and 1 on ``heights`` (h, w) in metres, north up; NaN where they are.

    Slopes after Horn (1981) from the eight cells around; the light of a direction is the cosine of the angle between
    it and the ground's normal, several directions blended.
    """
    z = np.pad(heights * exaggeration, 1, mode="edge")
    height, width = heights.shape
    around = {(dy, dx): z[1 + dy : 1 + dy + height, 1 + dx : 1 + dx + width] for dy in (-1, 0, 1) for dx in (-1, 0, 1)}
    east = (around[-1, 1] + 2 * around[0, 1] + around[1, 1]) - (around[-1, -1] + 2 * around[0, -1] + around[1, -1])
    south = (around[1, -1] + 2 * around[1, 0] + around[1, 1]) - (around[-1, -1] + 2 * around[-1, 0] + around[-1, 1])
    dx, dy = east / (8 * cell_m), -south / (8 * cell_m)
    steep = np.sqrt(1 + dx * dx + dy * dy)
    altitude = np.radians(_ALTITUDE_DEG)
    light = np.zeros(heights.shape)
    for azimuth_deg, part in _LIGHTS:
        azimuth = np.radians(azimuth_deg)
        to_east, to_north = np.sin(azimuth) * np.cos(altitude), np.cos(azimuth) * np.cos(altitude)
        light += part * np.clip((np.sin(altitude) - dx * to_east - dy * to_north) / steep, 0, 1)
    return np.asarray(np.where(np.isnan(heights), np.nan, light))


def shade_picture(light: FloatArray, strength: float = 0.42) -> npt.NDArray[np.uint8]:
    """(h, w, 4) shade to lay over the land: dark where there is less light than on flat ground, pale where more."""
    flat = np.sin(np.radians(_ALTITUDE_DEG))
    known = ~np.isnan(light)
    difference = np.where(known, light - flat, 0.0)
    picture = np.zeros((*light.shape, 4), dtype=np.uint8)
    picture[..., :3] = np.where(difference > 0, 255, 40)[..., None]
    dark, pale = -difference / flat, difference / (1 - flat)
    picture[..., 3] = np.clip(np.where(difference > 0, pale * 0.8, dark) * strength * 255, 0, 255)
    return picture
