"""How far it is, and how long it takes on foot.

Walking distance is taken as the straight line × 1.3: streets make a way longer than the straight line by a detour
factor, about 1.3 on average in built-up areas (the circuity of urban street networks is usually reported between 1.2
and 1.4). Walking speed is 80 m a minute (4.8 km/h, the rate that Chinese listings commonly use for 步行几分钟), so the
circle of 900 s that a neighbourhood's service society plans with has a radius of 1,200 m on foot.
"""

from __future__ import annotations

import math

EARTH_RADIUS_M = 6_371_008.8  # mean radius, IUGG
DETOUR = 1.3
WALKING_M_PER_MIN = 80
CIRCLE_S = 900


def straight_m(lng_a: float, lat_a: float, lng_b: float, lat_b: float) -> float:
    """Great-circle distance in metres between two points in degrees (haversine)."""
    phi_a, phi_b = math.radians(lat_a), math.radians(lat_b)
    half_lat = math.sin((phi_b - phi_a) / 2)
    half_lng = math.sin(math.radians(lng_b - lng_a) / 2)
    chord = half_lat * half_lat + math.cos(phi_a) * math.cos(phi_b) * half_lng * half_lng
    return 2 * EARTH_RADIUS_M * math.asin(min(1.0, math.sqrt(chord)))


def walking_m(straight: float) -> float:
    """Metres on foot for so many metres in a straight line."""
    return straight * DETOUR


def walking_minutes(straight: float) -> int:
    """Minutes on foot to the nearest whole one, at least 1."""
    return max(1, round(walking_m(straight) / WALKING_M_PER_MIN))


def within_circle(straight: float) -> bool:
    """Whether it can be walked within 900 s."""
    return walking_m(straight) / WALKING_M_PER_MIN * 60 <= CIRCLE_S
