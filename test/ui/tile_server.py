"""A loopback server of map tiles and of a small WMS whose pixels say where they are.

XYZ: red and green are the pixel's column and row in its tile, blue tells the tile (`tile_blue`). WMS: red and green are the low
bytes of the pixel's position in whole pixels of the request's size. Paths: /a/ answers always, /miss/ lacks odd columns,
/none/ lacks all, /flaky/ fails at the first try, /slow/ takes a while, /empty/ answers transparent pictures.
"""

import contextlib
import struct
import threading
import time
import zlib
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlparse

TILE_PX = 256

CAPABILITIES = """<?xml version="1.0"?><WMS_Capabilities version="1.3.0" xmlns="http://www.opengis.net/wms"
 xmlns:xlink="http://www.w3.org/1999/xlink"><Service><Name>WMS</Name><Title>t</Title></Service><Capability><Request>
<GetCapabilities><Format>text/xml</Format><DCPType><HTTP><Get><OnlineResource xlink:href="{base}/wms?"/></Get></HTTP></DCPType>
</GetCapabilities><GetMap><Format>image/png</Format><DCPType><HTTP><Get><OnlineResource xlink:href="{base}/wms?"/></Get></HTTP>
</DCPType></GetMap></Request><Layer><Title>root</Title><Layer queryable="0"><Name>a</Name><Title>a</Title><CRS>EPSG:32632</CRS>
<EX_GeographicBoundingBox><westBoundLongitude>8</westBoundLongitude><eastBoundLongitude>10</eastBoundLongitude>
<southBoundLatitude>49</southBoundLatitude><northBoundLatitude>50</northBoundLatitude></EX_GeographicBoundingBox>
<BoundingBox CRS="EPSG:32632" minx="490000" miny="5490000" maxx="510000" maxy="5510000"/></Layer></Layer></Capability>
</WMS_Capabilities>"""


def png(width, height, channels, rows):
    """A PNG of `rows` (bytes each); `channels`: 3 or 4."""
    raw = b"".join(b"\0" + row for row in rows)

    def chunk(tag, data):
        return struct.pack(">I", len(data)) + tag + data + struct.pack(">I", zlib.crc32(tag + data))

    header = struct.pack(">IIBBBBB", width, height, 8, {3: 2, 4: 6}[channels], 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(raw, 1)) + chunk(b"IEND", b"")


def position_picture(width, height, left, top, blue):
    """Red and green say the pixel's column and row (mod 256), counted from `left`, `top`."""
    return png(width, height, 3, [
        b"".join(bytes(((left + i) & 255, (top + j) & 255, blue)) for i in range(width)) for j in range(height)
    ])


def tile_blue(zoom, column, row):
    """A number that differs between neighbouring tiles and zooms."""
    return (zoom * 11 + column * 7 + row * 31) & 255


class TileServer:
    """Starts at once; `requests` lists (path, zoom, column, row); `close()` ends it."""

    def __init__(self, slow_s=0.2):
        self.requests, self.headers, self.slow_s = [], [], slow_s
        self._tiles, self._seen = {}, set()
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                outer.answer(self)

            def log_message(self, *_):
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.handle_error = lambda *_: None
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        self.base = f"http://127.0.0.1:{self._server.server_address[1]}"

    def close(self):
        self._server.shutdown()
        self._server.server_close()

    def uri(self, kind, zoom_max=19):
        """The source of a QGIS XYZ layer."""
        return f"type=xyz&url={self.base}/{kind}/%7Bz%7D/%7Bx%7D/%7By%7D.png&zmin=0&zmax={zoom_max}&http-header:referer=https://me"

    def wms_uri(self):
        """The source of a QGIS WMS layer in EPSG:32632."""
        return f"crs=EPSG:32632&dpiMode=7&format=image/png&layers=a&styles&url={self.base}/wms"

    def answer(self, request):
        self.headers.append(dict(request.headers))
        if request.path.startswith("/wms"):
            body, kind = self._wms(request.path)
        else:
            body, kind = self._tile(request.path), "image/png"
        if body is None:
            request.send_error(404)
            return
        if body == b"fail":
            request.send_error(503)
            return
        request.send_response(200)
        request.send_header("Content-Type", kind)
        request.send_header("Content-Length", str(len(body)))
        request.end_headers()
        with contextlib.suppress(OSError):  # the client has hung up
            request.wfile.write(body)

    def _tile(self, path):
        kind, zoom, column, row = path.strip("/").split(".")[0].split("/")
        zoom, column, row = int(zoom), int(column), int(row)
        self.requests.append((kind, zoom, column, row))
        if kind == "slow":
            time.sleep(self.slow_s)
        if kind == "none" or (kind == "miss" and column % 2):
            return None
        if kind == "flaky" and (zoom, column, row) not in self._seen:
            self._seen.add((zoom, column, row))
            return b"fail"
        if kind == "empty":
            return png(TILE_PX, TILE_PX, 4, [bytes(4 * TILE_PX)] * TILE_PX)
        blue = tile_blue(zoom, column, row)
        if blue not in self._tiles:
            self._tiles[blue] = position_picture(TILE_PX, TILE_PX, 0, 0, blue)
        return self._tiles[blue]

    def _wms(self, path):
        query = {key.upper(): values[0] for key, values in parse_qs(urlparse(path).query).items()}
        if query.get("REQUEST") != "GetMap":
            return CAPABILITIES.format(base=self.base).encode(), "text/xml"
        width, height = int(query["WIDTH"]), int(query["HEIGHT"])
        x_min, y_min, x_max, y_max = map(float, query["BBOX"].split(","))
        self.requests.append(("wms", width, height, (x_min, y_min, x_max, y_max)))
        left, top = round(x_min / ((x_max - x_min) / width)), round(-y_max / ((y_max - y_min) / height))
        return position_picture(width, height, left, top, 77), "image/png"
