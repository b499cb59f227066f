"""A small engine that really writes files: every pixel gets class column % 3. For tests of what happens around an engine.

`install(folder)` puts it where the client looks for boot.py. A job named "fail" fails, one named "slow" works until it is
cancelled, and one named "tell" puts the job it got beside its results.
"""

import json
import os
import pathlib
import shutil
import sys
import threading
import time

EXTENSIONS = {"GPKG": "gpkg", "FlatGeobuf": "fgb", "GeoJSON": "geojson", "ESRI Shapefile": "shp"}


def install(folder):
    target = pathlib.Path(folder) / "core" / "engine" / "boot.py"
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(__file__, target)
    return str(folder)


def write_like(raster, path, values_of_row):
    from osgeo import gdal

    target = gdal.GetDriverByName("GTiff").Create(path, raster.RasterXSize, raster.RasterYSize, 1, gdal.GDT_Byte)
    target.SetGeoTransform(raster.GetGeoTransform())
    target.SetProjection(raster.GetProjection())
    target.GetRasterBand(1).SetNoDataValue(255)
    for row in range(raster.RasterYSize):
        target.GetRasterBand(1).WriteRaster(0, row, raster.RasterXSize, 1, values_of_row(raster.RasterXSize))
    target.FlushCache()
    return path


def write_polygons(raster, path, driver):
    from osgeo import ogr, osr

    reference = osr.SpatialReference()
    reference.ImportFromWkt(raster.GetProjection())
    source = ogr.GetDriverByName(driver).CreateDataSource(path)
    layer = source.CreateLayer("polygons", reference, ogr.wkbPolygon)
    layer.CreateField(ogr.FieldDefn("class", ogr.OFTInteger))
    layer.CreateField(ogr.FieldDefn("class_name", ogr.OFTString))
    x, dx, _, y, _, dy = raster.GetGeoTransform()
    feature = ogr.Feature(layer.GetLayerDefn())
    feature.SetField("class", 1)
    feature.SetField("class_name", "road")
    corners = ((x, y), (x + 9 * dx, y), (x + 9 * dx, y + 9 * dy), (x, y))
    feature.SetGeometry(ogr.CreateGeometryFromWkt(f"POLYGON(({','.join(f'{a} {b}' for a, b in corners)}))"))
    layer.CreateFeature(feature)
    return path


def segment(job):
    from osgeo import gdal

    raster = gdal.Open(job["raster"]["path"])
    base = os.path.join(job["output_dir"], job["name"])
    outputs = {"classes": write_like(raster, f"{base}.tif", lambda n: bytes(i % 3 for i in range(n)))}
    if job["confidence"]:
        outputs["confidence"] = write_like(raster, f"{base}_confidence.tif", lambda n: bytes([80]) * n)
    if job["polygons"]:
        driver = job["polygons"]["format"]
        outputs["polygons"] = write_polygons(raster, f"{base}_polygons.{EXTENSIONS[driver]}", driver)
    if job["name"] == "tell":
        found = {"job": job, "raster_bands": raster.RasterCount, "size": [raster.RasterXSize, raster.RasterYSize]}
        pathlib.Path(job["output_dir"], "..", "told.json").write_text(json.dumps(found))
    return outputs


def serve():
    out = os.fdopen(os.dup(1), "wb", buffering=0)
    os.dup2(2, 1)
    cancelled = threading.Event()

    def send(kind, **fields):
        out.write(json.dumps({"type": kind, **fields}).encode() + b"\n")

    def run(job_id, job):
        send("ready", id=job_id, device="cpu", reason="it is a stub", threads=1)
        if job["name"] == "slow":
            while not cancelled.wait(0.05):
                send("progress", id=job_id, stage="segment", done=1, total=10)
            send("cancelled", id=job_id)
        elif job["name"] == "fail":
            send("failure", id=job_id, code="raster.all_nodata", message="m", hint="h", data={"path": "the scene"})
        else:
            send("log", id=job_id, level="warning", message="the pixels look unusual")
            outputs = segment(job)
            send("progress", id=job_id, stage="segment", done=10, total=10)
            send("result", id=job_id, outputs=outputs)

    send("hello", protocol=1, version="stub", pid=os.getpid())
    for line in sys.stdin.buffer:
        command = json.loads(line)
        if command["type"] == "quit":
            break
        if command["type"] == "cancel":
            cancelled.set()
        else:
            threading.Thread(target=run, args=(command["id"], command["job"]), daemon=True).start()
    time.sleep(0.05)
    os._exit(0)


if __name__ == "__main__":
    serve()
