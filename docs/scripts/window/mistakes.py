"""Where a suggestion is wrong, from the sample's exact labels. Needs the distribution's GDAL only."""

from __future__ import annotations

from osgeo import gdal, ogr

gdal.UseExceptions()


def find(truth_path, labels_path, box, most, smallest_m2=6.0, straighten_m=0.45):
    """Up to `most` outlines [(class value, [(x, y), ...])] inside `box` (x0, y0, x1, y1), the largest first; and the right share.

    `labels_path`: a label project whose table "labels" holds what is there now. An outline has no holes, so a place that would
    paint over what is right inside it is left out.
    """
    truth = gdal.Translate("", truth_path, format="MEM", projWin=[box[0], box[3], box[2], box[1]])
    now = gdal.GetDriverByName("MEM").Create("", truth.RasterXSize, truth.RasterYSize, 1, gdal.GDT_Byte)
    now.SetGeoTransform(truth.GetGeoTransform())
    now.SetProjection(truth.GetProjection())
    now.GetRasterBand(1).Fill(255)
    source = ogr.Open(labels_path)
    gdal.RasterizeLayer(now, [1], source.GetLayerByName("labels"), options=["ATTRIBUTE=class_value"])
    wrong = gdal.GetDriverByName("MEM").Create("", truth.RasterXSize, truth.RasterYSize, 1, gdal.GDT_Byte)
    wrong.SetGeoTransform(truth.GetGeoTransform())
    wrong.SetProjection(truth.GetProjection())
    right, have = truth.GetRasterBand(1).ReadRaster(), now.GetRasterBand(1).ReadRaster()
    wrong.GetRasterBand(1).WriteRaster(0, 0, truth.RasterXSize, truth.RasterYSize, bytes(
        255 if r == h else r for r, h in zip(right, have, strict=True)))
    wrong.GetRasterBand(1).SetNoDataValue(255)
    outlines = _outlines(wrong.GetRasterBand(1), smallest_m2, straighten_m)
    share = 1 - sum(r != h for r, h in zip(right, have, strict=True)) / len(right)
    return outlines[:most], share


def _outlines(band, smallest_m2, straighten_m):
    memory = ogr.GetDriverByName("Memory").CreateDataSource("")
    layer = memory.CreateLayer("wrong", geom_type=ogr.wkbPolygon)
    layer.CreateField(ogr.FieldDefn("value", ogr.OFTInteger))
    gdal.Polygonize(band, band, layer, 0)
    found = []
    for feature in layer:
        shape = feature.GetGeometryRef()
        outer = ogr.Geometry(ogr.wkbPolygon)
        outer.AddGeometry(shape.GetGeometryRef(0))
        if shape.GetArea() < smallest_m2 or outer.GetArea() > 1.15 * shape.GetArea() or shape.Buffer(-0.35).IsEmpty():
            continue  # small, with holes, or a thin rim that nobody corrects
        straight = outer.SimplifyPreserveTopology(straighten_m)  # must outlive its ring, which GDAL does not see to
        ring = straight.GetGeometryRef(0)
        points = [ring.GetPoint_2D(i) for i in range(ring.GetPointCount() - 1)]
        found.append((shape.GetArea(), feature.GetField("value"), points))
    found.sort(reverse=True)
    return [(value, points) for _, value, points in found]
