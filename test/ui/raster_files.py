"""Small rasters on disk, written with GDAL, and a model card, for the tests of the QGIS side."""

import random

from landweave.core.contract.card import (
    FORMAT,
    FORMAT_VERSION,
    Band,
    ClassInfo,
    InputInfo,
    ModelCard,
    Tiling,
    Weights,
    card_to_json,
)
from osgeo import gdal, osr

NORTH_UP = (500000.0, 0.5, 0.0, 5500000.0, 0.0, -0.5)
SOUTH_UP = (500000.0, 0.5, 0.0, 5500000.0, 0.0, 0.5)
ROTATED = (500000.0, 0.4, 0.3, 5500000.0, 0.3, -0.4)
DEGREES = (9.0, 5e-6, 0.0, 49.65, 0.0, -5e-6)
TYPE_BYTES = {gdal.GDT_Byte: 1, gdal.GDT_UInt16: 2, gdal.GDT_Float32: 4}


def write_raster(path, columns=60, rows=40, bands=3, kind=gdal.GDT_Byte, transform=NORTH_UP, epsg=32632, nodata=None,
                 names=(), colours=(), wavelengths=(), values=None, driver="GTiff", options=()):
    """A raster of seeded noise, or of `values` (one bytes object per band)."""
    dataset = gdal.GetDriverByName(driver).Create(str(path), columns, rows, bands, kind, list(options))
    dataset.SetGeoTransform(transform)
    reference = osr.SpatialReference()
    reference.ImportFromEPSG(epsg)
    dataset.SetProjection(reference.ExportToWkt())
    noise = random.Random(7)
    for number in range(1, bands + 1):
        band = dataset.GetRasterBand(number)
        if nodata is not None:
            band.SetNoDataValue(nodata)
        if names:
            band.SetDescription(names[number - 1])
        if colours:
            band.SetColorInterpretation(colours[number - 1])
        if wavelengths:
            band.SetMetadataItem("CENTRAL_WAVELENGTH_UM", str(wavelengths[number - 1]), "IMAGERY")
        if kind in (gdal.GDT_Byte, gdal.GDT_UInt16):
            size = columns * rows * TYPE_BYTES[kind]
            data = values[number - 1] if values else noise.randbytes(size)
            band.WriteRaster(0, 0, columns, rows, data, columns, rows, kind)
        else:
            band.Fill(number * 1.5)
    dataset.FlushCache()
    del dataset
    return str(path)


def write_polygons(path, features, epsg=32632, driver="GPKG", layer="polygons"):
    """Polygons with class and class_name; `features`: (class, name, WKT)."""
    from osgeo import ogr

    reference = osr.SpatialReference()
    reference.ImportFromEPSG(epsg)
    source = ogr.GetDriverByName(driver).CreateDataSource(str(path))
    table = source.CreateLayer(layer, reference, ogr.wkbPolygon)
    table.CreateField(ogr.FieldDefn("class", ogr.OFTInteger))
    table.CreateField(ogr.FieldDefn("class_name", ogr.OFTString))
    for value, name, wkt in features:
        feature = ogr.Feature(table.GetLayerDefn())
        feature.SetField("class", value)
        feature.SetField("class_name", name)
        feature.SetGeometry(ogr.CreateGeometryFromWkt(wkt))
        table.CreateFeature(feature)
    del table, source
    return str(path)


def make_card(bands=("red", "green", "blue"), wavelengths=(), resolution_m=0.5, classes=("land", "road", "water")):
    """A card of a small local network."""
    colours = ("#c8b464", "#808080", "#3264c8", "#208020", "#ff0000")
    return ModelCard(
        format=FORMAT, format_version=FORMAT_VERSION, name="Test model", version="1", license="CC0-1.0", description="",
        architecture="unet", encoder="resnet18",
        bands=tuple(Band(name, name, wavelengths[i] if wavelengths else None) for i, name in enumerate(bands)),
        input=InputInfo("uint8", resolution_m, resolution_m / 2, resolution_m * 2),
        scaling=(), classes=tuple(ClassInfo(i, name, colours[i]) for i, name in enumerate(classes)),
        tiling=Tiling(32, 32, 0, 256), statistics=(), weights=Weights("model.safetensors", "0" * 64),
    )


def write_model(folder, card=None):
    """A model package with a card only: what the QGIS side reads of it."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "model.json").write_text(card_to_json(card or make_card()), encoding="utf-8")
    return str(folder)
