"""Where a suggestion is wrong, from the sample's exact labels, as a person would outline it. With the distribution's GDAL."""

from __future__ import annotations

from osgeo import gdal, ogr, osr

gdal.UseExceptions()
NOTHING = 255


def find(truth_path, labels_path, box, most, smallest_m2=2.0, straighten_m=0.9):
    """Up to `most` outlines [(class value, [(x, y), ...])] inside `box` (x0, y0, x1, y1), the largest first; and the right share.

    `labels_path`: a label project whose table "labels" holds what is there now. An outline has no holes, so a place that would
    paint over much of what is right inside it is left out.
    """
    image = gdal.Translate("", truth_path, format="MEM", projWin=[box[0], box[3], box[2], box[1]])
    truth = image.ReadAsArray()
    now = _like(image, NOTHING)
    source = ogr.Open(labels_path)
    gdal.RasterizeLayer(now, [1], source.GetLayerByName("labels"), options=["ATTRIBUTE=class_value"])
    wrong = truth.copy()
    right = now.ReadAsArray() == truth
    wrong[right] = NOTHING
    outlines = _outlines(image, wrong, smallest_m2, straighten_m)
    found = [outline for outline in outlines if _helps(image, truth, right, *outline[1:])]
    return [(value, points) for _, value, points in found[:most]], float(right.mean())


def _like(image, fill):
    made = gdal.GetDriverByName("MEM").Create("", image.RasterXSize, image.RasterYSize, 1, gdal.GDT_Byte)
    made.SetGeoTransform(image.GetGeoTransform())
    made.SetProjection(image.GetProjection())
    made.GetRasterBand(1).Fill(fill)
    return made


def _outlines(image, wrong, smallest_m2, straighten_m):
    """Outer rings of connected wrong places with their true class, the largest first; without rims, which nobody corrects."""
    raster = _like(image, NOTHING)
    band = raster.GetRasterBand(1)
    band.WriteArray(wrong)
    band.SetNoDataValue(NOTHING)
    memory = ogr.GetDriverByName("Memory").CreateDataSource("")
    layer = memory.CreateLayer("wrong", geom_type=ogr.wkbPolygon)
    layer.CreateField(ogr.FieldDefn("value", ogr.OFTInteger))
    gdal.Polygonize(band, band.GetMaskBand(), layer, 0)
    found = []
    for feature in layer:
        shape = feature.GetGeometryRef()
        if shape.GetArea() < smallest_m2 or shape.Buffer(-0.45).IsEmpty():
            continue
        outer = ogr.Geometry(ogr.wkbPolygon)
        outer.AddGeometry(shape.GetGeometryRef(0))
        straight = outer.SimplifyPreserveTopology(straighten_m)  # must outlive its ring, which GDAL does not see to
        ring = straight.GetGeometryRef(0)
        found.append((shape.GetArea(), feature.GetField("value"), [ring.GetPoint_2D(i) for i in range(ring.GetPointCount() - 1)]))
    return sorted(found, reverse=True)


def _helps(image, truth, right, value, points):
    """Whether painting this outline puts at least twice as many pixels right as it spoils."""
    ring = ogr.Geometry(ogr.wkbLinearRing)
    for x, y in [*points, points[0]]:
        ring.AddPoint_2D(x, y)
    shape = ogr.Geometry(ogr.wkbPolygon)
    shape.AddGeometry(ring)
    memory = ogr.GetDriverByName("Memory").CreateDataSource("")
    layer = memory.CreateLayer("outline", osr.SpatialReference(image.GetProjection()), ogr.wkbPolygon)
    feature = ogr.Feature(layer.GetLayerDefn())
    feature.SetGeometry(shape)
    layer.CreateFeature(feature)
    mask = _like(image, 0)
    gdal.RasterizeLayer(mask, [1], layer, burn_values=[1])
    inside = mask.ReadAsArray() == 1
    return (inside & (truth == value) & ~right).sum() >= 2 * (inside & (truth != value) & right).sum()
