"""Speed and peak memory of polygonizing, against rasterio's shapes + pyogrio in the same run, each in its own process.

    python benchmarks/polygons.py [--size 8192] [--grain 37] [--noise 0] [--min-area 0] [--simplify 0] [--format GPKG]

`--grain` sets the patch size: 37 gives about 20,000 polygons at 8192², 9 about 400,000. The rival does the least one can do:
trace the whole raster in memory, plane areas, one write. It has no common vertices, no ellipsoid, no sieve.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import pathlib
import resource
import subprocess
import sys
import tempfile
import time

import numpy as np

ROOT = pathlib.Path(__file__).resolve().parents[1]


def load_package() -> None:
    """The checkout as the package `landweave`, as QGIS and the tests see it."""
    spec = importlib.util.spec_from_file_location("landweave", ROOT / "__init__.py", submodule_search_locations=[str(ROOT)])
    module = importlib.util.module_from_spec(spec)
    sys.modules["landweave"] = module
    spec.loader.exec_module(module)


def make_raster(path: pathlib.Path, size: int, grain: int, noise: float, classes: int = 6) -> None:
    """Patches with wavy borders (values of a smooth random field, cut in bands), written strip by strip."""
    import rasterio
    from rasterio.windows import Window

    rng = np.random.default_rng(0)
    coarse = rng.standard_normal((size // grain + 4, size // grain + 4)).astype(np.float32)
    x = np.arange(size, dtype=np.float32) / grain
    left, across = x.astype(int), x - np.floor(x)
    profile = {"driver": "GTiff", "dtype": "uint8", "count": 1, "height": size, "width": size, "nodata": 255, "tiled": True,
               "blockxsize": 512, "blockysize": 512, "compress": "deflate", "crs": "EPSG:32632",
               "transform": rasterio.Affine(0.5, 0, 5e5, 0, -0.5, 5e6)}
    with rasterio.open(path, "w", **profile) as target:
        for top in range(0, size, 512):
            y = np.arange(top, min(top + 512, size), dtype=np.float32)[:, None] / grain
            upper, down = y.astype(int), y - np.floor(y)
            rows = [coarse[upper + i, left] * (1 - across) + coarse[upper + i, left + 1] * across for i in (0, 1)]
            field = rows[0] * (1 - down) + rows[1] * down
            values = np.digitize(field, np.linspace(-0.9, 0.9, classes - 1)).astype(np.uint8)
            flipped = rng.random(values.shape) < noise
            values[flipped] = rng.integers(0, classes, int(flipped.sum()))
            target.write(values, 1, window=Window(0, top, size, len(y)))


def ours(raster: str, out: str, options: dict) -> int:
    load_package()
    from landweave.core.contract.job_parts import PolygonOptions
    from landweave.core.raster.polygons import polygonize

    summary = polygonize(raster, raster, out, PolygonOptions(**options), (), lambda *_: None, lambda: False)
    return summary.count


def plain(raster: str, out: str, options: dict) -> int:
    import pyogrio.raw
    import rasterio
    import shapely
    from rasterio import features

    with rasterio.open(raster) as source:
        values, transform, crs = source.read(1), source.transform, source.crs.to_wkt()
    found = list(features.shapes(values, mask=values != 255, connectivity=4, transform=transform))
    polygons = np.array([shapely.geometry.shape(geometry) for geometry, _ in found])
    pyogrio.raw.write(out, shapely.to_wkb(polygons), [np.array([v for _, v in found], np.int32), shapely.area(polygons)],
                      ["class", "area"], driver=options["format"], geometry_type="Polygon", crs=crs)
    return len(found)


def run_one(name: str, raster: str, out: str, options: dict) -> None:
    started = time.perf_counter()
    count = {"ours": ours, "plain": plain}[name](raster, out, options)
    seconds = time.perf_counter() - started
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"polygons": count, "seconds": round(seconds, 2), "peak_mb": round(peak_mb)}))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", type=int, default=8192)
    parser.add_argument("--grain", type=int, default=37)
    parser.add_argument("--noise", type=float, default=0.0)
    parser.add_argument("--min-area", type=float, default=0.0)
    parser.add_argument("--simplify", type=float, default=0.0)
    parser.add_argument("--format", default="GPKG")
    parser.add_argument("--only", choices=("ours", "plain"))
    parser.add_argument("--one", nargs=4, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.one:
        name, raster, out, options = arguments.one
        run_one(name, raster, out, json.loads(options))
        return
    options = {"format": arguments.format, "min_area_m2": arguments.min_area, "simplify_m": arguments.simplify}
    ending = {"GPKG": "gpkg", "FlatGeobuf": "fgb", "GeoJSON": "geojson", "ESRI Shapefile": "shp"}[arguments.format]
    with tempfile.TemporaryDirectory() as folder:
        raster = pathlib.Path(folder) / "classes.tif"
        make_raster(raster, arguments.size, arguments.grain, arguments.noise)
        results = {}
        for name in ("plain", "ours") if arguments.only is None else (arguments.only,):
            command = [sys.executable, __file__, "--one", name, str(raster), f"{folder}/{name}.{ending}", json.dumps(options)]
            results[name] = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
            print(name, results[name])
        if len(results) == 2:
            print("ours / plain:", round(results["ours"]["seconds"] / results["plain"]["seconds"], 2))


if __name__ == "__main__":
    main()
