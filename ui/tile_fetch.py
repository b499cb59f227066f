"""Map tiles (XYZ) as exact pixels: each tile is fetched and placed by its number, through QGIS's network settings.

QGIS's own provider stretches tiles by up to a pixel (3.40.7 and later) and says nothing about missing ones. Tile numbers
and pixel sizes follow the web Mercator grid that all XYZ services share.
"""

from __future__ import annotations

import math
import time
from dataclasses import dataclass
from typing import Dict, Iterable, Iterator, List, Optional, Tuple

from qgis.core import QgsApplication, QgsDataSourceUri, QgsFeedback, QgsNetworkAccessManager
from qgis.PyQt.QtCore import QCoreApplication, QEventLoop, Qt, QTimer, QUrl
from qgis.PyQt.QtGui import QImage
from qgis.PyQt.QtNetwork import QNetworkReply, QNetworkRequest

from ..core.contract.card import InputInfo
from ..core.contract.errors import Cancelled
from .layers import number_of

translate = QCoreApplication.translate

MERCATOR_HALF_M = 20037508.342789244
TILE_PX = 256
DEFAULT_ZOOM_MAX = 18
PARALLEL_REQUESTS = 4       # what public tile services tolerate
ATTEMPTS = 3
FIRST_PAUSE_S = 0.2         # doubled before each further attempt
HOPELESS_AFTER = 24         # failures without any success: the service is not there
TICK_MS = 100
HTTP_NO_CONTENT = 204
_DEFINITELY_MISSING = (HTTP_NO_CONTENT, 400, 404, 410)
_ATTRIBUTES = (
    (QNetworkRequest.Attribute.RedirectPolicyAttribute, QNetworkRequest.RedirectPolicy.NoLessSafeRedirectPolicy),
    (QNetworkRequest.Attribute.CacheLoadControlAttribute, QNetworkRequest.CacheLoadControl.PreferCache),
    (QNetworkRequest.Attribute.CacheSaveControlAttribute, 1),
)


@dataclass(frozen=True)
class TileService:
    """An XYZ service. `tile_px`: pixels of one tile's side, 512 for services of double density."""

    url: str
    zoom_min: int = 0
    zoom_max: int = DEFAULT_ZOOM_MAX
    tile_px: int = TILE_PX
    headers: Tuple[Tuple[str, str], ...] = ()
    authcfg: str = ""

    def pixel_size(self, zoom: int) -> float:
        """Side of a pixel in metres of the Mercator plane (longer than on the ground away from the equator)."""
        return 2 * MERCATOR_HALF_M / (self.tile_px * 2**zoom)


@dataclass(frozen=True)
class Tile:
    """One fetched tile: `rgba` is tile_px x tile_px x 4 bytes, or None with the `reason` why it is missing."""

    column: int
    row: int
    rgba: Optional[bytes]
    reason: str = ""
    definite: bool = False


def tile_service(source: str) -> Optional[TileService]:
    """The service of a layer of the "wms" provider, or None where it is no XYZ layer of the common grid."""
    uri = QgsDataSourceUri()
    uri.setEncodedUri(source)
    crs = uri.param("crs") if uri.hasParam("crs") else "EPSG:3857"
    if uri.param("type") != "xyz" or crs not in ("EPSG:3857", "EPSG:900913"):
        return None
    ratio = _whole(uri.param("tilePixelRatio"), 1)
    return TileService(
        uri.param("url"),
        _whole(uri.param("zmin"), 0),
        _whole(uri.param("zmax"), DEFAULT_ZOOM_MAX),
        TILE_PX * (2 if ratio == 2 else 1),
        _headers(uri),
        uri.authConfigId() or uri.param("authcfg"),
    )


def _headers(uri: QgsDataSourceUri) -> Tuple[Tuple[str, str], ...]:
    """The request headers of the connection: `referer=`, and `http-header:NAME=` of newer QGIS."""
    found = {}
    if uri.hasParam("referer"):
        found["Referer"] = uri.param("referer")
    http_headers = getattr(uri, "httpHeaders", None)  # QGIS 3.24 and later
    if http_headers is not None:
        headers = http_headers()
        for key in headers.keys():  # noqa: SIM118 - QgsHttpHeaders cannot be iterated in every version
            value = headers[key]
            if value:
                found[str(key).title()] = str(value)
    return tuple(sorted(found.items()))


def _whole(text: str, default: int) -> int:
    return int(text) if text.isdigit() else default


def choose_zoom(service: TileService, metres_per_unit: float, wanted: InputInfo) -> int:
    """The zoom whose pixels on the ground are nearest to the model's; one within its range goes before all others.

    `metres_per_unit`: ground metres in a metre of the Mercator plane at the place (the cosine of its latitude).
    """
    def distance(zoom: int) -> Tuple[bool, float]:
        ground_m = service.pixel_size(zoom) * metres_per_unit
        outside = not wanted.resolution_min_m <= ground_m <= wanted.resolution_max_m
        return outside, abs(math.log(ground_m / wanted.resolution_m))

    return min(range(service.zoom_min, max(service.zoom_min, service.zoom_max) + 1), key=distance)


def tile_url(service: TileService, zoom: int, column: int, row: int) -> str:
    """The address of a tile, with the placeholders that QGIS knows: {x} {y} {-y} {z} {q}."""
    digits = []
    for bit in range(zoom, 0, -1):
        mask = 1 << (bit - 1)
        digits.append(str((1 if column & mask else 0) + (2 if row & mask else 0)))
    url = service.url.replace("{x}", str(column)).replace("{y}", str(row)).replace("{z}", str(zoom))
    return url.replace("{-y}", str(2**zoom - 1 - row)).replace("{q}", "".join(digits))


def fetch_tiles(
    service: TileService, zoom: int, tiles: Iterable[Tuple[int, int]], feedback: Optional[QgsFeedback]
) -> Iterator[Tile]:
    """Fetch tiles (column, row), a few at a time, each as it comes. For a task thread. Raises `Cancelled`."""
    fetcher = _Fetcher(service, zoom)
    try:
        yield from fetcher.fetch(iter(tiles), feedback)
    finally:
        fetcher.abort()


class _Fetcher:
    """Requests under way in the calling thread: QGIS has a network manager for each thread, and the loop here drives it.

    One thread with several replies, because QGIS's blocking requests in threads of Python's own end in deadlocks and in
    double frees when the threads end (tried on 3.22).
    """

    def __init__(self, service: TileService, zoom: int) -> None:
        self._service, self._zoom = service, zoom
        self._manager = QgsNetworkAccessManager.instance()
        self._loop = QEventLoop()
        self._under_way: Dict[QNetworkReply, Tuple[int, int, int]] = {}
        # Deleted only at the end: a new reply at the address of a deleted one would confuse PyQt's table of wrappers.
        self._finished: List[QNetworkReply] = []
        self._again: List[Tuple[float, Tuple[int, int, int]]] = []  # (not before, request)

    def fetch(self, tiles: Iterator[Tuple[int, int]], feedback: Optional[QgsFeedback]) -> Iterator[Tile]:
        """Each tile once, when it is there or given up."""
        while True:
            self._fill(tiles)
            if not self._under_way and not self._again:
                return
            self._wait()
            if feedback is not None and feedback.isCanceled():
                raise Cancelled
            for reply in [reply for reply in self._under_way if reply.isFinished()]:
                column, row, attempt = self._under_way.pop(reply)
                self._finished.append(reply)
                tile = self._read(reply, column, row)
                if tile.rgba is None and not tile.definite and attempt < ATTEMPTS:
                    pause_s = FIRST_PAUSE_S * 2 ** (attempt - 1)
                    self._again.append((time.monotonic() + pause_s, (column, row, attempt + 1)))
                else:
                    yield tile

    def abort(self) -> None:
        """Hang up on what is still under way."""
        for reply in self._under_way:
            reply.abort()
        for reply in [*self._under_way, *self._finished]:
            reply.deleteLater()
        self._under_way.clear()
        self._finished.clear()

    def _fill(self, tiles: Iterator[Tuple[int, int]]) -> None:
        due = [item for item in self._again if item[0] <= time.monotonic()]
        while len(self._under_way) < PARALLEL_REQUESTS:
            if due:
                self._again.remove(due[0])
                request = due.pop(0)[1]
            else:
                tile = next(tiles, None) if len(self._again) < PARALLEL_REQUESTS else None
                if tile is None:
                    return
                request = (*tile, 1)
            self._start(*request)

    def _start(self, column: int, row: int, attempt: int) -> None:
        request = QNetworkRequest(QUrl(tile_url(self._service, self._zoom, column, row)))
        for name, value in self._service.headers:
            request.setRawHeader(name.encode(), value.encode())
        for attribute, choice in _ATTRIBUTES:
            request.setAttribute(attribute, number_of(choice))
        if self._service.authcfg:
            _, request = QgsApplication.authManager().updateNetworkRequest(request, self._service.authcfg)
        reply = self._manager.get(request)
        reply.finished.connect(self._loop.quit)
        self._under_way[reply] = (column, row, attempt)

    def _wait(self) -> None:
        """Until a reply is finished, for a moment at most: the person may cancel."""
        if any(reply.isFinished() for reply in self._under_way):
            return
        QTimer.singleShot(TICK_MS, self._loop.quit)
        self._loop.exec()

    def _read(self, reply: QNetworkReply, column: int, row: int) -> Tile:
        status = reply.attribute(QNetworkRequest.Attribute.HttpStatusCodeAttribute)
        if reply.error() != QNetworkReply.NetworkError.NoError or status == HTTP_NO_CONTENT:
            reason = f"HTTP {status}" if status else reply.errorString()
            return Tile(column, row, None, reason, status in _DEFINITELY_MISSING)
        rgba = _decode(bytes(reply.readAll()), self._service.tile_px)
        if rgba is None:
            return Tile(column, row, None, translate("Landweave", "the answer is no picture"))
        if not any(rgba[3::4]):
            return Tile(column, row, None, translate("Landweave", "the tile is empty"), definite=True)
        return Tile(column, row, rgba)


def _decode(content: bytes, tile_px: int) -> Optional[bytes]:
    image = QImage()
    if not image.loadFromData(content):
        return None
    if image.width() != tile_px or image.height() != tile_px:
        image = image.scaled(
            tile_px, tile_px, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
        )
    image = image.convertToFormat(QImage.Format.Format_RGBA8888)
    return bytes(image.constBits().asstring(tile_px * tile_px * 4))
