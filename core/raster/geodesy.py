"""Areas and lengths on the ellipsoid, for polygons in any coordinate system.

Areas: the vertices are mapped with equal area (Snyder 1987, "Map projections: a working manual", equations 3-12 and 3-16:
authalic latitude), cylindrically where the coordinate system's own straight lines are straight on that map, otherwise
azimuthally around the raster's centre; then the plane polygon's area is taken. Lengths: short edges from the chord between
their ends; long ones by `pyproj.Geod.inv`, or where the coordinate system's straight lines are not geodesics, along those.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pyproj
from pyproj.exceptions import ProjError

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

# Edges up to this length are taken as arcs of a sphere (the error at 20 km is under 1e-8 of the length).
LONG_EDGE_M = 20_000.0
# Edges up to this length are straight on the equal-area map (the error of an area bounded by such edges is under 1e-5).
BENT_EDGE_M = 1_000.0
_CYLINDRICAL = ("mercator", "equidistant cylindrical", "cylindrical equal area", "plate carr")


class Ground:
    """Measures polygons whose vertices are map coordinates of one coordinate system.

    `crs_wkt`: any text pyproj understands, empty for none. `centre`: (x, y) of the raster's centre, in its coordinates.
    Without a coordinate system on the earth, `ellipsoidal` is False and measures are planar, in map units (metres where
    the unit is known).
    """

    def __init__(self, crs_wkt: str, centre: tuple[float, float]) -> None:
        crs = pyproj.CRS.from_user_input(crs_wkt) if crs_wkt else None
        if crs is not None and crs.is_compound:
            crs = crs.sub_crs_list[0]
        geodetic = crs.geodetic_crs if crs is not None else None
        self.ellipsoidal = bool(geodetic is not None and crs is not None and (crs.is_geographic or crs.is_projected))
        self._unit = float(crs.axis_info[0].unit_conversion_factor) if crs is not None and crs.axis_info else 1.0
        if not self.ellipsoidal or crs is None or geodetic is None or crs.ellipsoid is None:
            self.ellipsoidal = False
            return
        self._a = float(crs.ellipsoid.semi_major_metre)
        self._e = float(np.sqrt(max(0.0, 1.0 - (float(crs.ellipsoid.semi_minor_metre) / self._a) ** 2)))
        self._geod = pyproj.Geod(a=self._a, b=float(crs.ellipsoid.semi_minor_metre))
        self._angle = float(geodetic.axis_info[0].unit_conversion_factor)
        self._to_degrees = None if crs.is_geographic else pyproj.Transformer.from_crs(crs, geodetic, always_xy=True)
        method = crs.coordinate_operation.method_name.lower() if crs.coordinate_operation else ""
        oblique = "transverse" in method or "oblique" in method
        self._cylindrical = crs.is_geographic or (any(name in method for name in _CYLINDRICAL) and not oblique)
        lon, lat = self._lonlat(np.array([centre]))
        self._centre = (float(lon[0]), float(lat[0]))
        if not np.isfinite(self._centre).all():
            self.ellipsoidal = False

    def measure(self, xy: Floats, ring_offsets: Ints, polygon_offsets: Ints) -> tuple[Floats, Floats]:
        """Area (holes taken off) and perimeter (all rings) of each polygon of a ragged array, in m² and m."""
        if self.ellipsoidal:
            lon, lat = self._lonlat(xy)
            plane, edges = self._equal_area(lon, lat), self._edge_lengths(lon, lat)
        else:
            plane = xy * self._unit
            edges = np.hypot(*np.diff(plane, axis=0).T)
        edges[ring_offsets[1:-1] - 1] = 0.0
        lengths = np.add.reduceat(np.append(edges, 0.0), ring_offsets[:-1])
        areas = np.abs(_signed_areas(plane, ring_offsets, self._bulges(xy, plane, edges)))
        holes = np.ones(len(areas), bool)
        holes[polygon_offsets[:-1]] = False
        areas[holes] *= -1.0
        return np.add.reduceat(areas, polygon_offsets[:-1]), np.add.reduceat(lengths, polygon_offsets[:-1])

    def _bulges(self, xy: Floats, plane: Floats, edges: Floats) -> Floats:
        """Area between each edge's true course on the equal-area map, through its middle, and the straight line there.

        By Simpson's rule, so as a parabola; edges too short to matter have none.
        """
        bulges = np.zeros(len(edges))
        bent = np.flatnonzero(edges > BENT_EDGE_M) if self.ellipsoidal else np.empty(0, np.int64)
        if len(bent):
            middle = self._equal_area(*self._lonlat((xy[bent] + xy[bent + 1]) / 2))
            aside = middle - (plane[bent] + plane[bent + 1]) / 2
            along = plane[bent + 1] - plane[bent]
            bulges[bent] = (aside[:, 0] * along[:, 1] - aside[:, 1] * along[:, 0]) * 2 / 3
        return bulges

    def _lonlat(self, xy: Floats) -> tuple[Floats, Floats]:
        """Longitudes and latitudes in radians. A geographic system's longitudes are left as they are, beyond 180° too."""
        if self._to_degrees is None:
            return xy[:, 0] * self._angle, np.clip(xy[:, 1] * self._angle, -np.pi / 2, np.pi / 2)
        try:
            lon, lat = self._to_degrees.transform(xy[:, 0], xy[:, 1])
        except ProjError:
            return np.full(len(xy), np.inf), np.full(len(xy), np.inf)
        lon, lat = np.asarray(lon) * self._angle, np.asarray(lat) * self._angle
        if self._cylindrical and len(xy) > 1 and hasattr(self, "_centre"):
            lon = self._centre[0] + np.remainder(lon - self._centre[0] + np.pi, 2 * np.pi) - np.pi
        return lon, lat

    def _q(self, sine: Any) -> Any:
        """Snyder's q of sin(latitude)."""
        if self._e == 0.0:
            return 2.0 * sine
        e = self._e
        return (1 - e * e) * (sine / (1 - (e * sine) ** 2) + np.arctanh(e * sine) / e)

    def _equal_area(self, lon: Floats, lat: Floats) -> Floats:
        q = self._q(np.sin(lat))
        lon = lon - self._centre[0]
        if self._cylindrical:
            return np.column_stack((self._a * lon, self._a * q / 2))
        pole = self._q(1.0)
        radius = self._a * np.sqrt(pole / 2)
        sine = np.clip(q / pole, -1.0, 1.0)
        cosine = np.sqrt(1 - sine * sine)
        sine0 = float(self._q(np.sin(self._centre[1])) / pole)
        cosine0 = np.sqrt(max(0.0, 1 - sine0 * sine0))
        towards = cosine * np.cos(lon)
        scale = radius * np.sqrt(2 / np.maximum(1 + sine0 * sine + cosine0 * towards, 1e-12))
        return np.column_stack((scale * cosine * np.sin(lon), scale * (cosine0 * sine - sine0 * towards)))

    def _edge_lengths(self, lon: Floats, lat: Floats) -> Floats:
        lengths = self._short_lengths(lon, lat)
        if self._cylindrical:
            east, north = np.diff(lon), np.diff(lat)
            long = np.flatnonzero(np.hypot(east * np.cos(lat[:-1] + north / 2), north) > LONG_EDGE_M / self._a)
            lengths[long] = self._straight_lengths(lat[long], east[long], north[long])
        else:
            long = np.flatnonzero(lengths > LONG_EDGE_M)
            ends = [np.degrees(angle[i]) for i in (long, long + 1) for angle in (lon, lat)]
            lengths[long] = self._geod.inv(ends[0], ends[1], ends[2], ends[3])[2]
        return lengths

    def _short_lengths(self, lon: Floats, lat: Floats) -> Floats:
        """From the straight chord through the earth to the arc above it; no trouble at poles or the date line."""
        sine, cosine = np.sin(lat), np.cos(lat)
        prime = self._a / np.sqrt(1 - (self._e * sine) ** 2)
        across = prime * cosine
        x, y, z = across * np.cos(lon), across * np.sin(lon), prime * (1 - self._e**2) * sine
        chord = np.sqrt(np.diff(x) ** 2 + np.diff(y) ** 2 + np.diff(z) ** 2)
        return np.asarray(chord * (1 + (chord / self._a) ** 2 / 24))

    def _straight_lengths(self, lat: Floats, east: Floats, north: Floats) -> Floats:
        """Length of lines that are straight in degrees, by Gauss-Legendre quadrature of the local scale."""
        total = np.zeros(len(lat))
        for position, weight in zip(*np.polynomial.legendre.leggauss(16)):
            there = lat + north * (position + 1) / 2
            squared = 1 - (self._e * np.sin(there)) ** 2
            prime = self._a / np.sqrt(squared)
            meridian = prime * (1 - self._e**2) / squared
            total += weight / 2 * np.hypot(prime * np.cos(there) * east, meridian * north)
        return total


def _signed_areas(xy: Floats, offsets: Ints, bulges: Floats) -> Floats:
    """Plane area of each closed ring, taken from its first vertex so that far coordinates cost no digits."""
    local = xy - np.repeat(xy[offsets[:-1]], np.diff(offsets), axis=0)
    area = (local[:-1, 0] * local[1:, 1] - local[1:, 0] * local[:-1, 1]) / 2 + bulges
    area = np.append(area, 0.0)
    area[offsets[1:] - 1] = 0.0
    result: Floats = np.add.reduceat(area, offsets[:-1])
    return result
